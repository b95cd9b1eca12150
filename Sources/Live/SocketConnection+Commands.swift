import Chat
import NIOCore

/// Carrying out what a known peer asks for.
extension SocketConnection {
    func carryOut(_ result: Result<Request, Refusal>, _ reference: Request.Reference) {
        var isPing = false
        if case .success(.ping) = result { isPing = true }
        guard admitCommand(reference, isPing: isPing) else { return }
        do throws(Refusal) {
            try carryOut(try result.get(), reference)
        } catch {
            write(.error(error, id: reference.id, conversation: reference.conversation))
        }
    }

    private func carryOut(_ request: Request, _ reference: Request.Reference) throws(Refusal) {
        switch peer {
        case .unknown: preconditionFailure("a peer without a session is not welcome")
        case .customer(let session): try carryOut(request, reference, customer: session)
        case .operator(let session): try carryOut(request, reference, operator: session)
        }
    }

    private func carryOut(
        _ request: Request, _ reference: Request.Reference, customer session: CustomerSession
    ) throws(Refusal) {
        let actor = Actor.customer(session.customer.id)
        switch request {
        case .send(let id, let text, let files, let conversation, let named):
            if let retryAfter = services.customerLimiter.take(session.customer.id) {
                throw .rateLimited(retryAfterSeconds: retryAfter)
            }
            if named, conversation == nil { throw .notFound }
            let target = conversation.map(Order.Target.conversation) ?? .current
            let command = Command.send(id: id, text: text, files: files)
            order(Order(actor: actor, target: target, command: command), reference: reference, ack: true)
        case .seen(let conversation, let seq):
            submit(.seen(seq: seq), conversation, actor, reference)
        case .requestHuman(let conversation): submit(.requestHuman, conversation, actor, reference)
        case .end(let conversation): submit(.end, conversation, actor, reference)
        case .typing(let conversation, let on):
            guard let place = subscriptions[conversation] else { throw .notFound }
            showTyping(in: conversation, of: place.customer, on: on)
        case .ping: write(.pong(id: reference.id))
        case .hello: throw .invalid("type", "hello was said already.")
        case .watch, .unwatch, .inbox: throw .forbidden("Only operators watch conversations.")
        }
    }

    private func carryOut(
        _ request: Request, _ reference: Request.Reference, operator session: OperatorSession
    ) throws(Refusal) {
        switch request {
        case .send(let id, let text, let files, let conversation, let named):
            guard named else { throw .invalid("conversation", "is missing.") }
            guard let conversation else { throw .notFound }
            let target = Order.Target.conversation(conversation)
            let command = Command.send(id: id, text: text, files: files)
            order(Order(actor: session.actor, target: target, command: command), reference: reference, ack: true)
        case .seen(let conversation, let seq): submit(.seen(seq: seq), conversation, session.actor, reference)
        case .requestHuman(let conversation): submit(.requestHuman, conversation, session.actor, reference)
        case .end(let conversation): submit(.end, conversation, session.actor, reference)
        case .typing(let conversation, let on): operatorTypes(in: conversation, on: on, session, reference)
        case .watch(let conversation, let after, let epoch):
            guard subscriptions[conversation] != nil || subscriptions.count < Subscriptions.most else {
                throw .invalid("conversation", "is one too many; unwatch others first.")
            }
            let sameEpoch = epoch == nil || epoch == services.store.epoch
            unfollow(conversation)
            watch(conversation, after: after, sameEpoch: sameEpoch, reference: reference)
        case .unwatch(let conversation): unfollow(conversation)
        case .inbox(let bot, let named):
            if named, bot == nil { throw .notFound }
            followInbox(of: bot, session, reference)
        case .ping: write(.pong(id: reference.id))
        case .hello: throw .invalid("type", "hello was said already.")
        }
    }

    private func submit(
        _ command: Command, _ conversation: ConversationID, _ actor: Actor, _ reference: Request.Reference
    ) {
        order(
            Order(actor: actor, target: .conversation(conversation), command: command), reference: reference, ack: false)
    }

    // MARK: - Operators

    /// Follows a conversation of the operator's organization: what stands after `seq`, then live.
    func watch(_ id: ConversationID, after seq: Int, sameEpoch: Bool, reference: Request.Reference) {
        guard case .operator(let session) = peer else { return }
        let store = services.store
        read { try await store.conversation(id) } then: { [self] result in
            guard case .success(let found) = result else {
                return write(.error(.unavailable, id: reference.id, conversation: reference.conversation))
            }
            guard let conversation = found, conversation.isVisible(to: session.actor) else {
                return write(.error(.notFound, id: reference.id, conversation: reference.conversation))
            }
            resume(conversation, after: seq, sameEpoch: sameEpoch)
        }
    }

    /// Watching shows that the operator may see the conversation, and whose it is; else the store is asked.
    private func operatorTypes(
        in id: ConversationID, on: Bool, _ session: OperatorSession, _ reference: Request.Reference
    ) {
        if let place = subscriptions[id] { return showTyping(in: id, of: place.customer, on: on) }
        let store = services.store
        read { try await store.conversation(id) } then: { [self] result in
            guard case .success(let conversation?) = result, conversation.isVisible(to: session.actor) else {
                return write(.error(.notFound, id: reference.id, conversation: reference.conversation))
            }
            showTyping(in: id, of: conversation.customer.id, on: on)
        }
    }

    private func followInbox(of bot: BotID?, _ session: OperatorSession, _ reference: Request.Reference) {
        let bots = services.bots
        read {
            guard let bot else { return true }
            guard let found = try await bots.bot(bot) else { return false }
            return found.organization == session.organization.id
        } then: { [self] result in
            guard case .success(let mayFollow) = result else { return write(.error(.unavailable, id: reference.id)) }
            guard mayFollow else { return write(.error(.notFound, id: reference.id)) }
            if inbox == nil {
                hub.join(self, inboxOf: session.organization.id)
                services.hub.inboxOpened()
            }
            inbox = (session.organization.id, bot)
        }
    }
}
