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
    /// Notes alone, without those that operators wrote for each other: what they told the bot.
    package var notesOnly: Bool

    package init(
        _ conversation: ConversationID, after: Int = 0, before: Int = .max, limit: Int, fromEnd: Bool = false,
        audience: Audience, notesOnly: Bool = false
    ) {
        self.conversation = conversation
        self.after = after
        self.before = before
        self.limit = limit
        self.fromEnd = fromEnd
        self.audience = audience
        self.notesOnly = notesOnly
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
    /// Has this tag, case aside.
    package var tag: String?
    package var customer: CustomerID?
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
    /// Where the widget of this bot was on a visitor's screen last.
    func widgetSighting(of bot: BotID) async throws -> WidgetSighting?
    func note(_ sighting: WidgetSighting, of bot: BotID) async throws
}

/// A visitor's browser showed the widget on a page of this origin.
package struct WidgetSighting: Sendable, Equatable {
    package let origin: String
    package let at: Moment

    package init(origin: String, at: Moment) {
        self.origin = origin
        self.at = at
    }
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
    /// The operator says whether new requests are meant for it.
    func note(available: Bool, of operator: OperatorID)
    /// Whether the operator has a console open.
    func isOnline(_ operator: OperatorID) -> Bool
}

package struct CustomerStatus: Sendable, Equatable {
    package let online: Bool
    package let lastSeenAt: Moment?

    package init(online: Bool, lastSeenAt: Moment?) {
        self.online = online
        self.lastSeenAt = lastSeenAt
    }
}

/// Whether anybody is signed in who could take a chat over.
package protocol Attendance: Sendable {
    /// Whether an available operator of the organization has a console open, or had one within the last minutes.
    func isSomebodyThere(in organization: OrganizationID) -> Bool
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

/// The index of the bots' passages, as the work behind imports sees it.
package protocol PassageIndexing: Sendable {
    /// In how many pieces the index lies that has most of them.
    func passageSegments() async throws -> Int
    /// One short step of bringing them together; false when nothing was left to do.
    ///
    /// - Parameter isFirst: takes all pieces up, also those that were merged before.
    func mergePassages(isFirst: Bool) async throws -> Bool
    /// Whether commits are waiting.
    var isBusy: Bool { get }
}
