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
    private let attendance: (any Attendance)?
    private let waiting: (customers: any CustomerWatch, patience: Patience)?

    /// - Parameters:
    ///   - attendance: nil where somebody always counts as signed in.
    ///   - waiting: nil where nobody who types or adds something is waited for.
    package init(
        conversations: any ConversationReading, bots: any BotStore, desk: Desk, signals: any Signals,
        answerer: any Answering, attendance: (any Attendance)? = nil,
        waiting: (customers: any CustomerWatch, patience: Patience)? = nil
    ) {
        self.conversations = conversations
        self.bots = bots
        self.desk = desk
        self.signals = signals
        self.answerer = answerer
        self.attendance = attendance
        self.waiting = waiting
    }

    /// Whether the job is done, or there is nothing to do any more; false where nothing could be read or
    /// stored just now. The job's key is the conversation's id.
    package func run(_ job: Job) async -> Bool {
        guard let id = ConversationID(job.key) else { return true }
        do {
            while true {
                // Heard from before the log is read, so that no message falls between.
                let messages = waiting?.customers.messages(in: id)
                guard let turn = try await settledTurn(in: id) else { return true }
                if let isDone = try await take(turn, unlessAdded: messages) { return isDone }
                try Task.checkCancellation()
            }
        } catch {
            return false
        }
    }

    /// The turn as it stands once the customer has stopped typing.
    private func settledTurn(in id: ConversationID) async throws -> Turn? {
        var turn = try await turn(in: id)
        while let waiting, let current = turn,
            let pause = waiting.patience.pause(before: current, isTyping: waiting.customers.isTyping(in: id))
        {
            try await waiting.patience.sleep(pause)
            turn = try await self.turn(in: id)
        }
        return turn
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
        var notes: [Item] = []
        if let first = items.first, first.seq > 1 {
            // Whispers steer the bot until the conversation ends, however long ago they were said.
            notes = try await conversations.items(
                ItemQuery(
                    id, before: first.seq, limit: Self.itemsRead, fromEnd: true, audience: .operators, notesOnly: true))
        }
        let isSomebodyThere = attendance?.isSomebodyThere(in: conversation.organization) ?? true
        return Turn(
            of: conversation, bot: bot, items: items, olderNotes: notes, isSomebodyThere: isSomebodyThere)
    }

    /// Whether the turn is over; nil where the customer added something before anything was stored.
    private func take(_ turn: Turn, unlessAdded messages: AsyncStream<Int>?) async throws -> Bool? {
        let draft = Draft(id: turn.id, conversation: turn.conversation, signals: signals)
        do {
            guard let answer = try await answer(turn, draft: draft, unlessAdded: messages) else {
                draft.withdraw()
                return nil
            }
            let message = BotMessage(
                id: turn.id, text: answer.text, sources: answer.citations, upTo: turn.upTo,
                handlingNumber: turn.handlingNumber, handover: answer.handover, trace: answer.trace,
                address: answer.address)
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

    /// Nil where a further message came first: one answer is to cover both.
    private func answer(
        _ turn: Turn, draft: Draft, unlessAdded messages: AsyncStream<Int>?
    ) async throws -> Answer? {
        guard let waiting, let messages, waiting.patience.isEarly(turn) else {
            return try await answerer.answer(turn.question, draft: draft.sink)
        }
        return try await withThrowingTaskGroup(of: Answer?.self) { group in
            group.addTask {
                let answer = try await answerer.answer(turn.question, draft: draft.sink)
                if let hold = waiting.patience.hold(turn) { try await waiting.patience.sleep(hold) }
                // Who has begun to type meanwhile is waited for too.
                let isTyping = waiting.customers.isTyping(in: turn.conversation)
                return draft.hasBegun || waiting.patience.pause(before: turn, isTyping: isTyping) == nil ? answer : nil
            }
            group.addTask {
                // What the customer reads already is finished; what was added then has its own turn.
                for await seq in messages where seq > turn.upTo && !draft.hasBegun { return nil }
                try await Task.sleep(for: .seconds(3_600))
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}

/// What the bot answers in one go.
struct Turn: Sendable {
    let conversation: ConversationID
    let question: Question
    let upTo: Int
    let handlingNumber: Int
    /// When the first and the last of the messages came that wait for the answer.
    let firstAt: Moment
    let lastAt: Moment

    /// Of the draft and of the message that follows it: the same for every attempt.
    var id: String { "answer-\(upTo)-\(handlingNumber)" }

    /// Nil where nothing waits for an answer. `items` are the last ones of the log, notes included;
    /// `olderNotes` stand before them.
    init?(
        of conversation: Conversation, bot: WhisperBot, items: [Item], olderNotes: [Item] = [],
        isSomebodyThere: Bool = true
    ) {
        let messages = items.filter { $0.sort == .message }
        // What stood before an operator's message has been answered by it.
        let answered = max(conversation.answeredUpTo, messages.last(where: { $0.role == .operator })?.seq ?? 0)
        let waiting = messages.filter { $0.role == .customer && $0.seq > answered }.suffix(AnswerJob.questionLines)
        guard let first = waiting.first, let last = waiting.last else { return nil }
        let asked = Set(waiting.map(\.seq))
        let history = messages
            .filter { !asked.contains($0.seq) && ($0.seq < first.seq || $0.role != .customer) && $0.said != nil }
            .suffix(AnswerJob.historyLines)
        self.conversation = conversation.id
        upTo = last.seq
        handlingNumber = conversation.handlingNumber
        firstAt = first.at
        lastAt = last.at
        // What was said before people came or went is another matter: asking it again repeats nothing.
        let sinceHandling = items.last { $0.sort == .event && $0.event != .started }?.seq ?? 0
        let lines = history.count { $0.seq > sinceHandling }
        question = Question(
            bot: bot, history: history.compactMap(\.utterance),
            text: waiting.compactMap(\.said).joined(separator: "\n"), agreements: Self.agreements(in: items),
            whispers: (olderNotes + items).filter(\.isWhisper).compactMap(\.text), conversation: conversation.id,
            isSomebodyThere: isSomebodyThere, isOpen: bot.isOpen(at: last.at), isRequested: conversation.handling == .requested,
            linesSinceHandling: lines)
    }

    /// The notes that stand directly before the event by which a person gave the chat back.
    static func agreements(in items: [Item]) -> [String] {
        zip(items, items.dropFirst()).compactMap { note, event in
            note.sort == .note && note.data == nil && (event.event == .left || event.event == .returnedToAI) ? note.text : nil
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

    var hasBegun: Bool { isShown.withLock { $0 } }

    func withdraw() {
        let wasShown = isShown.withLock { shown in
            defer { shown = false }
            return shown
        }
        if wasShown { signals.draftWithdrawn(id, in: conversation) }
    }
}
