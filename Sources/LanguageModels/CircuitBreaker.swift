import Synchronization

/// Spares customers the wait for a provider that is down: after five faults in a row it is not asked for 30 s,
/// then once, and that decides.
struct Breaker: Sendable, Equatable {
    static let faultsToOpen = 5
    static let openFor = Duration.seconds(30)

    private(set) var faults = 0
    private var openUntil: ContinuousClock.Instant?
    private var isProbing = false

    var isClosed: Bool { openUntil == nil }
    /// Nothing to remember.
    var isFresh: Bool { self == Breaker() }

    /// Whether a call may go out now; one that may must end in `succeeded`, `failed` or `abandoned`.
    mutating func admit(at now: ContinuousClock.Instant) -> Bool {
        guard let openUntil else { return true }
        guard now >= openUntil, !isProbing else { return false }
        isProbing = true
        return true
    }

    mutating func succeeded() { self = Breaker() }

    mutating func failed(at now: ContinuousClock.Instant) {
        faults += 1
        // Late faults of calls from before the opening do not put the probe off.
        if isProbing || (openUntil == nil && faults >= Self.faultsToOpen) { openUntil = now + Self.openFor }
        isProbing = false
    }

    /// The call ended for reasons that say nothing about the provider.
    mutating func abandoned() { isProbing = false }
}

/// One breaker an endpoint, key included: a wrong key of one bot stops no other bot.
package final class CircuitBreakers: Sendable {
    private let breakers = Mutex<[ModelEndpoint: Breaker]>([:])  // Mutex: nothing inside awaits
    private let now: @Sendable () -> ContinuousClock.Instant

    package init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.now = now
    }

    /// Whether the endpoint has lately been answering.
    package func isClosed(_ endpoint: ModelEndpoint) -> Bool {
        breakers.withLock { $0[endpoint]?.isClosed ?? true }
    }

    func admit(_ endpoint: ModelEndpoint) -> Bool { change(endpoint) { $0.admit(at: now()) } }
    func succeeded(_ endpoint: ModelEndpoint) { change(endpoint) { $0.succeeded() } }
    func failed(_ endpoint: ModelEndpoint) { change(endpoint) { $0.failed(at: now()) } }
    func abandoned(_ endpoint: ModelEndpoint) { change(endpoint) { $0.abandoned() } }

    private func change<Result>(_ endpoint: ModelEndpoint, _ change: (inout Breaker) -> Result) -> Result {
        breakers.withLock { breakers in
            var breaker = breakers[endpoint] ?? Breaker()
            let result = change(&breaker)
            breakers[endpoint] = breaker.isFresh ? nil : breaker
            return result
        }
    }
}
