import Chat
import Testing
import TestSupport

@Test func `a chat begins with its event and the customer's message`() throws {
    let stage = Stage("Hello?")
    #expect(stage.log.map(\.seq) == [1, 2])
    #expect(stage.events == [.started])
    #expect(stage.log[0].role == .customer)
    #expect(stage.log[1].text == "Hello?" && stage.log[1].id == "c0" && stage.log[1].author?.name == "Cleo")
    #expect(stage.conversation.lastSeq == 2 && stage.conversation.unreadByOperators == 1)
    #expect(stage.conversation.lastCustomerMessageAt == Cast.start)
    let decision = Stage(nil).conversation.begin(
        id: "c0", text: "Hi", in: Surroundings(now: Cast.start, bot: Cast().bot, actor: nil))
    #expect(decision.wantsAnswer)
}

@Test func `only the handler writes as an operator`() throws {
    var stage = try Stage.assisted()
    #expect(stage.refusal(.send(id: "x", text: "Hi"), by: stage.ben) == .notTheHandler)
    #expect(stage.refusal(.send(id: "x", text: "Hi"), by: stage.bot)?.code == "forbidden")
    let decision = try stage.say("Hello Cleo", by: stage.anna)
    #expect(decision.items[0].role == .operator && decision.items[0].author?.name == "Anna")
    #expect(stage.conversation.unreadByOperators == 0 && stage.conversation.unreadByCustomer == 1)
    for other in [Stage(), try Stage.requested()] {
        #expect(other.refusal(.send(id: "x", text: "Hi"), by: other.anna) == .notTheHandler)
    }
}

@Test func `the bot is asked while it handles, and while the customer waits unless told to wait`() throws {
    var automated = Stage()
    #expect(try automated.say(by: automated.customer).wantsAnswer)
    var waiting = try Stage.requested()
    #expect(try waiting.say(by: waiting.customer).wantsAnswer)
    var patient = try Stage.requested { $0.whileWaiting = .wait }
    #expect(try !patient.say(by: patient.customer).wantsAnswer)
    #expect(patient.refusal(.botSay(patient.answer()), by: patient.bot) == .notTheHandler)
    var assisted = try Stage.assisted()
    #expect(try !assisted.say(by: assisted.customer).wantsAnswer)
}

@Test func `an address sent by itself is kept as the customer's, the first one, once a human is involved`() throws {
    for make in [{ try Stage.requested { $0.whileWaiting = .wait } }, { try Stage.assisted() }] as [() throws -> Stage] {
        var stage = try make()
        try stage.say("Write to cleo@shop.example, please", by: stage.customer)
        #expect(stage.conversation.customer.email == nil, "in a sentence it may be anybody's")
        try stage.say(" cleo@shop.example ", by: stage.customer)
        #expect(stage.conversation.customer.email == "cleo@shop.example")
        try stage.say("other@shop.example", by: stage.customer)
        #expect(stage.conversation.customer.email == "cleo@shop.example")
    }
    var alone = Stage()
    try alone.say("cleo@shop.example", by: alone.customer)
    #expect(alone.conversation.customer.email == nil, "nobody asked for it")
    var foreign = try Stage.assisted()
    try foreign.say("anna@shop.example", by: foreign.anna)
    #expect(foreign.conversation.customer.email == nil)
}

@Test func `while a chat is assisted no bot message is stored`() throws {
    let stage = try Stage.assisted()
    #expect(stage.refusal(.botSay(stage.answer()), by: stage.bot) == .notTheHandler)
}

@Test func `an answer begun before a take-over, leave, return or end is never stored`() throws {
    var stage = Stage()
    let early = stage.answer("Too late.")
    try stage.act(.takeOver(again: false), by: stage.anna)
    let second = stage.answer()
    #expect(stage.refusal(.botSay(early), by: stage.bot) == .notTheHandler)
    try stage.act(.leave(note: nil), by: stage.anna)
    // The bot has resumed, and still the old answers are refused.
    for answer in [early, second] { #expect(stage.refusal(.botSay(answer), by: stage.bot) == .notTheHandler) }
    let third = stage.answer()
    try stage.act(.requestHuman, by: stage.customer)
    try stage.act(.returnToAI(again: false, note: nil), by: stage.ben)
    #expect(stage.refusal(.botSay(third), by: stage.bot) == .notTheHandler)
    let fourth = stage.answer()
    try stage.act(.end, by: .system)
    #expect(stage.refusal(.botSay(fourth), by: stage.bot) == .ended)
    #expect(!stage.log.contains { $0.role == .bot })
}

@Test func `an answer given while the customer asked for a human stands`() throws {
    var stage = Stage()
    let answer = stage.answer("At nine.")
    try stage.act(.requestHuman, by: stage.customer)
    let decision = try stage.act(.botSay(answer), by: stage.bot)
    #expect(decision.items.map(\.text) == ["At nine."])
    #expect(decision.items[0].author == Author(id: stage.cast.bot.id.description, name: "Whisper"))
    #expect(stage.conversation.answeredUpTo == 2 && stage.conversation.unreadByCustomer == 1)
    // The same messages are answered once.
    #expect(try !stage.act(.botSay(answer), by: stage.bot).isChange)
}

@Test func `the bot's own hand-over is its message and then the event, in one decision`() throws {
    var stage = Stage()
    let decision = try stage.act(.botSay(stage.answer("I ask a colleague.", handsOver: true)), by: stage.bot)
    #expect(decision.items.map(\.sort) == [.message, .event])
    #expect(decision.items.map(\.seq) == [3, 4])
    #expect(decision.items[1].event == .humanRequested && decision.items[1].role == .bot)
    #expect(stage.conversation.handling == .requested)
    var off = Stage { $0.liveChat = false }
    #expect(try off.act(.botSay(off.answer(handsOver: true)), by: off.bot).items.count == 1)
    var waiting = try Stage.requested()
    #expect(try waiting.act(.botSay(waiting.answer(handsOver: true)), by: waiting.bot).items.count == 1)
}

@Test func `a bot whose answering was switched off, or that is gone, says nothing more`() throws {
    for settings in [{ (bot: inout WhisperBot) in bot.answering = false }, { $0.deleted = true }] {
        var stage = Stage()
        settings(&stage.cast.bot)
        #expect(stage.refusal(.botSay(stage.answer()), by: stage.bot) == .notTheHandler)
    }
}

@Test func `one thumb a bot message, the last writer wins, past or not`() throws {
    var stage = Stage()
    try stage.act(.botSay(stage.answer()), by: stage.bot)
    try stage.act(.rate(seq: 3, thumb: .down, note: "Wrong."), by: stage.anna)
    #expect(stage.conversation.ratedDown == 1 && stage.conversation.ratedUp == 0)
    try stage.act(.end, by: stage.anna)
    let lastSeq = stage.conversation.lastSeq
    stage.now = stage.now.adding(.seconds(60))
    let decision = try stage.act(.rate(seq: 3, thumb: .up, note: nil), by: stage.ben)
    #expect(decision.items.isEmpty && !decision.handlingChanged)
    #expect(stage.log[2].rating == Rating(
        thumb: .up, note: nil, by: Author(id: stage.cast.ben.id.description, name: "Ben"), at: stage.now))
    #expect(stage.conversation.ratedDown == 0 && stage.conversation.ratedUp == 1)
    #expect(stage.conversation.lastSeq == lastSeq)
    try stage.act(.withdrawRating(seq: 3), by: stage.anna)
    #expect(stage.log[2].rating == nil && stage.conversation.ratedUp == 0)
    #expect(try !stage.act(.withdrawRating(seq: 3), by: stage.anna).isChange)
}

@Test func `only bot messages are rated, and only by operators`() throws {
    var stage = try Stage.assisted()
    try stage.say(by: stage.anna)
    try stage.act(.leave(note: "Note."), by: stage.anna)
    for item in stage.log {
        let refusal = stage.refusal(.rate(seq: item.seq, thumb: .up, note: nil), by: stage.ben)
        #expect(refusal == .notAnAssistantMessage)
        #expect(stage.refusal(.withdrawRating(seq: item.seq), by: stage.ben) == .notAnAssistantMessage)
    }
    #expect(stage.refusal(.rate(seq: 77, thumb: .up, note: nil), by: stage.ben) == .notFound)
    #expect(stage.refusal(.rate(seq: 2, thumb: .up, note: nil), by: stage.customer)?.code == "forbidden")
}

@Test func `reading marks never go back and never pass the last item`() throws {
    var stage = Stage()
    try stage.say(by: stage.customer)
    try stage.act(.seen(seq: 2), by: stage.ben)
    #expect(stage.conversation.operatorsSeen == 2 && stage.conversation.unreadByOperators == 1)
    #expect(try !stage.act(.seen(seq: 1), by: stage.anna).isChange)
    let decision = try stage.act(.seen(seq: 99), by: stage.anna)
    #expect(decision.seen?.seq == 3 && decision.seen?.role == .operator)
    #expect(stage.conversation.operatorsSeen == 3 && stage.conversation.unreadByOperators == 0)
    #expect(try !stage.act(.seen(seq: 100), by: stage.anna).isChange)
    try stage.act(.botSay(stage.answer()), by: stage.bot)
    #expect(stage.conversation.unreadByCustomer == 1)
    try stage.act(.end, by: stage.customer)
    try stage.act(.seen(seq: 4), by: stage.customer)
    #expect(stage.conversation.unreadByCustomer == 0 && stage.conversation.customerSeen == 4)
}

@Test func `a customer counts as inactive by its last message alone, and only in an active chat`() throws {
    var stage = Stage()
    let limit = Duration.seconds(300)
    #expect(!stage.conversation.isInactive(at: stage.now.adding(limit), after: limit))
    #expect(stage.conversation.isInactive(at: stage.now.adding(limit + .milliseconds(1)), after: limit))
    stage.now = stage.now.adding(.seconds(200))
    try stage.act(.botSay(stage.answer()), by: stage.bot)
    #expect(stage.conversation.isInactive(at: Cast.start.adding(.seconds(301)), after: limit))
    try stage.act(.end, by: stage.anna)
    #expect(!stage.conversation.isInactive(at: Cast.start.adding(.seconds(9_999)), after: limit))
}

@Test func `a clock that is set back reorders nothing`() throws {
    var stage = Stage()
    stage.now = stage.now.adding(.seconds(-86_400))
    try stage.say(by: stage.customer)
    try stage.act(.requestHuman, by: stage.customer)
    #expect(stage.log.allSatisfy { $0.at == Cast.start })
    #expect(stage.conversation.activity == Cast.start && stage.conversation.requestedAt == Cast.start)
}
