package import Chat
package import Logging
import ServiceLifecycle

/// Files what was said for the search, behind the acknowledgement; gives way to commits that wait.
package struct SearchFiling: Service, Sendable {
    private static let pause = Duration.milliseconds(250)

    private let index: any SearchIndexing
    private let logger: Logger

    package init(index: any SearchIndexing, logger: Logger) {
        self.index = index
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                var hasMore = false
                let start = ContinuousClock.now
                do {
                    hasMore = try await index.indexForSearch()
                } catch where !Task.isCancelled {
                    logger.warning("messages could not be filed for the search", metadata: ["error": "\(error)"])
                } catch {
                    return
                }
                // While commits wait, filing takes a seventh of the time at most.
                let pause = hasMore ? (index.isBusy ? start.duration(to: .now) * 6 : .zero) : Self.pause
                guard (try? await Task.sleep(for: pause)) != nil else { return }
            }
        }
    }
}
