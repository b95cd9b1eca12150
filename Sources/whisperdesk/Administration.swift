import API
import Chat
import Foundation
import SQLiteStore

/// What the command line does to a database: directly, or inside the server that holds it.
struct Administration: Sendable {
    let store: SQLiteStore
    let passwords: Passwords
    let clock: WallClock
    /// Lends what asks a bot's rated questions again.
    let evaluating: @Sendable (@Sendable (any Evaluating) async throws -> JSON) async throws -> JSON

    /// Carries one command out; the answer is what `--json` prints.
    func run(_ command: String, _ fields: JSON) async throws -> JSON {
        switch command {
        case "organization add": try await addOrganization(fields)
        case "operator add": try await addOperator(fields)
        case "bot add": try await addBot(fields)
        case "token add": try await addToken(fields)
        case "bot show": try await showBot(fields)
        case "import": try await importPast(fields)
        case "backup": try await backup(fields)
        case "evaluate": try await evaluate(fields)
        default: throw Fault("the running server does not know “\(command)”; start this version of it.")
        }
    }

    private func addOrganization(_ fields: JSON) async throws -> JSON {
        let organization = Organization(id: .make(at: clock()), name: try name(fields, "name"))
        try await store.add(organization)
        return .object([.init("id", .string(organization.id.description)), .init("name", .string(organization.name))])
    }

    private func addOperator(_ fields: JSON) async throws -> JSON {
        let email = try name(fields, "email")
        guard EmailAddress.isPlausible(email) else { throw Fault("“\(email)” is no e-mail address.") }
        guard let role = Role(rawValue: fields["role"]?.string ?? "") else {
            throw Fault("--role takes operator, admin or owner.")
        }
        let password = fields["password"]?.string ?? ""
        guard (Limits.passwordMinimum...Limits.passwordMaximum).contains(password.unicodeScalars.count) else {
            throw Fault("the password takes at least \(Limits.passwordMinimum) characters.")
        }
        guard try await store.operator(email: email) == nil else {
            throw Fault("\(email) belongs to an operator already.")
        }
        let hash = try await passwords.hash(password)
        let person = Operator(
            id: .make(at: clock()), organization: try await organization(fields, orFirst: true), email: email,
            name: try fields["name"]?.string.map { try name($0, "name") } ?? EmailAddress.localPart(email), role: role)
        guard try await store.add(person, passwordHash: hash) else {
            throw Fault("\(email) belongs to an operator already.")
        }
        return .object([
            .init("id", .string(person.id.description)),
            .init("organization", .string(person.organization.description)),
            .init("email", .string(person.email)), .init("name", .string(person.name)),
            .init("role", .string(person.role.rawValue)),
        ])
    }

    private func addBot(_ fields: JSON) async throws -> JSON {
        let now = clock()
        var bot = WhisperBot(
            id: .make(at: now), organization: try await organization(fields), name: try name(fields, "name"),
            createdAt: now)
        bot.liveChat = fields["liveChat"]?.bool ?? false
        try await store.add(bot)
        return .object([
            .init("id", .string(bot.id.description)), .init("organization", .string(bot.organization.description)),
            .init("name", .string(bot.name)), .init("liveChat", .bool(bot.liveChat)),
        ])
    }

    private func addToken(_ fields: JSON) async throws -> JSON {
        let email = try name(fields, "operator")
        guard let person = try await store.operator(email: email) else {
            throw Fault("no operator has the address \(email). Make one with `whisperdesk operator add`.")
        }
        if let wanted = fields["organization"]?.string, wanted != person.organization.description {
            throw Fault("\(email) belongs to another organization.")
        }
        let secret = Secrets.make(.api)
        let id = TokenID.make(at: clock())
        try await store.addOperatorToken(Secrets.digest(secret), id: id, operator: person.id, sort: .api, expiresAt: nil)
        return .object([.init("id", .string(id.description)), .init("token", .string(secret))])
    }

    private func bot(_ fields: JSON) async throws -> WhisperBot {
        let text = try name(fields, "bot")
        guard let id = BotID(text), let bot = try await store.bot(id), !bot.deleted else {
            throw Fault("there is no bot \(text). `whisperdesk bot add` makes one and prints its id.")
        }
        return bot
    }

    private func showBot(_ fields: JSON) async throws -> JSON {
        let bot = try await bot(fields)
        return .object([.init("id", .string(bot.id.description)), .init("name", .string(bot.name))])
    }

    private func importPast(_ fields: JSON) async throws -> JSON {
        guard let bot = fields["bot"]?.string.flatMap({ BotID($0) }), let lines = fields["lines"]?.array else {
            throw Fault("an import takes a bot and lines.")
        }
        let conversations = try lines.map { try PastConversation(line: Array(($0.string ?? "").utf8)) }
        let count = try await store.importPast(conversations, into: bot)
        return .object([
            .init("conversations", .int(count.conversations)), .init("messages", .int(count.messages)),
            .init("skipped", .int(count.skipped)),
        ])
    }

    /// One page of cases; `next` is null with the last.
    private func evaluate(_ fields: JSON) async throws -> JSON {
        let bot = try await bot(fields)
        let cursor = fields["cursor"]?.string
        return try await evaluating { evaluator in
            let page = try await evaluator.evaluate(bot, with: nil, after: cursor, limit: 10)
            let cases = page.elements.map { one in
                JSON.object([
                    .init("outcome", .string(one.outcome.rawValue)), .init("question", .string(one.question)),
                    .init("expected", .string(one.expected)), .init("answer", .string(one.answer)),
                ])
            }
            return .object([.init("cases", .array(cases)), .init("next", page.next.map { .string($0) } ?? .null)])
        }
    }

    private func backup(_ fields: JSON) async throws -> JSON {
        let file = try name(fields, "file", limit: 4_096)
        try await store.backup(to: file)
        return .object([.init("file", .string(file))])
    }

    // MARK: - Fields

    private func name(_ fields: JSON, _ field: String, limit: Int = Limits.name) throws -> String {
        try name(fields[field]?.string ?? "", field, limit: limit)
    }

    private func name(_ text: String, _ field: String, limit: Int = Limits.name) throws -> String {
        do {
            guard !text.unicodeScalars.contains("\0") else { throw Refusal.invalid(field, "may not hold U+0000.") }
            try Check.required(text, field: field, limit: limit)
            return text
        } catch let refusal as Refusal {
            throw Fault(refusal.sentence)
        }
    }

    /// The organization named, or the only one; on an empty database the first is made where that is wanted.
    private func organization(_ fields: JSON, orFirst: Bool = false) async throws -> OrganizationID {
        if let text = fields["organization"]?.string {
            guard let id = OrganizationID(text), try await store.organization(id) != nil else {
                throw Fault("there is no organization \(text).")
            }
            return id
        }
        let all = try await store.organizations()
        if let only = all.first, all.count == 1 { return only.id }
        guard all.isEmpty else {
            let names = all.map { "\($0.id) (\($0.name))" }.joined(separator: ", ")
            throw Fault("there are several organizations; name one with --organization: \(names).")
        }
        guard orFirst else {
            throw Fault("there is no organization yet. Make the first owner with `whisperdesk operator add`.")
        }
        let first = Organization(id: .make(at: clock()), name: "My organization")
        try await store.add(first)
        return first.id
    }
}
