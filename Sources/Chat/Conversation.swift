/// Who answers the customer.
package enum Handling: Sendable, Equatable {
    case automated
    case requested
    case assisted(OperatorID)

    package var name: String {
        switch self {
        case .automated: "automated"
        case .requested: "requested"
        case .assisted: "assisted"
        }
    }

    package var handler: OperatorID? {
        if case .assisted(let handler) = self { return handler }
        return nil
    }
}

package enum Mode: String, Sendable { case active, past }

/// The two halves of the active list.
package enum Section: String, Sendable { case automated, assisted }

/// The last message or event of a log, as lists show it; never a note.
package struct LastItem: Sendable, Equatable {
    package let seq: Int
    package let sort: ItemSort
    package let role: ItemRole
    package let text: String?
    package let event: EventName?
    package let at: Moment

    package init(seq: Int, sort: ItemSort, role: ItemRole, text: String?, event: EventName?, at: Moment) {
        self.seq = seq
        self.sort = sort
        self.role = role
        self.text = text
        self.event = event
        self.at = at
    }
}

/// One session of one customer with one bot: the state that the rules of section 2 decide on.
///
/// The log itself stands in the store; this is everything about it that a decision or a summary needs.
package struct Conversation: Sendable, Equatable {
    package let id: ConversationID
    package let organization: OrganizationID
    package let bot: BotID
    /// Names as they are shown now; the ids are what counts.
    package var botName: String
    package var handlerName: String?
    package var handlerPicture: PictureName?
    package var customer: Customer
    package var handling: Handling
    /// Raised by every change of handling; an answer carries the number it began with.
    package var handlingNumber: Int
    package var lastSeq: Int
    package let startedAt: Moment
    package var endedAt: Moment?
    package var lastItem: LastItem?
    /// When something was last said (messages alone), by whom and where.
    package var lastMessageAt: Moment
    package var lastMessageRole: ItemRole?
    package var lastMessageSeq: Int
    package var lastCustomerMessageAt: Moment?
    /// Customer messages up to here have their answer.
    package var answeredUpTo: Int
    package var requestedAt: Moment?
    /// Why the bot last asked for a human; nil where it did not, and while it has the chat.
    package var request: HumanRequest?
    package var operatorsSeen: Int
    package var customerSeen: Int
    package var unreadByOperators: Int
    package var unreadByCustomer: Int
    package var ratedUp: Int
    package var ratedDown: Int

    /// A conversation that has no item yet.
    package init(
        id: ConversationID, organization: OrganizationID, bot: BotID, botName: String, customer: Customer,
        startedAt: Moment
    ) {
        self.id = id
        self.organization = organization
        self.bot = bot
        self.botName = botName
        self.customer = customer
        self.startedAt = startedAt
        handling = .automated
        handlingNumber = 0
        lastSeq = 0
        lastMessageAt = startedAt
        lastMessageSeq = 0
        answeredUpTo = 0
        operatorsSeen = 0
        customerSeen = 0
        unreadByOperators = 0
        unreadByCustomer = 0
        ratedUp = 0
        ratedDown = 0
    }

    package var mode: Mode { endedAt == nil ? .active : .past }

    package var section: Section? {
        guard endedAt == nil else { return nil }
        return handling == .automated ? .automated : .assisted
    }

    /// What orders the lists: the time of the last message or event; never goes back.
    package var activity: Moment { lastItem?.at ?? startedAt }

    /// Whether the customer may no longer have the chat open.
    package func isInactive(at now: Moment, after limit: Duration) -> Bool {
        guard endedAt == nil, let lastCustomerMessageAt else { return false }
        return now.since(lastCustomerMessageAt) > limit
    }

    /// Whether `actor` may know of this conversation at all.
    package func isVisible(to actor: Actor) -> Bool {
        switch actor {
        case .customer(let id): id == customer.id
        case .operator(_, let organization): organization == self.organization
        case .bot(let id): id == bot
        case .system: true
        }
    }
}
