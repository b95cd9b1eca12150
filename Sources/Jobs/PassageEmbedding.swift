package import Chat
package import Logging
import ServiceLifecycle

/// Has knowledge embedded behind everything else; what a provider refuses is tried again, later each time.
package struct PassageEmbedding: Service, Sendable {
    private static let pause = Duration.seconds(1)
    static let maxBackoff = Duration.seconds(300)

    private let work: any EmbeddingWork
    private let logger: Logger

    package init(work: any EmbeddingWork, logger: Logger) {
        self.work = work
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var faults = 0
            while !Task.isCancelled {
                var pause = Duration.zero
                do {
                    if try await !work.step() { pause = Self.pause }
                    faults = 0
                } catch where !Task.isCancelled {
                    faults += 1
                    pause = Self.pause(after: faults, chance: .random(in: 0..<1))
                    logger.warning(
                        "passages could not be embedded; they are found by their words, and it is tried again",
                        metadata: ["error": "\(error)", "faults": "\(faults)"])
                } catch {
                    return
                }
                guard (try? await Task.sleep(for: pause)) != nil else { return }
            }
        }
    }

    /// 1 s after the first fault in a row, twice as long after each further one, and up to a quarter more.
    static func pause(after faults: Int, chance: Double) -> Duration {
        min(maxBackoff, pause * (1 << min(faults - 1, 10))) * (1 + chance / 4)
    }
}
