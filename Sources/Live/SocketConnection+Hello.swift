import Chat
import NIOCore

/// Saying hello: who is there, the welcome, what was missed.
extension SocketConnection {
    func greet(_ first: Result<Request, Refusal>) {
        guard case .success(.hello(let token, let epoch, let after)) = first, case .unknown(let handshake) = peer else {
            return close(4401, "say hello first")
        }
        let sameEpoch = epoch == nil || epoch == services.store.epoch
        let points = after.map { ($0.name, ConversationID($0.name), $0.seq) }
        let (doorkeeper, bots) = (services.doorkeeper, services.bots)
        read { () -> Guest? in
            if let token {
                if let session = try await doorkeeper.operatorSession(token: token) { return .operator(session) }
                guard let session = try await doorkeeper.customerSession(token: token),
                    let bot = try await bots.bot(session.customer.bot), !bot.deleted
                else { return nil }
                return bot.accepts(handshake) ? .customer(session) : nil
            }
            // A cookie counts only from our own pages; customers are never known by one.
            guard handshake.isOwnOrigin, let cookies = handshake.cookies else { return nil }
            return try await doorkeeper.operatorSession(cookies: cookies).map(Guest.operator)
        } then: { [self] result in
            switch result {
            case .success(.customer(let session)?): welcome(session, points, sameEpoch)
            case .success(.operator(let session)?): welcome(session, points, sameEpoch)
            case .success(nil): close(4401, "this session is unknown; sign in again")
            case .failure: close(1011, "the store does not answer; try again")
            }
        }
    }

    private enum Guest: Sendable {
        case customer(CustomerSession)
        case `operator`(OperatorSession)
    }

    // MARK: - Operators

    private func welcome(_ session: OperatorSession, _ points: [(String, ConversationID?, Int)], _ sameEpoch: Bool) {
        peer = .operator(session)
        isGreeted = true
        hub.join(self, operator: session.operator.id)
        services.hub.presence.operatorOpened(
            session.operator.id, of: session.organization.id, available: session.operator.available)
        sayWelcome(role: "operator", id: session.operator.id.description, conversation: nil)
        isWelcome = true
        for (name, id, seq) in points {
            guard let id else {
                write(.error(.notFound, conversation: name))
                continue
            }
            watch(id, after: seq, sameEpoch: sameEpoch, reference: .init(conversation: name))
        }
    }

    // MARK: - Customers

    private func welcome(_ session: CustomerSession, _ points: [(String, ConversationID?, Int)], _ sameEpoch: Bool) {
        let customer = session.customer
        peer = .customer(session)
        isGreeted = true
        // First among the customer's sockets, then reading: nothing falls between.
        hub.join(self, customer: customer.id)
        customerCame(customer)
        let store = services.store
        read { () -> (Conversation?, [(String, Conversation?, Int)]) in
            let active = try await store.activeConversation(of: customer.id)
            var resumed: [(String, Conversation?, Int)] = []
            for (name, id, seq) in points {
                var conversation = id == active?.id ? active : nil
                if conversation == nil, let id { conversation = try await store.conversation(id) }
                resumed.append((name, conversation?.customer.id == customer.id ? conversation : nil, seq))
            }
            return (active, resumed)
        } then: { [self] result in
            guard case .success((let active, let resumed)) = result else {
                return close(1011, "the store does not answer; try again")
            }
            sayWelcome(role: "customer", id: customer.id.description, conversation: active)
            isWelcome = true
            for (name, conversation, seq) in resumed {
                guard let conversation else {
                    write(.error(.notFound, conversation: name))
                    continue
                }
                resume(conversation, after: seq, sameEpoch: sameEpoch)
            }
            if let active, subscriptions[active.id] == nil { resume(active, after: 0, sameEpoch: true) }
            for id in missedWhileGreeting where subscriptions[id] == nil { follow(id, of: customer.id, after: 0) }
            missedWhileGreeting = []
        }
    }

    private func sayWelcome(role: String, id: String, conversation: Conversation?) {
        let (presence, clock, summaries) = (services.hub.presence, services.hub.clock, services.hub.summaries)
        write(.object { writer in
            writer.field("type", "welcome")
            writer.field("role", role)
            writer.field("id", id)
            writer.field("time", clock())
            writer.field("epoch", services.store.epoch)
            writer.key("conversation")
            guard let conversation else { return writer.null() }
            summaries.write(
                conversation, status: presence.status(of: conversation.customer), now: clock(), for: .customer,
                to: &writer)
        })
    }

    // MARK: - Presence

    private func customerCame(_ customer: Customer) {
        services.lastAddresses.note(address, of: customer.id)
        guard let at = services.hub.presence.opened(customer.id) else { return }
        Self.announcePresence(of: customer, CustomerStatus(online: true, lastSeenAt: at), services)
    }

    /// Offline only after the grace, unless the customer has come back by then.
    func customerLeft(_ customer: Customer) {
        guard let visit = services.hub.presence.closed(customer.id) else { return }
        let services = services
        hub.eventLoop.scheduleTask(in: .nanoseconds(PresenceBook.reloadGrace.wholeMilliseconds * 1_000_000)) {
            guard let at = services.hub.presence.left(customer.id, visit: visit) else { return }
            Self.announcePresence(of: customer, CustomerStatus(online: false, lastSeenAt: at), services)
        }
    }

    private static func announcePresence(of customer: Customer, _ status: CustomerStatus, _ services: SocketServices) {
        services.hub.post(.presence(customer.id, status))
        guard services.hub.hasInboxes else { return }
        Task {
            guard let conversation = try? await services.store.activeConversation(of: customer.id) else { return }
            services.hub.post(.summary(conversation))
        }
    }
}

extension WhisperBot {
    /// Customers' sockets come from our own origin, the bot's websites, or programs (which name none).
    fileprivate func accepts(_ handshake: Handshake) -> Bool {
        guard let from = handshake.from, !handshake.isOwnOrigin, !allowedOrigins.isEmpty else { return true }
        let origin = OriginPolicy.origin(of: from)
        return allowedOrigins.contains { OriginPolicy.origin(of: $0) == origin }
    }
}
