package import Chat
import Foundation
import GRDB

extension SQLiteStore: KnowledgeShelf {
    static let columns = """
        knowledge.public_id, knowledge.kind, knowledge.title, knowledge.text, knowledge.alternatives,
        knowledge.created_at, knowledge.updated_at
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
                sql: """
                    SELECT \(Self.columns) FROM knowledge
                    WHERE bot = ? AND public_id < coalesce(?, x'ffffffffffffffffffffffffffffffff')
                    ORDER BY public_id DESC LIMIT ?
                    """, arguments: [row, before, limit + 1])
            let entries = try rows.prefix(limit).map { try Self.entry($0, of: bot) }
            return Page(entries, next: rows.count > limit ? entries.last?.id.description : nil)
        }
    }

    package func entry(_ id: KnowledgeID, of bot: BotID) async throws -> KnowledgeEntry? {
        try await read { db in
            guard let row = try self.botRow(bot, db) else { return nil }
            return try Row.fetchOne(
                db, sql: "SELECT \(Self.columns) FROM knowledge WHERE public_id = ? AND bot = ?",
                arguments: [id.blob, row]
            ).map { try Self.entry($0, of: bot) }
        }
    }

    package func put(_ entry: KnowledgeEntry, passages: [Passage]) async throws {
        let (kind, title, text, alternatives) = Self.fields(of: entry.content)
        try await write { db in
            guard let bot = try self.botRow(entry.bot, db) else { throw Refusal.notFound }
            // An id of another bot's entry matches nothing in the update and is a conflict in the insert.
            try db.execute(
                sql: """
                    UPDATE knowledge SET kind = ?, title = ?, text = ?, alternatives = ?, updated_at = ?
                    WHERE public_id = ? AND bot = ?
                    """,
                arguments: [kind, title, text, alternatives, entry.updatedAt.milliseconds, entry.id.blob, bot])
            if db.changesCount == 0 {
                try db.execute(
                    sql: """
                        INSERT INTO knowledge(
                          public_id, bot, kind, title, text, alternatives, created_at, updated_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        entry.id.blob, bot, kind, title, text, alternatives, entry.createdAt.milliseconds,
                        entry.updatedAt.milliseconds,
                    ])
            }
            let row = try Int64.fetchOne(
                db, sql: "SELECT id FROM knowledge WHERE public_id = ?", arguments: [entry.id.blob])
            try db.execute(sql: "DELETE FROM passage WHERE entry = ?", arguments: [row])
            let token = BotToken.text(bot)
            for (place, passage) in passages.enumerated() {
                try db.execute(
                    sql: "INSERT INTO passage(entry, place, bot, title, text, pairs) VALUES (?, ?, ?, ?, ?, ?)",
                    arguments: [
                        row, place, token, passage.title, passage.text,
                        CharacterPairs.text(passage.title + "\n" + passage.text),
                    ])
            }
        }
    }

    package func remove(_ id: KnowledgeID, of bot: BotID) async throws -> Bool {
        try await write { db in
            guard let row = try self.botRow(bot, db) else { return false }
            guard let entry = try Int64.fetchOne(
                db, sql: "SELECT id FROM knowledge WHERE public_id = ? AND bot = ?", arguments: [id.blob, row])
            else { return false }
            try db.execute(sql: "DELETE FROM passage WHERE entry = ?", arguments: [entry])
            try db.execute(sql: "DELETE FROM knowledge WHERE id = ?", arguments: [entry])
            return true
        }
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
