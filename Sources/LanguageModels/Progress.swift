import Synchronization

/// The time limits of one call, on the monotonic clock.
final class Progress: Sendable {
    private let timeout: Duration
    private let began = ContinuousClock.now
    /// Until the first piece.
    private let first: Duration
    private let lastPiece = Mutex<ContinuousClock.Instant?>(nil)  // Mutex: nothing inside awaits

    /// - Parameter spent: of the first piece's time, before this call.
    init(timeout: Duration, spent: Duration = .zero) {
        self.timeout = timeout
        first = timeout - min(spent, timeout / 2)
    }

    /// A piece of text has come.
    func advance() {
        lastPiece.withLock { $0 = .now }
    }

    /// What is left until the next limit.
    var left: Duration { limit.at - .now }

    private var limit: (at: ContinuousClock.Instant, fault: ModelFault) {
        let end = began + timeout * 2 + .seconds(5)
        guard let last = lastPiece.withLock({ $0 }) else { return (began + first, .noFirstPiece) }
        let next = last + timeout
        return next < end ? (next, .stalled) : (end, .tooSlow)
    }

    /// Sleeps until a limit is passed, and throws what that means.
    func watch() async throws {
        while true {
            let (at, fault) = limit
            guard at > .now else { throw fault }
            try await Task.sleep(until: at, clock: .continuous)
        }
    }
}

extension Duration {
    var wholeNanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
