import Chat
import GRDB
@testable import SQLiteStore
import Synchronization
import Testing
import TestSupport

/// Tables of a handful of rows, and the queue that is read from its beginning: these alone may be scanned.
private let small: Set<String> = ["organization", "search_queue", "g"]

/// Why a plan would read a whole table or sort one.
private func fault(of plan: [String]) -> String? {
    for line in plan {
        let words = line.split(separator: " ")
        guard words.first == "SCAN", words.count > 1, !line.contains("VIRTUAL TABLE"), !line.contains("CONSTANT ROW") else {
            continue
        }
        let table = String(words[1])
        if table.hasPrefix("(") || small.contains(table) { continue }
        return line
    }
    return nil
}

private func plan(_ sql: String, _ arguments: StatementArguments, _ db: Database) throws -> [String] {
    try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments).map { $0["detail"] }
}

@Test func `every list reads ranges of one index in its order`() async throws {
    let shop = try await Shop.open()
    var plans = 0
    for mode in [nil, Mode.active, .past] {
        for section in [nil, Section.assisted, .automated] {
            for bot in [nil, shop.cast.bot.id] {
                for rated in [nil] + RatingFilter.allCases.map(Optional.some) {
                    var filter = ConversationFilter(organization: shop.cast.organization.id)
                    (filter.mode, filter.section, filter.bot, filter.rated) = (mode, section, bot, rated)
                    let asked = filter
                    try await shop.sqlite.pool.read { db in
                        guard let scope = try ListScope(asked, db) else { return }
                        let lines = try plan(
                            scope.listSQL(limit: 51), ["owner": 1, "activity": Int64.max, "row": Int64.max], db)
                        let index = bot == nil ? "conversation_list" : "conversation_bot_list"
                        let ranges = lines.filter { $0.hasPrefix("SEARCH conversation ") }
                        #expect(ranges.count == scope.states.count * scope.rated.count)
                        #expect(ranges.allSatisfy { $0.contains("COVERING INDEX \(index) (") && $0.contains("state=?") })
                        #expect(fault(of: lines) == nil, "\(lines)")
                    }
                    plans += 1
                }
            }
        }
    }
    #expect(plans == 72)
    try shop.close()
}

/// Everything that the store asks its file while a day goes by.
private func aDay(_ shop: Shop) async throws {
    let (cleo, dora) = (try await shop.customer(1, name: "Cleo"), try await shop.customer(2))
    let store = shop.store
    let id = try await shop.say("Hello there", by: cleo).conversation.id
    try await shop.say("Hello there", by: cleo)
    let other = try await shop.say("Hello", by: dora).conversation.id
    try await shop.answer("Hi.", on: id)
    try await shop.act(.takeOver(again: false), on: id, by: shop.anna)
    for _ in 0..<2 { try await shop.act(.send(id: "o1", text: "It is me"), on: id, by: shop.anna) }
    try await shop.act(.seen(seq: 2), on: id, by: .customer(cleo.id))
    try await shop.act(.rate(seq: 3, thumb: .up, note: nil), on: id, by: shop.ben)
    try await shop.index()
    try await shop.act(.leave(note: "Note."), on: id, by: shop.anna)
    try await shop.act(.end, on: other, by: .system)
    try await shop.index()
    for words in ["hello", "hello there", id.description, other.description] {
        for mode in [nil, Mode.active, .past] {
            var filter = ConversationFilter(organization: shop.cast.organization.id, limit: 2)
            (filter.words, filter.mode) = (words, mode)
            _ = try await store.conversations(filter)
        }
    }
    _ = try await store.conversation(id)
    _ = try await store.activeConversation(of: cleo.id)
    _ = try await store.conversations(of: cleo.id, after: nil, limit: 5)
    for fromEnd in [false, true] {
        for audience in [Audience.operators, .customer] {
            _ = try await store.items(ItemQuery(id, after: 1, before: 9, limit: 5, fromEnd: fromEnd, audience: audience))
        }
    }
    _ = try await store.assistedConversations()
    _ = try await store.quietConversations(since: shop.clock.now, limit: 5)
    let jobs = try await store.dueJobs(.answer, now: shop.clock.now, limit: 5, except: [])
    _ = try await store.nextDue(after: shop.clock.now)
    try await store.postpone(jobs[0], until: shop.clock.now)
    try await store.finish(jobs[0])
    try await accounts(shop, cleo)
    try await workbench(shop, id, cleo)
    try await imports(shop)
    try await embeddings(shop)
    _ = try await store.importPast([Past.sample(1, id: "x"), Past.sample(1, id: "x")], into: shop.cast.bot.id)
    try await insights(shop)
    _ = try await store.update(shop.cast.bot.id) { $0.liveChat = false }
    _ = try await store.remove(shop.cast.ben.id)
    try await store.delete(shop.cast.bot.id)
}

private func workbench(_ shop: Shop, _ id: ConversationID, _ cleo: Customer) async throws {
    let (store, organization) = (shop.sqlite, shop.cast.organization.id)
    try await shop.act(.note(id: "n1", text: "Psst."), on: id, by: shop.anna)
    for tags in [["vip", "late"], ["vip"]] { try await shop.act(.tag(tags), on: id, by: shop.anna) }
    _ = try await store.tags(of: organization, matching: "v", limit: 5)
    for words in [nil, "hello"] {
        for (tag, customer) in [("vip", nil), (nil, cleo.id), ("vip", cleo.id)] as [(String?, CustomerID?)] {
            var filter = ConversationFilter(organization: organization, limit: 2)
            (filter.words, filter.tag, filter.customer) = (words, tag, customer)
            _ = try await store.conversations(filter)
        }
    }
    let reply = SavedReply(
        id: Cast.id(79), organization: organization, shortcut: "hi", text: "Hello.", bot: shop.cast.bot.id,
        createdBy: Author(id: shop.cast.anna.id.description, name: "Anna"), updatedAt: shop.clock.now)
    for _ in 0..<2 { try await store.put(reply) }
    _ = try await store.savedReplies(of: organization, after: nil, limit: 5)
    _ = try await store.savedReply(reply.id, of: organization)
    _ = try await store.remove(reply.id, of: organization)
    try await store.setAvailable(false, of: shop.cast.anna.id)
}

private func insights(_ shop: Shop) async throws {
    try await shop.file()
    #expect(try await shop.insights(bot: shop.cast.bot.id).operators.count == 1)
    let token = APIToken(
        id: Cast.id(90), name: "Export", person: shop.cast.anna.id, personName: "Anna", createdAt: shop.clock.now)
    try await shop.sqlite.add(token, digest: Shop.digest(90))
    _ = try await shop.sqlite.tokens(of: shop.cast.organization.id, after: nil, limit: 5)
    _ = try await shop.sqlite.removeToken(token.id, of: shop.cast.organization.id)
    try await shop.sqlite.rename(shop.cast.organization.id, to: "Acme")
}

private func imports(_ shop: Shop) async throws {
    let (store, bot) = (shop.sqlite, shop.cast.bot.id)
    let entry = KnowledgeEntry(
        id: Cast.id(77), bot: bot, content: .file(FileSource(name: "a.txt", mediaType: "text/plain", size: 1)),
        createdAt: shop.clock.now, updatedAt: shop.clock.now)
    for text in ["Parcels.", "Umbrellas."] {
        try await store.importEntry(entry, upload: [1])
        guard case .read(let run)? = try await store.beginImport(of: entry.id) else { throw ImportOvertaken() }
        let passages = [Passage(title: "A", text: text), Passage(title: "A", text: text)]
        try await store.add(
            ImportedDocument(name: "a.txt", title: "A", passages: passages, readAt: shop.clock.now),
            progress: ImportProgress(state: .running), to: run)
        _ = try await store.keep("b", in: run)
        while try await store.indexNext(of: run) {}
        while try await store.dropNext(of: run) {}
        try await store.note(ImportProgress(), of: run)
        try await store.end(run, as: .done, ImportProgress())
    }
    _ = try await store.upload(of: entry.id)
    _ = try await store.entries(of: bot, after: nil, limit: 5)
    _ = try await store.documents(of: entry.id, bot: bot, after: nil, limit: 5)
    _ = try await store.refresh(entry.id, of: bot)
    _ = try await store.cancel(entry.id, of: bot)
    _ = try await store.beginImport(of: entry.id)
    _ = try await store.remove(entry.id, of: bot)
    while try await store.sweep(entry.id) {}
}

private func embeddings(_ shop: Shop) async throws {
    let (store, bot) = (shop.sqlite, shop.cast.bot.id)
    let entry = KnowledgeEntry(
        id: Cast.id(78), bot: bot, content: .text(title: "B", text: "Boats."), createdAt: shop.clock.now,
        updatedAt: shop.clock.now)
    let vector = Vector(numbers: [127, 0], scale: 1)
    for model in ["a", "b"] {
        try await store.use(model)
        try await store.put(entry, passages: [Passage(title: "B", text: "Boats."), Passage(title: "B", text: "Oars.")])
        while let batch = try await store.unembedded(limit: 1) {
            _ = try await store.keep(batch.passages.map { _ in vector }, of: batch)
        }
    }
    _ = try await store.compare(vector, in: bot, model: "b", limit: 1, and: [1, 2])
    #expect(try await store.embeddedSample(of: bot, limit: 1).count == 1)
    let untested = try #require(try await store.untestedBots().first)
    try await store.keep(
        EmbeddingTest(weight: 1, near: 0, questions: 1, without: 0, with: 1, at: shop.clock.now), of: untested)
    #expect(try await store.embeddingTest(of: bot, model: "b")?.weight == 1)
    #expect(try await store.embedding(of: bot, model: "b").embedded == 2)
    #expect(try await store.untestedBots().isEmpty)
    let other = UnembeddedBatch(passages: [UnembeddedPassage(number: 1, passage: Passage(title: "", text: ""))], through: 1)
    #expect(try await !store.keep([Vector(numbers: [127], scale: 1)], of: other))
    _ = try await store.remove(entry.id, of: bot)
}

private func accounts(_ shop: Shop, _ cleo: Customer) async throws {
    let (store, now) = (shop.store, shop.clock.now)
    _ = try await store.organization(shop.cast.organization.id)
    try await store.addOperatorToken(
        Shop.digest(9), id: .make(at: now), operator: shop.cast.ben.id, sort: .session, expiresAt: nil)
    _ = try await store.operatorSession(Shop.digest(9), now: now)
    _ = try await store.customerSession(Shop.digest(1))
    try await store.endOperatorSession(Shop.digest(9))
    _ = try await store.operator(shop.cast.ben.id)
    _ = try await store.operator(email: "BEN@example.com")
    _ = try await store.operators(of: shop.cast.organization.id, after: nil, limit: 5)
    _ = try await store.passwordHash(of: shop.cast.ben.id)
    _ = try await store.update(shop.cast.ben, passwordHash: "new", keeping: nil)
    try await store.noteLastSeen([(cleo.id, now)])
    _ = try await store.countFailure("k", now: now, window: .seconds(60))
    _ = try await store.failures("k", now: now, window: .seconds(60))
    try await store.forgiveFailures("k")
    _ = try await store.bot(shop.cast.bot.id)
    _ = try await store.bots(of: shop.cast.organization.id, after: nil, limit: 5)
}

@Test func `nothing that the store asks its file reads a whole table`() async throws {
    let shop = try await Shop.open()
    let asked = Mutex<Set<String>>([])
    let pool = shop.sqlite.pool
    let listen: @Sendable (Database) -> Void = { db in
        db.trace(options: .statement) { event in
            guard case .statement(let statement) = event else { return }
            asked.withLock { _ = $0.insert(statement.expandedSQL) }
        }
    }
    try await pool.writeWithoutTransaction { listen($0) }
    // Each reading connection at once, so that none is left out.
    let gates = (0..<4).map { _ in Gate() }
    let readers = gates.map { gate in Task { try await pool.read { db in listen(db); gate.wait() } } }
    for gate in gates { await gate.entered() }
    for gate in gates { gate.open() }
    for reader in readers { try await reader.value }
    try await aDay(shop)
    let statements = asked.withLock { $0 }.filter {
        // The tables behind the full-text indexes are asked by SQLite itself.
        ["SELECT", "UPDATE", "DELETE"].contains($0.prefix(6).uppercased()) && !$0.contains("sqlite_master")
            && !$0.contains(/(live|past)_words_|passage_(words|titles|trigrams)_/)
    }
    #expect(statements.count > 80)
    try await pool.read { db in
        for sql in statements {
            let lines = try plan(sql, [], db)
            #expect(fault(of: lines) == nil, "\(sql)\n\(lines.joined(separator: "\n"))")
        }
        // What a search found among running conversations is looked up row by row, never sought in the list.
        let lookups = statements.filter { $0.hasPrefix("SELECT activity, id FROM conversation") }
        #expect(lookups.count > 2)
        for sql in lookups {
            let lines = try plan(sql, [], db)
            #expect(lines.contains { $0.hasPrefix("SEARCH conversation USING INTEGER PRIMARY KEY") }, "\(lines)")
        }
    }
    try shop.close()
}
