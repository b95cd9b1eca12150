import Chat
import Hummingbird
import Knowledge

/// What the bot could not answer, in groups that ask for the same.
extension Routes {
    func addUnanswered() {
        get("/bots/:bot/unanswered") { call in
            let session = try await call.signedIn()
            let groups = try await call.unanswered(by: try await call.bot(for: session).id)
            return .page(Page(groups, next: nil)) { $1.write(to: &$0) }
        }
        post("/bots/:bot/unanswered/settle") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            try call.mayChange(session, atLeast: .admin)
            let settled = try await call.settle(of: bot.id)
            return .json { $0.field("settled", settled) }
        }
    }
}

extension Call {
    /// Questions that are grouped: the newest.
    private static let mostQuestions = 1_000

    fileprivate func unanswered(by bot: BotID) async throws -> [QuestionGroup] {
        let questions = try await services.corrections.unanswered(by: bot, limit: Self.mostQuestions)
        return QuestionGroups.of(questions.map(\.text)).map { places in QuestionGroup(places.map { questions[$0] }) }
    }

    /// Takes the group of the named question off the list.
    fileprivate func settle(of bot: BotID) async throws -> Int {
        var fields = try await body()
        guard let conversation = ConversationID(fields.text("conversation", limit: 100)) else {
            try fields.check()
            throw Refusal.notFound
        }
        let seq = fields.number("seq", in: 1...Int(Int32.max))
        if !fields.has("seq") { fields.refuse("seq", "is missing.") }
        try fields.check()
        let occasion = Correction.Occasion(conversation: conversation, seq: seq ?? 0)
        let group = try await unanswered(by: bot).first { group in
            group.questions.contains { $0.occasion == occasion }
        }
        guard let group else { throw Refusal.notFound }
        return try await services.corrections.settle(group.questions.map(\.occasion), of: bot)
    }
}

/// Newest question first.
private struct QuestionGroup {
    static let shown = 20

    let questions: [UnansweredQuestion]

    init(_ questions: [UnansweredQuestion]) { self.questions = questions }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("question", QuestionGroups.wording(of: questions.map(\.text)))
            writer.field("count", questions.count)
            writer.field("lastAskedAt", questions.first?.askedAt)
            writer.key("questions")
            writer.array(Array(questions.prefix(Self.shown))) { writer, question in
                writer.object {
                    $0.field("text", question.text)
                    $0.field("conversation", question.occasion.conversation)
                    $0.field("seq", question.occasion.seq)
                    $0.field("askedAt", question.askedAt)
                }
            }
        }
    }
}
