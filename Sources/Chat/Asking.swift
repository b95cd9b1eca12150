/// One line of what was said so far.
package struct Utterance: Sendable, Equatable {
    package let role: ItemRole
    package let text: String

    package init(role: ItemRole, text: String) {
        self.role = role
        self.text = text
    }
}

extension Item {
    /// Its words; nil where files alone say it.
    package var said: String? { text.flatMap { $0.isEmpty ? nil : $0 } }

    package var utterance: Utterance? { said.map { Utterance(role: role, text: $0) } }
}

/// What the bot is asked: the lines so far, the customer's last ones at the end.
package struct Question: Sendable {
    package let bot: WhisperBot
    package let history: [Utterance]
    /// Empty where the customer sent files alone.
    package let text: String
    /// What operators agreed with the customer (notes of leaving or returning), oldest first.
    package let agreements: [String]
    /// What operators whispered to the bot in this conversation, oldest first.
    package let whispers: [String]
    /// Nil where nobody chats: somebody tries the bot.
    package let conversation: ConversationID?
    /// Whether an operator is signed in who could take the chat over.
    package let isSomebodyThere: Bool
    /// Whether it is asked within the bot's opening hours.
    package let isOpen: Bool
    /// Whether a human has been asked for already and has not come yet.
    package let isRequested: Bool
    /// How many lines of the history were said since the handling last changed.
    package let linesSinceHandling: Int

    package init(
        bot: WhisperBot, history: [Utterance], text: String, agreements: [String] = [], whispers: [String] = [],
        conversation: ConversationID? = nil, isSomebodyThere: Bool = true, isOpen: Bool = true,
        isRequested: Bool = false, linesSinceHandling: Int = .max
    ) {
        self.bot = bot
        self.history = history
        self.text = text
        self.agreements = agreements
        self.whispers = whispers
        self.conversation = conversation
        self.isSomebodyThere = isSomebodyThere
        self.isOpen = isOpen
        self.isRequested = isRequested
        self.linesSinceHandling = linesSinceHandling
    }
}

package struct Answer: Sendable, Equatable {
    package var text: String
    /// Whether the bot answers from the sources; false: it says that it does not know.
    package var confident: Bool
    /// Set where the bot asks for a human with it.
    package var handover: Handover?
    package var handoff: Bool { handover != nil }
    /// The entries found, best first, at most 10.
    package var sources: [Source]
    /// Those of them that the text rests on: what stands under the message. Empty where it says that it does not know.
    package var citations: [Source]
    /// How sure it is of what it says.
    package var band: Band
    /// How it came about, for operators; kept with the message.
    package var trace: AnswerTrace?
    /// An e-mail address that the customer left with the question.
    package var address: String?

    package enum Band: String, Sendable {
        case answer, closest, unknown, smallTalk = "small_talk", handover
    }

    package init(
        text: String, confident: Bool, handover: Handover? = nil, sources: [Source], citations: [Source] = [],
        band: Band, trace: AnswerTrace? = nil, address: String? = nil
    ) {
        self.address = address
        self.citations = citations
        self.text = text
        self.confident = confident
        self.handover = handover
        self.sources = sources
        self.band = band
        self.trace = trace
    }
}

/// Why the bot asks for a human, and what the operator should know at once.
package struct Handover: Sendable, Equatable {
    package enum Reason: String, Sendable {
        /// The customer wants one.
        case asked
        /// The second "I don't know" in a row.
        case unknownTwice = "unknown_twice"
        /// The same question again.
        case repeated
        case upset
        /// A matter of the customer's own account, order or money that no passage settles.
        case ownMatter = "own_matter"
        /// An operator taught it to hand such questions over.
        case taught
    }

    package let reason: Reason
    /// Two lines at most: what the customer wants, and what was tried. For operators alone.
    package let summary: [String]

    package init(_ reason: Reason, summary: [String] = []) {
        self.reason = reason
        self.summary = summary
    }

    /// As it stands in the event's `data`.
    var json: JSON {
        .object([
            .init("reason", .string(reason.rawValue)), .init("summary", .array(summary.map { .string($0) })),
        ])
    }
}

/// A hand-over of the bot that stands: what operators see at the top of the chat.
package struct HumanRequest: Sendable, Equatable {
    package let handover: Handover
    package let at: Moment

    package init(_ handover: Handover, at: Moment) {
        self.handover = handover
        self.at = at
    }
}

/// What a customer does while the bot prepares an answer.
package protocol CustomerWatch: Sendable {
    func isTyping(in conversation: ConversationID) -> Bool
    /// The seq of every message that the customer adds from now on; older ones may be skipped for newer.
    func messages(in conversation: ConversationID) -> AsyncStream<Int>
}

/// How an answer came about.
package struct AnswerTrace: Sendable, Equatable {
    /// A JSON object as operators get it (docs/openapi.yaml, `Why`).
    package let json: JSON

    package init(_ json: JSON) { self.json = json }
}

/// A draft as it grows: `add` appends, `restart` takes back what stood there.
package struct DraftSink: Sendable {
    package let add: @Sendable (String) -> Void
    package let restart: @Sendable () -> Void

    package init(add: @escaping @Sendable (String) -> Void, restart: @escaping @Sendable () -> Void) {
        self.add = add
        self.restart = restart
    }

    package static let none = DraftSink(add: { _ in }, restart: {})
}

/// Asking the bot. Every fault of a provider ends in an answer; only the store's faults are thrown.
package protocol Answering: Sendable {
    func answer(_ question: Question, draft: DraftSink) async throws -> Answer
}
