import Chat
import Synchronization

/// Wakes the runner after a commit that stored jobs, and stops work that a commit made pointless.
/// Rings that come while the runner works become one.
package final class Bell: JobBell {
    let rings: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let underWay = Mutex<[String: (sort: Job.Sort, stop: AsyncStream<Void>.Continuation)]>([:])

    package init() {
        (rings, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package func ring() { continuation.yield() }

    /// Stops the running job of this key; it stands and is looked at again.
    package func stop(_ key: String) { underWay.withLock { $0[key] }?.stop.yield() }

    func keys(of sort: Job.Sort) -> Set<String> {
        underWay.withLock { Set($0.lazy.filter { $0.value.sort == sort }.map(\.key)) }
    }

    /// Marks a key as running; yields when the job is to stop. Nil where it runs already.
    func begin(_ job: Job) -> AsyncStream<Void>? {
        let (stops, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        return underWay.withLock { underWay in
            guard underWay[job.key] == nil else { return nil }
            underWay[job.key] = (job.sort, continuation)
            return stops
        }
    }

    func end(_ key: String) { underWay.withLock { $0.removeValue(forKey: key) }?.stop.finish() }
}
