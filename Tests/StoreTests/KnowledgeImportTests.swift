import Chat
import GRDB
@testable import SQLiteStore
import Testing
import TestSupport

/// A shop whose bot learns from a site; each call is what the job would do.
private struct Site {
    let shop: Shop
    let entry: KnowledgeEntry

    var store: SQLiteStore { shop.sqlite }
    var bot: BotID { entry.bot }

    static func open(_ url: String = "https://shop.example/", in shop: Shop? = nil, number: UInt64 = 500) async throws -> Site {
        let shop = if let shop { shop } else { try await Shop.open() }
        let source = WebSource(url: url, isSite: true, maxPages: 500, maxDepth: 5)
        let entry = KnowledgeEntry(
            id: Cast.id(number), bot: shop.cast.bot.id, content: .url(source), createdAt: shop.clock.now,
            updatedAt: shop.clock.now)
        try await shop.sqlite.importEntry(entry, upload: nil)
        return Site(shop: shop, entry: entry)
    }

    func begin() async throws -> ImportRun {
        guard case .read(let run)? = try await store.beginImport(of: entry.id) else { throw ImportOvertaken() }
        return run
    }

    func page(_ name: String, _ texts: String...) -> ImportedDocument {
        ImportedDocument(
            name: name, title: "Page \(name)", passages: texts.map { Passage(title: "Page \(name)", text: $0) },
            readAt: shop.clock.now)
    }

    func read(_ documents: ImportedDocument..., in run: ImportRun) async throws {
        var progress = ImportProgress(state: .running)
        for document in documents {
            progress.found += 1
            progress.read += 1
            try await store.add(document, progress: progress, to: run)
        }
    }

    func settle(_ run: ImportRun) async throws {
        while try await store.indexNext(of: run) {}
        while try await store.dropNext(of: run) {}
        try await store.end(run, as: .done, try await progress())
    }

    func sweep() async throws { while try await store.sweep(entry.id) {} }

    func progress() async throws -> ImportProgress {
        try #require(try await store.entry(entry.id, of: bot)?.progress)
    }

    func names() async throws -> [String] {
        try await store.documents(of: entry.id, bot: bot, after: nil, limit: 100).elements.map(\.name)
    }

    func hits(_ words: [String]) async throws -> [PassageHit] {
        try await store.search(words.map { Lookup([$0]) }, context: [], in: bot, limit: 60).hits
    }

    /// The texts that are found for the words, in the order of the alphabet.
    func found(_ words: String...) async throws -> [String] {
        try await hits(words).map(\.passage.text).sorted()
    }

    func due() async throws -> [Job] {
        try await store.dueJobs(.importKnowledge, now: shop.clock.now, limit: 9, except: [])
    }

    func rows(_ table: String) async throws -> Int {
        try await store.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? -1 }
    }
}

@Test func `an upload, its entry and the wish for it are there after a restart, or none of them is`() async throws {
    var shop = try await Shop.open()
    let bytes = [UInt8](repeating: 7, count: 300_000)
    let entry = KnowledgeEntry(
        id: Cast.id(501), bot: shop.cast.bot.id,
        content: .file(FileSource(name: "prices.csv", mediaType: "text/csv", size: bytes.count)),
        createdAt: shop.clock.now, updatedAt: shop.clock.now)
    let before = shop.heard.rings
    try await shop.sqlite.importEntry(entry, upload: bytes)
    #expect(try await shop.announced().rings == before + 1, "the jobs are rung for")
    shop = try shop.reopened()
    var stored = try #require(try await shop.sqlite.entry(entry.id, of: entry.bot))
    #expect(stored.progress == ImportProgress(state: .waiting))
    stored.progress = nil
    #expect(stored == entry)
    #expect(try await shop.sqlite.upload(of: entry.id) == bytes)
    let due = try await shop.sqlite.dueJobs(.importKnowledge, now: shop.clock.now, limit: 9, except: [])
    #expect(due.map(\.key) == [entry.id.description])
    #expect(try await shop.sqlite.dueJobs(.answer, now: shop.clock.now, limit: 9, except: []).isEmpty)
    let stolen = KnowledgeEntry(
        id: entry.id, bot: Cast.id(999), content: entry.content, createdAt: shop.clock.now, updatedAt: shop.clock.now)
    await #expect(throws: (any Error).self) { try await shop.sqlite.importEntry(stolen, upload: [1]) }
    #expect(try await shop.sqlite.upload(of: entry.id) == bytes)
    try shop.close()
}

@Test func `what is read answers once it is indexed, and counts stand with the entry`() async throws {
    let site = try await Site.open()
    let run = try await site.begin()
    #expect(run.number == 1 && !run.hasEarlier)
    try await site.read(site.page("a", "Parcels travel nine days."), site.page("b", "Umbrellas are blue."), in: run)
    #expect(try await site.found("parcels").isEmpty, "read, and not indexed yet")
    try await site.settle(run)
    #expect(try await site.found("parcels") == ["Parcels travel nine days."])
    let hit = try #require(try await site.hits(["umbrellas"]).first)
    #expect(hit.passage.url == "b" && hit.entry == site.entry.id && !hit.passage.isAnswer)
    let progress = try await site.progress()
    #expect(progress.state == .done && progress.read == 2 && progress.indexed == 2 && progress.finishedAt != nil)
    #expect(try await site.names() == ["a", "b"])
    #expect(try await site.rows("held_passage") == 0)
    #expect(try await site.store.beginImport(of: site.entry.id) == nil, "nothing is left to do")
    try site.shop.close()
}

@Test func `a reading that fails or is cancelled leaves what answered, one that succeeds replaces it`() async throws {
    let site = try await Site.open()
    var run = try await site.begin()
    try await site.read(site.page("a", "Old parcels."), site.page("b", "Old umbrellas."), in: run)
    try await site.settle(run)
    for state in [ImportProgress.State.failed, .cancelled] {
        #expect(try await site.store.refresh(site.entry.id, of: site.bot))
        run = try await site.begin()
        #expect(run.hasEarlier)
        try await site.read(site.page("a", "New parcels."), in: run)
        if state == .failed {
            try await site.store.end(run, as: .failed, ImportProgress(failures: [.init(name: "b", reason: "It hangs.")]))
        } else {
            // Even where it had come as far as the index.
            _ = try await site.store.pool.write { db in try db.execute(sql: "UPDATE document SET placed = 0") }
            #expect(try await site.store.cancel(site.entry.id, of: site.bot))
            await #expect(throws: ImportOvertaken.self) { try await site.store.indexNext(of: run) }
            await #expect(throws: ImportOvertaken.self) { try await site.read(site.page("c", "x"), in: run) }
            await #expect(throws: ImportOvertaken.self) { try await site.store.end(run, as: .done, ImportProgress()) }
        }
        #expect(try await site.progress().state == state)
        guard case .sweep? = try await site.store.beginImport(of: site.entry.id) else { throw ImportOvertaken() }
        try await site.sweep()
        #expect(try await site.found("parcels", "umbrellas") == ["Old parcels.", "Old umbrellas."])
        #expect(try await site.names() == ["a", "b"])
        #expect(try await site.rows("held_passage") == 0)
    }
    #expect(try await site.store.refresh(site.entry.id, of: site.bot))
    run = try await site.begin()
    try await site.read(site.page("a", "New parcels."), site.page("c", "New hats."), in: run)
    try await site.settle(run)
    #expect(try await site.found("parcels", "umbrellas", "hats") == ["New hats.", "New parcels."])
    #expect(try await site.names().sorted() == ["a", "c"])
    try site.shop.close()
}

@Test func `a page that could not be read this time stays, and one that is the same is not indexed again`() async throws {
    let site = try await Site.open()
    var run = try await site.begin()
    try await site.read(site.page("a", "Parcels."), site.page("b", "Umbrellas."), in: run)
    try await site.settle(run)
    let before = try await site.store.pool.read { try Int64.fetchAll($0, sql: "SELECT id FROM passage ORDER BY id") }
    _ = try await site.store.refresh(site.entry.id, of: site.bot)
    site.shop.clock.turn(by: .seconds(60))
    run = try await site.begin()
    try await site.read(site.page("a", "Parcels."), in: run)
    #expect(try await site.progress().indexed == 1)
    #expect(try await site.store.keep("b", in: run))
    #expect(try await !site.store.keep("never seen", in: run))
    try await site.settle(run)
    let after = try await site.store.pool.read { try Int64.fetchAll($0, sql: "SELECT id FROM passage ORDER BY id") }
    #expect(before == after)
    let page = try await site.store.documents(of: site.entry.id, bot: site.bot, after: nil, limit: 1)
    #expect(page.elements.map(\.name) == ["a"] && page.elements[0].readAt == site.shop.clock.now)
    let rest = try await site.store.documents(of: site.entry.id, bot: site.bot, after: page.next, limit: 1)
    #expect(rest.elements.map(\.name) == ["b"] && rest.next == nil && rest.elements[0].readAt < site.shop.clock.now)
    try site.shop.close()
}

@Test func `what was killed half-way begins again and doubles nothing`() async throws {
    var site = try await Site.open()
    let long = (0..<130).map { "Parcel number \($0) travels alone." }
    func book(_ site: Site) -> ImportedDocument {
        ImportedDocument(
            name: "book", title: "Book", passages: long.map { Passage(title: "Book", text: $0) },
            readAt: site.shop.clock.now)
    }
    for steps in 0..<4 {
        let run = try await site.begin()
        try await site.read(site.page("a", "Umbrellas."), book(site), in: run)
        for _ in 0..<steps { _ = try await site.store.indexNext(of: run) }
        site = Site(shop: try site.shop.reopened(), entry: site.entry)
        #expect(try await site.due().count == 1, "the job stands")
        await #expect(throws: (any Error).self) { try await site.settle(ImportRun(entry: site.entry, number: 0, hasEarlier: false)) }
    }
    let run = try await site.begin()
    #expect(run.number == 5)
    try await site.read(site.page("a", "Umbrellas."), book(site), in: run)
    try await site.settle(run)
    #expect(try await site.rows("passage") == 131)
    #expect(try await site.rows("document") == 2)
    #expect(try await site.found("travels").count == 60)
    for job in try await site.due() { try await site.store.finish(job) }
    #expect(try await site.due().isEmpty)
    try site.shop.close()
}

@Test func `a reading that never ends is given up in the end`() async throws {
    let site = try await Site.open()
    for number in 1...SQLiteStore.mostBegins { #expect(try await site.begin().number == number) }
    guard case .sweep? = try await site.store.beginImport(of: site.entry.id) else { throw ImportOvertaken() }
    let progress = try await site.progress()
    #expect(progress.state == .failed && progress.failures.first?.reason.contains("interrupted") == true)
    _ = try await site.store.refresh(site.entry.id, of: site.bot)
    #expect(try await site.begin().number == SQLiteStore.mostBegins + 1)
    try site.shop.close()
}

@Test func `the same passage stands once, and when its document goes another one's takes its place`() async throws {
    let footer = "All our shops are open from nine to five, from Monday to Friday, in every town of the country, and on "
        + "Saturdays until noon; on Sundays and on holidays they stay closed, as the law of the land has it for shops."
    let first = try await Site.open()
    let second = try await Site.open("https://other.example/", in: first.shop, number: 502)
    for site in [first, second] {
        let run = try await site.begin()
        try await site.read(
            site.page("a", footer, "Short."), site.page("b", "Umbrellas of \(site.entry.id).", footer), in: run)
        try await site.settle(run)
    }
    #expect(try await first.found("saturdays") == [footer])
    #expect(try await first.found("short") == ["Short."], "the same title and text, in two entries")
    #expect(try await first.rows("held_passage") == 4)
    // A short text under another title says something else.
    let run = try await second.store.refresh(second.entry.id, of: second.bot) ? second.begin() : nil
    try await second.read(second.page("c", "Short."), in: try #require(run))
    while try await second.store.indexNext(of: try #require(run)) {}
    #expect(try await first.found("short") == ["Short.", "Short."])
    #expect(try await first.store.remove(first.entry.id, of: first.bot))
    try await first.sweep()
    #expect(try await second.found("saturdays") == [footer])
    #expect(try await second.hits(["saturdays"]).map(\.entry) == [second.entry.id])
    #expect(try await second.store.remove(second.entry.id, of: second.bot))
    try await second.sweep()
    #expect(try await second.found("saturdays", "short", "umbrellas").isEmpty)
    for table in ["passage", "held_passage", "document", "knowledge", "knowledge_import"] {
        #expect(try await first.rows(table) == 0, "\(table)")
    }
    try first.shop.close()
}

@Test func `a removed entry is neither found nor listed at once, and its job takes the rest away`() async throws {
    let site = try await Site.open()
    let run = try await site.begin()
    let passages = (0..<200).map { Passage(title: "Page", text: "Parcel number \($0).") }
    try await site.read(
        ImportedDocument(name: "a", title: "A", passages: passages, readAt: site.shop.clock.now), in: run)
    try await site.settle(run)
    for job in try await site.due() { try await site.store.finish(job) }
    #expect(try await !site.store.remove(site.entry.id, of: Cast.id(999)))
    #expect(try await site.store.remove(site.entry.id, of: site.bot))
    #expect(try await !site.store.remove(site.entry.id, of: site.bot))
    #expect(try await site.found("parcel").isEmpty)
    #expect(try await site.store.entry(site.entry.id, of: site.bot) == nil)
    #expect(try await site.store.entries(of: site.bot, after: nil, limit: 9).elements.isEmpty)
    #expect(try await !site.store.refresh(site.entry.id, of: site.bot))
    #expect(try await !site.store.cancel(site.entry.id, of: site.bot))
    #expect(try await site.due().map(\.key) == [site.entry.id.description])
    guard case .sweep? = try await site.store.beginImport(of: site.entry.id) else { throw ImportOvertaken() }
    var steps = 0
    while try await site.store.sweep(site.entry.id) { steps += 1 }
    #expect(steps >= 4, "in small transactions")
    #expect(try await site.rows("passage") == 0)
    #expect(try await site.store.beginImport(of: site.entry.id) == nil)
    try site.shop.close()
}

@Test func `the reading for a bot that was deleted ends`() async throws {
    let site = try await Site.open()
    let run = try await site.begin()
    try await site.read(site.page("a", "Parcels."), in: run)
    try await site.store.delete(site.bot)
    await #expect(throws: ImportOvertaken.self) { try await site.store.indexNext(of: run) }
    guard case .sweep? = try await site.store.beginImport(of: site.entry.id) else { throw ImportOvertaken() }
    try await site.sweep()
    #expect(try await site.store.beginImport(of: site.entry.id) == nil)
    #expect(try await site.rows("held_passage") == 0)
    try site.shop.close()
}
