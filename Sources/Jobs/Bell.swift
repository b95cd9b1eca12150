import Chat
import Synchronization

/// Wakes the runner after a commit that stored jobs, and stops work that a commit made pointless.
/// Rings that come while the runner works become one.
package final class Bell: JobBell {
    let rings: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    /// What runs, by its sort and key: jobs of two sorts may be about the same thing.
    private struct Mark: Hashable {
        let sort: Job.Sort
        let key: String
    }

    private let underWay = Mutex<[Mark: AsyncStream<Void>.Continuation]>([:])

    package init() {
        (rings, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package func ring() { continuation.yield() }

    /// Stops the running jobs of this key; they stand and are looked at again.
    package func stop(_ key: String) {
        let stops = underWay.withLock { underWay in
            Job.Sort.allCases.compactMap { underWay[Mark(sort: $0, key: key)] }
        }
        for stop in stops { stop.yield() }
    }

    func keys(of sort: Job.Sort) -> Set<String> {
        underWay.withLock { Set($0.keys.lazy.filter { $0.sort == sort }.map(\.key)) }
    }

    /// Marks a job as running; yields when the job is to stop. Nil where it runs already.
    func begin(_ job: Job) -> AsyncStream<Void>? {
        let (stops, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        return underWay.withLock { underWay in
            let mark = Mark(sort: job.sort, key: job.key)
            guard underWay[mark] == nil else { return nil }
            underWay[mark] = continuation
            return stops
        }
    }

    func end(_ job: Job) { underWay.withLock { $0.removeValue(forKey: Mark(sort: job.sort, key: job.key)) }?.finish() }
}
