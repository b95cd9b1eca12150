@testable import Jobs
import Testing

@Test func `a provider that fails is left alone for longer each time, and for five minutes at most`() {
    let pauses = (1...40).map { PassageEmbedding.pause(after: $0, chance: 0) }
    #expect(pauses.prefix(4) == [.seconds(1), .seconds(2), .seconds(4), .seconds(8)])
    #expect(pauses.last == PassageEmbedding.maxBackoff)
    #expect(zip(pauses, pauses.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(PassageEmbedding.pause(after: 1, chance: 1) == .milliseconds(1_250))
}
