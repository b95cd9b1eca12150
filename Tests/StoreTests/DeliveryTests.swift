import Chat
@testable import SQLiteStore
import Testing
import TestSupport

private let alerts = AlertSettings(
    afterSeconds: 60, emails: ["a@shop.example"], webhook: .init(url: "https://hooks.shop.example/x", secret: WebhookSecret.make()))

private func due(_ shop: Shop, _ sort: Job.Sort) async throws -> [Job] {
    try await shop.store.dueJobs(sort, now: shop.clock.now, limit: 10, except: [])
}

private let everything: @Sendable (NoticeSituation) -> NoticePlan = { situation in
    .deliver(situation.bot.alerts.destinations.map {
        PlannedDelivery(kind: $0.kind, to: $0.to, cause: situation.conversation.requestedAt ?? situation.now, upTo: situation.conversation.lastSeq)
    })
}

@Test func `a request's alert is due when its bot says so, across a restart, and gone once it is taken, returned or ended`() async throws {
    var shop = try await Shop.open { $0.alerts = alerts }
    #expect(try await shop.store.bot(shop.cast.bot.id)?.alerts == alerts)
    var chats: [ConversationID] = []
    for number in 0..<4 {
        let id = try await shop.say("Hello?", by: shop.customer(number)).conversation.id
        try await shop.act(.requestHuman, on: id, by: shop.anna)
        chats.append(id)
    }
    shop.clock.turn(by: .seconds(59))
    #expect(try await due(shop, .alert).isEmpty)
    shop = try shop.reopened()
    try await shop.act(.takeOver(again: false), on: chats[0], by: shop.anna)
    try await shop.act(.returnToAI(again: false, note: nil), on: chats[1], by: shop.anna)
    try await shop.act(.end, on: chats[2], by: shop.anna)
    shop.clock.turn(by: .seconds(1))
    #expect(try await due(shop, .alert).map(\.key) == [chats[3].description])
    try shop.close()
}

@Test func `the same request is told to the same place once, a new one again`() async throws {
    let shop = try await Shop.open { $0.alerts = alerts }
    let id = try await shop.say("Hello?", by: shop.customer(1)).conversation.id
    try await shop.act(.requestHuman, on: id, by: shop.anna)
    shop.clock.turn(by: .seconds(60))
    let job = try #require(try await due(shop, .alert).first)
    for _ in 1...2 { try await shop.sqlite.plan(job, everything) }
    #expect(try await due(shop, .deliver).count == 2)
    #expect(try await shop.sqlite.deliveries(of: id).map(\.to).sorted() == ["a@shop.example", "https://hooks.shop.example/x"])
    try await shop.act(.returnToAI(again: false, note: nil), on: id, by: shop.anna)
    try await shop.act(.requestHuman, on: id, by: shop.anna)
    try await shop.sqlite.plan(job, everything)
    #expect(try await shop.sqlite.deliveries(of: id).count == 4)
    try await shop.sqlite.plan(job) { .later($0.now.adding(.seconds(5))) }
    #expect(try await due(shop, .alert).isEmpty)
    shop.clock.turn(by: .seconds(5))
    #expect(try await due(shop, .alert).count == 1)
    try shop.close()
}

@Test func `new alerts also speak for who waits already`() async throws {
    let shop = try await Shop.open()
    let id = try await shop.say("Hello?", by: shop.customer(1)).conversation.id
    try await shop.act(.requestHuman, on: id, by: shop.anna)
    shop.clock.turn(by: .seconds(500))
    #expect(try await due(shop, .alert).isEmpty, "nobody is to be told")
    _ = try await shop.store.update(shop.cast.bot.id) { $0.alerts = alerts }
    #expect(try await due(shop, .alert).map(\.key) == [id.description])
    _ = try await shop.store.update(shop.cast.bot.id) { $0.alerts = AlertSettings() }
    #expect(try await shop.store.bot(shop.cast.bot.id)?.alerts == AlertSettings())
    try shop.close()
}

@Test func `an attempt that failed leaves a job for later, one that is settled none, and a person may try again`() async throws {
    let shop = try await Shop.open { $0.alerts = alerts }
    let store = shop.sqlite
    let made = try await store.testAlerts(of: shop.cast.bot.id)
    #expect(made.count == 2 && made.allSatisfy { $0.state == .waiting && $0.conversation == nil })
    let job = try #require(try await due(shop, .deliver).first { $0.key == made[0].id.description })
    let dispatch = try #require(try await store.dispatch(made[0].id))
    #expect(dispatch.delivery == made[0] && dispatch.bot.alerts == alerts && dispatch.conversation == nil)
    let later = shop.clock.now.adding(.seconds(60))
    try await store.settle(made[0].id, .again(at: later, reason: "It was away."))
    try await shop.store.finish(job)
    #expect(try await shop.store.nextDue(after: shop.clock.now) == later, "the end of the older job leaves the new one")
    try await store.settle(made[0].id, .failed(reason: "It was away for good."))
    try await store.settle(made[1].id, .sent)
    try await store.settle(made[1].id, .failed(reason: "too late"))
    let page = try await store.deliveries(of: shop.cast.bot.id, after: nil, limit: 1)
    #expect(page.elements.map(\.state) == [.sent] && page.next != nil)
    let rest = try await store.deliveries(of: shop.cast.bot.id, after: page.next, limit: 5).elements
    #expect(rest.map(\.state) == [.failed] && rest[0].attempts == 2 && rest[0].error == "It was away for good." && rest[0].nextAt == nil)
    let settled = try await store.dispatch(made[0].id)
    #expect(settled.map(\.delivery) == nil, "it waits no longer")
    let again = try #require(try await store.retry(made[0].id, of: shop.cast.bot.id))
    #expect(again.state == .waiting && again.attempts == 0 && again.nextAt == shop.clock.now)
    #expect(try await store.retry(made[1].id, of: shop.cast.bot.id)?.state == .sent, "what was sent stays sent")
    #expect(try await store.retry(Cast.id(4_711), of: shop.cast.bot.id) == nil)
    try shop.close()
}
