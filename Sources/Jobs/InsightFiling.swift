package import Chat
package import Logging
import ServiceLifecycle

/// Files what the insights count, behind the acknowledgement; gives way to commits that wait.
package struct InsightFiling: Service, Sendable {
    /// How long figures may lag behind while nothing presses.
    private static let pause = Duration.seconds(1)

    private let facts: any FactFiling
    private let logger: Logger

    package init(facts: any FactFiling, logger: Logger) {
        self.facts = facts
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                var hasMore = false
                let start = ContinuousClock.now
                do {
                    hasMore = try await facts.fileFacts()
                } catch where !Task.isCancelled {
                    logger.warning("what the insights count could not be filed", metadata: ["error": "\(error)"])
                } catch {
                    return
                }
                // Half of one thread's time at most, an eighth while commits wait.
                let taken = start.duration(to: .now)
                let pause = hasMore ? taken * (facts.isBusy ? 7 : 1) : Self.pause
                guard (try? await Task.sleep(for: pause)) != nil else { return }
            }
        }
    }
}
