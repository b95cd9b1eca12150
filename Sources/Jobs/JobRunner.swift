package import Chat
package import Logging
import ServiceLifecycle

/// Does stored work: what was under way when the process died is simply still there and done again.
///
/// Jobs of one sort and key never run at the same time. One that fails is put off, longer each time.
package struct JobRunner: Service, Sendable {
    /// Whether the job is done; false puts it off.
    package typealias Work = @Sendable (Job) async -> Bool

    /// Waiting for a provider costs next to nothing, so many may wait without holding up the others. Imports
    /// take memory and time of the processors; each sort has its own room, so that no answer waits behind them.
    static func maxAtOnce(_ sort: Job.Sort) -> Int {
        switch sort {
        case .answer: 500
        case .importKnowledge: 2
        case .alert, .mailReply, .deliver: 8
        }
    }
    static let maxBackoff = Duration.seconds(300)

    private let store: any JobStore
    private let bell: Bell
    private let clock: WallClock
    private let logger: Logger
    private let work: [Job.Sort: Work]

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
                var alarm: ContinuousClock.Instant?
                for await _ in bell.rings {
                    if Task.isCancelled { break }
                    await startDue(in: &group, alarm: &alarm)
                }
                group.cancelAll()
            }
        }
    }

    /// - Parameter alarm: when the runner wakes by itself; set only for an earlier time, so that however often the bell
    ///   rings while a job waits for hours, few tasks sleep for it.
    private func startDue(in group: inout DiscardingTaskGroup, alarm: inout ContinuousClock.Instant?) async {
        do {
            let now = clock()
            for sort in Job.Sort.allCases {
                let running = bell.keys(of: sort)
                let room = Self.maxAtOnce(sort) - running.count
                guard room > 0 else { continue }
                for job in try await store.dueJobs(sort, now: now, limit: room, except: running) {
                    guard let stops = bell.begin(job) else { continue }
                    group.addTask { await perform(job, until: stops) }
                }
            }
            if let next = try await store.nextDue(after: now) {
                let wait = min(max(.milliseconds(50), next.since(now)), .seconds(60))
                let at = ContinuousClock.now + wait
                if alarm.map({ $0 <= .now || $0 > at }) ?? true {
                    alarm = at
                    group.addTask {
                        try? await Task.sleep(for: wait)
                        bell.ring()
                    }
                }
            }
        } catch where !Task.isCancelled {
            logger.warning("waiting jobs could not be read", metadata: ["error": "\(error)"])
            group.addTask {
                try? await Task.sleep(for: .seconds(1))
                bell.ring()
            }
        } catch {
            // Shutting down: the jobs stand.
        }
    }

    private func perform(_ job: Job, until stops: AsyncStream<Void>) async {
        defer {
            bell.end(job)
            // It may have been asked for again, and others may have waited for room.
            bell.ring()
        }
        guard let isDone = await outcome(of: job, until: stops) else { return }
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

    /// Whether the work is done; nil when it was stopped half-way and the job stands.
    private func outcome(of job: Job, until stops: AsyncStream<Void>) async -> Bool? {
        guard let work = work[job.sort] else { return true }
        return await withTaskGroup(of: Bool?.self) { group in
            group.addTask {
                let isDone = await work(job)
                return Task.isCancelled ? nil : isDone
            }
            group.addTask {
                for await _ in stops { break }
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}
