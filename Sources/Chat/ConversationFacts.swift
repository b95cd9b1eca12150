/// What the insights count of one conversation, folded from its log item by item (docs/insights.md).
///
/// Pure and incremental: what was folded before is kept, and only what was said since is read.
package struct ConversationFacts: Sendable, Equatable {
    /// What the log says, as bits, so that it is one column.
    package struct Marks: OptionSet, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }

        /// The bot wrote at least one message.
        package static let botSpoke = Marks(rawValue: 1)
        /// An operator took the chat over, or wrote to the customer.
        package static let operatorCame = Marks(rawValue: 2)
        /// Somebody or a rule asked for a human.
        package static let humanRequested = Marks(rawValue: 4)
        package static let ended = Marks(rawValue: 8)
    }

    /// An operator's part in it. An imported message has no operator of ours.
    package struct Part: Sendable, Equatable {
        package var messages = 0
        /// Milliseconds; set for the operator who gave the first human answer.
        package var firstAnswer: Int64?

        package init(messages: Int = 0, firstAnswer: Int64? = nil) {
            self.messages = messages
            self.firstAnswer = firstAnswer
        }
    }

    /// One item of the log, as far as it counts. `person` is the number by which the store knows the operator.
    package struct Entry: Sendable {
        package let seq: Int
        package let sort: ItemSort
        package let role: ItemRole
        package let event: EventName?
        package let at: Moment
        package let person: Int64?

        package init(seq: Int, sort: ItemSort, role: ItemRole, event: EventName?, at: Moment, person: Int64?) {
            self.seq = seq
            self.sort = sort
            self.role = role
            self.event = event
            self.at = at
            self.person = person
        }
    }

    /// Folded up to here.
    package var seq = 0
    package var marks: Marks = []
    /// The customer's first message.
    package var firstCustomerAt: Moment?
    /// Milliseconds from the customer's first message to the first answer, of the bot or a person.
    package var firstAnswer: Int64?
    /// Since when a person was waited for: the first request, or the first take-over where nobody had asked.
    package var personWantedAt: Moment?
    /// Milliseconds from then to the first message of an operator.
    package var firstHumanAnswer: Int64?
    package var parts: [Int64: Part] = [:]

    package init() {}

    package mutating func add(_ entry: Entry) {
        seq = entry.seq
        switch entry.sort {
        case .message: add(message: entry)
        case .event: add(event: entry)
        case .note: break
        }
    }

    private mutating func add(event entry: Entry) {
        switch entry.event {
        case .humanRequested:
            marks.insert(.humanRequested)
            personWantedAt = personWantedAt ?? entry.at
        case .takenOver, .takenOverAgain:
            marks.insert(.operatorCame)
            personWantedAt = personWantedAt ?? entry.at
            if let person = entry.person { parts[person, default: Part()].messages += 0 }
        case .ended: marks.insert(.ended)
        case .started, .left, .returnedToAI, .handlerAway, nil: break
        }
    }

    private mutating func add(message entry: Entry) {
        switch entry.role {
        case .customer: firstCustomerAt = firstCustomerAt ?? entry.at
        case .bot:
            marks.insert(.botSpoke)
            answered(at: entry.at)
        case .operator:
            answered(at: entry.at)
            // Imported chats tell of no request and no take-over: then the customer's first message counts.
            let isFirst = firstHumanAnswer == nil
            if isFirst, let since = personWantedAt ?? firstCustomerAt {
                firstHumanAnswer = max(0, entry.at.milliseconds - since.milliseconds)
            }
            marks.insert(.operatorCame)
            guard let person = entry.person else { return }
            parts[person, default: Part()].messages += 1
            if isFirst { parts[person]?.firstAnswer = firstHumanAnswer }
        case .system: break
        }
    }

    private mutating func answered(at moment: Moment) {
        guard firstAnswer == nil, let firstCustomerAt else { return }
        firstAnswer = max(0, moment.milliseconds - firstCustomerAt.milliseconds)
    }
}

/// Who handled a conversation: exactly one of these, decided in this order.
package enum HandledBy: Int, Sendable, CaseIterable {
    /// At least one operator took it over or wrote in it, whatever the bot said before or after.
    case operators
    /// A human was asked for, and none took it over (yet, where it still runs).
    case missed
    /// The bot alone: it answered, nobody asked for a human and none stepped in.
    case bot
    /// Neither the bot nor an operator wrote anything.
    case nobody

    package init(_ marks: ConversationFacts.Marks) {
        if marks.contains(.operatorCame) {
            self = .operators
        } else if marks.contains(.humanRequested) {
            self = .missed
        } else {
            self = marks.contains(.botSpoke) ? .bot : .nobody
        }
    }
}
