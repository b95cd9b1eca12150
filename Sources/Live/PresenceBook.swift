package import Chat
import NIOCore
import Synchronization

/// Who has sockets open, across all event loops.
///
/// A customer is offline only when its last socket has been closed for 5 s, so that a reload does not flicker.
package final class PresenceBook: Presence, PresenceWatch, Attendance {
    static let reloadGrace = Duration.seconds(5)
    /// Last sights kept for summaries of running chats; the rest is read from the store.
    /// A console that was closed for no longer than this counts as open: a reload, a train's tunnel.
    static let attendanceGrace = Duration.seconds(120)
    private static let maxLastSights = 50_000

    private struct CustomerEntry {
        var sockets = 0
        var openedAt: Moment
        var closedAt: Moment?
        /// Told apart, so that an older closing does not end a newer visit.
        var visit = 0
    }

    private struct OperatorEntry {
        var sockets = 0
        var lastActive: ContinuousClock.Instant
        /// Known once a socket was opened; an HTTP call alone may be a script's.
        var organization: OrganizationID?
        var lastSocketClosed: ContinuousClock.Instant?
        /// Nil until a session or the operator has said it.
        var isAvailable: Bool?
    }

    private struct Book {
        var customers: [CustomerID: CustomerEntry] = [:]
        var lastSights: [CustomerID: Moment] = [:]
        var unsaved: [CustomerID: Moment] = [:]
        var operators: [OperatorID: OperatorEntry] = [:]
    }

    private let book = Mutex(Book())
    private let clock: WallClock
    private let startedAt = ContinuousClock.now

    package init(clock: @escaping WallClock) {
        self.clock = clock
    }

    package func status(of customer: Customer) -> CustomerStatus {
        book.withLock { book in
            if let entry = book.customers[customer.id] { return CustomerStatus(online: true, lastSeenAt: entry.openedAt) }
            return CustomerStatus(online: false, lastSeenAt: book.lastSights[customer.id] ?? customer.lastSeenAt)
        }
    }

    package func noteActivity(of id: OperatorID) {
        book.withLock { $0.operators[id, default: OperatorEntry(lastActive: .now)].lastActive = .now }
    }

    /// Whether nothing has been heard of the operator for `limit`: no socket, no call.
    package func isAway(_ id: OperatorID, for limit: Duration) -> Bool {
        book.withLock { book in
            guard let entry = book.operators[id] else { return startedAt.duration(to: .now) > limit }
            return entry.sockets == 0 && entry.lastActive.duration(to: .now) > limit
        }
    }

    package func isSomebodyThere(in organization: OrganizationID) -> Bool {
        isSomebodyThere(in: organization, within: Self.attendanceGrace)
    }

    func isSomebodyThere(in organization: OrganizationID, within grace: Duration) -> Bool {
        book.withLock { book in
            book.operators.values.contains { entry in
                guard entry.organization == organization, entry.isAvailable ?? true else { return false }
                return entry.sockets > 0 || entry.lastSocketClosed.map { $0.duration(to: .now) <= grace } ?? false
            }
        }
    }

    /// Whether the customer counts as there.
    package func isOnline(_ id: CustomerID) -> Bool { book.withLock { $0.customers[id] != nil } }

    /// Whether the operator has a console open.
    package func isOnline(_ id: OperatorID) -> Bool { book.withLock { ($0.operators[id]?.sockets ?? 0) > 0 } }

    /// When the visit began, if the customer was offline until now.
    func opened(_ id: CustomerID) -> Moment? {
        let now = clock()
        return book.withLock { book in
            let wasOffline = book.customers[id] == nil
            book.customers[id, default: CustomerEntry(openedAt: now)].sockets += 1
            book.customers[id]!.visit += 1
            book.customers[id]!.closedAt = nil
            return wasOffline ? now : nil
        }
    }

    /// The visit to ask about after the grace, when this was the last socket.
    func closed(_ id: CustomerID) -> Int? {
        book.withLock { book in
            guard var entry = book.customers[id] else { return nil }
            entry.sockets -= 1
            if entry.sockets == 0 { entry.closedAt = clock() }
            book.customers[id] = entry
            return entry.sockets == 0 ? entry.visit : nil
        }
    }

    /// After the grace: the time of leaving, unless the customer has come back.
    func left(_ id: CustomerID, visit: Int) -> Moment? {
        book.withLock { book in
            guard let entry = book.customers[id], entry.sockets == 0, entry.visit == visit else { return nil }
            let at = entry.closedAt ?? clock()
            book.customers[id] = nil
            if book.lastSights.count >= Self.maxLastSights { book.lastSights.removeAll() }
            book.lastSights[id] = at
            book.unsaved[id] = at
            return at
        }
    }

    /// Leavings that are not stored yet.
    func takeUnsaved() -> [(CustomerID, Moment)] {
        book.withLock { book in
            defer { book.unsaved.removeAll() }
            return book.unsaved.map { ($0.key, $0.value) }
        }
    }

    /// Leavings of those who are still in their grace when the server stops.
    func takeOpenVisits() -> [(CustomerID, Moment)] {
        let now = clock()
        return book.withLock { book in book.customers.map { ($0.key, $0.value.closedAt ?? now) } }
    }

    package func note(available: Bool, of id: OperatorID) {
        book.withLock { $0.operators[id, default: OperatorEntry(lastActive: .now)].isAvailable = available }
    }

    /// - Parameter available: as it was stored when the session was read; what the operator said since counts.
    func operatorOpened(_ id: OperatorID, of organization: OrganizationID, available: Bool = true) {
        book.withLock { book in
            book.operators[id, default: OperatorEntry(lastActive: .now)].sockets += 1
            book.operators[id]!.organization = organization
            if book.operators[id]!.isAvailable == nil { book.operators[id]!.isAvailable = available }
        }
    }

    func operatorClosed(_ id: OperatorID) {
        book.withLock { book in
            book.operators[id]?.sockets -= 1
            book.operators[id]?.lastActive = .now
            book.operators[id]?.lastSocketClosed = .now
        }
    }
}
