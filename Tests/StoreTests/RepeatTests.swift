import Chat
import Testing
import TestSupport

@Test(arguments: Engine.available)
func `a repeat stores nothing and gets the first result, for ever`(engine: Engine) async throws {
    var shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    let first = try await shop.say("Hello", by: cleo)
    shop.clock.turn(by: .seconds(60))
    for step in 0..<4 {
        let again = try await shop.say("Hello", by: cleo)
        #expect(again.isRepeat && !first.isRepeat)
        #expect(again.conversation.id == first.conversation.id)
        #expect(again.items.map(\.seq) == [2] && again.items[0].at == first.items[1].at)
        #expect(await shop.together([Shop.words("Other", id: "c1", by: cleo)])[0].refusal == .idReused)
        switch step {
        case 0: shop = try shop.reopened()
        case 1: try await shop.act(.takeOver(again: false), on: first.conversation.id, by: shop.anna)
        case 2:
            // Of an ended chat, after a new one began, and again after a restart.
            try await shop.act(.end, on: first.conversation.id, by: .customer(cleo.id))
            try await shop.say("New", id: "c2", by: cleo)
            shop = try shop.reopened()
        default: break
        }
    }
    let direct = Shop.order(.send(id: "c1", text: "Hello"), on: first.conversation.id, by: .customer(cleo.id))
    #expect(try await shop.carryOut(direct).isRepeat, "recognised before `ended`")
    let fresh = Shop.order(.send(id: "c9", text: "Hello"), on: first.conversation.id, by: .customer(cleo.id))
    #expect(await shop.together([fresh])[0].refusal == .ended)
    #expect(try await shop.items(of: first.conversation.id).count == 4)
    try shop.close()
}

@Test(arguments: Engine.available)
func `a repeat in the same group is one too`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    let results = await shop.together([
        Shop.words("A", id: "1", by: cleo), Shop.words("A", id: "1", by: cleo), Shop.words("B", id: "1", by: cleo),
        Shop.words("C", id: "2", by: cleo), Shop.words("A", id: "1", by: cleo),
    ])
    #expect(results.map { $0.outcome?.isRepeat } == [false, true, nil, false, true])
    #expect(results[2].refusal == .idReused)
    #expect(results[4].outcome?.items.map(\.seq) == [2])
    try shop.close()
}

@Test(arguments: Engine.available)
func `ids are compared per author: a customer's everywhere, an operator's in the chat`(engine: Engine) async throws {
    var shop = try await Shop.open(engine)
    let (cleo, dora) = (try await shop.customer(1), try await shop.customer(2))
    let (one, two) = (
        try await shop.say("Hi", id: "x", by: cleo).conversation.id, try await shop.say("Hi", id: "x", by: dora).conversation.id)
    #expect(one != two)
    try await shop.act(.takeOver(again: false), on: one, by: shop.anna)
    try await shop.act(.takeOver(again: false), on: two, by: shop.anna)
    let send = Command.send(id: "x", text: "Hi")
    for _ in 0..<2 {
        for id in [one, two] {
            let outcome = try await shop.act(send, on: id, by: shop.anna)
            #expect(outcome.items[0].role == .operator && outcome.items[0].seq == 4)
        }
        shop = try shop.reopened()
    }
    // Ben's own, in the same chat; and Anna's repeat though Ben handles now.
    try await shop.act(.takeOver(again: true), on: one, by: shop.ben)
    #expect(try await !shop.act(send, on: one, by: shop.ben).isRepeat)
    #expect(try await shop.act(send, on: one, by: shop.anna).isRepeat)
    let other = Shop.order(.send(id: "y", text: "Hi"), on: one, by: shop.anna)
    #expect(await shop.together([other])[0].refusal == .notTheHandler)
    try shop.close()
}

@Test(arguments: Engine.available)
func `two spellings that look alike are two texts and two ids`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    try await shop.say("caf\u{E9}", id: "\u{E9}", by: cleo)
    #expect(await shop.together([Shop.words("cafe\u{301}", id: "\u{E9}", by: cleo)])[0].refusal == .idReused)
    let other = try await shop.say("caf\u{E9}", id: "e\u{301}", by: cleo)
    #expect(!other.isRepeat)
    let stored = try await shop.items(of: other.conversation.id)
    #expect(stored.map { Array($0.id.utf8) }.suffix(2) == [Array("\u{E9}".utf8), Array("e\u{301}".utf8)])
    try shop.close()
}

@Test(arguments: Engine.available)
func `every text comes back as it came`(engine: Engine) async throws {
    var shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    let texts = [
        " leading and trailing \n", "\u{1}\u{7F}\u{85}\u{FEFF}", "👨‍👩‍👧‍👦\u{10FFFF}\u{E000}",
        "'; DROP TABLE item; --", "\r\n\t\\\"",
        String(repeating: "字", count: 5_000),
    ]
    for (number, text) in texts.enumerated() { try await shop.say(text, id: "\(number)", by: cleo) }
    shop = try shop.reopened()
    let id = try #require(try await shop.store.activeConversation(of: cleo.id)).id
    let stored = try await shop.items(of: id).compactMap(\.text).map { Array($0.utf8) }
    #expect(stored == texts.map { Array($0.utf8) })
    try shop.close()
}

@Test(arguments: Engine.available)
func `a whisper's id is known again, restarts included, and is no message's`(engine: Engine) async throws {
    var shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    let id = try await shop.say("Hello", by: cleo).conversation.id
    let first = try await shop.act(.whisper(id: "w", text: "Offer ten."), on: id, by: shop.anna)
    for _ in 0..<2 {
        let again = try await shop.act(.whisper(id: "w", text: "Offer ten."), on: id, by: shop.anna)
        #expect(again.isRepeat && again.items.map(\.seq) == first.items.map(\.seq) && again.items[0].isWhisper)
        let other = Shop.order(.whisper(id: "w", text: "Offer twenty."), on: id, by: shop.anna)
        let message = Shop.order(.send(id: "w", text: "Offer ten."), on: id, by: shop.anna)
        #expect(await shop.together([other, message]).map(\.refusal) == [.idReused, .idReused])
        shop = try shop.reopened()
    }
    try shop.close()
}

@Test(arguments: Engine.available)
func `why the bot handed over and the address that was left survive a restart`(engine: Engine) async throws {
    var shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    let begun = try await shop.say("My order 1234?", by: cleo).conversation
    let message = BotMessage(
        id: "answer-2-0", text: "Asking.", sources: [], upTo: 2, handlingNumber: begun.handlingNumber,
        handover: Handover(.ownMatter, summary: ["My order 1234?", "\"Quoted\""]), address: "cleo@example.com")
    _ = try await shop.carryOut(Shop.order(.botSay(message), on: begun.id, by: .bot(begun.bot)))
    for _ in 0..<2 {
        let stored = try #require(try await shop.store.conversation(begun.id))
        #expect(stored.request?.handover == message.handover)
        #expect(stored.customer.email == "cleo@example.com")
        shop = try shop.reopened()
    }
    try shop.close()
}
