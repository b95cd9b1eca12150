/// A tenant: everything belongs to exactly one, and nothing is ever visible across two.
package struct Organization: Sendable, Equatable {
    package let id: OrganizationID
    package var name: String

    package init(id: OrganizationID, name: String) {
        self.id = id
        self.name = name
    }
}

/// What an operator may do; each role may also do everything of the ones before it.
package enum Role: String, Sendable, CaseIterable, Comparable {
    case `operator`, admin, owner

    private var rank: Int { Self.allCases.firstIndex(of: self)! }
    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}

/// A person who signs in to the console.
package struct Operator: Sendable, Equatable {
    package let id: OperatorID
    package let organization: OrganizationID
    package var email: String
    package var name: String
    package var role: Role
    package var picture: PictureName?
    /// Removed operators keep their name in old conversations and can do nothing.
    package var removed: Bool

    package init(
        id: OperatorID, organization: OrganizationID, email: String, name: String, role: Role,
        picture: PictureName? = nil, removed: Bool = false
    ) {
        self.id = id
        self.organization = organization
        self.email = email
        self.name = name
        self.role = role
        self.picture = picture
        self.removed = removed
    }
}

/// A person who chats through one bot's widget; anonymous (no name, no address) until identified.
package struct Customer: Sendable, Equatable {
    package let id: CustomerID
    package let organization: OrganizationID
    package let bot: BotID
    package var name: String?
    package var email: String?
    /// When the last socket closed, stored; nil before the first visit has ended.
    package var lastSeenAt: Moment?

    package init(
        id: CustomerID, organization: OrganizationID, bot: BotID, name: String? = nil, email: String? = nil,
        lastSeenAt: Moment? = nil
    ) {
        self.id = id
        self.organization = organization
        self.bot = bot
        self.name = name
        self.email = email
        self.lastSeenAt = lastSeenAt
    }
}

/// Whether the bot goes on answering a customer who waits for a human.
package enum WhileWaiting: String, Sendable, CaseIterable { case answer, wait }

/// A WhisperBot: an assistant with its own knowledge, settings and widget.
package struct WhisperBot: Sendable, Equatable {
    package let id: BotID
    package let organization: OrganizationID
    package var name: String
    /// *Enable live chat*: whether operators may take its conversations over.
    package var liveChat: Bool
    package var greeting: String
    package var instructions: String
    package var whileWaiting: WhileWaiting
    package var answering: Bool
    /// Origins of the websites that may show the widget; empty means every website.
    package var allowedOrigins: [String]
    package var appearance: JSON
    package var picture: PictureName?
    /// The model that it asks; nil: the server's, if that has one.
    package var languageModel: BotLanguageModel?
    package var deleted: Bool
    package let createdAt: Moment

    package init(id: BotID, organization: OrganizationID, name: String, createdAt: Moment) {
        self.id = id
        self.organization = organization
        self.name = name
        self.createdAt = createdAt
        liveChat = false
        greeting = ""
        instructions = ""
        whileWaiting = .answer
        answering = true
        allowedOrigins = []
        appearance = .object([])
        deleted = false
    }
}

/// Who does something. The server sets it from the session, never from what a client says.
package enum Actor: Sendable, Equatable {
    case customer(CustomerID)
    case `operator`(OperatorID, OrganizationID)
    case bot(BotID)
    case system

    package var role: ItemRole {
        switch self {
        case .customer: .customer
        case .operator: .operator
        case .bot: .bot
        case .system: .system
        }
    }
}
