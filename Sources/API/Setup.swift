import Chat
import HTTPTypes
import Hummingbird
import Synchronization

/// The first owner, made in a browser while the database is empty.
///
/// Whoever comes first would own the server, so it takes a code that only the one who started it has seen. It lives
/// in memory: each start makes a new one, and what was made by another way ends its use.
package final class Setup: Sendable {
    /// A part of the link that is printed at the start; 256 random bits.
    let code = Secrets.make(.setup)
    private let accounts: any AccountStore
    /// Organizations are never deleted, so once there was one there always is.
    private let isOver = Atomic<Bool>(false)

    init(accounts: any AccountStore) {
        self.accounts = accounts
    }

    /// The code as long as it is of use.
    package func neededCode() async throws -> String? { try await isNeeded() ? code : nil }

    func isNeeded() async throws -> Bool {
        if isOver.load(ordering: .relaxed) { return false }
        guard try await accounts.organizations().isEmpty else {
            isOver.store(true, ordering: .relaxed)
            return false
        }
        return true
    }

    /// In a time that says nothing about how much of it was right.
    func accepts(_ given: String) -> Bool { Secrets.digest(given) == Secrets.digest(code) }
}

extension Routes {
    private static var window: Duration { .seconds(15 * 60) }
    private static var failuresOfAnAddress: Int { 10 }

    func addSetup() {
        get("/setup") { call in
            let isNeeded = try await call.services.setup.isNeeded()
            return .json {
                $0.field("needed", isNeeded)
                $0.field("passwordMinimum", Limits.passwordMinimum)
            }
        }
        post("/setup") { call in try await Self.setUp(call) }
    }

    private static func setUp(_ call: Call) async throws -> Response {
        let services = call.services
        guard try await services.setup.isNeeded() else { throw Refusal.notFound }
        try call.hasOwnOrigin(orNone: true)
        var fields = try await call.body()
        try await check(fields.json["code"]?.string ?? "", call)
        let organization = fields.text("organization", limit: Limits.name)
        let name = fields.text("name", limit: Limits.name)
        let email = fields.text("email", limit: Limits.name)
        let password = fields.password("password")
        if fields.has("email"), !EmailAddress.isPlausible(email) { fields.refuse("email", "is no e-mail address.") }
        try fields.check()
        let now = services.clock()
        let made = Organization(id: .make(at: now), name: organization)
        let owner = Operator(id: .make(at: now), organization: made.id, email: email, name: name, role: .owner)
        let hash = try await services.passwords.hash(password)
        guard try await services.accounts.addFirst(made, owner: owner, passwordHash: hash) else { throw Refusal.notFound }
        let cookie = try await services.sessions.begin(for: owner, own: call.origin.own)
        var response = Response.json(status: .created) { writer in
            writer.key("operator")
            owner.write(to: &writer)
            writer.key("organization")
            writer.object {
                $0.field("id", made.id)
                $0.field("name", made.name)
            }
        }
        response.headers[.setCookie] = cookie
        return response
    }

    /// Wrong codes are counted by address.
    private static func check(_ code: String, _ call: Call) async throws {
        let (accounts, now, address) = (call.services.accounts, call.services.clock(), "setup:\(call.origin.address)")
        let failures = try await accounts.failures(address, now: now, window: window)
        if failures.count >= failuresOfAnAddress {
            throw Refusal.rateLimited(retryAfterSeconds: max(1, Int(failures.retryAfter.components.seconds)))
        }
        guard call.services.setup.accepts(code) else {
            _ = try? await accounts.countFailure(address, now: now, window: window)
            throw Refusal.forbidden("This code is not the one that the server printed at its last start. Open the link from there.")
        }
    }
}
