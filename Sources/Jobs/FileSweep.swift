package import Chat
package import Logging
import ServiceLifecycle

/// Takes uploads away that no message brought: tabs are closed, connections break, minds change.
package struct FileSweep: Service, Sendable {
    /// Whoever uploads is done by then, or has given up.
    static let unfinishedAfter = Duration.seconds(3_600)
    /// A file may wait in a composer over lunch, or until the morning.
    static let unusedAfter = Duration.seconds(86_400)
    private static let pause = Duration.seconds(60)

    private let store: any FileStore
    private let clock: WallClock
    private let logger: Logger

    package init(store: any FileStore, clock: @escaping WallClock, logger: Logger) {
        self.store = store
        self.clock = clock
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await sweep()
                } catch where !Task.isCancelled {
                    logger.warning("files could not be swept", metadata: ["error": "\(error)"])
                } catch {
                    return
                }
                guard (try? await Task.sleep(for: Self.pause)) != nil else { return }
            }
        }
    }

    /// Everything that is old enough now, in short steps that leave the writer to chats most of the time.
    package func sweep() async throws {
        let now = clock()
        var hasMore = true
        while hasMore {
            try Task.checkCancellation()
            let start = ContinuousClock.now
            hasMore = try await store.sweepFiles(
                unfinished: now.adding(.zero - Self.unfinishedAfter), unused: now.adding(.zero - Self.unusedAfter))
            if hasMore { try await Task.sleep(for: start.duration(to: .now) * 3) }
        }
    }
}
