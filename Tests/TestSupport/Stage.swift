package import Chat

/// One conversation with its log, as a store would keep it; every decision is applied at once.
package struct Stage: Sendable {
    package var cast = Cast()
    package var conversation: Conversation
    package var log: [Item] = []
    package var now = Cast.start
    private var messages = 0

    package var anna: Actor { cast.anna.actor }
    package var ben: Actor { cast.ben.actor }
    package var customer: Actor { .customer(cast.customer.id) }

    /// - Parameter text: the customer's first message; nil leaves the conversation without an item.
    package init(_ text: String? = "Hello?", _ settings: (inout WhisperBot) -> Void = { _ in }) {
        settings(&cast.bot)
        conversation = cast.conversation
        guard let text else { return }
        apply(conversation.begin(id: "c0", text: text, in: surroundings(for: customer)))
    }

    /// Begun and taken over by Anna.
    package static func assisted(_ settings: (inout WhisperBot) -> Void = { _ in }) throws -> Stage {
        var stage = Stage(nil)
        stage.apply(stage.conversation.begin(id: "c0", text: "Hello?", in: stage.surroundings(for: stage.customer)))
        try stage.act(.takeOver(again: false), by: stage.anna)
        settings(&stage.cast.bot)
        return stage
    }

    package static func requested(_ settings: (inout WhisperBot) -> Void = { _ in }) throws -> Stage {
        var stage = Stage()
        try stage.act(.requestHuman, by: stage.customer)
        settings(&stage.cast.bot)
        return stage
    }

    package var events: [EventName] { log.compactMap(\.event) }

    package func surroundings(for actor: Actor, command: Command = .end) -> Surroundings {
        var person: Operator?
        if case .operator(let id, _) = actor { person = [cast.anna, cast.ben].first { $0.id == id } }
        var surroundings = Surroundings(now: now, bot: cast.bot, actor: person)
        switch command {
        case .send(_, _, let files):
            surroundings.files = files.map { SharedFile(id: $0, name: "a.txt", type: "text/plain", size: 1) }
        case .rate(let seq, _, _), .withdrawRating(let seq): surroundings.ratedItem = log.first { $0.seq == seq }
        case .seen(let seq): surroundings.unreadAfterSeen = unread(after: min(seq, conversation.lastSeq), for: actor)
        default: break
        }
        return surroundings
    }

    private func unread(after seq: Int, for actor: Actor) -> Int {
        let roles: [ItemRole] = actor.role == .customer ? [.bot, .operator] : [.customer]
        let before = actor.role == .customer ? conversation.unreadByCustomer : conversation.unreadByOperators
        return min(before, log.count { $0.seq > seq && $0.sort == .message && roles.contains($0.role) })
    }

    @discardableResult
    package mutating func act(_ command: Command, by actor: Actor) throws(Refusal) -> Decision {
        let decision = try conversation.decide(command, by: actor, in: surroundings(for: actor, command: command))
        apply(decision)
        return decision
    }

    /// The refusal of a command, which has changed nothing; nil where it was carried out.
    package func refusal(_ command: Command, by actor: Actor) -> Refusal? {
        do throws(Refusal) {
            _ = try conversation.decide(command, by: actor, in: surroundings(for: actor, command: command))
            return nil
        } catch {
            return error
        }
    }

    @discardableResult
    package mutating func say(_ text: String = "Well?", by actor: Actor) throws(Refusal) -> Decision {
        messages += 1
        return try act(.send(id: "m\(messages)", text: text), by: actor)
    }

    package func answer(_ text: String = "Yes.", handsOver: Bool = false) -> BotMessage {
        BotMessage(
            id: "answer-\(conversation.lastMessageSeq)", text: text, sources: [], upTo: conversation.lastMessageSeq,
            handlingNumber: conversation.handlingNumber, handover: handsOver ? Handover(.asked, summary: ["Wants a person."]) : nil)
    }

    package var bot: Actor { .bot(cast.bot.id) }

    package mutating func apply(_ decision: Decision) {
        conversation = decision.conversation
        log += decision.items
        if let rated = decision.rated, let index = log.firstIndex(where: { $0.seq == rated.seq }) {
            log[index].rating = rated.rating
        }
    }
}
