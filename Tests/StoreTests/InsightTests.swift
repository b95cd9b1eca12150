import Chat
import GRDB
@testable import SQLiteStore
import Testing
import TestSupport

extension Shop {
    func file() async throws { while try await sqlite.fileFacts() {} }

    /// Of the given days, each as long as a day of ours is; the first begins a day before the story.
    func insights(days: Int = 3, bot: BotID? = nil, organization: OrganizationID? = nil) async throws -> Insights {
        let first = Premises.now.adding(.seconds(-86_400))
        return try await sqlite.insights(InsightQuery(
            organization: organization ?? cast.organization.id, bot: bot,
            boundaries: (0...days).map { first.adding(.seconds(86_400 * $0)) }))
    }

    /// A customer's first message.
    fileprivate func begin(_ number: Int) async throws -> ConversationID {
        try await say("Where is my parcel?", by: customer(number)).conversation.id
    }

    fileprivate func wait(_ seconds: Int) { clock.turn(by: .seconds(seconds)) }

    fileprivate func write(_ id: String, on conversation: ConversationID, by actor: Actor) async throws {
        try await act(.send(id: id, text: "Let me look."), on: conversation, by: actor)
    }
}

/// Six chats, each handled in another way. `between` runs after each thing said.
private func sixChats(_ shop: Shop, between: () async throws -> Void) async throws {
    let alone = try await shop.begin(1)
    shop.wait(2)
    try await shop.answer("It arrives today.", on: alone)
    try await between()
    try await shop.act(.rate(seq: 3, thumb: .up, note: nil), on: alone, by: shop.anna)
    try await shop.act(.whisper(id: "w", text: "Be brief."), on: alone, by: shop.ben)
    try await between()
    try await shop.act(.end, on: alone, by: shop.ben)

    let missed = try await shop.begin(2)
    shop.wait(4)
    try await shop.answer("I ask a colleague.", on: missed, handsOver: true)
    try await shop.act(.rate(seq: 3, thumb: .down, note: nil), on: missed, by: shop.anna)

    let asked = try await shop.begin(3)
    shop.wait(6)
    try await shop.answer("I do not know.", on: asked)
    try await between()
    try await shop.act(.requestHuman, on: asked, by: shop.anna)
    shop.wait(60)
    try await shop.act(.takeOver(again: false), on: asked, by: shop.anna)
    try await between()
    shop.wait(30)
    try await shop.write("1", on: asked, by: shop.anna)
    try await shop.act(.takeOver(again: true), on: asked, by: shop.ben)
    for id in ["2", "3"] { try await shop.write(id, on: asked, by: shop.ben) }
    try await between()

    let unasked = try await shop.begin(4)
    shop.wait(5)
    try await shop.act(.takeOver(again: false), on: unasked, by: shop.anna)
    shop.wait(10)
    try await shop.write("4", on: unasked, by: shop.anna)
    try await shop.act(.leave(note: nil), on: unasked, by: shop.anna)

    let silent = try await shop.begin(5)
    try await shop.act(.takeOver(again: false), on: silent, by: shop.ben)
    _ = try await shop.begin(6)
    try await between()
}

@Test(arguments: [false, true])
func `each chat counts once, by who handled it, however often it was filed`(stepwise: Bool) async throws {
    let shop = try await Shop.open()
    try await sixChats(shop) { if stepwise { try await shop.file() } }
    try await shop.file()
    let insights = try await shop.insights()
    let total = insights.total
    #expect((total.conversations, total.running, total.humanRequested) == (6, 5, 2))
    #expect(HandledBy.allCases.map { total.handled(by: $0) } == [3, 1, 1, 1])
    #expect(total.botShare == 1.0 / 6)
    #expect((total.ratedUp, total.ratedDown) == (1, 1))
    // 2, 4, 6 s of the bot and 15 s of Anna; 90 s from the request and 10 s from the take-over that nobody asked for.
    #expect(total.firstAnswer == Spread(ordered: [2_000, 4_000, 6_000, 15_000]))
    #expect((total.firstAnswer?.median, total.firstAnswer?.p90) == (4_000, 15_000))
    #expect(total.humanAnswer == Spread(ordered: [10_000, 90_000]))
    // A chat counts for each operator who took it over or wrote in it; its first answer for one of them.
    let (anna, ben) = (insights.operators[0], insights.operators[1])
    #expect((anna.name, anna.conversations, anna.messages, anna.humanAnswer?.count) == ("Anna", 2, 2, 2))
    #expect((ben.name, ben.conversations, ben.messages, ben.humanAnswer) == ("Ben", 2, 2, nil))
    #expect(insights.days.map(\.conversations) == [0, 6, 0])
    #expect(insights.bots.map { $0.days[1].conversations } == [6])
    #expect(insights.progress == InsightProgress(upTo: shop.clock.now, share: 1))
    try shop.close()
}

@Test func `what happens later is counted with the chat's first day, and what is settled stays counted`() async throws {
    let shop = try await Shop.open()
    let id = try await shop.begin(1)
    shop.wait(1)
    let before = try await shop.conversation(id)
    try await shop.act(.botSay(BotMessage(
        id: "unknown", text: "I do not know.", sources: [], upTo: before.lastMessageSeq,
        handlingNumber: before.handlingNumber,
        trace: AnswerTrace(.object([.init("band", .string("unknown")), .init("question", .string("Where is it?"))])))),
        on: id, by: .bot(before.bot))
    try await shop.file()
    #expect(try await shop.insights().total.unanswered == 1)
    let occasion = Correction.Occasion(conversation: id, seq: 3)
    #expect(try await shop.sqlite.settle([occasion], of: shop.cast.bot.id) == 1)
    shop.wait(86_400)
    try await shop.act(.requestHuman, on: id, by: shop.anna)
    try await shop.act(.rate(seq: 3, thumb: .down, note: nil), on: id, by: shop.anna)
    try await shop.file()
    try await shop.act(.withdrawRating(seq: 3), on: id, by: shop.anna)
    let unfiled = try await shop.insights()
    #expect(unfiled.days.map(\.ratedDown) == [0, 1, 0])
    #expect(unfiled.days[1].handled(by: .missed) == 1)
    try await shop.file()
    let filed = try await shop.insights()
    #expect(filed.total.unanswered == 1 && filed.total.ratedDown == 0)
    try shop.close()
}

@Test func `what was stored before the start is swept, imported chats among it, and it is said how far that is`() async throws {
    var shop = try await Shop.open()
    _ = try await shop.store.importPast((0..<700).map { Past.sample($0) }, into: shop.cast.bot.id)
    try await sixChats(shop) {}
    shop = try shop.reopened()
    #expect(try await shop.insights().progress == InsightProgress(upTo: nil, share: 0))
    #expect(try await shop.sqlite.fileFacts())
    let halfway = try await shop.insights().progress
    #expect(halfway.upTo == nil && (0.6...0.8).contains(halfway.share))
    try await shop.file()
    #expect(try await shop.insights().total.conversations == 6)
    let january = (0...31).map { Moment(rfc3339: "2026-01-01T00:00:00Z")!.adding(.seconds(86_400 * $0)) }
    let query = InsightQuery(organization: shop.cast.organization.id, bot: shop.cast.bot.id, boundaries: january)
    let imported = try await shop.sqlite.insights(query)
    // The customer at :01, the bot at :05, and the operator, who may not stand before it, at :05.
    #expect(imported.total.conversations == 700 && imported.total.running == 0)
    #expect(imported.total.handled(by: .operators) == 700 && imported.total.humanRequested == 0)
    #expect((imported.total.firstAnswer?.median, imported.total.humanAnswer?.p90) == (4_000, 4_000))
    #expect(imported.operators.isEmpty)
    #expect(imported.days.prefix(28).allSatisfy { $0.conversations == 25 })
    // One that is imported while the server runs is found, too.
    _ = try await shop.store.importPast([Past.sample(1)], into: shop.cast.bot.id)
    try await shop.file()
    #expect(try await shop.sqlite.insights(query).total.conversations == 701)
    try shop.close()
}

@Test func `another organization sees nothing of it, and a deleted bot's chats stay`() async throws {
    let shop = try await Shop.open()
    try await sixChats(shop) {}
    let other = Organization(id: Cast.id(70), name: "Other")
    try await shop.store.add(other)
    try await shop.store.delete(shop.cast.bot.id)
    try await shop.file()
    let ours = try await shop.insights()
    #expect(ours.total.conversations == 6 && ours.total.running == 0 && ours.bots.map(\.isDeleted) == [true])
    let theirs = try await shop.insights(organization: other.id)
    #expect(theirs.total.conversations == 0 && theirs.bots.isEmpty && theirs.operators.isEmpty)
    await #expect(throws: Refusal.notFound) {
        _ = try await shop.insights(bot: shop.cast.bot.id, organization: other.id)
    }
    try shop.close()
}

@Test func `the insights read ranges of one table each`() async throws {
    let shop = try await Shop.open()
    try await shop.sqlite.pool.read { db in
        for (sql, table) in [(FactReader.conversationsSQL, "conversation_fact"), (FactReader.partsSQL, "operator_fact")] {
            let plan: [String] = try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: [1, 2, 3]).map { $0["detail"] }
            #expect(plan == ["SEARCH \(table) USING PRIMARY KEY (bot=? AND started_at>? AND started_at<?)"])
        }
    }
    try shop.close()
}

@Test func `times are spread by nearest rank`() {
    #expect(Spread(ordered: []) == nil)
    for (count, median, p90) in [(1, 1, 1), (2, 1, 2), (3, 2, 3), (10, 5, 9), (11, 6, 10), (20, 10, 18), (200, 100, 180)] {
        let spread = Spread(ordered: (1...count).map(Int64.init))
        #expect((spread?.count, spread?.median, spread?.p90) == (count, Int64(median), Int64(p90)), "of \(count)")
    }
}

@Test func `too much at once is swept again instead of being kept`() {
    let uncounted = Uncounted()
    uncounted.filed(uncounted.next(limit: 10), sweptTo: 500, upTo: nil)
    uncounted.add([7, 7, 8])
    let step = uncounted.next(limit: 1)
    #expect((step.touched.count, step.takesAll, step.sweptTo) == (1, false, 500))
    uncounted.add(Array(1...100_001))
    uncounted.filed(step, sweptTo: 600, upTo: Cast.start)
    #expect(uncounted.sweptTo == 0 && uncounted.upTo == nil)
    let again = uncounted.next(limit: 10)
    #expect(again.touched.isEmpty && again.takesAll)
    uncounted.failed(step)
    #expect(uncounted.next(limit: 10).touched == step.touched)
}
