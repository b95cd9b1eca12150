import Chat
import HTTPTypes
import Hummingbird

/// The people of an organization; only owners change them.
extension Routes {
    func addOperators() {
        get("/operators") { call in
            let session = try await call.signedIn()
            let page = try await call.services.accounts.operators(
                of: session.organization.id, after: call.query("cursor"), limit: try call.limit())
            let presence = call.services.presence
            return .page(page) { $1.write(to: &$0, online: presence.isOnline($1.id)) }
        }
        post("/operators") { call in try await Self.add(call) }
        patch("/operators/:operator") { call in try await Self.update(call) }
        delete("/operators/:operator") { call in
            let session = try await call.signedIn()
            let person = try await call.person(for: session)
            try call.mayChange(session, atLeast: .owner)
            guard person.id != session.operator.id else { throw Refusal.forbidden("Another owner has to remove you.") }
            let services = call.services
            let ended = try await services.accounts.remove(person.id) + services.sessions.endUnsaved(of: person.id)
            services.signals.revoked(ended)
            return .nothing
        }
    }

    private static func add(_ call: Call) async throws -> Response {
        let session = try await call.signedIn()
        try call.mayChange(session, atLeast: .owner)
        var fields = try await call.body()
        let email = fields.text("email", limit: Limits.name)
        let name = fields.optionalText("name", limit: Limits.name, mayBeEmpty: false)
        let role = fields.choice("role", Role.self) ?? .operator
        let password = fields.password("password")
        if fields.has("email"), !EmailAddress.isPlausible(email) { fields.refuse("email", "is no e-mail address.") }
        try fields.check()
        let services = call.services
        let person = Operator(
            id: .make(at: services.clock()), organization: session.organization.id, email: email,
            name: name ?? EmailAddress.localPart(email), role: role)
        let hash = try await services.passwords.hash(password)
        guard try await services.accounts.add(person, passwordHash: hash) else {
            throw Refusal.invalid("email", "belongs to an operator already.")
        }
        var writer = JSONWriter()
        person.write(to: &writer)
        return .json(writer.bytes, status: .created)
    }

    private static func update(_ call: Call) async throws -> Response {
        let session = try await call.signedIn()
        var person = try await call.person(for: session)
        try call.mayChange(session, atLeast: .owner)
        var fields = try await call.body()
        if let name = fields.optionalText("name", limit: Limits.name, mayBeEmpty: false) { person.name = name }
        if let role = fields.choice("role", Role.self) { person.role = role }
        let password = fields.has("password") ? fields.password("password") : nil
        if person.id == session.operator.id, person.role != .owner {
            fields.refuse("role", "of your own can be changed by another owner only.")
        }
        try fields.check()
        let services = call.services
        var hash: String?
        if let password { hash = try await services.passwords.hash(password) }
        let ended = try await services.accounts.update(
            person, passwordHash: hash, keeping: person.id == session.operator.id ? session.digest : nil)
        let unsaved = hash == nil ? [] : services.sessions.endUnsaved(of: person.id, except: session.digest)
        services.signals.revoked(ended + unsaved)
        var writer = JSONWriter()
        person.write(to: &writer)
        return .json(writer.bytes)
    }
}

extension Call {
    fileprivate func person(for session: OperatorSession) async throws -> Operator {
        let id: OperatorID = try id("operator")
        guard let person = try await services.accounts.operator(id), !person.removed,
            person.organization == session.organization.id
        else { throw Refusal.notFound }
        return person
    }
}

/// As much of an e-mail address as can be told without sending to it.
package enum EmailAddress {
    package static func isPlausible(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(where: { $0 != "." })
            && !text.contains(where: \.isWhitespace)
    }

    package static func localPart(_ text: String) -> String { String(text.prefix { $0 != "@" }) }
}
