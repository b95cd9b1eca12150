import Dispatch
import Synchronization

/// Holds a thread until the test opens it.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let isEntered = Mutex(false)

    func wait() {
        isEntered.withLock { $0 = true }
        semaphore.wait()
    }

    func entered() async { while !isEntered.withLock({ $0 }) { await Task.yield() } }
    func open() { semaphore.signal() }
}
