import Chat
import HTTPTypes
import Hummingbird

/// Signing in and out.
extension Routes {
    private static var failureWindow: Duration { .seconds(15 * 60) }
    private static var failuresOfAnAccount: Int { 10 }
    private static var failuresOfAnAddress: Int { 50 }

    func addSession() {
        post("/session") { call in try await Self.signIn(call) }
        get("/session") { call in
            let session = try await call.signedIn()
            return .json { session.write(to: &$0) }
        }
        delete("/session") { call in
            let session = try await call.signedIn()
            try call.mayChange(session)
            try await call.services.sessions.end(session.digest)
            call.services.signals.revoked([session.digest])
            var response = Response.nothing
            response.headers[.setCookie] = Sessions.endingCookie(own: call.origin.own)
            return response
        }
        post("/session/password") { call in try await Self.changePassword(call) }
    }

    /// One error for an unknown address and a wrong password, after the same time.
    private static func signIn(_ call: Call) async throws -> Response {
        try call.hasOwnOrigin(orNone: true)
        let (services, origin, now) = (call.services, call.origin, call.services.clock())
        var fields = try await call.body()
        let email = fields.text("email", limit: Limits.name)
        let password = fields.text("password", limit: Limits.passwordMaximum)
        try fields.check()
        let account = "account:\(email.lowercased())"
        let address = "address:\(origin.address)"
        for (key, limit) in [(account, failuresOfAnAccount), (address, failuresOfAnAddress)] {
            let failures = try await services.accounts.failures(key, now: now, window: failureWindow)
            if failures.count >= limit {
                throw Refusal.rateLimited(retryAfterSeconds: max(1, Int(failures.retryAfter.components.seconds)))
            }
        }
        let person = try await services.accounts.operator(email: email)
        var hash: String?
        if let person { hash = try await services.accounts.passwordHash(of: person.id) }
        guard try await services.passwords.verify(password, against: hash), let person else {
            for key in [account, address] {
                _ = try? await services.accounts.countFailure(key, now: now, window: failureWindow)
            }
            throw Refusal.unauthenticated
        }
        try? await services.accounts.forgiveFailures(account)
        var response = Response.nothing
        response.headers[.setCookie] = try await services.sessions.begin(for: person, own: origin.own)
        return response
    }

    /// All other sessions of the operator end.
    private static func changePassword(_ call: Call) async throws -> Response {
        let session = try await call.signedIn()
        try call.mayChange(session)
        let services = call.services
        var fields = try await call.body()
        let current = fields.text("current", limit: Limits.passwordMaximum)
        let password = fields.password("password")
        try fields.check()
        let hash = try await services.accounts.passwordHash(of: session.operator.id)
        guard try await services.passwords.verify(current, against: hash) else {
            throw Refusal.invalid("current", "is not your password.")
        }
        let ended = try await services.accounts.update(
            session.operator, passwordHash: try await services.passwords.hash(password), keeping: session.digest)
        let unsaved = services.sessions.endUnsaved(of: session.operator.id, except: session.digest)
        services.signals.revoked(ended + unsaved)
        return .nothing
    }
}

extension Fields {
    mutating func password(_ field: String) -> String {
        let password = text(field, limit: Limits.passwordMaximum)
        if has(field), password.unicodeScalars.count < Limits.passwordMinimum {
            refuse(field, "takes at least \(Limits.passwordMinimum) characters.")
        }
        return password
    }
}

extension OperatorSession {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.key("operator")
        self.operator.write(to: &writer)
        writer.key("organization")
        writer.object {
            $0.field("id", organization.id)
            $0.field("name", organization.name)
        }
    }
}

extension Operator {
    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("id", id)
            $0.field("name", name)
            $0.field("email", email)
            $0.field("role", role.rawValue)
            $0.field("picture", picture?.path)
        }
    }
}
