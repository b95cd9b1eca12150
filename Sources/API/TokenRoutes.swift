import Chat
import Hummingbird

/// API tokens: a program may do what its operator may. Admins see and revoke those of their organization.
extension Routes {
    func addTokens() {
        get("/tokens") { call in
            let session = try await call.signedIn()
            try call.may(session, atLeast: .admin)
            let page = try await call.services.accounts.tokens(
                of: session.organization.id, after: call.query("cursor"), limit: try call.limit())
            return .page(page) { writer, token in writer.object { token.write(to: &$0) } }
        }
        post("/tokens") { call in
            let session = try await call.signedIn()
            try call.mayChange(session, atLeast: .admin)
            var fields = try await call.body()
            let name = fields.text("name", limit: Limits.name)
            try fields.check()
            let now = call.services.clock()
            let secret = Secrets.make(.api)
            let token = APIToken(
                id: .make(at: now), name: name, person: session.operator.id, personName: session.operator.name,
                createdAt: now)
            try await call.services.accounts.add(token, digest: Secrets.digest(secret))
            return .json(status: .created) {
                token.write(to: &$0)
                $0.field("token", secret)
            }
        }
        delete("/tokens/:token") { call in
            let session = try await call.signedIn()
            let id: TokenID = try call.id("token")
            try call.mayChange(session, atLeast: .admin)
            let removed = try await call.services.accounts.removeToken(id, of: session.organization.id)
            guard let removed else { throw Refusal.notFound }
            call.services.signals.revoked([removed])
            return .nothing
        }
    }
}

extension APIToken {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.field("id", id)
        writer.field("name", name)
        writer.key("operator")
        writer.object {
            $0.field("id", person)
            $0.field("name", personName)
        }
        writer.field("createdAt", createdAt)
    }
}
