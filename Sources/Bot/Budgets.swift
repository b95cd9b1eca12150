package import Chat
import Synchronization

/// How many calls of language models a day may cost; nil where nothing is limited.
package struct BudgetLimits: Sendable {
    package var bot: Int?
    package var conversation: Int?
    package var address: Int?

    package init(bot: Int? = 5_000, conversation: Int? = 100, address: Int? = 500) {
        self.bot = bot
        self.conversation = conversation
        self.address = address
    }
}

/// Counts the calls of a UTC day. What stands in the store is read once a day and key; counting is done in memory
/// at once, so that two answers cannot spend the same call, and stored beside the call.
package final class Budgets: Sendable {
    private struct Book {
        var day = 0
        var counts: [UsageKey: Int] = [:]
    }

    private let store: any UsageStore
    private let limits: BudgetLimits
    private let clock: WallClock
    /// Where the customer of a question sits; nil where that is not known.
    private let address: @Sendable (Question) async -> String?
    private let book = Mutex(Book())  // Mutex: nothing inside awaits

    package init(
        store: any UsageStore, limits: BudgetLimits, clock: @escaping WallClock,
        address: @escaping @Sendable (Question) async -> String? = { _ in nil }
    ) {
        self.store = store
        self.limits = limits
        self.clock = clock
        self.address = address
    }

    /// One call that may be made; `store` keeps it.
    struct Grant: Sendable {
        let day: Int
        let keys: [UsageKey]
    }

    enum Reply: Sendable {
        case granted(Grant)
        /// The name of the fault in *Why this answer*.
        case spent(String)
    }

    /// Takes one call from every budget of the question, or from none.
    func take(for question: Question) async throws -> Reply {
        var wanted: [(key: UsageKey, limit: Int)] = []
        if let limit = limits.bot { wanted.append((.bot(question.bot.id), limit)) }
        if let limit = limits.conversation, let id = question.conversation { wanted.append((.conversation(id), limit)) }
        if let limit = limits.address, let address = await address(question) {
            wanted.append((.address(Self.network(of: address)), limit))
        }
        let day = Int((Double(clock().milliseconds) / 86_400_000).rounded(.down))
        var read: [UsageKey: Int] = [:]
        for key in unread(wanted.map(\.key), on: day) { read[key] = try await store.calls(on: day, by: key) }
        return book.withLock { book in
            for (key, calls) in read where book.counts[key] == nil { book.counts[key] = calls }
            for (key, limit) in wanted where (book.counts[key] ?? 0) >= limit { return .spent(key.faultName) }
            for (key, _) in wanted { book.counts[key, default: 0] += 1 }
            return .granted(Grant(day: day, keys: wanted.map(\.key)))
        }
    }

    /// A full disk does not keep the bot from answering: the call stays counted until the next start.
    func keep(_ grant: Grant) async {
        guard !grant.keys.isEmpty else { return }
        try? await store.countCall(on: grant.day, by: grant.keys)
    }

    private func unread(_ keys: [UsageKey], on day: Int) -> [UsageKey] {
        book.withLock { book in
            if book.day != day { book = Book(day: day) }
            return keys.filter { book.counts[$0] == nil }
        }
    }

    /// A house has one IPv4 address, or 64 bits of IPv6.
    private static func network(of address: String) -> String {
        guard address.contains(":"), let parsed = IPAddress(address) else { return address }
        if parsed.bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] {
            return parsed.bytes.suffix(4).map(String.init).joined(separator: ".")
        }
        return parsed.bytes.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "/64"
    }
}

extension UsageKey {
    fileprivate var faultName: String {
        switch self {
        case .bot: "bot_budget_spent"
        case .conversation: "conversation_budget_spent"
        case .address: "address_budget_spent"
        }
    }
}
