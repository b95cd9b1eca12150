package import Chat
import Synchronization

/// Answers one conversation up to its last customer message.
///
/// The answer goes through the same door as everybody's commands; if a person took over meanwhile, it is
/// refused there and the draft is withdrawn.
package struct AnswerJob: Sendable {
    static let historyLines = 20
    /// Unanswered messages that are read together; older ones have been passed over by then.
    static let questionLines = 20
    /// Items that are looked at for all of it.
    static let itemsRead = 200

    private let conversations: any ConversationReading
    private let bots: any BotStore
    private let desk: Desk
    private let signals: any Signals
    private let answerer: any Answering

    package init(
        conversations: any ConversationReading, bots: any BotStore, desk: Desk, signals: any Signals,
        answerer: any Answering
    ) {
        self.conversations = conversations
        self.bots = bots
        self.desk = desk
        self.signals = signals
        self.answerer = answerer
    }

    /// Whether the job is done, or there is nothing to do any more; false where nothing could be read or
    /// stored just now. The job's key is the conversation's id.
    package func run(_ job: Job) async -> Bool {
        guard let id = ConversationID(job.key) else { return true }
        do {
            guard let turn = try await turn(in: id) else { return true }
            return try await take(turn)
        } catch {
            return false
        }
    }

    private func turn(in id: ConversationID) async throws -> Turn? {
        guard let conversation = try await conversations.conversation(id), conversation.endedAt == nil,
            let bot = try await bots.bot(conversation.bot), bot.answering, !bot.deleted
        else { return nil }
        switch conversation.handling {
        case .automated: break
        case .requested where bot.whileWaiting == .answer: break
        case .requested, .assisted: return nil
        }
        let items = try await conversations.items(
            ItemQuery(id, limit: Self.itemsRead, fromEnd: true, audience: .operators))
        return Turn(of: conversation, bot: bot, items: items)
    }

    private func take(_ turn: Turn) async throws -> Bool {
        let draft = Draft(id: turn.id, conversation: turn.conversation, signals: signals)
        do {
            let answer = try await answerer.answer(turn.question, draft: draft.sink)
            let message = BotMessage(
                id: turn.id, text: answer.text, sources: answer.citations, upTo: turn.upTo,
                handlingNumber: turn.handlingNumber, handover: answer.handover, trace: answer.trace)
            let bot = turn.question.bot.id
            let outcome = try await desk.carryOut(.botSay(message), on: turn.conversation, by: .bot(bot))
            // Answered by an earlier attempt: no item follows that would take the draft's place.
            if outcome.items.isEmpty { draft.withdraw() }
            return true
        } catch let refusal as Refusal {
            draft.withdraw()
            return refusal != .unavailable
        } catch {
            draft.withdraw()
            throw error
        }
    }
}

/// What the bot answers in one go.
struct Turn: Sendable {
    let conversation: ConversationID
    let question: Question
    let upTo: Int
    let handlingNumber: Int

    /// Of the draft and of the message that follows it: the same for every attempt.
    var id: String { "answer-\(upTo)-\(handlingNumber)" }

    /// Nil where nothing waits for an answer. `items` are the last ones of the log, notes included.
    init?(of conversation: Conversation, bot: WhisperBot, items: [Item]) {
        let messages = items.filter { $0.sort == .message }
        // What stood before an operator's message has been answered by it.
        let answered = max(conversation.answeredUpTo, messages.last(where: { $0.role == .operator })?.seq ?? 0)
        let waiting = messages.filter { $0.role == .customer && $0.seq > answered }.suffix(AnswerJob.questionLines)
        guard let first = waiting.first, let last = waiting.last else { return nil }
        let asked = Set(waiting.map(\.seq))
        let history = messages.filter { !asked.contains($0.seq) && ($0.seq < first.seq || $0.role != .customer) }
            .suffix(AnswerJob.historyLines)
        self.conversation = conversation.id
        upTo = last.seq
        handlingNumber = conversation.handlingNumber
        question = Question(
            bot: bot, history: history.map { Utterance(role: $0.role, text: $0.text ?? "") },
            text: waiting.compactMap(\.text).joined(separator: "\n"), agreements: Self.agreements(in: items),
            conversation: conversation.id)
    }

    /// The notes that stand directly before the event by which a person gave the chat back.
    private static func agreements(in items: [Item]) -> [String] {
        zip(items, items.dropFirst()).compactMap { note, event in
            note.sort == .note && (event.event == .left || event.event == .returnedToAI) ? note.text : nil
        }
    }
}

/// The draft of one turn on everybody's screens.
private final class Draft: Sendable {
    private let id: String
    private let conversation: ConversationID
    private let signals: any Signals
    private let isShown = Mutex(false)  // Mutex: nothing inside awaits

    init(id: String, conversation: ConversationID, signals: any Signals) {
        self.id = id
        self.conversation = conversation
        self.signals = signals
    }

    var sink: DraftSink {
        DraftSink(
            add: { piece in
                self.isShown.withLock { $0 = true }
                self.signals.draft(self.id, in: self.conversation, piece: piece)
            }, restart: { self.withdraw() })
    }

    func withdraw() {
        let wasShown = isShown.withLock { shown in
            defer { shown = false }
            return shown
        }
        if wasShown { signals.draftWithdrawn(id, in: conversation) }
    }
}
