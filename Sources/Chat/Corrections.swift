/// What the bot should have said: a layer of its own, which wins whenever its question is asked again.
package struct Correction: Sendable, Equatable {
    package enum Lesson: Sendable, Equatable {
        /// These words.
        case answer(String)
        /// What this entry says.
        case entry(KnowledgeID)
        /// That it does not know.
        case unknown
        /// A person.
        case handover

        package var name: String {
            switch self {
            case .answer: "answer"
            case .entry: "entry"
            case .unknown: "unknown"
            case .handover: "handover"
            }
        }
    }

    /// The bot's message that was wrong.
    package struct Occasion: Sendable, Equatable {
        package let conversation: ConversationID
        package let seq: Int

        package init(conversation: ConversationID, seq: Int) {
            self.conversation = conversation
            self.seq = seq
        }
    }

    package let id: CorrectionID
    package let bot: BotID
    package var question: String
    /// The lines before the question, oldest first.
    package var history: [Utterance]
    package var lesson: Lesson
    /// The entry that the lesson names, or that the wrong answer rested on.
    package var entry: KnowledgeID?
    package var occasion: Occasion?
    /// Whether `entry` was changed or deleted since: an operator should look at it again.
    package var entryHasChanged: Bool
    package let by: Author
    package let createdAt: Moment
    package var updatedAt: Moment

    package init(
        id: CorrectionID, bot: BotID, question: String, history: [Utterance], lesson: Lesson, entry: KnowledgeID?,
        occasion: Occasion?, entryHasChanged: Bool = false, by: Author, createdAt: Moment, updatedAt: Moment
    ) {
        self.id = id
        self.bot = bot
        self.question = question
        self.history = history
        self.lesson = lesson
        self.entry = entry
        self.occasion = occasion
        self.entryHasChanged = entryHasChanged
        self.by = by
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// Where corrections stand; every query is limited to one bot.
package protocol CorrectionShelf: Sendable {
    /// Newest first.
    func corrections(of bot: BotID, after cursor: String?, limit: Int) async throws -> Page<Correction>
    func correction(_ id: CorrectionID, of bot: BotID) async throws -> Correction?
    /// Those of these occasions.
    func corrections(of bot: BotID, in conversation: ConversationID) async throws -> [Correction]
    /// Those whose questions share most of `words`, best first.
    func corrections(like words: Set<String>, of bot: BotID, limit: Int) async throws -> [Correction]
    /// Adds it, or replaces the one with its id; one of the same occasion is replaced too.
    /// `words` are those that its question is found by.
    func put(_ correction: Correction, words: Set<String>) async throws
    /// False where there is none.
    func remove(_ id: CorrectionID, of bot: BotID) async throws -> Bool
}

/// A bot's message with what it answered.
package struct Exchange: Sendable, Equatable {
    package let question: String
    /// The lines before the question, oldest first.
    package let history: [Utterance]
    package let answer: Item

    static let historyLines = 20

    /// The exchange that ends with the bot's message at `seq`; nil where that is none, or answers nobody.
    package init?(endingAt seq: Int, in items: [Item]) {
        let messages = items.filter { $0.sort == .message && $0.seq <= seq }
        guard let answer = messages.last, answer.seq == seq, answer.role == .bot else { return nil }
        let before = messages.dropLast()
        let asked = before.reversed().prefix { $0.role == .customer }.reversed()
        guard !asked.isEmpty else { return nil }
        // Messages of files alone say nothing that could be asked again.
        question = asked.compactMap(\.said).joined(separator: "\n")
        guard !question.isEmpty else { return nil }
        history = before.dropLast(asked.count).compactMap(\.utterance).suffix(Self.historyLines)
        self.answer = answer
    }
}

/// One question that was rated or corrected, asked again.
package struct EvaluatedCase: Sendable, Equatable {
    package enum Outcome: String, Sendable {
        /// It was wrong, and is right now.
        case fixed
        /// It was right, or corrected, and is wrong now.
        case broken
        /// The answer is what it was.
        case unchanged
        /// It was rated down and nobody said what is right: the answer is another one now.
        case changed
    }

    package let occasion: Correction.Occasion?
    package let correction: CorrectionID?
    package let thumb: Thumb?
    package let question: String
    /// What was said then, or should be said.
    package let expected: String
    package let answer: String
    package let outcome: Outcome

    package init(
        occasion: Correction.Occasion?, correction: CorrectionID?, thumb: Thumb?, question: String, expected: String,
        answer: String, outcome: Outcome
    ) {
        self.occasion = occasion
        self.correction = correction
        self.thumb = thumb
        self.question = question
        self.expected = expected
        self.answer = answer
        self.outcome = outcome
    }
}

/// Asking a bot's rated and corrected questions again.
package protocol Evaluating: Sendable {
    /// A page of cases; `draft` counts as if it had been stored already.
    func evaluate(
        _ bot: WhisperBot, with draft: Correction?, after cursor: String?, limit: Int
    ) async throws -> Page<EvaluatedCase>
}
