package import Chat
package import Logging
import ServiceLifecycle

/// Brings the index of passages together once imports have gone quiet: questions are answered faster then.
package struct PassageMerging: Service, Sendable {
    private static let pause = Duration.seconds(5)
    /// Fewer pieces are not worth writing them again.
    private static let mostSegments = 4

    private let index: any PassageIndexing
    private let logger: Logger

    package init(index: any PassageIndexing, logger: Logger) {
        self.index = index
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var last: Int?
            while !Task.isCancelled {
                guard (try? await Task.sleep(for: Self.pause)) != nil else { return }
                do {
                    let segments = try await index.passageSegments()
                    // Another number than before: an import is at work.
                    if segments > Self.mostSegments, segments == last { try await merge() }
                    last = segments
                } catch where !Task.isCancelled {
                    logger.warning("the index of passages could not be merged", metadata: ["error": "\(error)"])
                } catch {
                    return
                }
            }
        }
    }

    private func merge() async throws {
        var hasMore = try await index.mergePassages(isFirst: true)
        while hasMore {
            try Task.checkCancellation()
            let start = ContinuousClock.now
            hasMore = try await index.mergePassages(isFirst: false)
            // Half of the writer's time at most, a seventh while commits wait.
            try await Task.sleep(for: start.duration(to: .now) * (index.isBusy ? 6 : 1))
        }
    }
}
