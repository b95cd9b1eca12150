package import Chat
import Foundation
import GRDB
import Synchronization

/// The embedded engine: one file, one writing connection with group commit, several readers.
///
/// Only the process that holds the file's lock (`DatabaseLock`) may make one.
package final class SQLiteStore: Sendable {
    let pool: DatabasePool
    let writer: GroupCommit
    let clock: WallClock
    let bell: any JobBell
    /// Changed by a restore from a backup: resume points of another epoch mean nothing.
    package let epoch: String

    /// Opens the file, makes it when there is none, and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - repliesMailedAfter: how long after an operator's message a job looks whether it has to be mailed; nil: never.
    ///   - newEpoch: for a file that was copied by hand; a file made by `backup` is recognised by its mark.
    /// - Throws: `DatabaseFileFault`, naming cause and next step; the file is then unchanged.
    package init(
        path: String, clock: @escaping WallClock, signals: any Signals, bell: any JobBell,
        repliesMailedAfter: Duration? = nil, newEpoch: Bool = false
    ) throws {
        try DatabaseFile.check(path)
        try DatabaseFile.prepare(path)
        pool = try DatabasePool(path: path, configuration: Self.configuration)
        self.clock = clock
        self.bell = bell
        try pool.writeWithoutTransaction { db in
            // GRDB leaves NORMAL in WAL mode: a power cut would take acknowledged commits.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
        }
        epoch = try pool.write { db in try Self.currentEpoch(db, clock: clock, renew: newEpoch) }
        writer = GroupCommit(
            pool: pool, clock: clock, signals: signals, bell: bell, repliesMailedAfter: repliesMailedAfter)
    }

    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(1)
        configuration.prepareDatabase { db in
            // No mmap: a failing disk must be an error, not a signal that ends the process.
            let cacheKiB = db.configuration.readonly ? 2_000 : 16_000
            try db.execute(sql: "PRAGMA cache_size = -\(cacheKiB)")
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
            if !db.configuration.readonly { try db.execute(sql: "PRAGMA secure_delete = FAST") }
        }
        return configuration
    }

    /// A look at a snapshot, on one of the reading connections.
    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        try await pool.read(body)
    }

    /// A change that joins the running transaction of the group; an error undoes it alone.
    func write<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        try await writer.perform { transaction in
            try body(transaction.db)
        }
    }

    func botRow(_ id: BotID, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM bot WHERE public_id = ?"), arguments: [id.blob])
    }

    /// The durability of the writing connection: 2 is FULL.
    package func synchronousLevel() async throws -> Int {
        try await writer.perform { try Int.fetchOne($0.db, sql: "PRAGMA synchronous") ?? -1 }
    }

    /// Whether the storage answers, for `/readyz`.
    package func answers() async -> Bool {
        (try? await read { try Int.fetchOne($0, sql: "SELECT 1") }) == 1
    }

    /// What the writer has done since the start.
    package var figures: (commits: Int, orders: Int, failures: Int) {
        (
            writer.commits.load(ordering: .relaxed), writer.orders.load(ordering: .relaxed),
            writer.failures.load(ordering: .relaxed)
        )
    }

    /// Finishes open commits and closes the file.
    package func close() throws {
        writer.close()
        // All of it into the one file, so that a stopped server leaves nothing else to copy.
        try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        try pool.close()
    }

    private static func currentEpoch(_ db: Database, clock: WallClock, renew: Bool) throws -> String {
        let marked = try String.fetchOne(db, sql: "SELECT value FROM setting WHERE key = 'backup'") != nil
        if let epoch = try String.fetchOne(db, sql: "SELECT value FROM setting WHERE key = 'epoch'"), !marked, !renew {
            return epoch
        }
        let epoch = String(Identifier<TokenKind>.make(at: clock()).description.dropFirst(4))
        try db.execute(sql: "INSERT OR REPLACE INTO setting VALUES ('epoch', ?)", arguments: [epoch])
        try db.execute(sql: "DELETE FROM setting WHERE key = 'backup'")
        return epoch
    }
}
