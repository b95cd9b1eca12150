import Chat
import Foundation
import GRDB
@testable import SQLiteStore
import Testing
import TestSupport

private func tags(_ shop: Shop, _ words: String = "") async throws -> [TagCount] {
    try await shop.sqlite.tags(of: shop.cast.organization.id, matching: words, limit: 50)
}

private func listed(
    _ shop: Shop, _ set: (inout ConversationFilter) -> Void
) async throws -> [ConversationID] {
    var filter = ConversationFilter(organization: shop.cast.organization.id, limit: 2)
    set(&filter)
    var ids: [ConversationID] = []
    repeat {
        let page = try await shop.store.conversations(filter)
        ids += page.elements.map(\.id)
        filter.cursor = page.next
    } while filter.cursor != nil
    return ids
}

@Test func `tags are counted, suggested and survive a restart; a tag that nobody uses is gone`() async throws {
    var shop = try await Shop.open()
    let (cleo, dora) = (try await shop.customer(1), try await shop.customer(2))
    let first = try await shop.say("Hello", by: cleo).conversation.id
    let second = try await shop.say("Hello", by: dora).conversation.id
    try await shop.act(.tag(["VIP", "Late delivery"]), on: first, by: shop.anna)
    try await shop.act(.tag(["vip"]), on: second, by: shop.ben)
    #expect(try await tags(shop) == [TagCount(name: "vip", count: 2), TagCount(name: "Late delivery", count: 1)])
    #expect(try await tags(shop, " DELI").map(\.name) == ["Late delivery"])
    #expect(try await tags(shop, "e").map(\.name) == ["Late delivery"])
    #expect(try await shop.sqlite.tags(of: Cast.id(77), matching: "", limit: 5) == [])
    shop = try shop.reopened()
    #expect(try await shop.conversation(first).tags == ["VIP", "Late delivery"])
    #expect(try await shop.conversation(second).tags == ["vip"])
    try await shop.act(.tag(["late delivery"]), on: first, by: shop.anna)
    #expect(try await shop.conversation(first).tags == ["late delivery"])
    #expect(try await tags(shop) == [TagCount(name: "late delivery", count: 1), TagCount(name: "vip", count: 1)])
    try await shop.act(.tag([]), on: first, by: shop.anna)
    #expect(try await tags(shop) == [TagCount(name: "vip", count: 1)])
    // Others hear of it as of any change.
    #expect(try await shop.announced().changes.last?.conversation.tags == [])
    try shop.close()
}

@Test func `the list of a tag, and of a customer, follows what happens and goes with every other filter`() async throws {
    let shop = try await Shop.open()
    let (cleo, dora) = (try await shop.customer(1), try await shop.customer(2))
    let old = try await shop.say("Where is my parcel?", id: "c1", by: cleo).conversation.id
    try await shop.act(.tag(["vip"]), on: old, by: shop.anna)
    try await shop.act(.end, on: old, by: .system)
    shop.clock.turn(by: .seconds(1))
    let now = try await shop.say("And my other parcel?", id: "c2", by: cleo).conversation.id
    shop.clock.turn(by: .seconds(1))
    let other = try await shop.say("Hello parcel", by: dora).conversation.id
    for id in [now, other] { try await shop.act(.tag(["VIP", "x"]), on: id, by: shop.anna) }
    #expect(try await listed(shop) { $0.tag = "Vip" } == [other, now, old])
    shop.clock.turn(by: .seconds(1))
    try await shop.answer("It is on its way.", on: now)
    #expect(try await listed(shop) { $0.tag = "vip" } == [now, other, old])
    #expect(try await listed(shop) { ($0.tag, $0.mode) = ("vip", .past) } == [old])
    #expect(try await listed(shop) { ($0.tag, $0.section) = ("vip", .assisted) } == [])
    try await shop.act(.takeOver(again: false), on: other, by: shop.ben)
    #expect(try await listed(shop) { ($0.tag, $0.section) = ("vip", .assisted) } == [other])
    try await shop.act(.rate(seq: 3, thumb: .up, note: nil), on: now, by: shop.ben)
    #expect(try await listed(shop) { ($0.tag, $0.rated, $0.bot) = ("x", .up, shop.cast.bot.id) } == [now])
    #expect(try await listed(shop) { $0.tag = "nobody's" } == [])
    #expect(try await listed(shop) { $0.customer = cleo.id } == [now, old])
    #expect(try await listed(shop) { ($0.customer, $0.mode) = (cleo.id, .past) } == [old])
    #expect(try await listed(shop) { ($0.customer, $0.tag) = (cleo.id, "x") } == [now])
    #expect(try await listed(shop) { $0.customer = Cast.id(999) } == [])
    try await shop.index()
    #expect(try await listed(shop) { ($0.words, $0.tag) = ("parcel", "x") } == [other, now])
    #expect(try await listed(shop) { ($0.words, $0.customer) = ("parcel", cleo.id) } == [now, old])
    #expect(try await listed(shop) { ($0.words, $0.tag, $0.mode) = ("parcel", "vip", .past) } == [old])
    #expect(try await listed(shop) { ($0.words, $0.tag) = (old.description, "x") } == [])
    try shop.close()
}

@Test func `a note or a tag on a past chat does not hide the one that the customer has now`() async throws {
    let shop = try await Shop.open()
    let cleo = try await shop.customer(1)
    let old = try await shop.say("Hello", id: "c1", by: cleo).conversation.id
    try await shop.answer("Hi.", on: old)
    try await shop.act(.end, on: old, by: .system)
    let now = try await shop.say("Again", id: "c2", by: cleo).conversation.id
    try await shop.act(.note(id: "n", text: "Called back."), on: old, by: shop.anna)
    try await shop.act(.tag(["x"]), on: old, by: shop.anna)
    try await shop.act(.rate(seq: 3, thumb: .up, note: nil), on: old, by: shop.anna)
    #expect(try await shop.say("And again", id: "c3", by: cleo).conversation.id == now)
    try shop.close()
}

@Test func `a note is stored once, is no whisper's repeat, and no customer reads it`() async throws {
    let shop = try await Shop.open()
    let id = try await shop.say("Hello", by: try await shop.customer(1)).conversation.id
    let first = try await shop.act(.note(id: "n1", text: "Careful."), on: id, by: shop.anna)
    let again = try await shop.act(.note(id: "n1", text: "Careful."), on: id, by: shop.anna)
    #expect(again.isRepeat && again.items == first.items)
    for command in [
        Command.note(id: "n1", text: "Other."), .whisper(id: "n1", text: "Careful."),
    ] {
        #expect(await shop.together([Shop.order(command, on: id, by: shop.anna)])[0].refusal == .idReused)
    }
    try await shop.act(.whisper(id: "w1", text: "Offer a gift."), on: id, by: shop.anna)
    #expect(try await shop.items(of: id, audience: .customer).allSatisfy { $0.sort != .note })
    let told = try await shop.store.items(ItemQuery(id, limit: 9, audience: .operators, notesOnly: true))
    #expect(told.map(\.text) == ["Offer a gift."], "the bot is told whispers, not notes")
    try shop.close()
}

@Test func `a tag's list reads ranges of one index, within 50 ms among 200,000 chats`() async throws {
    let shop = try await Shop.open()
    let cleo = try await shop.customer(1)
    let id = try await shop.say("Hello", by: cleo).conversation.id
    try await shop.act(.tag(["vip"]), on: id, by: shop.anna)
    try await shop.sqlite.write { db in
        // Past conversations that differ in id and activity; every second one has the tag.
        try db.execute(sql: """
            WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
            INSERT INTO conversation(
              public_id, organization, bot, customer, handling, handling_number, state, rated, activity, last_seq,
              last_item_seq, started_at, ended_at, last_message_at, last_message_seq, answered_up_to, operators_seen,
              customer_seen, unread_by_operators, unread_by_customer, rated_up, rated_down)
            SELECT randomblob(16), organization, bot, customer, 0, 1, 2, i % 4, activity - i % 9973, 0, 0, started_at, activity,
              last_message_at, 0, 0, 0, 0, 0, 0, i % 2, i / 2 % 2 FROM n, conversation WHERE conversation.id = 1
            """)
        try db.execute(sql: """
            INSERT INTO tagged SELECT c.id, t.id, c.bot, c.state, c.rated, c.activity
            FROM conversation c, tag t WHERE c.id % 2 = 0
            """)
    }
    var filter = ConversationFilter(organization: shop.cast.organization.id)
    filter.tag = "vip"
    for bot in [nil, shop.cast.bot.id] {
        filter.bot = bot
        let asked = filter
        let lines = try await shop.sqlite.pool.read { db in
            let scope = try #require(try ListScope(asked, db))
            return try Row.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN " + scope.listSQL(limit: 51), arguments: scope.arguments(from: .start)
            ).map { $0["detail"] as String }
        }
        let index = bot == nil ? "tagged_list" : "tagged_bot_list"
        let ranges = lines.filter { $0.hasPrefix("SEARCH tagged ") }
        #expect(ranges.count == 12 && ranges.allSatisfy { $0.contains("COVERING INDEX \(index) (") }, "\(lines)")
        var best = Duration.seconds(9)
        for _ in 0..<3 {
            let took = try await shop.sqlite.pool.read { db in
                let scope = try #require(try ListScope(asked, db))
                let began = ContinuousClock.now
                let rows = try Row.fetchAll(db, sql: scope.listSQL(limit: 51), arguments: scope.arguments(from: .start))
                #expect(rows.count == 51)
                return began.duration(to: .now)
            }
            best = min(best, took)
        }
        #expect(best < .milliseconds(50))
    }
    #expect(try await shop.store.conversations(filter).elements.count == 50)
    try shop.close()
}
