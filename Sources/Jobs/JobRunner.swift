package import Chat
package import Logging
import ServiceLifecycle
import Synchronization

/// Does stored work: what was under way when the process died is simply still there and done again.
///
/// Jobs of one key never run at the same time. One that fails is put off, longer each time.
package struct JobRunner: Service, Sendable {
    /// Whether the job is done; false puts it off.
    package typealias Work = @Sendable (Job) async -> Bool

    /// Waiting for a provider costs next to nothing, so many may wait without holding up the others.
    static let maxAtOnce = 500
    static let maxBackoff = Duration.seconds(300)

    private let store: any JobStore
    private let bell: Bell
    private let clock: WallClock
    private let logger: Logger
    private let work: [Job.Sort: Work]
    private let running = Running()

    package init(
        store: any JobStore, bell: Bell, clock: @escaping WallClock, logger: Logger, work: [Job.Sort: Work]
    ) {
        self.store = store
        self.bell = bell
        self.clock = clock
        self.logger = logger
        self.work = work
    }

    package func run() async throws {
        bell.ring()
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for await _ in bell.rings {
                    if Task.isCancelled { break }
                    await startDue(in: &group)
                }
                group.cancelAll()
            }
        }
    }

    private func startDue(in group: inout DiscardingTaskGroup) async {
        do {
            let room = Self.maxAtOnce - running.count
            guard room > 0 else { return }
            let now = clock()
            for job in try await store.dueJobs(now: now, limit: room, except: running.keys) {
                guard running.begin(job.key) else { continue }
                group.addTask { await perform(job) }
            }
            if let next = try await store.nextDue(after: now) {
                let wait = max(.milliseconds(50), next.since(now))
                group.addTask {
                    try? await Task.sleep(for: min(wait, .seconds(60)))
                    bell.ring()
                }
            }
        } catch {
            logger.warning("waiting jobs could not be read", metadata: ["error": "\(error)"])
            group.addTask {
                try? await Task.sleep(for: .seconds(1))
                bell.ring()
            }
        }
    }

    private func perform(_ job: Job) async {
        defer {
            running.end(job.key)
            // It may have been asked for again, and others may have waited for room.
            bell.ring()
        }
        let isDone = await work[job.sort]?(job) ?? true
        // Cancelled half-way: the job stands and is done after the restart.
        if Task.isCancelled { return }
        do {
            if isDone {
                try await store.finish(job)
            } else {
                let backoff = min(Self.maxBackoff, .seconds(1 << min(job.attempts, 9)))
                try await store.postpone(job, until: clock().adding(backoff))
                logger.info("a job is put off", metadata: ["key": "\(job.key)", "attempt": "\(job.attempts + 1)"])
            }
        } catch {
            logger.warning("a job's end could not be stored", metadata: ["key": "\(job.key)"])
            try? await Task.sleep(for: .seconds(1))
        }
    }
}

/// Keys of the jobs under way.
private final class Running: Sendable {
    private let held = Mutex<Set<String>>([])

    var count: Int { held.withLock(\.count) }
    var keys: Set<String> { held.withLock { $0 } }
    func begin(_ key: String) -> Bool { held.withLock { $0.insert(key).inserted } }
    func end(_ key: String) { held.withLock { _ = $0.remove(key) } }
}
