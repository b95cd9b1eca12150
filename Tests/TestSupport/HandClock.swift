package import Chat
import Synchronization

/// A wall clock that a test turns by hand, forwards and back.
package final class HandClock: Sendable {
    private let held: Mutex<Moment>

    package init(_ moment: Moment = Premises.now) {
        held = Mutex(moment)
    }

    package var now: Moment { held.withLock { $0 } }
    package var wall: WallClock { { self.now } }
    package func turn(by duration: Duration) { held.withLock { $0 = $0.adding(duration) } }
}
