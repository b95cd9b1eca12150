import Chat
import Hummingbird
import Knowledge

/// Feedback & training: what was rated down, what the bot should have said, and asking all of it again.
extension Routes {
    func addTraining() {
        get("/bots/:bot/feedback") { call in
            let session = try await call.signedIn()
            return try await call.feedback(on: try await call.bot(for: session))
        }
        get("/bots/:bot/corrections") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            let page = try await call.services.corrections.corrections(
                of: bot.id, after: call.query("cursor"), limit: try call.limit())
            return .page(page) { $1.write(to: &$0) }
        }
        post("/bots/:bot/corrections") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            try call.mayChange(session, atLeast: .admin)
            var fields = try await call.body()
            let correction = try await call.correction(&fields, for: bot, by: session)
            try await call.store(correction)
            return .json(status: .created) { correction.writeFields(to: &$0) }
        }
        get("/bots/:bot/corrections/:correction") { call in
            let session = try await call.signedIn()
            let correction = try await call.correction(of: try await call.bot(for: session))
            return .json { correction.writeFields(to: &$0) }
        }
        patch("/bots/:bot/corrections/:correction") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            let known = try await call.correction(of: bot)
            try call.mayChange(session, atLeast: .admin)
            var fields = try await call.body()
            let correction = try await call.changed(known, by: &fields, for: bot)
            try await call.store(correction)
            return .json { correction.writeFields(to: &$0) }
        }
        delete("/bots/:bot/corrections/:correction") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            let known = try await call.correction(of: bot)
            try call.mayChange(session, atLeast: .admin)
            guard try await call.services.corrections.remove(known.id, of: bot.id) else { throw Refusal.notFound }
            return .nothing
        }
        post("/bots/:bot/evaluate") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            try call.mayChange(session, atLeast: .admin)
            return try await call.evaluate(bot, for: session)
        }
    }
}

extension Call {
    /// Cases a page at most: each is a whole answer of the bot.
    private static let mostCases = 20

    // MARK: - Feedback

    /// Thumbs down, newest conversations first; `limit` counts conversations.
    fileprivate func feedback(on bot: WhisperBot) async throws -> Response {
        var filter = ConversationFilter(organization: bot.organization, limit: min(try limit(), Self.mostCases))
        (filter.bot, filter.rated, filter.cursor) = (bot.id, .down, query("cursor"))
        let page = try await services.conversations.conversations(filter)
        var lines: [(Conversation, Exchange, Correction?)] = []
        for conversation in page.elements {
            let items = try await services.conversations.items(
                ItemQuery(conversation.id, limit: 500, audience: .operators))
            let corrections = try await services.corrections.corrections(of: bot.id, in: conversation.id)
            for item in items.reversed() where item.rating?.thumb == .down {
                guard let exchange = Exchange(endingAt: item.seq, in: items) else { continue }
                lines.append((conversation, exchange, corrections.first { $0.occasion?.seq == item.seq }))
            }
        }
        return .page(Page(lines, next: page.next)) { writer, line in
            let (conversation, exchange, correction) = line
            writer.object { writer in
                writer.field("conversation", conversation.id)
                writer.field("seq", exchange.answer.seq)
                writer.field("question", exchange.question)
                writer.key("history")
                exchange.history.write(to: &writer)
                writer.key("item")
                exchange.answer.write(to: &writer, for: .operators)
                writer.key("correction")
                if let correction { correction.write(to: &writer) } else { writer.null() }
            }
        }
    }

    // MARK: - Corrections

    fileprivate func correction(of bot: WhisperBot) async throws -> Correction {
        guard let known = try await services.corrections.correction(try id("correction"), of: bot.id) else {
            throw Refusal.notFound
        }
        return known
    }

    fileprivate func store(_ correction: Correction) async throws {
        try await services.corrections.put(correction, words: QuestionWords.stems(of: correction.question))
    }

    /// A new correction; with an occasion, question and history are those of the rated message.
    fileprivate func correction(
        _ fields: inout Fields, for bot: WhisperBot, by session: OperatorSession
    ) async throws -> Correction {
        var occasion: Correction.Occasion?
        var exchange: Exchange?
        if let named = fields.json["occasion"], !named.isNull {
            (occasion, exchange) = try await self.exchange(named, of: bot)
        }
        let question = fields.optionalText("question", limit: Limits.messageText, mayBeEmpty: false)
        if question == nil, exchange == nil { fields.refuse("question", "is missing.") }
        let lesson = lesson(&fields)
        try fields.check()
        let now = services.clock()
        var correction = Correction(
            id: .make(at: now), bot: bot.id, question: question ?? exchange?.question ?? "",
            history: exchange?.history ?? [], lesson: lesson ?? .unknown, entry: exchange?.answer.sources.first?.id,
            occasion: occasion, by: Author(id: session.operator.id.description, name: session.operator.name),
            createdAt: now, updatedAt: now)
        try await point(&correction)
        return correction
    }

    fileprivate func changed(
        _ known: Correction, by fields: inout Fields, for bot: WhisperBot
    ) async throws -> Correction {
        var correction = known
        if let question = fields.optionalText("question", limit: Limits.messageText, mayBeEmpty: false) {
            correction.question = question
        }
        if fields.has("lesson"), let lesson = lesson(&fields) { correction.lesson = lesson }
        try fields.check()
        correction.updatedAt = services.clock()
        // Looked at again: whatever its entry says now is what the operator has seen.
        correction.entryHasChanged = false
        try await point(&correction)
        return correction
    }

    private func lesson(_ fields: inout Fields) -> Correction.Lesson? {
        switch fields.json["lesson"]?.string {
        case "answer": return .answer(fields.text("answer", limit: Limits.messageText))
        case "entry":
            guard let text = fields.json["entry"]?.string, let id = KnowledgeID(text) else {
                fields.refuse("entry", "takes the id of a knowledge entry.")
                return nil
            }
            return .entry(id)
        case "unknown": return .unknown
        case "handover": return .handover
        default:
            fields.refuse("lesson", "takes answer, entry, unknown or handover.")
            return nil
        }
    }

    /// The entry that a lesson names must be one of this bot.
    private func point(_ correction: inout Correction) async throws {
        guard case .entry(let id) = correction.lesson else { return }
        guard try await services.knowledge.entry(id, of: correction.bot) != nil else {
            throw Refusal.invalid("entry", "is no knowledge entry of this bot.")
        }
        correction.entry = id
    }

    private func exchange(_ named: JSON, of bot: WhisperBot) async throws -> (Correction.Occasion, Exchange) {
        guard let text = named["conversation"]?.string, let seq = named["seq"]?.int, seq > 0 else {
            throw Refusal.invalid("occasion", "takes a conversation and a seq.")
        }
        guard let id = ConversationID(text), let conversation = try await services.conversations.conversation(id),
            conversation.bot == bot.id
        else { throw Refusal.notFound }
        let items = try await services.conversations.items(
            ItemQuery(id, before: seq + 1, limit: 100, fromEnd: true, audience: .operators))
        guard let exchange = Exchange(endingAt: seq, in: items) else { throw Refusal.notAnAssistantMessage }
        return (Correction.Occasion(conversation: id, seq: seq), exchange)
    }

    // MARK: - Evaluation

    fileprivate func evaluate(_ bot: WhisperBot, for session: OperatorSession) async throws -> Response {
        var fields = try await body()
        let cursor = fields.optionalText("cursor", limit: 200)
        var limit = 10
        if let wanted = fields.json["limit"], !wanted.isNull {
            limit = wanted.int ?? 0
            if !(1...Self.mostCases).contains(limit) {
                fields.refuse("limit", "takes a number from 1 to \(Self.mostCases).")
            }
        }
        try fields.check()
        var draft: Correction?
        if let wanted = fields.json["draft"], !wanted.isNull {
            var fields = Fields(wanted)
            draft = try await correction(&fields, for: bot, by: session)
        }
        let page = try await services.evaluator.evaluate(bot, with: draft, after: cursor, limit: limit)
        return .page(page) { writer, evaluated in evaluated.write(to: &writer) }
    }
}

// MARK: - Shapes

extension [Utterance] {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.array(self) { writer, line in
            writer.object {
                $0.field("role", line.role.name)
                $0.field("text", line.text)
            }
        }
    }
}

extension Correction.Occasion {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("conversation", conversation)
            $0.field("seq", seq)
        }
    }
}

extension Correction {
    fileprivate func write(to writer: inout JSONWriter) { writer.object { writeFields(to: &$0) } }

    fileprivate func writeFields(to writer: inout JSONWriter) {
        writer.field("id", id)
        writer.field("question", question)
        writer.key("history")
        history.write(to: &writer)
        writer.field("lesson", lesson.name)
        if case .answer(let text) = lesson { writer.field("answer", text) } else { writer.field("answer", JSON.null) }
        if let entry { writer.field("entry", entry) } else { writer.field("entry", JSON.null) }
        writer.field("entryHasChanged", entryHasChanged)
        writer.key("occasion")
        if let occasion { occasion.write(to: &writer) } else { writer.null() }
        writer.key("by")
        writer.object {
            $0.field("id", by.id)
            $0.field("name", by.name)
        }
        writer.field("createdAt", createdAt)
        writer.field("updatedAt", updatedAt)
    }
}

extension EvaluatedCase {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("outcome", outcome.rawValue)
            writer.field("question", question)
            writer.field("expected", expected)
            writer.field("answer", answer)
            writer.field("thumb", thumb?.rawValue)
            writer.key("occasion")
            if let occasion { occasion.write(to: &writer) } else { writer.null() }
            if let correction { writer.field("correction", correction) } else { writer.field("correction", JSON.null) }
        }
    }
}
