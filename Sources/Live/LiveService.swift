package import Chat
package import Logging
import ServiceLifecycle

/// Stores when customers left, once a second: presence itself is only in memory.
package struct LiveService: Service, Sendable {
    private let presence: PresenceBook
    private let accounts: any AccountStore
    private let logger: Logger

    package init(presence: PresenceBook, accounts: any AccountStore, logger: Logger) {
        self.presence = presence
        self.accounts = accounts
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: .seconds(1))) != nil { await store(presence.takeUnsaved()) }
        }
        // Shielded from the shutdown, since the store is closed only afterwards.
        await store(presence.takeUnsaved() + presence.takeOpenVisits())
    }

    private func store(_ sights: [(CustomerID, Moment)]) async {
        guard !sights.isEmpty else { return }
        do {
            try await accounts.noteLastSeen(sights)
        } catch {
            logger.warning("customers' last sights could not be stored", metadata: ["count": "\(sights.count)"])
        }
    }
}
