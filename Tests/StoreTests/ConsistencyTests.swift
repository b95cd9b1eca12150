import Chat
import Testing
import TestSupport

/// What was announced of a conversation, put together, against what is read anew.
private func check(_ shop: Shop, _ id: ConversationID, seed: UInt64) async throws {
    let place: Comment = "seed \(seed), \(id)"
    let announced = try await shop.announced()
    var heard = announced.items(of: id)
    let changes = announced.changes.filter { $0.conversation.id == id }
    for change in changes {
        if let rated = change.rated { heard[rated.seq - 1].rating = rated.rating }
    }
    #expect(try await shop.items(of: id) == heard, place)
    let conversation = try await shop.conversation(id)
    #expect(changes.last?.conversation == conversation, place)
    #expect(heard.map(\.seq) == Array(1...conversation.lastSeq), place)
    #expect(conversation.ratedUp == heard.count { $0.rating?.thumb == .up }, place)
    let shown = try await shop.items(of: id, audience: .customer)
    #expect(shown == heard.filter { $0.sort != .note }, place)
    for (before, after) in zip(changes, changes.dropFirst()) where before.conversation.handling.handler != nil {
        #expect(!after.items.contains { $0.role == .bot && $0.sort == .message }, place)
    }
}

private func randomOrder(_ shop: Shop, _ customers: [Customer], _ running: [ConversationID], _ random: inout Seeded) -> Order {
    let id = random.one(of: running)
    let actor = random.one(of: [shop.anna, shop.ben])
    let key = "k\(random.upTo(400))"
    switch random.upTo(19) {
    case 0..<7: return Shop.words("said \(key)", id: key, by: random.one(of: customers))
    case 7..<10: return Shop.order(.send(id: key, text: "said \(key)"), on: id, by: actor)
    case 10..<12: return Shop.order(.takeOver(again: random.chance(50)), on: id, by: actor)
    case 12: return Shop.order(.leave(note: random.chance(50) ? "Note." : nil), on: id, by: actor)
    case 13: return Shop.order(.returnToAI(again: random.chance(50), note: nil), on: id, by: actor)
    case 14: return Shop.order(.requestHuman, on: id, by: random.one(of: [actor, .system]))
    case 15: return Shop.order(.seen(seq: random.upTo(30)), on: id, by: actor)
    case 16: return Shop.order(.seen(seq: random.upTo(30)), on: id, by: .customer(random.one(of: customers).id))
    case 17: return Shop.order(.rate(seq: random.upTo(20), thumb: random.one(of: Thumb.allCases), note: key), on: id, by: actor)
    case 18:
        let message = BotMessage(
            id: key, text: "answer", sources: [Source(id: Cast.id(60), title: "T", passage: "P", score: 1.5)],
            upTo: random.upTo(30), handlingNumber: random.upTo(4), handover: random.chance(30) ? Handover(.asked) : nil)
        return Shop.order(.botSay(message), on: id, by: .bot(shop.cast.bot.id))
    default: return Shop.order(random.chance(40) ? .end : .withdrawRating(seq: 3), on: id, by: actor)
    }
}

@Test(arguments: Engine.available, [11, 12, 13] as [UInt64])
func `an old state and what was announced since make the freshly fetched state`(engine: Engine, seed: UInt64) async throws {
    var shop = try await Shop.open(engine)
    var random = Seeded(seed)
    var customers: [Customer] = []
    for number in 0..<6 { customers.append(try await shop.customer(number, name: number % 2 == 0 ? "C\(number)" : nil)) }
    var all: [ConversationID] = []
    for customer in customers { all.append(try await shop.say("Hello", id: "first", by: customer).conversation.id) }
    for _ in 0..<60 {
        shop.clock.turn(by: .milliseconds(random.upTo(5_000) - 1_000))
        let orders = (0...random.upTo(12)).map { _ in randomOrder(shop, customers, all, &random) }
        for outcome in await shop.together(orders).compactMap(\.outcome) where !all.contains(outcome.conversation.id) {
            all.append(outcome.conversation.id)
        }
    }
    for id in all { try await check(shop, id, seed: seed) }
    // After a restart the file says the same, and goes on where it was.
    let before = try await shop.conversation(all[0])
    let items = try await shop.items(of: all[0])
    shop = try shop.reopened()
    #expect(try await shop.conversation(all[0]) == before)
    #expect(try await shop.items(of: all[0]) == items)
    let outcome = try await shop.say("After", id: "after", by: customers[1])
    #expect(try await shop.conversation(outcome.conversation.id) == outcome.conversation)
    try shop.close()
}

@Test(arguments: Engine.available)
func `pages of a log come from both ends, and a customer's leave the notes out`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    let id = try await shop.say("1", by: cleo).conversation.id
    for turn in 0..<20 {
        try await shop.act(.takeOver(again: false), on: id, by: shop.anna)
        try await shop.act(.leave(note: "note \(turn)"), on: id, by: shop.anna)
    }
    func seqs(
        after: Int = 0, before: Int = .max, limit: Int = 5, fromEnd: Bool = false, _ audience: Audience
    ) async throws -> [Int] {
        try await shop.store.items(ItemQuery(
            id, after: after, before: before, limit: limit, fromEnd: fromEnd, audience: audience)).map(\.seq)
    }
    #expect(try await seqs(.operators) == [1, 2, 3, 4, 5])
    #expect(try await seqs(.customer) == [1, 2, 3, 5, 6])
    #expect(try await seqs(after: 60, .operators) == [61, 62])
    #expect(try await seqs(before: 10, fromEnd: true, .operators) == [5, 6, 7, 8, 9])
    #expect(try await seqs(after: 4, before: 8, limit: 9, .customer) == [5, 6])
    #expect(try await seqs(fromEnd: true, .customer) == [56, 57, 59, 60, 62])
    #expect(try await seqs(after: 62, .operators).isEmpty)
    #expect(try await shop.store.items(ItemQuery(Cast.id(99), limit: 5, audience: .operators)).isEmpty)
    try shop.close()
}
