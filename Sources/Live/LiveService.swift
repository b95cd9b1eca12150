package import Chat
package import Logging
import ServiceLifecycle

/// Stores when customers left, once a second: presence itself is only in memory. At the end it waits until
/// all sockets have been closed.
package struct LiveService: Service, Sendable {
    /// Sockets get this long to close when the server stops.
    private static let drainLimit = Duration.seconds(12)

    private let hub: Hub
    private let presence: PresenceBook
    private let accounts: any AccountStore
    private let logger: Logger

    package init(hub: Hub, presence: PresenceBook, accounts: any AccountStore, logger: Logger) {
        self.hub = hub
        self.presence = presence
        self.accounts = accounts
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: .seconds(1))) != nil { await store(presence.takeUnsaved()) }
        }
        let deadline = ContinuousClock.now + Self.drainLimit
        while hub.socketCount > 0, ContinuousClock.now < deadline, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(20))
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
