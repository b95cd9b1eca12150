package import Chat
import Foundation
import GRDB

extension SQLiteStore: KnowledgeShelf {
    static let columns = """
        knowledge.public_id, knowledge.kind, knowledge.title, knowledge.text, knowledge.alternatives,
        knowledge.created_at, knowledge.updated_at
        """
    /// An entry with how far it is imported; `decode` reads them after `columns`.
    private static let select = """
        SELECT \(columns), i.state, i.found, i.read, i.indexed, i.failed, i.failures, i.started_at, i.finished_at
        FROM knowledge LEFT JOIN knowledge_import i ON i.entry = knowledge.id
        """

    /// Newest first; the cursor is the id of a page's last entry.
    package func entries(of bot: BotID, after cursor: String?, limit: Int) async throws -> Page<KnowledgeEntry> {
        let before = try cursor.map { text in
            guard let id = KnowledgeID(text) else { throw BadCursor() }
            return id.blob
        }
        return try await read { db in
            guard let row = try self.botRow(bot, db) else { return Page([], next: nil) }
            let rows = try Row.fetchAll(
                db,
                sql: Self.select + """
                     WHERE bot = ? AND public_id < coalesce(?, x'ffffffffffffffffffffffffffffffff')
                      AND removed_at IS NULL ORDER BY public_id DESC LIMIT ?
                    """, arguments: [row, before, limit + 1])
            let entries = try rows.prefix(limit).map { try Self.whole($0, of: bot) }
            return Page(entries, next: rows.count > limit ? entries.last?.id.description : nil)
        }
    }

    package func entry(_ id: KnowledgeID, of bot: BotID) async throws -> KnowledgeEntry? {
        try await read { db in try Self.fetchEntry(id, of: bot, db) }
    }

    package func put(_ entry: KnowledgeEntry, passages: [Passage]) async throws {
        try await write { db in
            let row = try self.store(entry, db)
            try db.execute(sql: "DELETE FROM passage WHERE entry = ?", arguments: [row])
            let rows = PassageRows(db: db)
            let token = BotToken.text(
                try Int64.fetchOne(db, sql: "SELECT bot FROM knowledge WHERE id = ?", arguments: [row]) ?? 0)
            for (place, passage) in passages.enumerated() {
                try rows.insert(
                    title: passage.title, text: passage.text, isAnswer: passage.isAnswer, entry: row, place: place,
                    bot: token, hash: nil)
            }
        }
    }

    package func remove(_ id: KnowledgeID, of bot: BotID) async throws -> Bool {
        let isKnown = try await writer.perform { transaction in
            let db = transaction.db
            guard let entry = try Row.fetchOne(
                db, sql: """
                    SELECT knowledge.id, kind FROM knowledge JOIN bot ON bot.id = knowledge.bot
                    WHERE knowledge.public_id = ? AND bot.public_id = ? AND removed_at IS NULL
                    """, arguments: [id.blob, bot.blob])
            else { return false }
            let row: Int64 = entry[0]
            if (entry[1] as Int) >= 4 {
                try self.removeImported(id, row: row, transaction)
            } else {
                try db.execute(sql: "DELETE FROM passage WHERE entry = ?", arguments: [row])
                try db.execute(sql: "DELETE FROM knowledge WHERE id = ?", arguments: [row])
            }
            return true
        }
        if isKnown { bell.stop(id.description) }
        return isKnown
    }

    package func notes(of bot: BotID) async throws -> [String] {
        try await read { db in
            guard let row = try self.botRow(bot, db) else { return [] }
            return try String.fetchAll(
                db, sql: "SELECT text FROM knowledge WHERE bot = ? AND kind = 3 ORDER BY public_id", arguments: [row])
        }
    }
}

extension SQLiteStore {
    static func fetchEntry(_ id: KnowledgeID, of bot: BotID, _ db: Database) throws -> KnowledgeEntry? {
        try Row.fetchOne(
            db, sql: select + """
                 WHERE knowledge.public_id = ? AND bot = (SELECT id FROM bot WHERE public_id = ?)
                  AND removed_at IS NULL
                """, arguments: [id.blob, bot.blob]
        ).map { try whole($0, of: bot) }
    }

    /// Adds the entry, or replaces the one with its id; its row.
    func store(_ entry: KnowledgeEntry, _ db: Database) throws -> Int64 {
        let (kind, title, text, alternatives) = Self.fields(of: entry.content)
        guard let bot = try botRow(entry.bot, db) else { throw Refusal.notFound }
        // An id of another bot's entry matches nothing in the update and is a conflict in the insert.
        try db.execute(
            sql: """
                UPDATE knowledge SET kind = ?, title = ?, text = ?, alternatives = ?, updated_at = ?
                WHERE public_id = ? AND bot = ? AND removed_at IS NULL
                """,
            arguments: [kind, title, text, alternatives, entry.updatedAt.milliseconds, entry.id.blob, bot])
        if db.changesCount == 0 {
            try db.execute(
                sql: """
                    INSERT INTO knowledge(public_id, bot, kind, title, text, alternatives, created_at, updated_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    entry.id.blob, bot, kind, title, text, alternatives, entry.createdAt.milliseconds,
                    entry.updatedAt.milliseconds,
                ])
        }
        guard let row = try Int64.fetchOne(
            db, sql: "SELECT id FROM knowledge WHERE public_id = ?", arguments: [entry.id.blob])
        else { throw Refusal.notFound }
        return row
    }

    private static func whole(_ row: Row, of bot: BotID) throws -> KnowledgeEntry {
        var entry = try entry(row, of: bot)
        guard let state = (row[7] as Int?).flatMap(ImportProgress.State.init) else { return entry }
        var progress = ImportProgress(state: state, failures: FailuresColumn.decode(row[12]))
        progress.found = row[8]
        progress.read = row[9]
        progress.indexed = row[10]
        progress.failed = row[11]
        progress.startedAt = row.optionalMoment(13)
        progress.finishedAt = row.optionalMoment(14)
        entry.progress = progress
        return entry
    }

    private static func fields(of content: KnowledgeEntry.Content) -> (Int, String, String, String) {
        switch content {
        case .faq(let question, let answer, let alternatives):
            (1, question, answer, JSON.array(alternatives.map { .string($0) }).text)
        case .text(let title, let text): (2, title, text, "[]")
        case .note(let text): (3, "", text, "[]")
        case .url(let web):
            (
                4, web.url, "",
                JSON.array([.bool(web.isSite), .int(web.maxPages), .int(web.maxDepth)]).text
            )
        case .file(let file): (5, file.name, file.mediaType, JSON.array([.int(file.size)]).text)
        }
    }

    static func entry(_ row: Row, of bot: BotID) throws -> KnowledgeEntry {
        let content: KnowledgeEntry.Content
        switch row[1] as Int {
        case 1:
            let alternatives = try JSON(parsing: row[4] as String).array ?? []
            content = .faq(question: row[2], answer: row[3], alternatives: alternatives.compactMap(\.string))
        case 2: content = .text(title: row[2], text: row[3])
        case 3: content = .note(text: row[3])
        case 4:
            let limits = try JSON(parsing: row[4] as String).array ?? []
            content = .url(WebSource(
                url: row[2], isSite: limits.first?.bool ?? false, maxPages: limits.dropFirst().first?.int ?? 1,
                maxDepth: limits.last?.int ?? 0))
        default:
            let size = try JSON(parsing: row[4] as String).array?.first?.int ?? 0
            content = .file(FileSource(name: row[2], mediaType: row[3], size: size))
        }
        return KnowledgeEntry(
            id: row.identifier(0), bot: bot, content: content, createdAt: row.moment(5), updatedAt: row.moment(6))
    }
}
