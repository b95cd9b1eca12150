import Chat
import Testing
import TestSupport

enum Past {
    static func sample(_ number: Int, id: String? = nil, words: String = "") -> PastConversation {
        let day = number % 28 + 1
        let time = "2026-01-\(day < 10 ? "0" : "")\(day)T10:00:0"
        let line = """
            {\(id.map { "\"id\":\"\($0)\"," } ?? "")"customer":{"name":"Past \(number)","email":"p\(number)@example.com"},
            "startedAt":"\(time)0Z","messages":[
            {"role":"customer","text":"question \(number) \(words)","at":"\(time)1Z"},
            {"role":"bot","text":"answer \(number)","at":"\(time)5Z"},
            {"role":"operator","text":"human \(number)","at":"\(time)3Z"}]}
            """
        do {
            return try PastConversation(line: Array(line.utf8))
        } catch {
            preconditionFailure("the sample is a good line: \(error)")
        }
    }
}

@Test(arguments: Engine.available)
func `imported conversations are counted, skipped the second time, listed, found and ratable`(engine: Engine) async throws {
    var shop = try await Shop.open(engine)
    let first = try await shop.store.importPast((1...20).map { Past.sample($0, id: "x\($0)") }, into: shop.cast.bot.id)
    #expect((first.conversations, first.messages, first.skipped) == (20, 60, 0))
    let second = try await shop.store.importPast(
        (11...25).map { Past.sample($0, id: "x\($0)") } + [Past.sample(30), Past.sample(30), Past.sample(26, id: "x26"),
            Past.sample(26, id: "x26")], into: shop.cast.bot.id)
    #expect((second.conversations, second.messages, second.skipped) == (8, 24, 11))
    shop = try shop.reopened()
    #expect(try await shop.store.importPast([Past.sample(1, id: "x1")], into: shop.cast.bot.id).skipped == 1)
    var filter = ConversationFilter(organization: shop.cast.organization.id, limit: 100)
    #expect(try await shop.store.conversations(filter).elements.count == 28)
    filter.words = "question 17"
    let found = try #require(try await shop.store.conversations(filter).elements.first)
    #expect(found.customer.name == "Past 17" && found.mode == .past && found.unreadByOperators == 0)
    let items = try await shop.items(of: found.id)
    #expect(items.map(\.seq) == [1, 2, 3, 4, 5])
    #expect(items.map(\.event) == [.started, nil, nil, nil, .ended])
    #expect(items.map(\.role) == [.customer, .customer, .bot, .operator, .system])
    #expect(zip(items, items.dropFirst()).allSatisfy { $0.at <= $1.at })
    #expect(found.endedAt?.description == "2026-01-18T10:00:05.000Z")
    let rated = try await shop.act(.rate(seq: 3, thumb: .up, note: nil), on: found.id, by: shop.anna)
    #expect(rated.conversation.ratedUp == 1)
    #expect(await shop.together([Shop.order(.rate(seq: 4, thumb: .up, note: nil), on: found.id, by: shop.anna)])[0].refusal
        == .notAnAssistantMessage)
    try shop.close()
}

@Test(arguments: Engine.available)
func `an id is skipped for its bot alone, and an unknown or deleted bot takes nothing`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let other = WhisperBot(id: Cast.id(40), organization: shop.cast.organization.id, name: "Other", createdAt: Cast.start)
    try await shop.store.add(other)
    for bot in [shop.cast.bot.id, other.id] {
        #expect(try await shop.store.importPast([Past.sample(1, id: "x")], into: bot).conversations == 1)
    }
    try await shop.store.delete(other.id)
    for bot in [other.id, Cast.id(41)] {
        await #expect(throws: Refusal.notFound) { try await shop.store.importPast([Past.sample(2)], into: bot) }
    }
    #expect(try await shop.store.conversations(ConversationFilter(organization: shop.cast.organization.id)).elements.count == 2)
    try shop.close()
}

@Test(arguments: Engine.available)
func `an import leaves the search of what is said meanwhile alone`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    try await shop.say("a zebra crossing", by: shop.customer(1))
    _ = try await shop.store.importPast([Past.sample(1, words: "giraffe")], into: shop.cast.bot.id)
    try await shop.say("a lion den", by: shop.customer(2))
    try await shop.index()
    for word in ["zebra", "giraffe", "lion"] {
        var filter = ConversationFilter(organization: shop.cast.organization.id)
        filter.words = word
        #expect(try await shop.store.conversations(filter).elements.count == 1, "\(word)")
    }
    try shop.close()
}
