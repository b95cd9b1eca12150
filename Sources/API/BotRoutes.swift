import Chat
import HTTPTypes
import Hummingbird

/// Bots, their settings, and asking them.
extension Routes {
    func addBots() {
        get("/bots") { call in
            let session = try await call.signedIn()
            let page = try await call.services.bots.bots(
                of: session.organization.id, after: call.query("cursor"), limit: try call.limit())
            var lines: [(WhisperBot, BotEmbedding?)] = []
            for bot in page.elements { lines.append((bot, try await call.services.embedding?(bot.id))) }
            return .page(Page(lines, next: page.next)) { $1.0.write(to: &$0, embedding: $1.1) }
        }
        post("/bots") { call in
            let session = try await call.signedIn()
            try call.mayChange(session, atLeast: .admin)
            var fields = try await call.body()
            let now = call.services.clock()
            var bot = WhisperBot(
                id: .make(at: now), organization: session.organization.id, name: fields.text("name", limit: Limits.name),
                createdAt: now)
            BotSettings(&fields).apply(to: &bot)
            try fields.check()
            try await call.services.bots.add(bot)
            return .bot(bot, embedding: try await call.services.embedding?(bot.id), status: .created)
        }
        get("/bots/:bot") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            return .bot(bot, embedding: try await call.services.embedding?(bot.id))
        }
        patch("/bots/:bot") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            try call.mayChange(session, atLeast: .admin)
            var fields = try await call.body()
            let name = fields.optionalText("name", limit: Limits.name, mayBeEmpty: false)
            let settings = BotSettings(&fields)
            try fields.check()
            let changed = try await call.services.bots.update(bot.id) { bot in
                if let name { bot.name = name }
                settings.apply(to: &bot)
            }
            guard let changed else { throw Refusal.notFound }
            return .bot(changed, embedding: try await call.services.embedding?(changed.id))
        }
        delete("/bots/:bot") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            try call.mayChange(session, atLeast: .admin)
            try await call.services.bots.delete(bot.id)
            return .nothing
        }
        post("/bots/:bot/ask") { call in try await Self.ask(call) }
    }

    /// What the bot would answer; nothing is stored.
    private static func ask(_ call: Call) async throws -> Response {
        let session = try await call.signedIn()
        let bot = try await call.bot(for: session)
        try call.mayChange(session)
        var fields = try await call.body()
        let text = fields.text("text", limit: Limits.messageText)
        let history = fields.history()
        try fields.check()
        let answer = try await call.services.answerer.answer(
            Question(bot: bot, history: history, text: text), draft: .none)
        return .json { writer in
            writer.field("answer", answer.text)
            writer.field("confident", answer.confident)
            writer.field("handoff", answer.handoff)
            writer.key("sources")
            writer.array(answer.sources.prefix(Limits.sources)) { $1.write(to: &$0, for: .operators) }
        }
    }
}

extension Fields {
    fileprivate mutating func history() -> [Utterance] {
        guard has("history") else { return [] }
        guard let lines = json["history"]?.array, lines.count <= 200 else {
            refuse("history", "takes a list of at most 200 lines.")
            return []
        }
        return lines.enumerated().compactMap { index, line in
            let roles: [String: ItemRole] = [
                "customer": .customer, "user": .customer, "bot": .bot, "assistant": .bot, "operator": .operator,
            ]
            guard let role = line["role"]?.string.flatMap({ roles[$0] }) else {
                refuse("history[\(index)].role", "takes customer, bot or operator.")
                return nil
            }
            guard let text = line["text"]?.string else {
                refuse("history[\(index)].text", "takes a text.")
                return nil
            }
            return Utterance(role: role, text: text)
        }
    }
}

/// The settings that a request names; what it leaves out stays.
private struct BotSettings: Sendable {
    let liveChat: Bool?
    let greeting: String?
    let instructions: String?
    let whileWaiting: WhileWaiting?
    let answering: Bool?
    let allowedOrigins: [String]?
    let appearance: JSON?
    private let languageModel: LanguageModelField

    init(_ fields: inout Fields) {
        liveChat = fields.bool("liveChat")
        greeting = fields.optionalText("greeting", limit: Limits.messageText)
        instructions = fields.optionalText("instructions", limit: Limits.instructions)
        whileWaiting = fields.choice("whileWaiting", WhileWaiting.self)
        answering = fields.bool("answering")
        let origins = fields.texts("allowedOrigins", most: Limits.origins, limit: Limits.name)
        for (index, origin) in (origins ?? []).enumerated() where !Self.isOrigin(origin) {
            fields.refuse("allowedOrigins[\(index)]", "takes an origin such as https://shop.example.")
        }
        allowedOrigins = origins?.map { OriginPolicy.origin(of: $0) }
        appearance = fields.object("appearance", maxBytes: 8_000)
        languageModel = LanguageModelField(&fields)
    }

    func apply(to bot: inout WhisperBot) {
        if let liveChat { bot.liveChat = liveChat }
        if let greeting { bot.greeting = greeting }
        if let instructions { bot.instructions = instructions }
        if let whileWaiting { bot.whileWaiting = whileWaiting }
        if let answering { bot.answering = answering }
        if let allowedOrigins { bot.allowedOrigins = allowedOrigins }
        if let appearance { bot.appearance = appearance }
        languageModel.apply(to: &bot)
    }

    /// Scheme, host and port alone: it ends up in a header (`frame-ancestors`), so nothing else may stand there.
    private static func isOrigin(_ text: String) -> Bool {
        let lowered = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lowered.hasPrefix) else { return false }
        var authority = lowered.dropFirst(scheme.count)
        if authority.hasSuffix("/") { authority = authority.dropLast() }
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789.-:[]*")
        return !authority.isEmpty && authority.allSatisfy(allowed.contains)
    }
}

extension Response {
    /// - Parameter embedding: nil where the server has no endpoint for embeddings.
    fileprivate static func bot(
        _ bot: WhisperBot, embedding: BotEmbedding?, status: HTTPResponse.Status = .ok
    ) -> Response {
        var writer = JSONWriter()
        bot.write(to: &writer, embedding: embedding)
        return .json(writer.bytes, status: status)
    }
}

extension WhisperBot {
    fileprivate func write(to writer: inout JSONWriter, embedding: BotEmbedding?) {
        writer.object { writer in
            writer.field("id", id)
            writer.field("name", name)
            writer.field("liveChat", liveChat)
            writer.field("greeting", greeting)
            writer.field("instructions", instructions)
            writer.field("whileWaiting", whileWaiting.rawValue)
            writer.field("answering", answering)
            writer.key("allowedOrigins")
            writer.array(allowedOrigins) { $0.string($1) }
            writer.field("appearance", appearance)
            writer.field("picture", picture?.path)
            writer.key("languageModel")
            if let languageModel { languageModel.write(to: &writer) } else { writer.null() }
            writer.field("createdAt", createdAt)
            writer.field("embedding", embedding?.json ?? .null)
        }
    }
}

extension BotEmbedding {
    fileprivate var json: JSON {
        let tested = test.map { test in
            JSON.object([
                .init("questions", .int(test.questions)), .init("without", .double(test.without)),
                .init("with", .double(test.with)), .init("at", .string(test.at.description)),
            ])
        }
        return .object([
            .init("model", .string(model)), .init("passages", .int(passages)), .init("embedded", .int(embedded)),
            .init("weight", .double(test?.weight ?? 0)), .init("tested", tested ?? .null),
        ])
    }
}
