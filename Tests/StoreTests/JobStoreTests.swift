import Chat
import Testing
import TestSupport

@Test(arguments: Engine.available)
func `a job asked for again has a higher number, and the end of an older one leaves it`(engine: Engine) async throws {
    var shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    let id = try await shop.say("One", by: cleo).conversation.id
    func due() async throws -> [Job] { try await shop.store.dueJobs(.answer, now: shop.clock.now, limit: 10, except: []) }
    let first = try #require(try await due().first)
    #expect(first == Job(sort: .answer, key: id.description, number: 1, attempts: 0))
    try await shop.say("Two", id: "c2", by: cleo)
    let second = try #require(try await due().first)
    #expect(second.number == 2)
    try await shop.store.finish(first)
    try await shop.store.postpone(first, until: shop.clock.now.adding(.seconds(99)))
    #expect(try await due() == [second])
    shop = try shop.reopened()
    #expect(try await due() == [second], "it survives a restart")
    try await shop.store.finish(second)
    #expect(try await due().isEmpty)
    try shop.close()
}

@Test(arguments: Engine.available)
func `a job put off counts its attempts and waits; asked for again it is due at once`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    try await shop.say("One", by: cleo)
    var now = shop.clock.now
    let job = try await shop.store.dueJobs(.answer, now: now, limit: 1, except: [])[0]
    #expect(try await shop.store.nextDue(after: now) == nil)
    try await shop.store.postpone(job, until: now.adding(.seconds(30)))
    #expect(try await shop.store.dueJobs(.answer, now: now, limit: 1, except: []).isEmpty)
    #expect(try await shop.store.nextDue(after: now) == now.adding(.seconds(30)))
    now = now.adding(.seconds(30))
    #expect(try await shop.store.dueJobs(.answer, now: now, limit: 1, except: []).first?.attempts == 1)
    try await shop.say("Two", id: "c2", by: cleo)
    let again = try #require(try await shop.store.dueJobs(.answer, now: shop.clock.now, limit: 1, except: []).first)
    #expect(again.attempts == 0 && again.number == 2)
    try shop.close()
}

@Test(arguments: Engine.available)
func `due jobs come oldest first, without the running ones, as many as there is room for`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    var keys: [String] = []
    for number in 0..<8 {
        keys.append(try await shop.say("Hi", by: shop.customer(number)).conversation.id.description)
        shop.clock.turn(by: .seconds(1))
    }
    func due(_ limit: Int, _ running: Set<String> = []) async throws -> [String] {
        try await shop.store.dueJobs(.answer, now: shop.clock.now, limit: limit, except: running).map(\.key)
    }
    #expect(try await due(3) == Array(keys[0..<3]))
    #expect(try await due(3, [keys[0], keys[2]]) == [keys[1], keys[3], keys[4]])
    #expect(try await due(100, Set(keys)).isEmpty)
    try shop.close()
}

@Test(arguments: Engine.available)
func `no job is stored for a chat that ended or was taken over in the same group`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    let id = try await shop.say("One", by: cleo).conversation.id
    let job = try await shop.store.dueJobs(.answer, now: shop.clock.now, limit: 1, except: [])[0]
    try await shop.store.finish(job)
    let results = await shop.together([
        Shop.words("Two", id: "c2", by: cleo), Shop.order(.end, on: id, by: .customer(cleo.id)),
    ])
    #expect(results.allSatisfy { $0.outcome != nil })
    #expect(try await shop.store.dueJobs(.answer, now: shop.clock.now, limit: 1, except: []).isEmpty)
    try shop.close()
}
