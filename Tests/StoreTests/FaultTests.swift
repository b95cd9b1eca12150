import Chat
import GRDB
@testable import SQLiteStore
import Testing
import TestSupport

/// Everything stored of some conversations and their jobs.
private struct Stored: Equatable {
    var conversations: [Conversation?] = []
    var items: [[Item]] = []
    var jobs: [Job]

    init(_ shop: Shop, _ ids: [ConversationID]) async throws {
        jobs = try await shop.store.dueJobs(.answer, now: shop.clock.now.adding(.seconds(9)), limit: 100, except: [])
        for id in ids {
            conversations.append(try await shop.store.conversation(id))
            items.append(try await shop.items(of: id))
        }
    }
}

/// A shop with two chats (the second one handled by Anna, with a bot message) and a group of orders that
/// touches every table of a running chat.
private struct Scene {
    let shop: Shop
    let ids: [ConversationID]
    let group: [Order]

    init() async throws {
        shop = try await Shop.open()
        let (cleo, dora, emil) = (try await shop.customer(1), try await shop.customer(2), try await shop.customer(3))
        let first = try await shop.say("A", by: cleo).conversation.id
        let second = try await shop.say("B", by: dora).conversation.id
        try await shop.answer("Yes.", on: second)
        try await shop.act(.takeOver(again: false), on: second, by: shop.anna)
        ids = [first, second]
        group = [
            Shop.words("A2", id: "c2", by: cleo), Shop.words("New", id: "c1", by: emil),
            Shop.order(.rate(seq: 3, thumb: .down, note: "No."), on: second, by: shop.ben),
            Shop.order(.send(id: "o1", text: "Hi"), on: second, by: shop.anna),
            Shop.order(.seen(seq: 2), on: first, by: shop.ben),
            Shop.order(.takeOver(again: false), on: first, by: shop.ben),
            Shop.order(.leave(note: "Agreed."), on: second, by: shop.anna),
            Shop.order(.end, on: second, by: .customer(dora.id)),
        ]
    }

    /// The same group again, in full, after which memory and file say the same and nothing is missing.
    func recovers(_ place: Comment) async throws {
        let results = await shop.together(group)
        #expect(results.allSatisfy { $0.outcome?.isRepeat == false }, place)
        for id in try ids + [#require(results[1].outcome).conversation.id] {
            let items = try await shop.items(of: id)
            let conversation = try await shop.conversation(id)
            #expect(items.map(\.seq) == Array(1...conversation.lastSeq), place)
            let announced = try await shop.announced().changes.last { $0.conversation.id == id }
            #expect(announced?.conversation == conversation, place)
            // What memory believes shows in the next decision.
            let outcome = try await shop.act(.seen(seq: 1), on: id, by: shop.anna)
            #expect(try await shop.conversation(id) == outcome.conversation, place)
        }
    }
}

@Test func `a fault at the 1st, 2nd, 3rd … statement undoes the whole commit and nothing else`() async throws {
    var statement = 1
    while true {
        let scene = try await Scene()
        let faults = Faults(path: scene.shop.path)
        let before = try await Stored(scene.shop, scene.ids)
        let announced = try await scene.shop.announced().changes.count
        try faults.inject(at: statement)
        let results = await scene.shop.together(scene.group)
        let place: Comment = "fault at statement \(statement)"
        try faults.remove()
        if results.allSatisfy({ $0.outcome != nil }) {
            try scene.shop.close()
            break
        }
        #expect(results.map(\.refusal) == Array(repeating: .unavailable, count: scene.group.count), place)
        #expect(try await Stored(scene.shop, scene.ids) == before, place)
        #expect(try await scene.shop.announced().changes.count == announced, place)
        #expect(scene.shop.sqlite.figures.failures == 1, place)
        try await scene.recovers(place)
        try scene.shop.close()
        statement += 1
    }
    #expect(statement > 15, "the group makes more changes than \(statement)")
}

@Test func `a commit that is refused at the last moment leaves nothing behind`() async throws {
    let scene = try await Scene()
    let before = try await Stored(scene.shop, scene.ids)
    let refusal = CommitRefusal()
    scene.shop.sqlite.pool.add(transactionObserver: refusal, extent: .databaseLifetime)
    for _ in 0..<3 {
        let results = await scene.shop.together(scene.group)
        #expect(results.allSatisfy { $0.refusal == .unavailable })
    }
    #expect(try await Stored(scene.shop, scene.ids) == before)
    scene.shop.sqlite.pool.remove(transactionObserver: refusal)
    try await scene.recovers("after a refused commit")
    try scene.shop.close()
}

@Test func `a full disk is unavailable, reading goes on, and with room again so does writing`() async throws {
    let scene = try await Scene()
    let (shop, pool) = (scene.shop, scene.shop.sqlite.pool)
    let pages = try await pool.writeWithoutTransaction { db in
        let pages = try Int.fetchOne(db, sql: "PRAGMA page_count")!
        return try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)")!
    }
    let before = try await Stored(shop, scene.ids)
    let text = String(repeating: "x", count: 5_000)
    let dora = Customer(id: Cast.id(1_002), organization: shop.cast.organization.id, bot: shop.cast.bot.id)
    let full = (0..<40).map { Shop.words(text, id: "big\($0)", by: dora) }
    for _ in 0..<2 {
        #expect(await shop.together(full).allSatisfy { $0.refusal == .unavailable })
        #expect(try await Stored(shop, scene.ids) == before)
    }
    _ = try await pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA max_page_count = \(pages + 10_000)") }
    #expect(await shop.together(full).allSatisfy { $0.outcome?.isRepeat == false })
    try await scene.recovers("after a full disk")
    try shop.close()
}

@Test(arguments: ["switch off", "delete", "remove", "import"])
func `a change that fails half-way takes nothing with it, nor of its group`(kind: String) async throws {
    var statement = 1
    var reached = true
    while reached {
        let scene = try await Scene()
        let shop = scene.shop
        try await shop.act(.requestHuman, on: scene.ids[0], by: .system)
        let faults = Faults(path: shop.path)
        let before = try await Stored(shop, scene.ids)
        try faults.inject(at: statement)
        let place: Comment = "\(kind), fault at statement \(statement)"
        do {
            switch kind {
            case "switch off": _ = try await shop.store.update(shop.cast.bot.id) { $0.liveChat = false }
            case "delete": try await shop.store.delete(shop.cast.bot.id)
            case "remove": _ = try await shop.store.remove(shop.cast.anna.id)
            default: _ = try await shop.store.importPast([Past.sample(1), Past.sample(2)], into: shop.cast.bot.id)
            }
            try faults.remove()
            reached = false
        } catch {
            try faults.remove()
            #expect(try await Stored(shop, scene.ids) == before, place)
            #expect(try await shop.store.bot(shop.cast.bot.id) == shop.cast.bot, place)
            #expect(try await shop.store.operator(shop.cast.anna.id) == shop.cast.anna, place)
            try await scene.recovers(place)
        }
        try shop.close()
        statement += 1
    }
    #expect(statement > 3)
}

/// Keeps the writer busy until let go, so that what is sent meanwhile becomes one group.
private func inOneGroup(_ shop: Shop, _ body: () async throws -> Void) async throws {
    let gate = Gate()
    let held = Task { try await shop.sqlite.writer.perform { _ in gate.wait() } }
    await gate.entered()
    try await body()
    gate.open()
    try await held.value
}

@Test func `an import into a bot that is not there takes nothing of its group with it`() async throws {
    let shop = try await Shop.open()
    let cleo = try await shop.customer(1)
    let id = try await shop.say("Hello", by: cleo).conversation.id
    let job = try await shop.store.dueJobs(.answer, now: shop.clock.now, limit: 1, except: [])[0]
    var sent: Task<Outcome, any Error>?
    var imported: Task<ImportCount, any Error>?
    try await inOneGroup(shop) {
        sent = Task { try await shop.say("Still there?", id: "c2", by: cleo) }
        while !shop.sqlite.isBusy { await Task.yield() }
        imported = Task { try await shop.store.importPast([Past.sample(1)], into: Cast.id(88)) }
        // Only to give the import time to join the group; were it late, the test would see nothing wrong.
        try await Task.sleep(for: .milliseconds(30))
    }
    let outcome = try await #require(sent).value
    await #expect(throws: Refusal.notFound) { try await imported?.value }
    #expect(outcome.conversation.lastSeq == 3)
    #expect(try await shop.conversation(id) == outcome.conversation)
    #expect(try await shop.store.dueJobs(.answer, now: shop.clock.now, limit: 1, except: []).first?.number == job.number + 1)
    try shop.close()
}
