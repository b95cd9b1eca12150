package import Chat
import NIOCore
import Synchronization

/// What every socket shares.
package struct SocketServices: Sendable {
    let desk: Desk
    let store: any ConversationReading
    let bots: any BotStore
    let doorkeeper: any Doorkeeper
    let hub: Hub
    let addresses: AddressBook
    let lastAddresses: LastAddresses
    let customerLimiter: CustomerLimiter
    let socketRate: Rate?
    /// Sockets are closed within this time when the server stops.
    let drainMilliseconds: Int64

    package init(
        desk: Desk, store: any ConversationReading, bots: any BotStore, doorkeeper: any Doorkeeper, hub: Hub,
        socketRate: Rate?, customerRate: Rate?, socketsPerAddress: Int?, lastAddresses: LastAddresses,
        drain: Duration = .seconds(3)
    ) {
        self.desk = desk
        self.store = store
        self.bots = bots
        self.doorkeeper = doorkeeper
        self.hub = hub
        self.socketRate = socketRate
        customerLimiter = CustomerLimiter(rate: customerRate)
        addresses = AddressBook(most: socketsPerAddress)
        self.lastAddresses = lastAddresses
        drainMilliseconds = drain.wholeMilliseconds
    }
}

/// What a handshake leaves for the hello.
struct Handshake: Sendable {
    let origin: RequestOrigin
    /// The browser's `Origin`, as browsers write it; programs send none.
    let from: String?
    let cookies: String?

    var isOwnOrigin: Bool { from.map { OriginPolicy.origin(of: $0) == origin.own } ?? false }
}

/// Open sockets by address.
final class AddressBook: Sendable {
    private let most: Int?
    private let counts = Mutex<[String: Int]>([:])

    init(most: Int?) { self.most = most }

    /// Whether the address may open one more socket; it counts until released.
    func admit(_ address: String) -> Bool {
        guard let most else { return true }
        return counts.withLock { counts in
            guard (counts[address] ?? 0) < most else { return false }
            counts[address, default: 0] += 1
            return true
        }
    }

    func release(_ address: String) {
        guard most != nil else { return }
        counts.withLock { counts in
            let left = (counts[address] ?? 1) - 1
            counts[address] = left > 0 ? left : nil
        }
    }
}

/// How many messages a customer may send, over all its sockets.
final class CustomerLimiter: Sendable {
    private let rate: Rate?
    private let buckets = Mutex<[CustomerID: RateBucket]>([:])
    private static let most = 20_000

    init(rate: Rate?) { self.rate = rate }

    /// Nil when the message may pass, else the seconds to wait.
    func take(_ id: CustomerID) -> Int? {
        guard let rate else { return nil }
        let now = ContinuousClock.now
        return buckets.withLock { buckets in
            if buckets.count >= Self.most { buckets = buckets.filter { !$0.value.isFull(rate, now: now) } }
            var bucket = buckets[id] ?? RateBucket(full: rate, now: now)
            defer { buckets[id] = bucket }
            return bucket.take(rate, now: now)
        }
    }
}
