/// What a decision may know besides the conversation: read in the same transaction.
package struct Surroundings: Sendable {
    package let now: Moment
    package let bot: WhisperBot
    /// The operator who acts, or nil where none does.
    package let actor: Operator?
    /// The item that a rating is about.
    package var ratedItem: Item?
    /// How many messages stand after the seq of a `seen`, from the side that did not send it.
    package var unreadAfterSeen = 0

    package init(now: Moment, bot: WhisperBot, actor: Operator?) {
        self.now = now
        self.bot = bot
        self.actor = actor
    }
}

extension Conversation {
    /// The rules of section 2 of the contract: what `command` by `actor` does now, or why it does nothing.
    ///
    /// Pure: the same arguments give the same decision (fresh ids of events aside). Rights to see the
    /// conversation, field checks and repeated ids have been settled before.
    package func decide(
        _ command: Command, by actor: Actor, in surroundings: Surroundings
    ) throws(Refusal) -> Decision {
        guard isVisible(to: actor) else { throw .notFound }
        switch command {
        case .rate(let seq, let thumb, let note):
            return try rate(seq: seq, thumb: thumb, note: note, by: actor, in: surroundings)
        case .withdrawRating(let seq): return try rate(seq: seq, thumb: nil, note: nil, by: actor, in: surroundings)
        case .seen(let seq): return seen(seq, by: actor, in: surroundings)
        default: break
        }
        guard endedAt == nil else { throw .ended }
        switch command {
        case .send(let id, let text): return try send(id: id, text: text, by: actor, in: surroundings)
        case .whisper(let id, let text): return try whisper(id: id, text: text, by: actor, in: surroundings)
        case .takeOver(let again): return try takeOver(again: again, by: actor, in: surroundings)
        case .leave(let note): return try leave(note: note, by: actor, in: surroundings)
        case .returnToAI(let again, let note):
            return try returnToAI(again: again, note: note, by: actor, in: surroundings)
        case .requestHuman: return try requestHuman(by: actor, in: surroundings)
        case .end: return try end(by: actor, in: surroundings)
        case .botSay(let message): return try botSay(message, in: surroundings)
        case .handlerAway(let handler): return handlerAway(handler, in: surroundings)
        case .liveChatSwitchedOff: return liveChatSwitchedOff(in: surroundings)
        case .rate, .withdrawRating, .seen: preconditionFailure("decided above")
        }
    }

    /// The first items of a conversation: `started`, then the customer's message.
    package func begin(id: String, text: String, in surroundings: Surroundings) -> Decision {
        precondition(lastSeq == 0, "a conversation begins once")
        var decision = Decision(unchanged: self, now: surroundings.now)
        decision.event(.started, by: customer.author, role: .customer)
        decision.message(id: id, by: customer.author, role: .customer, text: text)
        if surroundings.bot.answering {
            decision.askBot()
        } else if surroundings.bot.liveChat {
            decision.requestHuman()
        }
        return decision
    }

    // MARK: - Messages

    private func send(
        id: String, text: String, by actor: Actor, in surroundings: Surroundings
    ) throws(Refusal) -> Decision {
        var decision = Decision(unchanged: self, now: surroundings.now)
        switch actor {
        case .customer:
            decision.message(id: id, by: customer.author, role: .customer, text: text)
            // Who waits for a human or talks to one leaves it for that; the bot may be silent, so it is kept here.
            if handling != .automated, let address = LeftAddress.alone(in: text) { decision.keep(address: address) }
            if botAnswersNow(surroundings.bot) {
                decision.askBot()
            } else if handling == .automated, surroundings.bot.liveChat {
                decision.requestHuman()
            }
        case .operator(let sender, _):
            guard handling.handler == sender else { throw .notTheHandler }
            decision.message(id: id, by: surroundings.author(of: actor), role: .operator, text: text)
        case .bot, .system:
            throw .forbidden("Bots speak through their own command.")
        }
        return decision
    }

    /// A line that the bot reads and the customer does not; any operator's, whoever handles the chat.
    private func whisper(
        id: String, text: String, by actor: Actor, in surroundings: Surroundings
    ) throws(Refusal) -> Decision {
        guard case .operator = actor else { throw .forbidden("Only operators whisper to the bot.") }
        var decision = Decision(unchanged: self, now: surroundings.now)
        decision.note(text, id: id, by: surroundings.author(of: actor), data: Item.whisperMark)
        return decision
    }

    private func botAnswersNow(_ bot: WhisperBot) -> Bool {
        guard bot.answering, !bot.deleted else { return false }
        switch handling {
        case .automated: return true
        case .requested: return bot.whileWaiting == .answer
        case .assisted: return false
        }
    }

    private func botSay(_ message: BotMessage, in surroundings: Surroundings) throws(Refusal) -> Decision {
        // Begun before a take-over, leave, return or end: never stored, even if the bot has resumed since.
        guard message.handlingNumber == handlingNumber, botAnswersNow(surroundings.bot) else {
            throw .notTheHandler
        }
        var decision = Decision(unchanged: self, now: surroundings.now)
        guard message.upTo > answeredUpTo else { return decision }
        let author = Author(id: bot.description, name: surroundings.bot.name)
        decision.message(id: message.id, by: author, role: .bot, text: message.text, sources: message.sources)
        decision.answer(upTo: message.upTo)
        if let address = message.address { decision.keep(address: address) }
        if let handover = message.handover, surroundings.bot.liveChat, handling == .automated {
            decision.event(.humanRequested, by: author, role: .bot, data: handover.json)
            decision.become(.requested, withdrawsAnswers: false)
            decision.state(handover)
        }
        return decision
    }

    // MARK: - Handling

    private func takeOver(again: Bool, by actor: Actor, in surroundings: Surroundings) throws(Refusal) -> Decision {
        guard case .operator(let id, _) = actor else { throw .forbidden("Only operators take over.") }
        var decision = Decision(unchanged: self, now: surroundings.now)
        if handling.handler == id { return decision }
        guard surroundings.bot.liveChat else {
            // The warning that another handles it needs no live chat; taking it over does.
            if let handler = handling.handler, !again { throw handledByAnother(handler) }
            throw .liveChatDisabled
        }
        if let handler = handling.handler {
            guard again else { throw handledByAnother(handler) }
            let data = JSON.object([.init("from", .object([
                .init("id", .string(handler.description)),
                .init("name", .string(handlerName ?? "")),
            ]))])
            decision.event(.takenOverAgain, by: surroundings.author(of: actor), role: .operator, data: data)
        } else {
            decision.event(.takenOver, by: surroundings.author(of: actor), role: .operator)
        }
        decision.become(.assisted(id), handler: surroundings.actor)
        return decision
    }

    private func leave(note: String?, by actor: Actor, in surroundings: Surroundings) throws(Refusal) -> Decision {
        guard case .operator(let id, _) = actor, handling.handler == id else { throw .notTheHandler }
        return resume(.left, note: note, by: actor, in: surroundings)
    }

    private func returnToAI(
        again: Bool, note: String?, by actor: Actor, in surroundings: Surroundings
    ) throws(Refusal) -> Decision {
        guard case .operator(let id, _) = actor else { throw .forbidden("Only operators return a chat to the AI.") }
        if handling == .automated { return Decision(unchanged: self, now: surroundings.now) }
        if let handler = handling.handler, handler != id, !again { throw handledByAnother(handler) }
        return resume(.returnedToAI, note: note, by: actor, in: surroundings)
    }

    /// Gives the conversation back to the bot, which answers if the customer spoke last.
    private func resume(
        _ event: EventName, note: String?, by actor: Actor, in surroundings: Surroundings
    ) -> Decision {
        var decision = Decision(unchanged: self, now: surroundings.now)
        let author = surroundings.author(of: actor)
        if let note { decision.note(note, by: author) }
        decision.event(event, by: actor == .system ? nil : author, role: actor.role)
        decision.become(.automated)
        if surroundings.bot.answering {
            decision.resumeBot()
        } else if surroundings.bot.liveChat {
            decision.requestHuman()
        }
        return decision
    }

    private func requestHuman(by actor: Actor, in surroundings: Surroundings) throws(Refusal) -> Decision {
        var decision = Decision(unchanged: self, now: surroundings.now)
        guard handling == .automated else { return decision }
        guard surroundings.bot.liveChat else { throw .liveChatDisabled }
        let author: Author? =
            switch actor {
            case .customer: customer.author
            case .operator: surroundings.author(of: actor)
            case .bot: Author(id: bot.description, name: surroundings.bot.name)
            case .system: nil
            }
        decision.event(.humanRequested, by: author, role: actor.role)
        decision.become(.requested, withdrawsAnswers: false)
        return decision
    }

    private func end(by actor: Actor, in surroundings: Surroundings) throws(Refusal) -> Decision {
        var decision = Decision(unchanged: self, now: surroundings.now)
        let author: Author? =
            switch actor {
            case .customer: customer.author
            case .operator: surroundings.author(of: actor)
            case .bot, .system: nil
            }
        decision.event(.ended, by: author, role: actor.role)
        decision.end()
        return decision
    }

    private func handlerAway(_ handler: OperatorID, in surroundings: Surroundings) -> Decision {
        var decision = Decision(unchanged: self, now: surroundings.now)
        guard handling.handler == handler else { return decision }
        let next: Handling = surroundings.bot.liveChat ? .requested : .automated
        let data = JSON.object([
            .init("handler", .object([
                .init("id", .string(handler.description)), .init("name", .string(handlerName ?? "")),
            ])),
            .init("handling", .string(next.name)),
        ])
        decision.event(.handlerAway, by: nil, role: .system, data: data)
        decision.become(next)
        if surroundings.bot.answering, next == .automated || surroundings.bot.whileWaiting == .answer {
            decision.resumeBot()
        }
        return decision
    }

    private func liveChatSwitchedOff(in surroundings: Surroundings) -> Decision {
        guard handling == .requested else { return Decision(unchanged: self, now: surroundings.now) }
        return resume(.returnedToAI, note: nil, by: .system, in: surroundings)
    }

    private func handledByAnother(_ handler: OperatorID) -> Refusal {
        .handledByAnother(id: handler, name: handlerName ?? "")
    }

    // MARK: - Ratings and reading marks

    private func rate(
        seq: Int, thumb: Thumb?, note: String?, by actor: Actor, in surroundings: Surroundings
    ) throws(Refusal) -> Decision {
        guard case .operator = actor else { throw .forbidden("Only operators rate.") }
        guard let item = surroundings.ratedItem else { throw .notFound }
        guard item.sort == .message, item.role == .bot else { throw .notAnAssistantMessage }
        var decision = Decision(unchanged: self, now: surroundings.now)
        guard let thumb else {
            if item.rating != nil { decision.rate(seq: seq, from: item.rating?.thumb, to: nil) }
            return decision
        }
        let rating = Rating(thumb: thumb, note: note, by: surroundings.author(of: actor), at: surroundings.now)
        decision.rate(seq: seq, from: item.rating?.thumb, to: rating)
        return decision
    }

    /// Reading marks never go back and never pass the last item.
    private func seen(_ seq: Int, by actor: Actor, in surroundings: Surroundings) -> Decision {
        var decision = Decision(unchanged: self, now: surroundings.now)
        let mark = min(seq, lastSeq)
        let role = actor.role
        guard role == .customer || role == .operator, mark > (role == .customer ? customerSeen : operatorsSeen) else {
            return decision
        }
        decision.see(role: role, seq: mark, unread: surroundings.unreadAfterSeen)
        return decision
    }
}

extension Decision {
    /// The bot resumes: if the last message (notes and events aside) is the customer's, it is answered.
    fileprivate mutating func resumeBot() {
        if conversation.lastMessageRole == .customer { askBot() }
    }

    /// A silent bot leaves nobody waiting on it: a rule asks for a human.
    fileprivate mutating func requestHuman() {
        event(.humanRequested, by: nil, role: .system)
        become(.requested)
    }
}

extension Surroundings {
    fileprivate func author(of actor: Actor) -> Author {
        guard case .operator(let id, _) = actor else { return Author(id: "", name: nil) }
        return Author(id: id.description, name: self.actor?.name, picture: self.actor?.picture)
    }
}

extension Customer {
    package var author: Author { Author(id: id.description, name: name) }
}
