import Chat
import SQLiteStore
import Testing
import TestSupport

@Test func `the pieces that many imports leave become one, and everything is found as before`() async throws {
    let premises = try await Premises()
    let store = premises.store
    for number in 0..<12 {
        try await premises.learn(.text(title: "Lampe \(number)", text: "Die Beleuchtung \(number) hält ein Jahr lang."))
    }
    #expect(try await store.passageSegments() > 4)
    func rows() async throws -> [String] {
        let beginning = Lookup(["beleuchtungen"], beginning: "beleuch")
        return try await store.search([beginning], context: [], in: premises.bot.id, limit: 50).hits.map(\.passage.text)
    }
    let before = try await rows()
    #expect(before.count == 12)

    var steps = 1
    var hasMore = try await store.mergePassages(isFirst: true)
    while hasMore, steps < 1_000 {
        hasMore = try await store.mergePassages(isFirst: false)
        steps += 1
    }
    #expect(!hasMore)
    #expect(try await store.passageSegments() == 1)
    #expect(try await rows() == before)
    #expect(try await !store.mergePassages(isFirst: false))
    try premises.close()
}
