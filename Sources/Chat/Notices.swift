/// Who hears of a request for a human that no one takes.
package struct AlertSettings: Sendable, Equatable {
    /// A program that is told by HTTP; the secret signs what it is told.
    package struct Webhook: Sendable, Equatable {
        package var url: String
        package var secret: Secret

        package init(url: String, secret: Secret) {
            self.url = url
            self.secret = secret
        }
    }

    /// How long a request may wait unheard.
    package var afterSeconds: Int
    package var emails: [String]
    package var webhook: Webhook?

    package init(afterSeconds: Int = 60, emails: [String] = [], webhook: Webhook? = nil) {
        self.afterSeconds = afterSeconds
        self.emails = emails
        self.webhook = webhook
    }

    /// Every place that is told, each once.
    package var destinations: [(kind: Delivery.Kind, to: String)] {
        emails.map { (.email, $0) } + (webhook.map { [(.webhook, $0.url)] } ?? [])
    }
}

/// One thing that is sent to one place outside, and what became of it.
package struct Delivery: Sendable, Equatable {
    package enum Kind: Int, Sendable {
        /// Of a request that no one took, or a test.
        case email = 1, webhook
        /// What operators wrote, to a customer who has gone.
        case reply

        package var name: String {
            switch self {
            case .email: "email"
            case .webhook: "webhook"
            case .reply: "reply"
            }
        }
    }

    package enum State: Int, Sendable {
        case waiting = 0, sent, failed

        package var name: String {
            switch self {
            case .waiting: "waiting"
            case .sent: "sent"
            case .failed: "failed"
            }
        }
    }

    package let id: DeliveryID
    package let kind: Kind
    /// An e-mail address, or the address of a webhook.
    package let to: String
    /// Nil for a test.
    package let conversation: ConversationID?
    package let state: State
    /// Of the running series; trying it again by hand begins a new one.
    package let attempts: Int
    /// Why the last attempt failed, in plain words.
    package let error: String?
    package let madeAt: Moment
    /// When the state or the attempts changed last.
    package let at: Moment
    /// When it is tried next; nil where it is not.
    package let nextAt: Moment?

    package init(
        id: DeliveryID, kind: Kind, to: String, conversation: ConversationID?, state: State, attempts: Int,
        error: String?, madeAt: Moment, at: Moment, nextAt: Moment?
    ) {
        self.id = id
        self.kind = kind
        self.to = to
        self.conversation = conversation
        self.state = state
        self.attempts = attempts
        self.error = error
        self.madeAt = madeAt
        self.at = at
        self.nextAt = nextAt
    }
}

/// A delivery that somebody decided on.
package struct PlannedDelivery: Sendable, Equatable {
    package let kind: Delivery.Kind
    package let to: String
    /// When the request was made, or the absence began: the same cause is told to the same place once.
    package let cause: Moment
    /// It speaks of messages with `after` < seq ≤ `upTo` alone, however late it is sent.
    package let after: Int
    package let upTo: Int
    /// Why it is not even tried.
    package let failure: String?

    package init(
        kind: Delivery.Kind, to: String, cause: Moment, after: Int = 0, upTo: Int, failure: String? = nil
    ) {
        self.kind = kind
        self.to = to
        self.cause = cause
        self.after = after
        self.upTo = upTo
        self.failure = failure
    }
}

/// What is known, in one transaction, when deliveries about a conversation are decided.
package struct NoticeSituation: Sendable {
    package let conversation: Conversation
    package let bot: WhisperBot
    package let now: Moment
    /// Operators' messages after what the customer saw or wrote last, in order.
    package let unseen: [(seq: Int, at: Moment)]
    /// When a reply of this conversation was last mailed.
    package let lastReply: Moment?
    /// How many replies went to the customer's address since a day ago.
    package let repliesToday: Int

    package init(
        conversation: Conversation, bot: WhisperBot, now: Moment, unseen: [(seq: Int, at: Moment)] = [],
        lastReply: Moment? = nil, repliesToday: Int = 0
    ) {
        self.conversation = conversation
        self.bot = bot
        self.now = now
        self.unseen = unseen
        self.lastReply = lastReply
        self.repliesToday = repliesToday
    }
}

package enum NoticePlan: Sendable, Equatable {
    case nothing
    /// Look again then.
    case later(Moment)
    case deliver([PlannedDelivery])
}

/// All that a delivery is written from.
package struct Dispatch: Sendable {
    package let delivery: Delivery
    package let bot: WhisperBot
    package let organization: OrganizationID
    /// Nil for a test.
    package let conversation: Conversation?
    package let cause: Moment
    /// Messages alone, ascending: the last ones of an alert, the operators' ones of a reply.
    package let lines: [Item]

    package init(
        delivery: Delivery, bot: WhisperBot, conversation: Conversation?, cause: Moment, lines: [Item]
    ) {
        self.delivery = delivery
        self.bot = bot
        organization = bot.organization
        self.conversation = conversation
        self.cause = cause
        self.lines = lines
    }
}

/// How an attempt to send ended.
package enum DeliveryOutcome: Sendable, Equatable {
    case sent
    /// Not now: tried again at that time.
    case again(at: Moment, reason: String)
    case failed(reason: String)
}

/// Deliveries, as the jobs that send them see them.
package protocol NoticeShelf: Sendable {
    /// Decides about the conversation that a job of the sort `alert` or `mailReply` is about, and stores the deliveries
    /// with their jobs in the same transaction. What was told to a place for the same cause is not told again.
    func plan(_ job: Job, _ decide: @escaping @Sendable (NoticeSituation) -> NoticePlan) async throws
    /// Nil where it is not waiting any more, or its bot is gone.
    func dispatch(_ id: DeliveryID) async throws -> Dispatch?
    /// Stores how an attempt ended; one that is tried again gets its job in the same transaction.
    func settle(_ id: DeliveryID, _ outcome: DeliveryOutcome) async throws
}

/// Deliveries, as people look at them.
package protocol DeliveryList: Sendable {
    /// Newest first.
    func deliveries(of bot: BotID, after cursor: String?, limit: Int) async throws -> Page<Delivery>
    /// Newest first, at most 100.
    func deliveries(of conversation: ConversationID) async throws -> [Delivery]
    /// Sends a failed or waiting one now, as a new series of attempts; nil where the bot has none of this id.
    /// One that was sent stays as it is.
    func retry(_ id: DeliveryID, of bot: BotID) async throws -> Delivery?
    /// One delivery for each destination of the bot, tried once.
    func testAlerts(of bot: BotID) async throws -> [Delivery]
}
