import Chat
import Testing
import TestSupport

/// One item of every kind, in the order of a log that could have been.
private let items: [Item] = {
    let cast = Cast()
    let (anna, ben) = (
        Author(id: cast.anna.id.description, name: "Anna"), Author(id: cast.ben.id.description, name: "Ben"))
    let bot = Author(id: cast.bot.id.description, name: "Whisper")
    let at = { (seconds: Int) in Cast.start.adding(.seconds(seconds)) }
    let id = { (seq: UInt64) in (Cast.id(seq) as Identifier<ItemKind>).description }
    let handler = JSON.object([.init("id", .string(anna.id)), .init("name", .string("Anna"))])
    let source = Source(id: Cast.id(50), title: "Opening hours", passage: "We open at nine.", score: 7.25)
    return [
        Item(seq: 1, sort: .event, id: id(101), role: .customer, author: cast.customer.author, at: at(0), event: .started),
        Item(seq: 2, sort: .message, id: "c-1", role: .customer, author: cast.customer.author,
            text: "Hi \"there\"\n<b>\\ 🙂\u{1}\u{2028}", at: at(0)),
        Item(seq: 3, sort: .message, id: "answer-2-0", role: .bot, author: bot, text: "At **nine**.", at: at(2),
            sources: [source], rating: Rating(thumb: .down, note: "Too short.", by: ben, at: at(900))),
        Item(seq: 4, sort: .message, id: "answer-3-0", role: .bot, author: bot, text: "Hello!", at: at(3)),
        Item(seq: 5, sort: .event, id: id(105), role: .bot, author: bot, at: at(4), event: .humanRequested),
        Item(seq: 6, sort: .event, id: id(106), role: .operator, author: anna, at: at(5), event: .takenOver),
        Item(seq: 7, sort: .message, id: "o-1", role: .operator, author: anna, text: "I am Anna.", at: at(6)),
        Item(seq: 8, sort: .event, id: id(108), role: .operator, author: ben, at: at(7), event: .takenOverAgain,
            data: .object([.init("from", handler)])),
        Item(seq: 9, sort: .note, id: id(109), role: .operator, author: ben, text: "Ten percent off.", at: at(8)),
        Item(seq: 10, sort: .event, id: id(110), role: .operator, author: ben, at: at(8), event: .left),
        Item(seq: 11, sort: .event, id: id(111), role: .system, at: at(9), event: .handlerAway,
            data: .object([.init("handler", handler), .init("handling", .string("requested"))])),
        Item(seq: 12, sort: .event, id: id(112), role: .system, at: at(10), event: .returnedToAI),
        Item(seq: 13, sort: .event, id: id(113), role: .customer, author: Author(id: cast.customer.id.description, name: nil),
            at: at(11), event: .ended),
    ]
}()

@Test(arguments: [(Audience.operators, "items-operators.json"), (.customer, "items-customer.json")])
func `items look on the wire as they always did`(audience: Audience, name: String) throws {
    let shown = audience == .operators ? items : items.filter { $0.sort != .note }
    let now = Fixture.lines(shown.map { item in
        var writer = JSONWriter()
        item.write(to: &writer, for: audience)
        return writer.bytes
    })
    #expect(try Fixture.stored(name, now: now) == now)
}

/// A conversation in each of its states.
private func conversations() throws -> [Conversation] {
    var automated = Stage("Hello?")
    automated.now = automated.now.adding(.seconds(400))
    try automated.act(.botSay(automated.answer("At nine.")), by: automated.bot)
    var named = try Stage.requested()
    named.conversation.customer.email = "cleo@example.com"
    named.conversation.customer.lastSeenAt = Cast.start
    var assisted = try Stage.assisted()
    try assisted.say("I am Anna.", by: assisted.anna)
    try assisted.say("Thanks", by: assisted.customer)
    var past = assisted
    past.now = past.now.adding(.seconds(5))
    try past.act(.seen(seq: 99), by: past.ben)
    try past.act(.end, by: past.customer)
    var anonymous = Stage("字 \"quoted\"")
    anonymous.conversation.customer.name = nil
    return [Stage(nil).conversation] + [automated, named, assisted, past, anonymous].map(\.conversation)
}

@Test(arguments: [(Audience.operators, "summaries-operators.json"), (.customer, "summaries-customer.json")])
func `summaries look on the wire as they always did`(audience: Audience, name: String) throws {
    let wire = SummaryWire(inactiveAfter: .seconds(300))
    let now = Fixture.lines(try conversations().enumerated().map { index, conversation in
        var writer = JSONWriter()
        let status = CustomerStatus(online: index % 2 == 1, lastSeenAt: conversation.customer.lastSeenAt)
        wire.write(conversation, status: status, now: Cast.start.adding(.seconds(301)), for: audience, to: &writer)
        return writer.bytes
    })
    #expect(try Fixture.stored(name, now: now) == now)
}

@Test func `a customer is told no operator's id, no rating, no note and no score`() throws {
    let cast = Cast()
    for name in ["items-customer.json", "summaries-customer.json"] {
        let text = try Checkout.text("Tests/Fixtures/wire/\(name)")
        for secret in [cast.anna.id.description, cast.ben.id.description, "rating", "score", "passage", "Ten percent", "oper_"] {
            #expect(!text.contains(secret), "\(name) says \(secret)")
        }
    }
}

@Test func `what is on the wire reads back as JSON, whatever the texts hold`() throws {
    var random = Seeded(6)
    for _ in 0..<500 {
        var text = String.UnicodeScalarView()
        for _ in 0..<random.upTo(40) {
            if let scalar = Unicode.Scalar(UInt32.random(in: 1...random.one(of: [0x7F, 0x10FFFF]), using: &random)) {
                text.append(scalar)
            }
        }
        let item = Item(
            seq: 1, sort: .message, id: String(text), role: .customer, author: Author(id: "x", name: String(text)),
            text: String(text), at: Cast.start)
        var writer = JSONWriter()
        item.write(to: &writer, for: .customer)
        let json = try JSON(parsing: writer.bytes)
        #expect(json["text"]?.string.map { Array($0.utf8) } == Array(String(text).utf8))
        #expect(json["author"]?["name"] == json["id"])
    }
}
