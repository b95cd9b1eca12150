import Chat
import NIOCore

/// Following conversations: history from a position, then live, without a hole or a double.
extension SocketConnection {
    private static let pieceOfHistory = 100

    /// New items were committed.
    func deliver(_ frames: [Frame], in conversation: ConversationID, from: Int, to: Int) {
        if case .customer(let session) = peer, subscriptions[conversation] == nil {
            // Before the welcome, the active conversation is read anyway; afterwards this one has just begun.
            guard isWelcome else { return missedWhileGreeting.append(conversation) }
            follow(conversation, of: session.customer.id, after: 0)
            return
        }
        switch subscriptions.deliver(conversation, from: from, to: to) {
        case .send: for frame in frames { write(frame) }
        case .skip: break
        case .catchUp: readOn(in: conversation)
        }
    }

    func isLive(in conversation: ConversationID) -> Bool {
        subscriptions[conversation].map { !$0.isCatchingUp } ?? false
    }

    /// Registers first and reads then, so that nothing falls between.
    func follow(_ id: ConversationID, of customer: CustomerID, after seq: Int) {
        let isNew = subscriptions[id] == nil
        subscriptions.begin(id, customer: customer, after: seq)
        if isNew {
            if case .operator = peer { hub.watch(self, id, of: customer) } else { hub.chat(self, in: id) }
        }
        readOn(in: id)
    }

    func unfollow(_ id: ConversationID) {
        guard let place = subscriptions[id] else { return }
        subscriptions.remove(id)
        if case .operator = peer { hub.unwatch(self, id, of: place.customer) } else { hub.leaveChat(self, in: id) }
        stopTyping(in: id)
    }

    var audience: Audience {
        if case .operator = peer { return .operators }
        return .customer
    }

    /// Sends the next piece of history; goes live when there is no more.
    private func readOn(in id: ConversationID) {
        guard let place = subscriptions[id] else { return }
        let query = ItemQuery(id, after: place.seq, limit: Self.pieceOfHistory, audience: audience)
        let store = services.store
        read { try await store.items(query) } then: { [self] result in
            guard subscriptions[id] != nil else { return }
            guard case .success(let items) = result else { return close(1011, "the history cannot be read; resume") }
            for item in items { write(.item(item, in: id, for: audience)) }
            if let last = items.last { subscriptions.advance(id, to: last.seq) }
            whenFlushed { [self] in
                guard items.count < Self.pieceOfHistory, subscriptions.goLive(id) else { return readOn(in: id) }
                if let draft = hub.currentDraft(in: id) { write(draft) }
            }
        }
    }

    /// Resumes from a position: missed items, or one `resync` when there are too many or they mean nothing.
    func resume(_ conversation: Conversation, after seq: Int, sameEpoch: Bool) {
        let missed = conversation.lastSeq - seq
        guard !sameEpoch || missed < 0 || missed > Limits.resumeItems else {
            return follow(conversation.id, of: conversation.customer.id, after: seq)
        }
        let isNew = subscriptions[conversation.id] == nil
        subscriptions.begin(conversation.id, customer: conversation.customer.id, after: 0)
        if isNew {
            if case .operator = peer {
                hub.watch(self, conversation.id, of: conversation.customer.id)
            } else {
                hub.chat(self, in: conversation.id)
            }
        }
        let store = services.store
        let query = ItemQuery(conversation.id, limit: Limits.resyncItems, fromEnd: true, audience: audience)
        read {
            // The summary is read before the items: what comes between is announced and read on.
            let now = try await store.conversation(conversation.id) ?? conversation
            return (now, try await store.items(query))
        } then: { [self] result in
            guard case .success((let now, let items)) = result else {
                return close(1011, "the history cannot be read; resume")
            }
            write(resync(now, items))
            subscriptions.advance(conversation.id, to: max(items.last?.seq ?? 0, now.lastSeq))
            whenFlushed { [self] in readOn(in: conversation.id) }
        }
    }

    private func resync(_ conversation: Conversation, _ items: [Item]) -> Frame {
        let (presence, clock, summaries) = (services.hub.presence, services.hub.clock, services.hub.summaries)
        return .object { writer in
            writer.field("type", "resync")
            writer.key("conversation")
            summaries.write(
                conversation, status: presence.status(of: conversation.customer), now: clock(), for: audience,
                to: &writer)
            writer.key("items")
            writer.array(items) { $1.write(to: &$0, for: audience) }
        }
    }

    // MARK: - Typing

    /// Tells the other side; ends by itself after 6 s.
    func showTyping(in id: ConversationID, of customer: CustomerID, on: Bool) {
        guard on else { return stopTyping(in: id) }
        let wasOn = typing.removeValue(forKey: id)
        wasOn?.timer.cancel()
        let timer = hub.eventLoop.scheduleTask(in: .seconds(6)) { [self] in stopTyping(in: id) }
        typing[id] = (customer, timer)
        if audience == .customer { services.hub.attention.note(typing: true, in: id, on: ObjectIdentifier(self)) }
        if wasOn == nil { announceTyping(in: id, of: customer, on: true) }
    }

    func stopTyping(in id: ConversationID) {
        guard let (customer, timer) = typing.removeValue(forKey: id) else { return }
        timer.cancel()
        if audience == .customer { services.hub.attention.note(typing: false, in: id, on: ObjectIdentifier(self)) }
        announceTyping(in: id, of: customer, on: false)
    }

    private func announceTyping(in id: ConversationID, of customer: CustomerID, on: Bool) {
        let role: ItemRole = audience == .operators ? .operator : .customer
        services.hub.post(.typing(id, customer: customer, role: role, on: on, from: ObjectIdentifier(self)))
    }

    // MARK: - The end

    func followsInbox(of bot: BotID) -> Bool {
        guard let inbox else { return false }
        return inbox.bot == nil || inbox.bot == bot
    }

    func hasSession(among sessions: [SessionDigest]) -> Bool {
        switch peer {
        case .unknown: false
        case .customer(let session): sessions.contains(session.digest)
        case .operator(let session): sessions.contains(session.digest)
        }
    }

    func unfollowEverything() {
        for id in typing.keys { stopTyping(in: id) }
        for id in subscriptions.all.keys { unfollow(id) }
        if let inbox {
            hub.leave(self, inboxOf: inbox.organization)
            services.hub.inboxClosed()
            self.inbox = nil
        }
        guard isGreeted else { return }
        isGreeted = false
        switch peer {
        case .unknown: break
        case .operator(let session):
            hub.leave(self, operator: session.operator.id)
            services.hub.presence.operatorClosed(session.operator.id)
        case .customer(let session):
            hub.leave(self, customer: session.customer.id)
            customerLeft(session.customer)
        }
    }
}
