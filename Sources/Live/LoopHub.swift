import Chat
import NIOCore
import Synchronization

/// One event loop's sockets and whom they follow.
///
/// `@unchecked Sendable`: everything but the box is touched on `eventLoop` alone.
final class LoopHub: @unchecked Sendable {
    /// After a pause, list changes go out at once; then they gather this long, and the newest state wins.
    static let inboxPause = TimeAmount.milliseconds(40)

    let eventLoop: any EventLoop
    private let presence: PresenceBook
    private let summaries: SummaryWire
    private let clock: WallClock
    private let box = Mutex((letters: [Letter](), isScheduled: false, holds: 0))

    var connections: [ObjectIdentifier: SocketConnection] = [:]
    private var customers: [CustomerID: [SocketConnection]] = [:]
    private var watchers: [ConversationID: [SocketConnection]] = [:]
    private var watched: [CustomerID: Set<ConversationID>] = [:]
    private var inboxes: [OrganizationID: [SocketConnection]] = [:]
    private var operators: [OperatorID: [SocketConnection]] = [:]
    private var changedSummaries: [ConversationID: Conversation] = [:]
    private var inboxesFrom = NIODeadline.uptimeNanoseconds(0)
    private var drafts = Drafts()
    private var touched: [SocketConnection] = []
    private var isWatchScheduled = false

    init(eventLoop: any EventLoop, presence: PresenceBook, summaries: SummaryWire, clock: @escaping WallClock) {
        self.eventLoop = eventLoop
        self.presence = presence
        self.summaries = summaries
        self.clock = clock
    }

    // MARK: - Letters

    func post(_ letter: Letter) {
        let schedule = box.withLock { box in
            box.letters.append(letter)
            guard !box.isScheduled, box.holds == 0 else { return false }
            box.isScheduled = true
            return true
        }
        if schedule { eventLoop.execute { self.empty() } }
    }

    /// Letters gather until `release`, so that they are read, and their frames written, in one go.
    func hold() { box.withLock { $0.holds += 1 } }

    func release() {
        let schedule = box.withLock { box in
            box.holds -= 1
            guard !box.letters.isEmpty, !box.isScheduled, box.holds == 0 else { return false }
            box.isScheduled = true
            return true
        }
        if schedule { eventLoop.execute { self.empty() } }
    }

    private func empty() {
        let letters = box.withLock { box in
            box.isScheduled = false
            let letters = box.letters
            box.letters.removeAll(keepingCapacity: letters.count < 4_096)
            return letters
        }
        for letter in letters { read(letter) }
        flush()
    }

    private func read(_ letter: Letter) {
        switch letter {
        case .changes(let changes): for change in changes { announce(change) }
        case .answer(let connection, let result, let reference, let ack):
            connection.answered(result, reference, ack: ack)
        case .draft(let id, let conversation, let piece): add(piece, to: id, in: conversation)
        case .draftWithdrawn(let id, let conversation): withdraw(id, in: conversation)
        case .presence(let customer, let status):
            for conversation in watched[customer] ?? [] {
                let frame = Frame.presence(conversation, status)
                for connection in watchers[conversation] ?? [] { connection.write(frame) }
            }
        case .summary(let conversation): noteSummary(conversation)
        case .typing(let conversation, let customer, let role, let on, let sender):
            let frame = Frame.typing(conversation, role: role, on: on)
            for connection in watchers[conversation] ?? [] where ObjectIdentifier(connection) != sender {
                connection.write(frame)
            }
            guard role == .operator else { return }
            for connection in customers[customer] ?? [] { connection.write(frame) }
        case .revoked(let sessions):
            for connection in connections.values where connection.hasSession(among: sessions) {
                connection.close(4001, "the session has ended")
            }
        }
    }

    /// One write and one flush for every socket that got something this turn.
    func flush() {
        let connections = touched
        touched.removeAll(keepingCapacity: true)
        for connection in connections { connection.flush() }
    }

    func touch(_ connection: SocketConnection) { touched.append(connection) }

    // MARK: - Changes

    private func announce(_ change: Change) {
        let conversation = change.conversation
        if change.handlingChanged { withdrawDraft(after: change) }
        let watching = watchers[conversation.id] ?? []
        let chatting = customers[conversation.customer.id] ?? []
        // What looks the same to both is encoded once.
        let shared =
            !watching.isEmpty && !chatting.isEmpty && change.items.allSatisfy(\.looksTheSameToAll)
            ? itemFrames(change, for: .operators) : nil
        if !watching.isEmpty { announce(change, shared, to: watching, as: .operators) }
        if !chatting.isEmpty { announce(change, shared, to: chatting, as: .customer) }
        for item in change.items where item.role == .bot { drafts.finish(item.id, in: conversation.id) }
        noteSummary(conversation)
        if let previous = change.previousHandler, conversation.handling.handler != previous {
            tell(previous, conversation)
        }
    }

    private func itemFrames(_ change: Change, for audience: Audience) -> [Frame] {
        let shown = audience == .operators ? change.items : change.items.filter { $0.sort != .note }
        return shown.map { Frame.item($0, in: change.conversation.id, for: audience) }
    }

    private func announce(
        _ change: Change, _ shared: [Frame]?, to connections: [SocketConnection], as audience: Audience
    ) {
        let conversation = change.conversation
        if let first = change.items.first {
            let frames = shared ?? itemFrames(change, for: audience)
            for connection in connections {
                connection.deliver(frames, in: conversation.id, from: first.seq, to: change.items.last!.seq)
            }
        }
        if let seen = change.seen {
            let frame = Frame.seen(conversation.id, role: seen.role, seq: seen.seq)
            for connection in connections { connection.write(frame) }
        }
        if audience == .operators, let rated = change.rated {
            let frame = Frame.rated(conversation.id, seq: rated.seq, rating: rated.rating)
            for connection in connections { connection.write(frame) }
        }
        if audience == .customer, change.handlingChanged {
            let frame = summary(of: conversation, for: .customer)
            for connection in connections { connection.write(frame) }
        }
    }

    /// Who lost a conversation to another is told at once, whatever its sockets follow.
    private func tell(_ handler: OperatorID, _ conversation: Conversation) {
        guard let connections = operators[handler] else { return }
        let frame = summary(of: conversation, for: .operators)
        for connection in connections where !connection.followsInbox(of: conversation.bot) { connection.write(frame) }
    }

    func summary(of conversation: Conversation, for audience: Audience) -> Frame {
        .object { writer in
            writer.field("type", "conversation")
            writer.key("conversation")
            summaries.write(
                conversation, status: presence.status(of: conversation.customer), now: clock(), for: audience,
                to: &writer)
        }
    }

    private func noteSummary(_ conversation: Conversation) {
        guard inboxes[conversation.organization] != nil else { return }
        if let newer = changedSummaries[conversation.id], newer.lastSeq > conversation.lastSeq { return }
        if changedSummaries.isEmpty {
            eventLoop.scheduleTask(deadline: max(eventLoop.now, inboxesFrom)) { self.announceSummaries() }
        }
        changedSummaries[conversation.id] = conversation
    }

    private func announceSummaries() {
        let conversations = changedSummaries
        changedSummaries.removeAll(keepingCapacity: true)
        inboxesFrom = eventLoop.now + Self.inboxPause
        for conversation in conversations.values {
            var frame: Frame?
            for connection in inboxes[conversation.organization] ?? []
            where connection.followsInbox(of: conversation.bot) {
                frame = frame ?? summary(of: conversation, for: .operators)
                connection.write(frame!)
            }
        }
        flush()
    }

    // MARK: - Drafts

    private func add(_ piece: String, to id: String, in conversation: ConversationID) {
        guard let from = drafts.add(piece, to: id, in: conversation) else { return }
        broadcast(.draft(id, in: conversation, from: from, text: piece), in: conversation)
    }

    private func withdraw(_ id: String, in conversation: ConversationID) {
        if drafts.withdraw(id, in: conversation) { broadcast(.draftWithdrawn(id, in: conversation), in: conversation) }
        drafts.forget(id, in: conversation)
    }

    /// A take-over, leave, return or end takes the half-written answer from every screen.
    private func withdrawDraft(after change: Change) {
        let conversation = change.conversation
        guard conversation.handling != .requested || conversation.endedAt != nil,
            let id = drafts.current(in: conversation.id)?.id
        else { return }
        _ = drafts.withdraw(id, in: conversation.id)
        let frame = Frame.draftWithdrawn(id, in: conversation.id)
        for connection in watchers[conversation.id] ?? [] { connection.write(frame) }
        for connection in customers[conversation.customer.id] ?? [] { connection.write(frame) }
    }

    private func broadcast(_ frame: Frame, in conversation: ConversationID) {
        for connection in watchers[conversation] ?? [] where connection.isLive(in: conversation) {
            connection.write(frame)
        }
        for connection in customersFollowing(conversation) where connection.isLive(in: conversation) {
            connection.write(frame)
        }
    }

    private var chatting: [ConversationID: [SocketConnection]] = [:]
    private func customersFollowing(_ conversation: ConversationID) -> [SocketConnection] {
        chatting[conversation] ?? []
    }

    func currentDraft(in conversation: ConversationID) -> Frame? {
        drafts.current(in: conversation).map { .draft($0.id, in: conversation, from: 0, text: $0.text) }
    }

    // MARK: - Who follows what

    func add(_ connection: SocketConnection) {
        connections[ObjectIdentifier(connection)] = connection
        watchOverSilence()
    }

    func remove(_ connection: SocketConnection) { connections[ObjectIdentifier(connection)] = nil }

    func join(_ connection: SocketConnection, customer: CustomerID) { customers[customer, default: []].append(connection) }
    func leave(_ connection: SocketConnection, customer: CustomerID) { customers.take(connection, from: customer) }
    func join(_ connection: SocketConnection, operator id: OperatorID) { operators[id, default: []].append(connection) }
    func leave(_ connection: SocketConnection, operator id: OperatorID) { operators.take(connection, from: id) }
    func join(_ connection: SocketConnection, inboxOf id: OrganizationID) { inboxes[id, default: []].append(connection) }
    func leave(_ connection: SocketConnection, inboxOf id: OrganizationID) { inboxes.take(connection, from: id) }

    /// A customer's socket follows this conversation's drafts.
    func chat(_ connection: SocketConnection, in conversation: ConversationID) {
        chatting[conversation, default: []].append(connection)
    }
    func leaveChat(_ connection: SocketConnection, in conversation: ConversationID) {
        chatting.take(connection, from: conversation)
    }

    func watch(_ connection: SocketConnection, _ conversation: ConversationID, of customer: CustomerID) {
        watchers[conversation, default: []].append(connection)
        watched[customer, default: []].insert(conversation)
    }

    func unwatch(_ connection: SocketConnection, _ conversation: ConversationID, of customer: CustomerID) {
        watchers.take(connection, from: conversation)
        guard watchers[conversation] == nil else { return }
        watched[customer]?.remove(conversation)
        if watched[customer]?.isEmpty == true { watched[customer] = nil }
    }

    // MARK: - Silence

    /// Once a second every socket is looked at: pings, silent peers, those that never said hello.
    private func watchOverSilence() {
        guard !isWatchScheduled else { return }
        isWatchScheduled = true
        eventLoop.scheduleTask(in: .seconds(1)) { [self] in
            isWatchScheduled = false
            let now = NIODeadline.now()
            for connection in connections.values { connection.checkSilence(now) }
            flush()
            if !connections.isEmpty { watchOverSilence() }
        }
    }
}

extension Dictionary where Value == [SocketConnection] {
    fileprivate mutating func take(_ connection: SocketConnection, from key: Key) {
        guard let index = self[key]?.firstIndex(where: { $0 === connection }) else { return }
        self[key]!.swapAt(index, self[key]!.count - 1)
        self[key]!.removeLast()
        if self[key]!.isEmpty { self[key] = nil }
    }
}
