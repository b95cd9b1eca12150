import Chat
import HTTPTypes
import Hummingbird

/// The keys that a bot's websites sign their visitors' identities with; a secret is shown once.
extension Routes {
    func addIdentity() {
        get("/bots/:bot/identity-keys") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            try call.may(session, atLeast: .admin)
            let keys = try await call.services.accounts.identityKeys(of: bot.id)
            return .page(Page(keys, next: nil)) { $1.write(to: &$0, secret: false) }
        }
        post("/bots/:bot/identity-keys") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            try call.mayChange(session, atLeast: .admin)
            let now = call.services.clock()
            let key = IdentityKey(id: .make(at: now), secret: Secret(Secrets.make(.identity)), createdAt: now)
            guard try await call.services.accounts.add(key, of: bot.id) else {
                throw Refusal.invalid("", "A bot has at most \(IdentityKey.most) keys. Remove the one that is used no more first.")
            }
            var writer = JSONWriter()
            key.write(to: &writer, secret: true)
            return .json(writer.bytes, status: .created)
        }
        delete("/bots/:bot/identity-keys/:key") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            try call.mayChange(session, atLeast: .admin)
            guard try await call.services.accounts.removeIdentityKey(try call.id("key"), of: bot.id) else {
                throw Refusal.notFound
            }
            return .nothing
        }
    }
}

extension IdentityKey {
    fileprivate func write(to writer: inout JSONWriter, secret shown: Bool) {
        writer.object { writer in
            writer.field("id", id)
            writer.field("createdAt", createdAt)
            if shown { writer.field("secret", secret.revealed) }
        }
    }
}
