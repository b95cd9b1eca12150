/// Where orders are carried out: one transaction, then the announcement, then the answer.
package protocol OrderStore: Sendable {
    /// Carries `orders` out in this order. `done` is called once for each, after its commit was synced or
    /// when it was refused, on the store's own thread: it must not block.
    func submit(_ orders: [PendingOrder])
}

package struct PendingOrder: Sendable {
    package let order: Order
    /// Refused by its fields alone; it only keeps its place among the others, so that answers come in order.
    package let refusal: Refusal?
    package let done: @Sendable (Result<Outcome, Refusal>) -> Void

    package init(
        _ order: Order, refusal: Refusal? = nil, done: @escaping @Sendable (Result<Outcome, Refusal>) -> Void
    ) {
        self.order = order
        self.refusal = refusal
        self.done = done
    }
}

/// Reading conversations and their logs.
package protocol ConversationReading: Sendable {
    func conversation(_ id: ConversationID) async throws -> Conversation?
    /// The running conversation of a customer with its bot.
    func activeConversation(of customer: CustomerID) async throws -> Conversation?
    /// Newest activity first.
    func conversations(_ filter: ConversationFilter) async throws -> Page<Conversation>
    func conversations(of customer: CustomerID, after cursor: String?, limit: Int) async throws -> Page<Conversation>
    /// Items with `after` < seq < `before`, ascending; the first `limit`, or with `fromEnd` the last ones.
    func items(_ query: ItemQuery) async throws -> [Item]
    /// Active conversations that a handler holds.
    func assistedConversations() async throws -> [Conversation]
    /// Active conversations in which nothing was said since `moment`, at most `limit`.
    func quietConversations(since moment: Moment, limit: Int) async throws -> [Conversation]
    var epoch: String { get }
}

package struct ItemQuery: Sendable {
    package var conversation: ConversationID
    package var after: Int
    package var before: Int
    package var limit: Int
    package var fromEnd: Bool
    package var audience: Audience

    package init(
        _ conversation: ConversationID, after: Int = 0, before: Int = .max, limit: Int, fromEnd: Bool = false,
        audience: Audience
    ) {
        self.conversation = conversation
        self.after = after
        self.before = before
        self.limit = limit
        self.fromEnd = fromEnd
        self.audience = audience
    }
}

package enum RatingFilter: String, Sendable, CaseIterable { case up, down, none }

/// What a list of conversations shows.
package struct ConversationFilter: Sendable {
    package var organization: OrganizationID
    package var mode: Mode?
    package var section: Section?
    package var bot: BotID?
    package var rated: RatingFilter?
    /// Words that must all occur; nil or white space alone filters nothing.
    package var words: String?
    package var cursor: String?
    package var limit: Int

    package init(organization: OrganizationID, limit: Int = Limits.defaultPageSize) {
        self.organization = organization
        self.limit = limit
    }
}

package struct Page<Element: Sendable>: Sendable {
    package let elements: [Element]
    /// Names the next page; nil on the last one.
    package let next: String?

    package init(_ elements: [Element], next: String?) {
        self.elements = elements
        self.next = next
    }
}

/// A cursor that no list gave out.
package struct BadCursor: Error {
    package init() {}
}

/// Bots and their settings.
package protocol BotStore: Sendable {
    func bot(_ id: BotID) async throws -> WhisperBot?
    func bots(of organization: OrganizationID, after cursor: String?, limit: Int) async throws -> Page<WhisperBot>
    func add(_ bot: WhisperBot) async throws
    /// Stores the settings; switching live chat off returns requested conversations in the same transaction.
    func update(_ bot: BotID, _ change: @escaping @Sendable (inout WhisperBot) -> Void) async throws -> WhisperBot?
    /// Ends its active conversations in the same transaction; past ones stay readable.
    func delete(_ bot: BotID) async throws
}

/// A bot's knowledge, as operators wrote it.
package struct KnowledgeEntry: Sendable, Equatable {
    package enum Content: Sendable, Equatable {
        case faq(question: String, answer: String, alternatives: [String])
        case text(title: String, text: String)
        /// Feedback: an instruction that the bot follows.
        case note(text: String)
    }

    package let id: KnowledgeID
    package let bot: BotID
    package var content: Content
    package let createdAt: Moment
    package var updatedAt: Moment

    package init(id: KnowledgeID, bot: BotID, content: Content, createdAt: Moment, updatedAt: Moment) {
        self.id = id
        self.bot = bot
        self.content = content
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// A piece of an entry that is found and quoted on its own.
package struct Passage: Sendable, Equatable {
    /// The heading, or the question and its other wordings: repeated in every passage and weighted.
    package let title: String
    /// What may be quoted.
    package let text: String

    package init(title: String, text: String) {
        self.title = title
        self.text = text
    }
}

package struct PassageHit: Sendable, Equatable {
    package let entry: KnowledgeEntry
    package let passage: Passage
    /// Higher is better; comparable within one search alone.
    package let score: Double

    package init(entry: KnowledgeEntry, passage: Passage, score: Double) {
        self.entry = entry
        self.passage = passage
        self.score = score
    }
}

/// Where knowledge stands and is searched; every query is limited to one bot.
package protocol KnowledgeShelf: Sendable {
    func entries(of bot: BotID, after cursor: String?, limit: Int) async throws -> Page<KnowledgeEntry>
    func entry(_ id: KnowledgeID, of bot: BotID) async throws -> KnowledgeEntry?
    /// Adds the entry, or replaces the one with its id, with its passages, in one transaction.
    func put(_ entry: KnowledgeEntry, passages: [Passage]) async throws
    /// False where there is none.
    func remove(_ id: KnowledgeID, of bot: BotID) async throws -> Bool
    /// Passages with any of `terms` (plain words, never query syntax), best first.
    func search(_ terms: [String], in bot: BotID, limit: Int) async throws -> [PassageHit]
    /// In how many of the bot's passages each term occurs, and how many passages it has.
    func frequencies(of terms: [String], in bot: BotID) async throws -> (passages: Int, occurrences: [String: Int])
    /// The texts of all notes of the bot, oldest first.
    func notes(of bot: BotID) async throws -> [String]
}

/// One line of what was said so far.
package struct Utterance: Sendable, Equatable {
    package let role: ItemRole
    package let text: String

    package init(role: ItemRole, text: String) {
        self.role = role
        self.text = text
    }
}

/// What the bot is asked: the lines so far, the customer's last ones at the end.
package struct Question: Sendable {
    package let bot: WhisperBot
    package let history: [Utterance]
    package let text: String
    /// What operators agreed with the customer (notes of leaving or returning), oldest first.
    package let agreements: [String]

    package init(bot: WhisperBot, history: [Utterance], text: String, agreements: [String] = []) {
        self.bot = bot
        self.history = history
        self.text = text
        self.agreements = agreements
    }
}

package struct Answer: Sendable, Equatable {
    package var text: String
    /// Whether the bot answers from the sources; false: it says that it does not know.
    package var confident: Bool
    /// Whether the bot would ask for a human.
    package var handoff: Bool
    /// The entries found, best first, at most 10.
    package var sources: [Source]
    /// Those of them that the text rests on: what stands under the message. Empty where it says that it does not know.
    package var citations: [Source]

    package init(text: String, confident: Bool, handoff: Bool, sources: [Source], citations: [Source] = []) {
        self.citations = citations
        self.text = text
        self.confident = confident
        self.handoff = handoff
        self.sources = sources
    }
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

/// What passes by and is not kept, and what was committed.
package protocol Signals: Sendable {
    /// Called after a commit was synced, in the order of commits, on the store's thread: must not block.
    func committed(_ changes: [Change])
    /// What `body` signals and answers may go out at once; it runs before this returns.
    func together(_ body: () -> Void)
    func draft(_ id: String, in conversation: ConversationID, piece: String)
    func draftWithdrawn(_ id: String, in conversation: ConversationID)
    /// Sockets of a session that ended are closed.
    func revoked(_ sessions: [SessionDigest])
}

extension Signals {
    package func together(_ body: () -> Void) { body() }
}

/// SHA-256 of a session's or an API token's secret: how it is stored and known.
package struct SessionDigest: Sendable, Hashable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        precondition(bytes.count == 32, "a SHA-256 digest has 32 bytes")
        self.bytes = bytes
    }
}

/// Whether customers are there, and when operators last did something.
package protocol Presence: Sendable {
    /// Whether the customer has an open socket (a short reload counts as open), or since when not.
    func status(of customer: Customer) -> CustomerStatus
    /// An HTTP call or a take-over of an operator.
    func noteActivity(of operator: OperatorID)
}

package struct CustomerStatus: Sendable, Equatable {
    package let online: Bool
    package let lastSeenAt: Moment?

    package init(online: Bool, lastSeenAt: Moment?) {
        self.online = online
        self.lastSeenAt = lastSeenAt
    }
}

/// Presence as the sweeps see it.
package protocol PresenceWatch: Sendable {
    func isOnline(_ customer: CustomerID) -> Bool
    /// Whether nothing has been heard of the operator for `limit`: no socket, no call, no take-over.
    func isAway(_ operator: OperatorID, for limit: Duration) -> Bool
}

/// The search's index, which follows what is committed.
package protocol SearchIndexing: Sendable {
    /// One step; false when nothing was left to do.
    func indexForSearch() async throws -> Bool
    /// Whether commits are waiting.
    var isBusy: Bool { get }
}
