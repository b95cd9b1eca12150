/// What a command does to a conversation: the items it adds and the state that follows. A pure value.
package struct Decision: Sendable {
    package private(set) var conversation: Conversation
    package private(set) var items: [Item] = []
    /// Whether the bot owes an answer to the customer's messages up to the last one.
    package private(set) var wantsAnswer = false
    package private(set) var handlingChanged = false
    package private(set) var seen: (role: ItemRole, seq: Int)?
    package private(set) var rated: (seq: Int, rating: Rating?)?

    private let before: Conversation
    private let now: Moment

    /// No change: success without an event.
    package init(unchanged conversation: Conversation, now: Moment) {
        self.conversation = conversation
        before = conversation
        // The wall clock may be set back; a conversation's times never go back.
        self.now = max(now, conversation.activity)
    }

    package var isChange: Bool {
        conversation != before || !items.isEmpty || seen != nil || rated != nil
    }

    package var previousHandler: OperatorID? { before.handling.handler }

    /// Seals the decision as what is announced after the commit.
    package var change: Change {
        Change(
            conversation: conversation, items: items, handlingChanged: handlingChanged, seen: seen, rated: rated,
            previousHandler: previousHandler)
    }

    // MARK: - Building blocks of the rules

    mutating func message(id: String, by author: Author, role: ItemRole, text: String, sources: [Source] = []) {
        let seq = conversation.lastSeq + 1
        append(Item(
            seq: seq, sort: .message, id: id, role: role, author: author, text: text, at: now, sources: sources))
        conversation.lastMessageAt = now
        conversation.lastMessageRole = role
        conversation.lastMessageSeq = seq
        switch role {
        case .customer:
            conversation.lastCustomerMessageAt = now
            conversation.unreadByOperators += 1
        case .operator:
            conversation.unreadByOperators = 0
            conversation.unreadByCustomer += 1
        case .bot: conversation.unreadByCustomer += 1
        case .system: break
        }
    }

    mutating func note(_ text: String, id: String? = nil, by author: Author, data: JSON? = nil) {
        append(Item(
            seq: conversation.lastSeq + 1, sort: .note, id: id ?? ItemID.fresh(now), role: .operator, author: author,
            text: text, at: now, data: data))
    }

    mutating func event(_ name: EventName, by author: Author?, role: ItemRole, data: JSON? = nil) {
        append(Item(
            seq: conversation.lastSeq + 1, sort: .event, id: ItemID.fresh(now), role: role, author: author, at: now,
            event: name, data: data))
    }

    private mutating func append(_ item: Item) {
        conversation.lastSeq = item.seq
        if item.sort != .note {
            conversation.lastItem = LastItem(
                seq: item.seq, sort: item.sort, role: item.role, text: item.text, event: item.event, at: item.at)
        }
        items.append(item)
    }

    /// A request for a human alone withdraws no answer: the bot goes on answering while the customer waits.
    mutating func become(_ handling: Handling, handler: Operator? = nil, withdrawsAnswers: Bool = true) {
        conversation.handling = handling
        conversation.handlerName = handler?.name
        conversation.handlerPicture = handler?.picture
        if withdrawsAnswers { conversation.handlingNumber += 1 }
        conversation.requestedAt = handling == .requested ? now : nil
        if handling == .automated { conversation.request = nil }
        handlingChanged = true
    }

    /// Why the bot asked for a human: stands at the top for operators until the bot has the chat again.
    mutating func state(_ handover: Handover) { conversation.request = HumanRequest(handover, at: now) }

    /// What is known of the customer already stays.
    mutating func keep(address: String) {
        if conversation.customer.email == nil { conversation.customer.email = address }
    }

    mutating func end() {
        conversation.endedAt = now
        conversation.handlingNumber += 1
        conversation.requestedAt = nil
        handlingChanged = true
    }

    mutating func answer(upTo seq: Int) { conversation.answeredUpTo = max(conversation.answeredUpTo, seq) }

    mutating func askBot() { wantsAnswer = true }

    mutating func see(role: ItemRole, seq: Int, unread: Int) {
        if role == .customer {
            conversation.customerSeen = seq
            conversation.unreadByCustomer = unread
        } else {
            conversation.operatorsSeen = seq
            conversation.unreadByOperators = unread
        }
        seen = (role, seq)
    }

    mutating func rate(seq: Int, from old: Thumb?, to rating: Rating?) {
        count(old, by: -1)
        count(rating?.thumb, by: 1)
        rated = (seq, rating)
    }

    private mutating func count(_ thumb: Thumb?, by amount: Int) {
        switch thumb {
        case .up: conversation.ratedUp += amount
        case .down: conversation.ratedDown += amount
        case nil: break
        }
    }

    var time: Moment { now }
}

enum ItemID {
    static func fresh(_ now: Moment) -> String { Identifier<ItemKind>.make(at: now).description }
}
