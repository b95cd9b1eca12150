import Chat
import Testing
import TestSupport

/// What must hold after every step, whatever was asked by whom.
private func check(_ stage: Stage, after before: Stage, seed: UInt64, step: Int) {
    let place: Comment = "seed \(seed), step \(step)"
    let (now, was) = (stage.conversation, before.conversation)
    #expect(stage.log.map(\.seq) == Array(1...max(1, stage.log.count)), place)
    #expect(now.lastSeq == stage.log.count, place)
    let fresh = stage.log.dropFirst(before.log.count)
    if was.handling.handler != nil { #expect(!fresh.contains { $0.role == .bot && $0.sort == .message }, place) }
    #expect(now.activity >= was.activity, place)
    #expect(zip(stage.log, stage.log.dropFirst()).allSatisfy { $0.at <= $1.at }, place)
    #expect(now.handlingNumber >= was.handlingNumber, place)
    let raising: [EventName] = [.takenOver, .takenOverAgain, .left, .returnedToAI, .handlerAway, .ended]
    if fresh.contains(where: { $0.event.map(raising.contains) == true }) {
        #expect(now.handlingNumber > was.handlingNumber, place)
    }
    if was.endedAt != nil {
        #expect(fresh.isEmpty && now.endedAt == was.endedAt && now.handling == was.handling, place)
    }
    #expect((now.handling.handler == nil) == (now.handlerName == nil), place)
    #expect((now.requestedAt != nil) == (now.handling == .requested && now.endedAt == nil), place)
    #expect(now.handling != .requested || was.handling == .requested || stage.cast.bot.liveChat, place)
    recount(stage, place)
}

/// The counters of a conversation against its log alone.
private func recount(_ stage: Stage, _ place: Comment) {
    let (conversation, log) = (stage.conversation, stage.log)
    let lastOperator = log.last { $0.role == .operator && $0.sort == .message }?.seq ?? 0
    let from = max(conversation.operatorsSeen, lastOperator)
    #expect(conversation.unreadByOperators == log.count {
        $0.seq > from && $0.role == .customer && $0.sort == .message
    }, place)
    #expect(conversation.unreadByCustomer == log.count {
        $0.seq > conversation.customerSeen && [.bot, .operator].contains($0.role) && $0.sort == .message
    }, place)
    let last = log.last { $0.sort != .note }
    #expect(conversation.lastItem?.seq == last?.seq && conversation.lastItem?.at == last?.at, place)
    #expect(conversation.lastItem?.sort != .note, place)
    #expect(conversation.lastMessageSeq == log.last { $0.sort == .message }?.seq, place)
    #expect(conversation.lastCustomerMessageAt == log.last { $0.sort == .message && $0.role == .customer }?.at, place)
    #expect(conversation.ratedUp == log.count { $0.rating?.thumb == .up }, place)
    #expect(conversation.ratedDown == log.count { $0.rating?.thumb == .down }, place)
}

private func randomStep(_ stage: Stage, _ random: inout Seeded, _ answers: [BotMessage]) -> (Command, Actor) {
    let operators = [stage.anna, stage.ben]
    let seq = random.upTo(stage.conversation.lastSeq + 1)
    let anyone = random.one(of: [stage.customer, stage.anna, stage.ben, stage.bot, .system])
    let note: String? = random.chance(50) ? "Agreed." : nil
    let text = "m\(random.next())"
    switch random.upTo(99) {
    case 0..<22: return (.send(id: text, text: text), stage.customer)
    case 22..<34: return (.send(id: text, text: text), random.one(of: operators))
    case 34..<46: return (.takeOver(again: random.chance(50)), random.one(of: operators))
    case 46..<52: return (.leave(note: note), random.one(of: operators))
    case 52..<60: return (.returnToAI(again: random.chance(50), note: note), random.one(of: operators))
    case 60..<66: return (.requestHuman, anyone)
    case 66..<78: return (.botSay(answers.randomElement(using: &random) ?? stage.answer()), stage.bot)
    case 78..<81: return (.handlerAway(handler: random.one(of: [stage.cast.anna.id, stage.cast.ben.id])), .system)
    case 81..<84: return (.liveChatSwitchedOff, .system)
    case 84..<92: return (.seen(seq: seq), random.one(of: [stage.customer, stage.anna, stage.ben]))
    case 92..<97: return (.rate(seq: seq, thumb: random.one(of: Thumb.allCases), note: note), random.one(of: operators))
    case 97..<99: return (.withdrawRating(seq: seq), random.one(of: operators))
    default: return random.chance(25) ? (.end, anyone) : (.seen(seq: seq), stage.anna)
    }
}

@Test(arguments: 1...12 as ClosedRange<UInt64>)
func `whatever is asked in whatever order, the rules hold`(seed: UInt64) throws {
    var random = Seeded(seed)
    var stage = Stage { bot in
        bot.liveChat = random.chance(75)
        bot.answering = random.chance(80)
        bot.whileWaiting = random.one(of: WhileWaiting.allCases)
    }
    var answers: [BotMessage] = []
    var refused = 0
    for step in 0..<600 {
        let before = stage
        stage.now = stage.now.adding(.milliseconds(random.upTo(20_000) - 5_000))
        if random.chance(3) { stage.cast.bot.liveChat.toggle() }
        if random.chance(2) { stage.cast.bot.answering.toggle() }
        if random.chance(20) { answers = answers.suffix(3) + [stage.answer("a\(step)")] }
        let (command, actor) = randomStep(stage, &random, answers)
        do throws(Refusal) {
            let decision = try stage.act(command, by: actor)
            if case .botSay(let answer) = command, !decision.items.isEmpty {
                #expect(answer.handlingNumber == before.conversation.handlingNumber)
                #expect(answer.upTo > before.conversation.answeredUpTo)
            }
            if !decision.isChange { #expect(stage.conversation == before.conversation && decision.items.isEmpty) }
        } catch {
            refused += 1
            #expect(stage.conversation == before.conversation)
        }
        check(stage, after: before, seed: seed, step: step)
        // A new one after a while, so that past ones are asked of too but not for long.
        if stage.conversation.endedAt != nil, random.chance(10) {
            let cast = stage.cast
            stage = Stage { $0 = cast.bot }
            answers = []
        }
    }
    #expect(refused > 20 && refused < 580)
}

@Test(arguments: 1...10 as ClosedRange<UInt64>)
func `an old state and what was announced since make the fresh state`(seed: UInt64) throws {
    var random = Seeded(seed &* 77)
    var stage = Stage()
    var follower = Follower(stage.conversation, stage.log)
    for _ in 0..<400 where stage.conversation.endedAt == nil {
        stage.now = stage.now.adding(.milliseconds(random.upTo(3_000)))
        let (command, actor) = randomStep(stage, &random, [])
        guard let decision = try? stage.act(command, by: actor) else { continue }
        follower.hear(decision.change)
        #expect(follower.items == stage.log)
        #expect(follower.handling == stage.conversation.handling)
        #expect(follower.mode == stage.conversation.mode)
        #expect(follower.lastItem == stage.conversation.lastItem?.seq)
        #expect(follower.seen == [.customer: stage.conversation.customerSeen, .operator: stage.conversation.operatorsSeen])
    }
    #expect(follower.items.count > 5)
}

/// A console that knows a chat from its items and what was announced, and never looks again.
private struct Follower {
    var items: [Item]
    var handling: Handling
    var mode: Mode
    var seen: [ItemRole: Int]
    var lastItem: Int? { items.last { $0.sort != .note }?.seq }

    init(_ conversation: Conversation, _ items: [Item]) {
        self.items = items
        handling = conversation.handling
        mode = conversation.mode
        seen = [.customer: conversation.customerSeen, .operator: conversation.operatorsSeen]
    }

    mutating func hear(_ change: Change) {
        items += change.items
        for item in change.items {
            switch item.event {
            case .takenOver, .takenOverAgain: handling = .assisted(OperatorID(item.author!.id)!)
            case .left, .returnedToAI: handling = .automated
            case .humanRequested: handling = .requested
            case .handlerAway: handling = change.conversation.handling
            case .ended: mode = .past
            case .started, nil: break
            }
        }
        if let mark = change.seen { seen[mark.role] = mark.seq }
        if let rated = change.rated { items[rated.seq - 1].rating = rated.rating }
    }
}
