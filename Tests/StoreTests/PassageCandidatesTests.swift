import Chat
@testable import SQLiteStore
import Testing
import TestSupport

@Test func `what a question reads is bounded, however many passages have its words`() async throws {
    let premises = try await Premises()
    let entry = KnowledgeEntry(
        id: .make(at: Premises.now), bot: premises.bot.id, content: .text(title: "All", text: ""),
        createdAt: Premises.now, updatedAt: Premises.now)
    let many = 4 * PassageCandidates.mostRows
    try await premises.store.put(entry, passages: (0..<many).map { number in
        let extra = number == many - 3 ? "platinum exception" : number % 2 == 0 ? "account" : "invoice"
        return Passage(title: "Part \(number)", text: "The frequent \(extra) stands here, number \(number).")
    })
    let words = ["frequent", "account", "exception", "nowhere"].map { Lookup([$0]) }
    let hits = try await premises.store.search(words, context: [Lookup(["frequent"])], in: premises.bot.id, limit: 20)
    #expect(hits.passages == many)
    // Estimates for what is frequent, exact for what is rare.
    #expect(abs(hits.own[0] - many) < many / 10)
    #expect(abs(hits.own[1] - many / 2) < many / 10)
    #expect(Array(hits.own[2...]) == [1, 0])
    #expect(hits.hits.first?.passage.text.contains("exception") == true)
    #expect(hits.hits.count == 20)
    try premises.close()
}

@Test func `passages are counted as they come and go`() async throws {
    let premises = try await Premises()
    let one = try await premises.learn(.faq(question: "One word?", answer: "Yes.", alternatives: []))
    try await premises.learn(.faq(question: "Other word?", answer: "No.", alternatives: []))
    func count() async throws -> Int {
        try await premises.store.search([Lookup(["word"])], context: [], in: premises.bot.id, limit: 5).passages
    }
    #expect(try await count() == 2)
    #expect(try await premises.store.remove(one.id, of: premises.bot.id))
    #expect(try await count() == 1)
    #expect(
        try await premises.store.search([Lookup(["word"])], context: [], in: premises.otherBot.id, limit: 5).hits.isEmpty)
    try premises.close()
}

@Test func `a bot finds the same beside others as alone`() async throws {
    let premises = try await Premises()
    func found() async throws -> [String] {
        try await premises.store.search([Lookup(["lamp"]), Lookup(["frequent"])], context: [], in: premises.bot.id, limit: 50)
            .hits.map(\.passage.text)
    }
    for number in 0..<6 { try await premises.learn(.text(title: "Lamp \(number)", text: "A frequent lamp, \(number).")) }
    let alone = try await found()
    #expect(alone.count == 6)
    try await premises.learn(.text(title: "Lamp", text: "Another bot's frequent lamp."), for: premises.otherBot)
    try await premises.learn(.text(title: "Lamp 6", text: "A frequent lamp, 6."))
    #expect(try await found().sorted() == (alone + ["A frequent lamp, 6."]).sorted())
    try premises.close()
}
