@testable import LanguageModels
import NIOHTTP1
import Synchronization
import Testing
import TestSupport

@Test func `after five faults in a row nobody waits for the provider, until one probe answers`() {
    let start = ContinuousClock.now
    var breaker = Breaker()
    func admits(after seconds: Int = 0) -> Bool { breaker.admit(at: start + .seconds(seconds)) }
    for _ in 1...4 {
        #expect(admits())
        breaker.failed(at: start)
    }
    breaker.succeeded()
    for _ in 1...5 {
        #expect(admits())
        breaker.failed(at: start)
    }
    #expect(!breaker.isClosed && !admits(after: 29))
    // A fault that comes late puts nothing off.
    breaker.failed(at: start + .seconds(29))
    #expect(admits(after: 30))
    #expect(!admits(after: 31), "one probe at a time")
    breaker.failed(at: start + .seconds(31))
    #expect(!admits(after: 60))
    #expect(admits(after: 61))
    breaker.abandoned()
    #expect(admits(after: 61))
    breaker.succeeded()
    #expect(breaker.isClosed && breaker.isFresh && admits(after: 61))
}

@Test func `a provider that is down is left alone, and another key's calls go on`() async throws {
    let model = try await ScriptedModel([.status(.unauthorized, type: "application/json"), .text("{}"), .end])
    let time = Mutex(ContinuousClock.now)
    let client = ChatCompletions(timeout: .seconds(10), breakers: CircuitBreakers { time.withLock { $0 } })
    let bad = ModelEndpoint(url: model.url, key: "wrong", model: "m")
    func fault(_ endpoint: ModelEndpoint) async -> ModelFault? {
        do {
            try await client.complete([], at: endpoint) { _ in }
            return nil
        } catch {
            return error as? ModelFault
        }
    }
    for _ in 1...5 { #expect(await fault(bad) == .unauthorized) }
    #expect(await fault(bad) == .resting)
    #expect(model.requests.count == 5 && !client.isAnswering(bad))
    #expect(await fault(ModelEndpoint(url: model.url, key: "other", model: "m")) == .unauthorized)
    time.withLock { $0 += .seconds(31) }
    #expect(await fault(bad) == .unauthorized)
    #expect(await fault(bad) == .resting)
    #expect(model.requests.count == 7)
    await client.shutdown()
    try await model.stop()
}

@Test func `retries leave half of the time to the answer and come back scattered`() {
    func pause(
        _ fault: ModelFault, attempt: Int = 0, after: Int? = nil, left: Duration = .seconds(30), chance: Double = 0
    ) -> Duration? {
        Retries.pause(after: fault, attempt: attempt, retryAfter: after, left: left, chance: chance)
    }
    #expect(pause(.unreachable) == .milliseconds(100) && pause(.unreachable, chance: 1) == .milliseconds(300))
    #expect(pause(.refused(status: 500), attempt: 1) == .milliseconds(200))
    #expect(pause(.refused(status: 503), after: 3) == .seconds(3))
    #expect(pause(.rateLimited, after: 2) == .seconds(2) && pause(.rateLimited, after: 2, chance: 1)! > .seconds(2))
    for (fault, attempt, after, left) in [
        (.unreachable, 2, nil, 30), (.rateLimited, 0, nil, 30), (.rateLimited, 0, 6, 30), (.rateLimited, 0, 2, 4),
        (.refused(status: 404), 0, nil, 30), (.unauthorized, 0, 1, 30), (.cutShort, 0, nil, 30), (.noFirstPiece, 0, nil, 30),
    ] as [(ModelFault, Int, Int?, Int)] {
        #expect(pause(fault, attempt: attempt, after: after, left: .seconds(left)) == nil, "\(fault)")
    }
}
