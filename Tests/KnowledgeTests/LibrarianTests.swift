import Chat
@testable import Knowledge
import SQLiteStore
import Testing
import TestSupport

@Test func `the entry that answers is found first, in other words and with a typing error`() async throws {
    let premises = try await Premises()
    let hours = try await premises.learn(
        .faq(question: "What are your opening hours?", answer: "From 9 to 5.", alternatives: ["When do you open?"]))
    let refund = try await premises.learn(
        .faq(question: "How do I get a refund?", answer: "Send it back.", alternatives: ["Money back"]))
    let article = try await premises.learn(
        .text(title: "Delivery", text: "Parcels to Canada take nine days. Parcels to France take two."))
    for (text, entry) in [
        ("when are you open", hours), ("I want my money back!", refund), ("refnud please", refund),
        ("How long does a parcel to Canada take?", article),
    ] {
        let findings = try await premises.find(text)
        #expect(findings.found.first?.entry == entry, "\(text)")
        #expect(findings.isConfident, "\(text)")
    }
    for text in ["Do you sell umbrellas?", "Who won the election?", "Is parking at the airport free?", "???"] {
        #expect(try await !premises.find(text).isConfident, "\(text)")
    }
    try premises.close()
}

@Test func `what was talked about decides between entries that are equally near`() async throws {
    let premises = try await Premises()
    var entries: [String: KnowledgeEntry] = [:]
    for hotel in ["Kirkwood", "Alexander", "Bloomsbury"] {
        entries[hotel] = try await premises.learn(
            .faq(question: "Is there breakfast?", answer: "Breakfast at \(hotel) is served from 7.", alternatives: []))
    }
    for (hotel, entry) in entries {
        let history = [Utterance(role: .customer, text: "I stay at the \(hotel)"), Utterance(role: .bot, text: "Nice.")]
        #expect(try await premises.find("Do they have breakfast?", history: history).found.first?.entry == entry)
    }
    try premises.close()
}

@Test func `languages without spaces are searched`() async throws {
    let premises = try await Premises()
    let returns = try await premises.learn(.text(title: "退货", text: "商品收到后三十天内可以退货。退款五天内到账。"))
    try await premises.learn(.text(title: "营业时间", text: "商店每天上午九点开门。"))
    #expect(try await premises.find("退款什么时候到账？").found.first?.entry == returns)
    try premises.close()
}

@Test func `one bot's knowledge is never another's`() async throws {
    let premises = try await Premises()
    let secret = try await premises.learn(
        .faq(question: "What is the code?", answer: "1234", alternatives: []), for: premises.otherBot)
    #expect(try await premises.find("What is the code?").found.isEmpty)
    #expect(try await premises.store.entry(secret.id, of: premises.bot.id) == nil)
    #expect(try await !premises.librarian.remove(secret.id, of: premises.bot.id))
    let stolen = KnowledgeEntry(
        id: secret.id, bot: premises.bot.id, content: .note(text: "mine"), createdAt: Premises.now,
        updatedAt: Premises.now)
    await #expect(throws: (any Error).self) { try await premises.librarian.put(stolen) }
    #expect(try await premises.store.entry(secret.id, of: premises.otherBot.id) == secret)
    try premises.close()
}

@Test func `what is edited or removed is no longer found as it was`() async throws {
    let premises = try await Premises()
    var entry = try await premises.learn(.text(title: "Parking", text: "Parking costs five euros."))
    entry.content = .text(title: "Parking", text: "Bicycles stand behind the house.")
    try await premises.librarian.put(entry)
    #expect(try await premises.find("five euros").found.isEmpty)
    #expect(try await premises.find("bicycles").found.first?.entry == entry)
    #expect(try await premises.librarian.remove(entry.id, of: premises.bot.id))
    #expect(try await !premises.librarian.remove(entry.id, of: premises.bot.id))
    #expect(try await premises.find("bicycles").found.isEmpty)
    try premises.close()
}

@Test func `query syntax in a question is nothing but words`() async throws {
    let premises = try await Premises()
    let entry = try await premises.learn(.text(title: "Quotes", text: "The word NEAR and the sign * are harmless."))
    for text in ["\"", "near* OR (", "title:harmless", "NEAR(harmless sign, 2)", "harmless\" OR \"x", "-harmless ^sign"] {
        let found = try await premises.find(text).found
        #expect(found.allSatisfy { $0.entry == entry })
    }
    let words = ["\"harm", "word\" OR \"x", "harmless"].map { Lookup([$0]) }
    let hits = try await premises.store.search(words, context: [], in: premises.bot.id, limit: 5).hits
    #expect(hits.map(\.entry) == [entry.id])
    try premises.close()
}

@Test func `entries are listed newest first, page by page, and notes oldest first`() async throws {
    let premises = try await Premises()
    var entries: [KnowledgeEntry] = []
    for number in 1...5 {
        let at = Premises.now.adding(.milliseconds(Int64(number)))
        let entry = KnowledgeEntry(
            id: .make(at: at), bot: premises.bot.id, content: .note(text: "Note \(number)"), createdAt: at, updatedAt: at)
        try await premises.librarian.put(entry)
        entries.append(entry)
    }
    var listed: [KnowledgeEntry] = []
    var cursor: String?
    repeat {
        let page = try await premises.store.entries(of: premises.bot.id, after: cursor, limit: 2)
        listed += page.elements
        cursor = page.next
    } while cursor != nil
    #expect(listed == entries.reversed())
    #expect(try await premises.librarian.notes(of: premises.bot.id) == (1...5).map { "Note \($0)" })
    await #expect(throws: BadCursor.self) {
        try await premises.store.entries(of: premises.bot.id, after: "nonsense", limit: 2)
    }
    try premises.close()
}

@Test func `the best sentences of a passage are quoted in their order`() async throws {
    let premises = try await Premises()
    let text = """
        We began in 1990. Our house is red. Delivery is free from 50 euros. Below that delivery costs 5 euros. \
        Express delivery costs 12 euros. We like dogs. Come and visit us.
        """
    try await premises.learn(.text(title: "About us", text: text))
    let findings = try await premises.find("How much does express delivery cost?")
    let found = try #require(findings.found.first)
    let quote = Quote.of(found.passage, for: findings.terms)
    #expect(quote == "Delivery is free from 50 euros. Below that delivery costs 5 euros. Express delivery costs 12 euros.")
    try premises.close()
}
