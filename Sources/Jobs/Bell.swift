import Chat

/// Wakes the runner after a commit that stored jobs; rings that come while it works become one.
package final class Bell: JobBell {
    let rings: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    package init() {
        (rings, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package func ring() { continuation.yield() }
}
