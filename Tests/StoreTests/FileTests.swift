import Chat
import Foundation
import GRDB
@testable import SQLiteStore
import Testing
import TestSupport

private struct Folder {
    let url = FileManager.default.temporaryDirectory.appending(path: "whisper-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
    func path(_ name: String) -> String { url.appending(path: name).path }
    func remove() throws { try FileManager.default.removeItem(at: url) }

    func open(_ name: String, newEpoch: Bool = false) throws -> SQLiteStore {
        try SQLiteStore(path: path(name), clock: { Cast.start }, signals: Announced(), bell: Announced(), newEpoch: newEpoch)
    }
}

private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

private func schema(_ path: String) throws -> [String] {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    return try queue.read { try String.fetchAll($0, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name") }
}

@Test func `a fresh file is ours, up to date and written with full synchronisation`() async throws {
    let folder = try Folder()
    let store = try folder.open("deep/er/a.db")
    #expect(try await store.synchronousLevel() == 2)
    #expect(await store.answers())
    let pragmas = try await store.pool.read { db in
        try ["user_version", "application_id", "journal_mode", "foreign_keys"].map {
            try String.fetchOne(db, sql: "PRAGMA \($0)")!
        }
    }
    #expect(pragmas == ["\(Migration.latest)", "\(DatabaseFile.applicationID)", "wal", "1"])
    let mode = try FileManager.default.attributesOfItem(atPath: folder.path("deep/er"))[.posixPermissions] as? Int
    #expect(mode == 0o700)
    try store.close()
    #expect(await !store.answers())
    #expect(Migration.all.map(\.number) == Array(1...Migration.latest))
    try folder.remove()
}

@Test func `truncated, foreign and newer files are refused and not touched`() throws {
    let folder = try Folder()
    try folder.open("good.db").close()
    let good = try bytes(folder.path("good.db"))
    var newer = good
    newer[63] = UInt8(Migration.latest + 1)
    var foreign = good
    foreign[68] = 0
    let cases: [(String, Data, String)] = [
        ("half.db", good.prefix(good.count / 2), "truncated"), ("short.db", good.prefix(50), "truncated"),
        ("page.db", good.prefix(good.count - 1), "truncated"), ("newer.db", newer, "newer"),
        ("foreign.db", foreign, "another program"), ("text.db", Data(repeating: 65, count: 5_000), "not a WhisperDesk database"),
        ("other.db", Data("SQLite format 2\0 and then some".utf8), "not a WhisperDesk database"),
    ]
    for (name, content, reason) in cases {
        let path = folder.path(name)
        try content.write(to: URL(filePath: path))
        let fault = #expect(throws: DatabaseFileFault.self) { try folder.open(name) }
        #expect(fault?.description.contains(reason) == true, "\(name): \(fault?.description ?? "")")
        #expect(fault?.description.contains(path) == true)
        #expect(try bytes(path) == content, "\(name) was changed")
        for beside in ["-wal", "-shm", "-journal"] { #expect(!FileManager.default.fileExists(atPath: path + beside)) }
    }
    // An empty file is nobody's.
    try Data().write(to: URL(filePath: folder.path("empty.db")))
    try folder.open("empty.db").close()
    try folder.remove()
}

@Test(arguments: 1..<Migration.latest)
func `an older file is backed up and brought up to date without losing anything`(version: Int) async throws {
    let folder = try Folder()
    let path = folder.path("old.db")
    let queue = try DatabaseQueue(path: path)
    try await queue.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA application_id = \(DatabaseFile.applicationID)")
        for migration in Migration.all.prefix(version) { try db.execute(sql: migration.sql) }
        try db.execute(sql: "PRAGMA user_version = \(version)")
        try db.execute(
            sql: "INSERT INTO organization(public_id, name, created_at) VALUES (?, 'Old', 1)",
            arguments: [(Cast.id(1) as OrganizationID).blob])
        try db.execute(sql: "INSERT INTO setting VALUES ('epoch', 'first')")
    }
    try queue.close()
    let store = try folder.open("old.db")
    #expect(try await store.organizations().map(\.name) == ["Old"])
    #expect(store.epoch == "first")
    try store.close()
    try folder.open("fresh.db").close()
    #expect(try schema(path) == schema(folder.path("fresh.db")))
    let copy = try DatabaseQueue(path: "\(path).before-schema-\(Migration.latest)")
    #expect(try await copy.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == version)
    #expect(try await copy.read { try String.fetchOne($0, sql: "SELECT name FROM organization") } == "Old")
    try copy.close()
    try folder.remove()
}

@Test func `a backup is whole, taken under load, and begins a new epoch once`() async throws {
    let shop = try await Shop.open()
    let cleo = try await shop.customer(1)
    try await shop.say("0", id: "c0", by: cleo)
    let copy = shop.folder.appending(path: "copy.db").path
    async let writing: Void = {
        for turn in 1...200 { try await shop.say("\(turn)", id: "c\(turn)", by: cleo) }
    }()
    try await shop.sqlite.backup(to: copy)
    try await writing
    let restored = try SQLiteStore(path: copy, clock: shop.clock.wall, signals: Announced(), bell: Announced())
    #expect(restored.epoch != shop.store.epoch)
    let conversation = try #require(try await restored.activeConversation(of: cleo.id))
    let items = try await restored.items(ItemQuery(conversation.id, limit: 999, audience: .operators))
    #expect(items.map(\.seq) == Array(1...conversation.lastSeq))
    #expect(items.dropFirst().map(\.text) == (0..<items.count - 1).map(String.init))
    let epoch = restored.epoch
    try restored.close()
    let again = try SQLiteStore(path: copy, clock: shop.clock.wall, signals: Announced(), bell: Announced())
    #expect(again.epoch == epoch)
    try again.close()
    let renewed = try SQLiteStore(
        path: copy, clock: shop.clock.wall, signals: Announced(), bell: Announced(), newEpoch: true)
    #expect(renewed.epoch != epoch)
    try renewed.close()
    let before = try bytes(copy)
    await #expect(throws: DatabaseFileFault.self) { try await shop.sqlite.backup(to: copy) }
    #expect(try bytes(copy) == before)
    await #expect(throws: DatabaseFileFault.self) { try await shop.sqlite.backup(to: "/nowhere/at/all.db") }
    let original = shop.store.epoch
    let reopened = try shop.reopened()
    #expect(reopened.store.epoch == original)
    try reopened.close()
}

@Test func `one process holds the file`() throws {
    let folder = try Folder()
    var lock = try DatabaseLock(databasePath: folder.path("a.db"))
    #expect(lock != nil)
    #expect(try DatabaseLock(databasePath: folder.path("a.db")) == nil)
    #expect(try DatabaseLock(databasePath: folder.path("b.db")) != nil)
    lock = nil
    #expect(try DatabaseLock(databasePath: folder.path("a.db")) != nil)
    try folder.remove()
}

@Test func `the schema itself refuses what must never be`() async throws {
    let shop = try await Shop.open()
    let cleo = try await shop.customer(1)
    let id = try await shop.say("Hi", by: cleo).conversation.id
    let copy = """
        INSERT INTO conversation(public_id, organization, bot, customer, handling, handler, handling_number, state, rated,
          activity, last_seq, last_item_seq, started_at, ended_at, last_message_at, last_message_seq, answered_up_to,
          operators_seen, customer_seen, unread_by_operators, unread_by_customer, rated_up, rated_down)
        SELECT randomblob(16), organization, bot, customer, handling, handler, 0, :state, 0, activity, 0, 0, 0, :ended, 0, 0, 0,
          0, 0, 0, 0, 0, 0 FROM conversation
        """
    for (sql, arguments) in [
        (copy, ["state": 0, "ended": nil]), (copy, ["state": 2, "ended": nil]), (copy, ["state": 0, "ended": 1]),
        ("UPDATE conversation SET handling = 2", [:]), ("UPDATE conversation SET handler = 1", [:]),
        ("INSERT INTO item(id, sort, role, public_id, at) VALUES (1 << 24 | 2, 1, 1, 'x', 1)", [:]),
        ("INSERT INTO item(id, sort, role, public_id, at) VALUES (1 << 24, 1, 1, 'x', 1)", [:]),
        ("INSERT INTO item(id, sort, role, public_id, at) VALUES (1 << 24 | 9, 4, 1, 'x', 1)", [:]),
        ("INSERT INTO item(id, sort, role, public_id, at) VALUES (1 << 24 | 9, 1, 5, 'x', 1)", [:]),
        ("INSERT INTO operator(public_id, organization, email, name, role, created_at) "
            + "VALUES (randomblob(16), 1, 'ANNA@example.com', 'x', 'owner', 1)", [:]),
    ] as [(String, [String: Int?])] {
        let fault = await #expect(throws: DatabaseError.self, "\(sql)") {
            try await shop.sqlite.pool.write { try $0.execute(sql: sql, arguments: StatementArguments(arguments)) }
        }
        #expect(fault?.resultCode == .SQLITE_CONSTRAINT)
    }
    // A past one beside the running one is right.
    try await shop.sqlite.pool.write { try $0.execute(sql: copy, arguments: ["state": 2, "ended": 1]) }
    #expect(try await shop.store.activeConversation(of: cleo.id)?.id == id)
    try shop.close()
}
