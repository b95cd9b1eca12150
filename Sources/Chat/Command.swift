/// What someone wants to happen to one conversation.
package enum Command: Sendable, Equatable {
    /// A customer's or an operator's message, by who sends it; `id` is made by the client. The text may be empty
    /// where files come with it, which the sender has uploaded before.
    case send(id: String, text: String, files: [FileID] = [])
    /// An operator's private line to the bot, which steers its next answers; `id` as for a message.
    case whisper(id: String, text: String)
    /// A line of one operator for the others, on active and past conversations; `id` as for a message.
    case note(id: String, text: String)
    /// Which tags it has from now on; read by `Tags` before.
    case tag([String])
    case takeOver(again: Bool)
    case leave(note: String?)
    case returnToAI(again: Bool, note: String?)
    case requestHuman
    case end
    case botSay(BotMessage)
    case handlerAway(handler: OperatorID)
    case liveChatSwitchedOff
    case rate(seq: Int, thumb: Thumb, note: String?)
    case withdrawRating(seq: Int)
    case seen(seq: Int)
}

/// An answer of the bot that asks to be stored.
package struct BotMessage: Sendable, Equatable {
    /// Derived from the job, so that a retry cannot post twice.
    package let id: String
    package let text: String
    package let sources: [Source]
    /// The customer's messages that it answers, up to this seq.
    package let upTo: Int
    /// The conversation's handling number when the answer was begun.
    package let handlingNumber: Int
    /// Set where the bot hands over with it: stored as `human_requested` in the same transaction.
    package let handover: Handover?
    /// Stored beside the item, for operators who ask how the answer came about.
    package let trace: AnswerTrace?
    /// An e-mail address that the customer left; kept where none is known.
    package let address: String?

    package init(
        id: String, text: String, sources: [Source], upTo: Int, handlingNumber: Int, handover: Handover? = nil,
        trace: AnswerTrace? = nil, address: String? = nil
    ) {
        self.id = id
        self.text = text
        self.sources = sources
        self.upTo = upTo
        self.handlingNumber = handlingNumber
        self.handover = handover
        self.trace = trace
        self.address = address
    }

    /// What was asked, where this is no answer to it.
    package var unansweredQuestion: String? {
        guard let trace = trace?.json, let question = trace["question"]?.string else { return nil }
        let band = trace["band"]?.string.flatMap { Answer.Band(rawValue: $0) }
        let isUnanswered = band == .unknown || band == .closest || handover?.reason == .unknownTwice
        return isUnanswered ? question : nil
    }
}

/// A command, who gives it and which conversation it is about.
package struct Order: Sendable {
    package enum Target: Sendable, Equatable {
        case conversation(ConversationID)
        /// A customer's running conversation with its bot, begun if there is none.
        case current
    }

    package let actor: Actor
    package let target: Target
    package let command: Command

    package init(actor: Actor, target: Target, command: Command) {
        self.actor = actor
        self.target = target
        self.command = command
    }
}

/// What a carried-out order led to.
package struct Outcome: Sendable {
    /// The conversation after it.
    package let conversation: Conversation
    /// The new items in order; for a repeated message the one that it made the first time.
    package let items: [Item]
    /// Whether this was a repeat of a message that is stored already.
    package let isRepeat: Bool

    package init(conversation: Conversation, items: [Item], isRepeat: Bool = false) {
        self.conversation = conversation
        self.items = items
        self.isRepeat = isRepeat
    }
}

/// What a transaction changed in one conversation: announced after its commit, never before.
package struct Change: Sendable {
    package var conversation: Conversation
    package var items: [Item]
    /// Whether handling or mode changed; its customer is told.
    package var handlingChanged: Bool
    package var seen: (role: ItemRole, seq: Int)?
    package var rated: (seq: Int, rating: Rating?)?
    /// Who handled before a change of handling.
    package var previousHandler: OperatorID?

    package init(
        conversation: Conversation, items: [Item] = [], handlingChanged: Bool = false,
        seen: (role: ItemRole, seq: Int)? = nil, rated: (seq: Int, rating: Rating?)? = nil,
        previousHandler: OperatorID? = nil
    ) {
        self.conversation = conversation
        self.items = items
        self.handlingChanged = handlingChanged
        self.seen = seen
        self.rated = rated
        self.previousHandler = previousHandler
    }
}
