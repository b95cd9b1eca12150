import Chat
import Testing
import TestSupport

@Test func `any operator whispers to the bot while a chat runs, whoever handles it, and nothing else changes`() throws {
    for stage in [Stage(), try Stage.requested(), try Stage.assisted()] {
        var stage = stage
        let before = stage.conversation
        let decision = try stage.act(.whisper(id: "w1", text: "Offer ten percent."), by: stage.ben)
        let note = try #require(decision.items.first)
        #expect(decision.items.count == 1 && note.sort == .note && note.id == "w1" && note.isWhisper)
        #expect(note.author?.id == stage.cast.ben.id.description && note.role == .operator)
        #expect(!decision.wantsAnswer && !decision.handlingChanged)
        #expect(stage.conversation.handling == before.handling)
        #expect(stage.conversation.handlingNumber == before.handlingNumber, "an answer under way stays valid")
        #expect(stage.conversation.lastItem == before.lastItem, "a list shows no note")
        #expect(stage.conversation.unreadByCustomer == before.unreadByCustomer)
    }
}

@Test func `nobody else whispers, and nobody in a past chat`() throws {
    var stage = Stage()
    let whisper = Command.whisper(id: "w1", text: "Psst.")
    for actor in [stage.customer, stage.bot, .system] {
        #expect(stage.refusal(whisper, by: actor)?.code == "forbidden")
    }
    let stranger = Actor.operator(stage.cast.anna.id, Cast.id(77))
    #expect(stage.refusal(whisper, by: stranger) == .notFound)
    try stage.act(.end, by: stage.anna)
    #expect(stage.refusal(whisper, by: stage.anna) == .ended)
    #expect(throws: Refusal.self) { try Desk.check(.whisper(id: "", text: "Psst.")) }
    #expect(throws: Refusal.self) { try Desk.check(.whisper(id: "w", text: " \n")) }
}

@Test func `why the bot handed over stands in the summary until the bot has the chat again`() throws {
    func request(_ conversation: Conversation, for audience: Audience) throws -> JSON? {
        var writer = JSONWriter()
        SummaryWire(inactiveAfter: .seconds(300)).write(
            conversation, status: CustomerStatus(online: true, lastSeenAt: nil), now: Cast.start, for: audience, to: &writer)
        return try JSON(parsing: writer.bytes)["request"]
    }
    var stage = Stage("Where is my order 1234?")
    #expect(try request(stage.conversation, for: .operators) == .null)
    var answer = stage.answer("I am asking a colleague.", handsOver: true)
    try stage.act(.botSay(answer), by: stage.bot)
    let shown = try #require(try request(stage.conversation, for: .operators))
    #expect(shown["reason"]?.string == "asked" && shown["at"]?.string != nil)
    #expect(shown["summary"]?.array?.compactMap(\.string) == ["Wants a person."])
    #expect(try request(stage.conversation, for: .customer) == nil, "a customer is told nothing of it")
    try stage.act(.takeOver(again: false), by: stage.anna)
    #expect(try request(stage.conversation, for: .operators) == shown)
    try stage.act(.leave(note: nil), by: stage.anna)
    #expect(try request(stage.conversation, for: .operators) == .null)
    // Asked for by the customer's own button: there is nothing to tell.
    try stage.act(.requestHuman, by: stage.customer)
    #expect(try request(stage.conversation, for: .operators) == .null)
    answer = stage.answer("Too late.", handsOver: true)
    #expect(stage.refusal(.botSay(answer), by: stage.bot) == nil)
}

@Test func `an address that the customer leaves is kept, one that is known stays`() throws {
    var stage = Stage("Call me back")
    func answer(_ address: String) -> BotMessage {
        BotMessage(
            id: "a\(address)", text: "Noted.", sources: [], upTo: stage.conversation.lastMessageSeq,
            handlingNumber: stage.conversation.handlingNumber, address: address)
    }
    try stage.act(.botSay(answer("cleo@example.com")), by: stage.bot)
    #expect(stage.conversation.customer.email == "cleo@example.com")
    try stage.say("Or rather there", by: stage.customer)
    try stage.act(.botSay(answer("other@example.com")), by: stage.bot)
    #expect(stage.conversation.customer.email == "cleo@example.com")
}
