import Chat
import Testing
import TestSupport

@Test(arguments: Engine.available)
func `a bot's settings come back as they were stored`(engine: Engine) async throws {
    var shop = try await Shop.open(engine)
    let changed = try await shop.store.update(shop.cast.bot.id) { bot in
        bot.name = "Wanda"
        (bot.liveChat, bot.answering, bot.whileWaiting) = (false, false, .wait)
        (bot.greeting, bot.instructions) = ("Hello\n🙂", "Be kind.")
        bot.allowedOrigins = ["https://a.example", "http://b.example:8080"]
        bot.appearance = .object([.init("color", .string("#112233")), .init("n", .array([.int(1), .null]))])
        bot.openingHours = OpeningHours(timeZone: "Europe/Berlin", week: [.init(.mon, from: 540, to: 0)], closedText: "🌙")
    }
    let wanted = try #require(changed)
    #expect(wanted.name == "Wanda" && wanted.allowedOrigins.count == 2 && wanted.openingHours?.closedText == "🌙")
    shop = try shop.reopened()
    #expect(try await shop.store.bot(shop.cast.bot.id) == wanted)
    #expect(try await shop.store.update(Cast.id(77)) { $0.name = "x" } == nil)
    for number in 0..<5 {
        try await shop.store.add(WhisperBot(
            id: Cast.id(UInt64(50 + number)), organization: shop.cast.organization.id, name: "B\(number)", createdAt: Cast.start))
    }
    try await shop.store.delete(Cast.id(52))
    let first = try await shop.store.bots(of: shop.cast.organization.id, after: nil, limit: 3)
    let second = try await shop.store.bots(of: shop.cast.organization.id, after: first.next, limit: 3)
    #expect((first.elements + second.elements).map(\.name) == ["Wanda", "B0", "B1", "B3", "B4"] && second.next == nil)
    await #expect(throws: BadCursor.self) { try await shop.store.bots(of: shop.cast.organization.id, after: "!", limit: 3) }
    try shop.close()
}

@Test(arguments: Engine.available)
func `live chat switched off returns the waiting, leaves the handled, and asks the bot`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    var ids: [ConversationID] = []
    for number in 0..<3 { ids.append(try await shop.say("Hi", by: shop.customer(number)).conversation.id) }
    try await shop.act(.requestHuman, on: ids[0], by: .system)
    try await shop.act(.takeOver(again: false), on: ids[1], by: shop.anna)
    for job in try await shop.store.dueJobs(.answer, now: shop.clock.now, limit: 9, except: []) { try await shop.store.finish(job) }
    _ = try await shop.store.update(shop.cast.bot.id) { $0.liveChat = false }
    #expect(try await shop.conversation(ids[0]).handling == .automated)
    #expect(try await shop.items(of: ids[0]).last?.event == .returnedToAI)
    #expect(try await shop.conversation(ids[1]).handling == .assisted(shop.cast.anna.id))
    #expect(try await shop.conversation(ids[2]).lastSeq == 2)
    #expect(try await shop.store.dueJobs(.answer, now: shop.clock.now, limit: 9, except: []).map(\.key) == [ids[0].description])
    #expect(try await shop.announced().items(of: ids[0]).last?.event == .returnedToAI)
    try await shop.act(.send(id: "o", text: "Still me"), on: ids[1], by: shop.anna)
    #expect(await shop.together([Shop.order(.takeOver(again: false), on: ids[2], by: shop.ben)])[0].refusal == .liveChatDisabled)
    // A change of something else, or the same again, touches no chat.
    let count = try await shop.announced().changes.count
    _ = try await shop.store.update(shop.cast.bot.id) { $0.greeting = "Hi" }
    #expect(try await shop.announced().changes.count == count)
    try shop.close()
}

@Test(arguments: Engine.available)
func `new names show in what is announced next`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    let id = try await shop.say("Hi", by: cleo).conversation.id
    try await shop.act(.takeOver(again: false), on: id, by: shop.anna)
    _ = try await shop.store.update(shop.cast.bot.id) { $0.name = "Wanda" }
    var anna = shop.cast.anna
    anna.name = "Anne"
    _ = try await shop.store.update(anna, passwordHash: nil, keeping: nil)
    let said = try await shop.act(.send(id: "o", text: "Hello"), on: id, by: shop.anna)
    #expect(said.conversation.botName == "Wanda" && said.conversation.handlerName == "Anne")
    #expect(said.items[0].author?.name == "Anne")
    #expect(try await shop.conversation(id) == said.conversation)
    try shop.close()
}

@Test(arguments: Engine.available)
func `a deleted bot's chats end and stay readable and ratable; its customers are gone`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let (cleo, dora) = (try await shop.customer(1), try await shop.customer(2))
    let id = try await shop.say("Hi", by: cleo).conversation.id
    try await shop.answer("Yes.", on: id)
    let handled = try await shop.say("Hi", by: dora).conversation.id
    try await shop.act(.takeOver(again: false), on: handled, by: shop.anna)
    #expect(try await shop.store.customerSession(Shop.digest(1))?.customer == cleo)
    try await shop.store.delete(shop.cast.bot.id)
    for past in [id, handled] {
        #expect(try await shop.conversation(past).mode == .past)
        #expect(try await shop.items(of: past).last?.event == .ended)
        #expect(try await shop.announced().items(of: past).last?.role == .system)
    }
    #expect(try await shop.store.bot(shop.cast.bot.id)?.deleted == true)
    #expect(try await shop.store.bots(of: shop.cast.organization.id, after: nil, limit: 9).elements.isEmpty)
    #expect(try await shop.store.update(shop.cast.bot.id) { $0.name = "x" } == nil)
    #expect(try await shop.store.customerSession(Shop.digest(1)) == nil)
    #expect(await shop.together([Shop.words("Again", id: "c2", by: cleo)])[0].refusal == .notFound)
    try await shop.act(.rate(seq: 3, thumb: .up, note: nil), on: id, by: shop.ben)
    #expect(try await shop.conversation(id).ratedUp == 1)
    try shop.close()
}

@Test(arguments: Engine.available)
func `a removed operator's chats ask for a human, and its sessions and orders end`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    let id = try await shop.say("Hi", by: cleo).conversation.id
    try await shop.act(.takeOver(again: false), on: id, by: shop.anna)
    for (number, sort) in [(61, OperatorTokenSort.session), (62, .api)] {
        try await shop.store.addOperatorToken(
            Shop.digest(number), id: .make(at: Cast.start), operator: shop.cast.anna.id, sort: sort, expiresAt: nil)
        #expect(try await shop.store.operatorSession(Shop.digest(number), now: shop.clock.now)?.operator == shop.cast.anna)
    }
    let ended = try await shop.store.remove(shop.cast.anna.id)
    #expect(Set(ended) == [Shop.digest(61), Shop.digest(62)])
    #expect(try await shop.conversation(id).handling == .requested)
    #expect(try await shop.items(of: id).last?.event == .handlerAway)
    for number in [61, 62] {
        #expect(try await shop.store.operatorSession(Shop.digest(number), now: shop.clock.now) == nil)
    }
    for command in [Command.takeOver(again: false), .send(id: "x", text: "y"), .end] {
        #expect(await shop.together([Shop.order(command, on: id, by: shop.anna)])[0].refusal == .unauthenticated)
    }
    #expect(try await shop.store.operator(email: "anna@example.com") == nil)
    #expect(try await shop.store.passwordHash(of: shop.cast.anna.id) == nil)
    #expect(try await shop.store.operators(of: shop.cast.organization.id, after: nil, limit: 9).elements.map(\.name) == ["Ben"])
    let next = Operator(
        id: Cast.id(70), organization: shop.cast.organization.id, email: "Anna@example.com", name: "New", role: .admin)
    #expect(try await shop.store.add(next, passwordHash: nil), "the address is free again")
    let log = try await shop.items(of: id)
    #expect(log.first { $0.event == .takenOver }?.author?.name == "Anna", "old logs keep the name")
    try shop.close()
}

@Test(arguments: Engine.available)
func `an address belongs to one operator, whatever its capitals`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let twin = Operator(
        id: Cast.id(70), organization: shop.cast.organization.id, email: "ANNA@Example.com", name: "Twin", role: .owner)
    #expect(try await !shop.store.add(twin, passwordHash: "x"))
    #expect(try await shop.store.operator(Cast.id(70)) == nil)
    #expect(try await shop.store.operator(email: "aNNa@example.COM") == shop.cast.anna)
    try shop.close()
}

@Test(arguments: Engine.available)
func `a new password or role ends the other sessions of a browser`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    func begin() async throws {
        for (number, sort) in [(61, OperatorTokenSort.session), (62, .session), (63, .api)] {
            try await shop.store.endOperatorSession(Shop.digest(number))
            try await shop.store.addOperatorToken(
                Shop.digest(number), id: .make(at: Cast.start), operator: shop.cast.ben.id, sort: sort, expiresAt: nil)
        }
    }
    func alive(_ number: Int) async throws -> Bool {
        try await shop.store.operatorSession(Shop.digest(number), now: shop.clock.now) != nil
    }
    try await begin()
    #expect(try await shop.store.update(shop.cast.ben, passwordHash: nil, keeping: nil).isEmpty)
    #expect(try await shop.store.update(shop.cast.ben, passwordHash: "new", keeping: Shop.digest(61)) == [Shop.digest(62)])
    #expect(try await alive(61))
    #expect(try await alive(63))
    #expect(try await !alive(62))
    #expect(try await shop.store.passwordHash(of: shop.cast.ben.id) == "new")
    try await begin()
    var ben = shop.cast.ben
    ben.role = .admin
    let ended = try await shop.store.update(ben, passwordHash: nil, keeping: nil)
    #expect(Set(ended).isSuperset(of: [Shop.digest(61), Shop.digest(62)]))
    #expect(try await !alive(61))
    #expect(try await !alive(62))
    #expect(try await shop.store.operator(ben.id)?.role == .admin)
    try shop.close()
}

@Test(arguments: Engine.available)
func `sessions end with their time, and failed sign-ins are counted in a window`(engine: Engine) async throws {
    var shop = try await Shop.open(engine)
    let now = shop.clock.now
    try await shop.store.addOperatorToken(
        Shop.digest(61), id: .make(at: now), operator: shop.cast.ben.id, sort: .session, expiresAt: now.adding(.seconds(60)))
    #expect(try await shop.store.operatorSession(Shop.digest(61), now: now.adding(.seconds(59))) != nil)
    #expect(try await shop.store.operatorSession(Shop.digest(61), now: now.adding(.seconds(60))) == nil)
    let window = Duration.seconds(60)
    for count in 1...3 { #expect(try await shop.store.countFailure("a", now: now, window: window) == count) }
    shop = try shop.reopened()
    let failures = try await shop.store.failures("a", now: now.adding(.seconds(20)), window: window)
    #expect(failures.count == 3 && failures.retryAfter == .seconds(40))
    #expect(try await shop.store.failures("b", now: now, window: window).count == 0)
    #expect(try await shop.store.failures("a", now: now.adding(.seconds(60)), window: window).count == 0)
    #expect(try await shop.store.countFailure("a", now: now.adding(.seconds(61)), window: window) == 1)
    try await shop.store.forgiveFailures("a")
    #expect(try await shop.store.failures("a", now: now.adding(.seconds(61)), window: window).count == 0)
    try shop.close()
}

@Test(arguments: Engine.available)
func `when a customer was last seen never goes back`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    for seconds in [5, 3] { try await shop.store.noteLastSeen([(cleo.id, Cast.start.adding(.seconds(seconds)))]) }
    #expect(try await shop.store.customerSession(Shop.digest(1))?.customer.lastSeenAt == Cast.start.adding(.seconds(5)))
    #expect(try await shop.store.customerSession(Shop.digest(7)) == nil)
    try shop.close()
}
