package import Chat
import Foundation
import GRDB

extension SQLiteStore: ImportWishes {
    package func importEntry(_ entry: KnowledgeEntry, upload: [UInt8]?) async throws {
        try await writer.perform { transaction in
            let db = transaction.db
            let row = try self.store(entry, db)
            if let upload {
                try db.execute(
                    sql: "INSERT OR REPLACE INTO knowledge_upload(entry, bytes) VALUES (?, ?)",
                    arguments: [row, Data(upload)])
            }
            try self.askAgain(for: entry.id, row: row, evenIfRunning: true, transaction)
        }
    }

    package func refresh(_ id: KnowledgeID, of bot: BotID) async throws -> Bool {
        try await writer.perform { transaction in
            guard let row = try self.importRow(id, of: bot, transaction.db) else { return false }
            try self.askAgain(for: id, row: row, evenIfRunning: false, transaction)
            return true
        }
    }

    package func cancel(_ id: KnowledgeID, of bot: BotID) async throws -> Bool {
        let isKnown = try await writer.perform { transaction in
            let db = transaction.db
            guard let row = try self.importRow(id, of: bot, db) else { return false }
            try db.execute(
                sql: "UPDATE knowledge_import SET state = 5, finished_at = ? WHERE entry = ? AND state IN (1, 2)",
                arguments: [transaction.now.milliseconds, row])
            return true
        }
        // The job stands; it is looked at again and sweeps what was half read.
        if isKnown { bell.stop(id.description) }
        return isKnown
    }

    package func documents(
        of id: KnowledgeID, bot: BotID, after cursor: String?, limit: Int
    ) async throws -> Page<DocumentSummary> {
        let after = try cursor.map(RowCursor.init) ?? RowCursor(row: 0)
        return try await read { db in
            guard let row = try self.importRow(id, of: bot, db) else { return Page([], next: nil) }
            let rows = try Row.fetchAll(db, sql: """
                SELECT id, name, title, passages, read_at FROM document
                WHERE entry = ? AND state = 1 AND id > ? ORDER BY id LIMIT ?
                """, arguments: [row, after.row, limit + 1])
            return RowCursor.page(rows, limit: limit) { row in
                DocumentSummary(name: row[1], title: row[2], passages: row[3], readAt: row.moment(4))
            }
        }
    }

    /// Hides the entry at once; a job takes its passages away in small steps.
    func removeImported(_ id: KnowledgeID, row: Int64, _ transaction: Transaction) throws {
        try transaction.db.execute(
            sql: "UPDATE knowledge SET removed_at = ? WHERE id = ?",
            arguments: [transaction.now.milliseconds, row])
        try transaction.askForImport(id)
    }

    private func askAgain(
        for id: KnowledgeID, row: Int64, evenIfRunning: Bool, _ transaction: Transaction
    ) throws {
        try transaction.db.execute(sql: """
            INSERT INTO knowledge_import(entry, state) VALUES (?1, 1)
            ON CONFLICT DO UPDATE SET state = 1, begun = 0, found = 0, read = 0, indexed = 0, failed = 0,
              failures = '[]', started_at = NULL, finished_at = NULL WHERE ?2 OR state NOT IN (1, 2)
            """, arguments: [row, evenIfRunning])
        if transaction.db.changesCount > 0 { try transaction.askForImport(id) }
    }

    private func importRow(_ id: KnowledgeID, of bot: BotID, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(db, sql: """
            SELECT k.id FROM knowledge k JOIN knowledge_import i ON i.entry = k.id JOIN bot b ON b.id = k.bot
            WHERE k.public_id = ? AND b.public_id = ? AND k.removed_at IS NULL
            """, arguments: [id.blob, bot.blob])
    }
}

extension SQLiteStore: ImportShelf {
    /// A reading that was begun this often without an end took the process down with it, most likely.
    static let mostBegins = 20
    /// Passages that one transaction moves or takes away: a few dozen milliseconds, which a chat's commit may wait.
    static let passagesAtOnce = 50
    /// While commits wait, far fewer.
    static let passagesWhileBusy = 10
    private static let documentsAtOnce = 20

    package func beginImport(of id: KnowledgeID) async throws -> ImportTask? {
        try await writer.perform { transaction -> ImportTask? in
            let db = transaction.db
            guard let row = try Row.fetchOne(db, sql: """
                SELECT k.id, b.public_id, k.removed_at IS NOT NULL, i.state, i.run, i.begun,
                  b.deleted_at IS NOT NULL
                FROM knowledge k
                JOIN bot b ON b.id = k.bot JOIN knowledge_import i ON i.entry = k.id WHERE k.public_id = ?
                """, arguments: [id.blob])
            else { return nil }
            let entry: Int64 = row[0]
            if row[2] { return .sweep }
            if row[6] {
                // Its bot was deleted; nobody asks it any more.
                try db.execute(
                    sql: "UPDATE knowledge_import SET state = 5 WHERE entry = ? AND state IN (1, 2)", arguments: [entry])
                return try self.hasLeftovers(entry, db) ? .sweep : nil
            }
            let state = ImportProgress.State(rawValue: row[3])
            guard state == .waiting || state == .running else {
                return try self.hasLeftovers(entry, db) ? .sweep : nil
            }
            guard row[5] < Self.mostBegins else {
                try self.giveUp(entry, transaction)
                return .sweep
            }
            let run: Int = row[4] + 1
            try db.execute(sql: """
                UPDATE knowledge_import SET state = 2, run = ?, begun = begun + 1, found = 0, read = 0, indexed = 0,
                  failed = 0, failures = '[]', started_at = coalesce(started_at, ?) WHERE entry = ?
                """, arguments: [run, transaction.now.milliseconds, entry])
            let hasEarlier = try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM document WHERE entry = ? AND state = 1)", arguments: [entry])
            guard let known = try Self.fetchEntry(id, of: row.identifier(1), db) else { return nil }
            return .read(ImportRun(entry: known, number: run, hasEarlier: hasEarlier ?? false))
        }
    }

    package func upload(of id: KnowledgeID) async throws -> [UInt8]? {
        try await read { db in
            try Data.fetchOne(db, sql: """
                SELECT u.bytes FROM knowledge_upload u JOIN knowledge k ON k.id = u.entry WHERE k.public_id = ?
                """, arguments: [id.blob]).map { [UInt8]($0) }
        }
    }

    package func note(_ progress: ImportProgress, of run: ImportRun) async throws {
        try await write { db in
            try Self.note(progress, entry: try Self.current(run, db), db)
        }
    }

    package func end(_ run: ImportRun, as state: ImportProgress.State, _ progress: ImportProgress) async throws {
        try await writer.perform { transaction in
            let db = transaction.db
            let entry = try Self.current(run, db)
            try Self.note(progress, entry: entry, db)
            try db.execute(
                sql: "UPDATE knowledge_import SET state = ?, finished_at = ? WHERE entry = ?",
                arguments: [state.rawValue, transaction.now.milliseconds, entry])
        }
    }

    /// The row of the run's entry.
    /// - Throws: `ImportOvertaken`.
    static func current(_ run: ImportRun, _ db: Database) throws -> Int64 {
        let row = try Int64.fetchOne(db.cachedStatement(sql: """
            SELECT k.id FROM knowledge k JOIN knowledge_import i ON i.entry = k.id JOIN bot b ON b.id = k.bot
            WHERE k.public_id = ? AND k.removed_at IS NULL AND b.deleted_at IS NULL AND i.state = 2 AND i.run = ?
            """), arguments: [run.entry.id.blob, run.number])
        guard let row else { throw ImportOvertaken() }
        return row
    }

    static func note(_ progress: ImportProgress, entry: Int64, _ db: Database) throws {
        try db.cachedStatement(sql: """
            UPDATE knowledge_import SET found = ?, read = ?, failed = ?, failures = ? WHERE entry = ?
            """).execute(arguments: [
                progress.found, progress.read, progress.failed, FailuresColumn.encode(progress.failures), entry,
            ])
    }

    private func giveUp(_ entry: Int64, _ transaction: Transaction) throws {
        let failure = ImportProgress.Failure(
            name: "", reason: "The reading was interrupted \(Self.mostBegins) times, by restarts of the server.")
        try transaction.db.execute(
            sql: "UPDATE knowledge_import SET state = 4, failed = 1, failures = ?, finished_at = ? WHERE entry = ?",
            arguments: [FailuresColumn.encode([failure]), transaction.now.milliseconds, entry])
    }

    private func hasLeftovers(_ entry: Int64, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM document WHERE entry = ? AND state IN (0, 2))", arguments: [entry])
            ?? false
    }

    package func sweep(_ id: KnowledgeID) async throws -> Bool {
        let limit = isBusy ? Self.passagesWhileBusy : Self.passagesAtOnce
        return try await write { db in
            guard let row = try Row.fetchOne(db, sql: """
                SELECT k.id, k.removed_at IS NOT NULL, i.state FROM knowledge k
                JOIN knowledge_import i ON i.entry = k.id WHERE k.public_id = ?
                """, arguments: [id.blob])
            else { return false }
            let (entry, isRemoved): (Int64, Bool) = (row[0], row[1])
            // Asked for again meanwhile: its next run takes care of it.
            guard isRemoved || (row[2] as Int) > 2 else { return false }
            let unwanted = isRemoved ? "" : "AND state IN (0, 2)"
            let documents = try Int64.fetchAll(
                db, sql: "SELECT id FROM document WHERE entry = ? \(unwanted) LIMIT ?",
                arguments: [entry, Self.documentsAtOnce])
            var left = limit
            for document in documents where left > 0 {
                left -= try PassageRows(db: db).remove(document: document, of: entry, limit: left)
            }
            guard documents.isEmpty else { return true }
            if isRemoved { try db.execute(sql: "DELETE FROM knowledge WHERE id = ?", arguments: [entry]) }
            return false
        }
    }
}

enum FailuresColumn {
    static func encode(_ failures: [ImportProgress.Failure]) -> String {
        JSON.array(failures.map { .array([.string($0.name), .string($0.reason)]) }).text
    }

    static func decode(_ text: String) -> [ImportProgress.Failure] {
        ((try? JSON(parsing: text))?.array ?? []).compactMap { value in
            guard let parts = value.array, parts.count == 2 else { return nil }
            return ImportProgress.Failure(name: parts[0].string ?? "", reason: parts[1].string ?? "")
        }
    }
}
