import Chat
import Testing
import TestSupport

@Test func `any operator takes over a chat that the bot answers or that asks for a human`() throws {
    for stage in [Stage(), try Stage.requested()] {
        var stage = stage
        let number = stage.conversation.handlingNumber
        let decision = try stage.act(.takeOver(again: false), by: stage.ben)
        #expect(decision.items.map(\.event) == [.takenOver])
        #expect(decision.items[0].author == Author(id: stage.cast.ben.id.description, name: "Ben"))
        #expect(decision.items[0].role == .operator)
        #expect(decision.handlingChanged && !decision.wantsAnswer)
        #expect(stage.conversation.handling == .assisted(stage.cast.ben.id))
        #expect(stage.conversation.handlerName == "Ben")
        #expect(stage.conversation.section == .assisted)
        #expect(stage.conversation.handlingNumber == number + 1)
        #expect(stage.conversation.requestedAt == nil)
    }
}

@Test func `without live chat nobody takes over, nobody is asked for, and nothing is stored`() throws {
    let stage = Stage { $0.liveChat = false }
    #expect(stage.refusal(.takeOver(again: false), by: stage.anna) == .liveChatDisabled)
    #expect(stage.refusal(.takeOver(again: true), by: stage.anna) == .liveChatDisabled)
    for actor in [stage.customer, stage.anna, stage.bot, .system] {
        #expect(stage.refusal(.requestHuman, by: actor) == .liveChatDisabled)
    }
    #expect(stage.conversation.lastSeq == 2)
}

@Test func `the handler's own take-over is a success without an event`() throws {
    for again in [false, true] {
        for liveChat in [true, false] {
            var stage = try Stage.assisted { $0.liveChat = liveChat }
            let before = stage.conversation
            let decision = try stage.act(.takeOver(again: again), by: stage.anna)
            #expect(!decision.isChange)
            #expect(stage.conversation == before)
        }
    }
}

@Test func `another operator is warned, by name, and with again takes the chat over`() throws {
    var stage = try Stage.assisted()
    let warning = Refusal.handledByAnother(id: stage.cast.anna.id, name: "Anna")
    #expect(stage.refusal(.takeOver(again: false), by: stage.ben) == warning)
    #expect(warning.httpStatus == 409 && warning.sentence.contains("Anna"))
    let number = stage.conversation.handlingNumber
    let decision = try stage.act(.takeOver(again: true), by: stage.ben)
    #expect(decision.items.map(\.event) == [.takenOverAgain])
    #expect(decision.items[0].data?["from"]?["name"] == .string("Anna"))
    #expect(decision.change.previousHandler == stage.cast.anna.id)
    #expect(stage.conversation.handling == .assisted(stage.cast.ben.id))
    #expect(stage.conversation.handlingNumber == number + 1)
    // Of two with `again` the later wins.
    try stage.act(.takeOver(again: true), by: stage.anna)
    #expect(stage.conversation.handling == .assisted(stage.cast.anna.id))
}

@Test func `with live chat off meanwhile, the warning stays and again is refused`() throws {
    let stage = try Stage.assisted { $0.liveChat = false }
    let warning = Refusal.handledByAnother(id: stage.cast.anna.id, name: "Anna")
    #expect(stage.refusal(.takeOver(again: false), by: stage.ben) == warning)
    #expect(stage.refusal(.takeOver(again: true), by: stage.ben) == .liveChatDisabled)
}

@Test func `again where no one else handles is a plain take-over`() throws {
    var stage = Stage()
    #expect(try stage.act(.takeOver(again: true), by: stage.anna).items.map(\.event) == [.takenOver])
}

@Test func `the handler leaves, the bot resumes and answers what is open`() throws {
    var stage = try Stage.assisted()
    let number = stage.conversation.handlingNumber
    let decision = try stage.act(.leave(note: "Ten percent off."), by: stage.anna)
    #expect(decision.items.map(\.sort) == [.note, .event])
    #expect(decision.items[0].text == "Ten percent off." && decision.items[0].role == .operator)
    #expect(decision.items[1].event == .left)
    #expect(decision.wantsAnswer)
    #expect(stage.conversation.handling == .automated)
    #expect(stage.conversation.handlerName == nil)
    #expect(stage.conversation.handlingNumber == number + 1)
    #expect(stage.conversation.lastItem?.event == .left)
    var answered = try Stage.assisted()
    try answered.say(by: answered.anna)
    #expect(try !answered.act(.leave(note: nil), by: answered.anna).wantsAnswer)
}

@Test func `only the handler leaves, and only a chat that it handles`() throws {
    let handled = try Stage.assisted()
    for actor in [handled.ben, handled.customer, handled.bot, .system] {
        #expect(handled.refusal(.leave(note: nil), by: actor) == .notTheHandler)
    }
    for stage in [Stage(), try Stage.requested()] {
        #expect(stage.refusal(.leave(note: nil), by: stage.anna) == .notTheHandler)
    }
}

@Test func `a chat is returned to the AI by any operator, another's chat with again`() throws {
    var waiting = try Stage.requested()
    let decision = try waiting.act(.returnToAI(again: false, note: "Sorted."), by: waiting.ben)
    #expect(decision.items.map(\.sort) == [.note, .event])
    #expect(decision.items[1].event == .returnedToAI)
    #expect(decision.wantsAnswer && waiting.conversation.handling == .automated)
    var own = try Stage.assisted()
    try own.act(.returnToAI(again: false, note: nil), by: own.anna)
    #expect(own.events.last == .returnedToAI)
    var others = try Stage.assisted()
    let warning = Refusal.handledByAnother(id: others.cast.anna.id, name: "Anna")
    #expect(others.refusal(.returnToAI(again: false, note: nil), by: others.ben) == warning)
    let number = others.conversation.handlingNumber
    try others.act(.returnToAI(again: true, note: nil), by: others.ben)
    #expect(others.conversation.handling == .automated)
    #expect(others.conversation.handlingNumber == number + 1)
    #expect(others.log.last?.author?.name == "Ben")
}

@Test func `returning what the bot answers already is a success without an event`() throws {
    for again in [false, true] {
        var stage = Stage()
        #expect(try !stage.act(.returnToAI(again: again, note: "Unused."), by: stage.anna).isChange)
    }
    let stage = Stage()
    #expect(stage.refusal(.returnToAI(again: true, note: nil), by: stage.customer)?.code == "forbidden")
    #expect(stage.refusal(.takeOver(again: true), by: stage.customer)?.code == "forbidden")
}

@Test func `customer, operator, bot and a rule ask for a human`() throws {
    for role in [ItemRole.customer, .operator, .bot, .system] {
        var stage = Stage()
        let actor: Actor =
            switch role {
            case .customer: stage.customer
            case .operator: stage.anna
            case .bot: stage.bot
            case .system: .system
            }
        stage.now = stage.now.adding(.seconds(3))
        let number = stage.conversation.handlingNumber
        let decision = try stage.act(.requestHuman, by: actor)
        #expect(decision.items.map(\.event) == [.humanRequested])
        #expect(decision.items[0].role == role)
        #expect(decision.items[0].author?.name == [.customer: "Cleo", .operator: "Anna", .bot: "Whisper"][role])
        #expect(stage.conversation.handling == .requested)
        #expect(stage.conversation.section == .assisted)
        #expect(stage.conversation.requestedAt == stage.now)
        // The bot goes on answering while the customer waits: its answer is not withdrawn.
        #expect(stage.conversation.handlingNumber == number)
        #expect(try !stage.act(.requestHuman, by: actor).isChange)
    }
    var handled = try Stage.assisted { $0.liveChat = false }
    #expect(try !handled.act(.requestHuman, by: handled.customer).isChange)
    var waiting = try Stage.requested { $0.liveChat = false }
    #expect(try !waiting.act(.requestHuman, by: waiting.ben).isChange)
}

@Test func `operators, the customer and the idle rule end a chat, whoever handles it`() throws {
    for begun in [Stage(), try .requested(), try .assisted()] {
        for role in [ItemRole.customer, .operator, .system] {
            var stage = begun
            let actor = role == .customer ? stage.customer : role == .operator ? stage.ben : .system
            let number = stage.conversation.handlingNumber
            let decision = try stage.act(.end, by: actor)
            #expect(decision.items.map(\.event) == [.ended])
            #expect(decision.items[0].role == role)
            #expect(decision.handlingChanged)
            #expect(stage.conversation.mode == .past)
            #expect(stage.conversation.section == nil)
            #expect(stage.conversation.endedAt == stage.now)
            #expect(stage.conversation.handlingNumber == number + 1)
        }
    }
}

@Test func `a past chat stays as it was, whatever is asked of it`() throws {
    for begun in [Stage(), try .requested(), try .assisted()] {
        var stage = begun
        try stage.act(.end, by: stage.anna)
        let before = stage.conversation
        let commands: [(Command, Actor)] = [
            (.send(id: "x", text: "Hi"), stage.customer), (.send(id: "x", text: "Hi"), stage.anna),
            (.takeOver(again: false), stage.anna), (.takeOver(again: true), stage.ben), (.leave(note: nil), stage.anna),
            (.returnToAI(again: true, note: nil), stage.ben), (.requestHuman, stage.customer), (.end, stage.customer),
            (.end, stage.ben), (.end, .system), (.botSay(stage.answer()), stage.bot),
            (.handlerAway(handler: stage.cast.anna.id), .system), (.liveChatSwitchedOff, .system),
        ]
        for (command, actor) in commands { #expect(stage.refusal(command, by: actor) == .ended) }
        #expect(stage.conversation == before)
    }
}

@Test func `live chat switched off returns those who wait and leaves the handled alone`() throws {
    var waiting = try Stage.requested { $0.liveChat = false }
    let decision = try waiting.act(.liveChatSwitchedOff, by: .system)
    #expect(decision.items.map(\.event) == [.returnedToAI])
    #expect(decision.items[0].role == .system && decision.items[0].author == nil)
    #expect(decision.wantsAnswer && waiting.conversation.handling == .automated)
    var handled = try Stage.assisted { $0.liveChat = false }
    #expect(try !handled.act(.liveChatSwitchedOff, by: .system).isChange)
    // The handler may go on writing until it leaves.
    try handled.say(by: handled.anna)
    try handled.act(.leave(note: nil), by: handled.anna)
    #expect(handled.conversation.handling == .automated)
    var automated = Stage { $0.liveChat = false }
    #expect(try !automated.act(.liveChatSwitchedOff, by: .system).isChange)
}

@Test func `nobody is left waiting on an empty chair`() throws {
    var stage = try Stage.assisted()
    let number = stage.conversation.handlingNumber
    let decision = try stage.act(.handlerAway(handler: stage.cast.anna.id), by: .system)
    #expect(decision.items.map(\.event) == [.handlerAway])
    #expect(decision.items[0].data?["handler"]?["name"] == .string("Anna"))
    #expect(decision.wantsAnswer, "the bot goes on answering while the customer waits")
    #expect(stage.conversation.handling == .requested)
    #expect(stage.conversation.requestedAt == stage.now)
    #expect(stage.conversation.handlingNumber == number + 1)
    var patient = try Stage.assisted { $0.whileWaiting = .wait }
    #expect(try !patient.act(.handlerAway(handler: patient.cast.anna.id), by: .system).wantsAnswer)
    var off = try Stage.assisted { $0.liveChat = false }
    #expect(try off.act(.handlerAway(handler: off.cast.anna.id), by: .system).wantsAnswer)
    #expect(off.conversation.handling == .automated)
    // Meanwhile another handles, or no one: nothing happens.
    var taken = try Stage.assisted()
    #expect(try !taken.act(.handlerAway(handler: taken.cast.ben.id), by: .system).isChange)
    var left = Stage()
    #expect(try !left.act(.handlerAway(handler: left.cast.anna.id), by: .system).isChange)
}

@Test func `a silent bot leaves nobody waiting on it`() throws {
    var begun = Stage { $0.answering = false }
    #expect(begun.events == [.started, .humanRequested])
    #expect(begun.conversation.handling == .requested)
    #expect(try !begun.say(by: begun.customer).wantsAnswer)
    var left = try Stage.assisted { $0.answering = false }
    #expect(try !left.act(.leave(note: nil), by: left.anna).wantsAnswer)
    #expect(left.events.suffix(2) == [.left, .humanRequested])
    #expect(left.conversation.handling == .requested)
    var returned = try Stage.requested { $0.answering = false }
    try returned.act(.returnToAI(again: false, note: nil), by: returned.ben)
    #expect(returned.events.suffix(2) == [.returnedToAI, .humanRequested])
    let alone = Stage { ($0.answering, $0.liveChat) = (false, false) }
    #expect(alone.events == [.started])
    #expect(alone.conversation.handling == .automated)
}

@Test func `who may not see a chat learns nothing of it`() throws {
    let stage = Stage()
    let strangers: [Actor] = [
        .customer(Cast.id(99)), .operator(stage.cast.anna.id, Cast.id(98)), .bot(Cast.id(97)),
    ]
    for actor in strangers {
        for command in [Command.end, .takeOver(again: true), .seen(seq: 1), .rate(seq: 2, thumb: .up, note: nil)] {
            #expect(stage.refusal(command, by: actor) == .notFound)
        }
    }
}
