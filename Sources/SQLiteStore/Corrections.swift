package import Chat
import Foundation
import GRDB

extension SQLiteStore: CorrectionShelf {
    /// Columns in the order that `decode` reads; `b` is the bot.
    private static let select = """
        SELECT x.public_id, x.question, x.history, x.lesson, x.answer, x.entry, x.entry_updated_at, k.updated_at,
          c.public_id, x.seq, p.public_id, p.name, x.created_at, x.updated_at
        FROM correction x
        JOIN bot b ON b.id = x.bot
        JOIN operator p ON p.id = x.operator
        LEFT JOIN knowledge k ON k.public_id = x.entry AND k.bot = x.bot
        LEFT JOIN conversation c ON c.id = x.conversation
        """

    package func corrections(of bot: BotID, after cursor: String?, limit: Int) async throws -> Page<Correction> {
        let before = try cursor.map { text in
            guard let id = CorrectionID(text) else { throw BadCursor() }
            return id.blob
        }
        return try await read { db in
            let rows = try Row.fetchAll(db, sql: Self.select + """
                 WHERE x.bot = (SELECT id FROM bot WHERE public_id = ?)
                  AND x.public_id < coalesce(?, x'ffffffffffffffffffffffffffffffff')
                ORDER BY x.public_id DESC LIMIT ?
                """, arguments: [bot.blob, before, limit + 1])
            let shown = try rows.prefix(limit).map { try Self.decode($0, of: bot) }
            return Page(shown, next: rows.count > limit ? shown.last?.id.description : nil)
        }
    }

    package func correction(_ id: CorrectionID, of bot: BotID) async throws -> Correction? {
        try await read { db in
            try Row.fetchOne(
                db, sql: Self.select + " WHERE x.public_id = ? AND b.public_id = ?", arguments: [id.blob, bot.blob]
            ).map { try Self.decode($0, of: bot) }
        }
    }

    package func corrections(of bot: BotID, in conversation: ConversationID) async throws -> [Correction] {
        try await read { db in
            try Row.fetchAll(db, sql: Self.select + """
                 WHERE x.conversation = (SELECT id FROM conversation WHERE public_id = ?) AND b.public_id = ?
                """, arguments: [conversation.blob, bot.blob]
            ).map { try Self.decode($0, of: bot) }
        }
    }

    package func corrections(like words: Set<String>, of bot: BotID, limit: Int) async throws -> [Correction] {
        guard !words.isEmpty else { return [] }
        let list = JSON.array(words.sorted().map { .string($0) }).text
        return try await read { db in
            guard let row = try self.botRow(bot, db) else { return [] }
            let found = try Int64.fetchAll(db, sql: """
                SELECT correction FROM correction_word
                WHERE bot = ? AND word IN (SELECT value FROM json_each(?))
                GROUP BY correction ORDER BY count(*) DESC, correction DESC LIMIT ?
                """, arguments: [row, list, limit])
            return try found.compactMap {
                try Row.fetchOne(db, sql: Self.select + " WHERE x.id = ?", arguments: [$0])
            }.map { try Self.decode($0, of: bot) }
        }
    }

    package func put(_ correction: Correction, words: Set<String>) async throws {
        try await write { db in
            guard let bot = try self.botRow(correction.bot, db) else { throw Refusal.notFound }
            let conversation = try correction.occasion.map { occasion in
                guard let row = try Int64.fetchOne(
                    db, sql: "SELECT id FROM conversation WHERE public_id = ? AND bot = ?",
                    arguments: [occasion.conversation.blob, bot])
                else { throw Refusal.notFound }
                return row
            }
            try db.execute(
                sql: "DELETE FROM correction WHERE public_id = ? OR (conversation = ? AND seq = ?)",
                arguments: [correction.id.blob, conversation, correction.occasion?.seq])
            try db.execute(sql: """
                INSERT INTO correction(public_id, bot, question, history, lesson, answer, entry, entry_updated_at,
                  conversation, seq, operator, created_at, updated_at)
                SELECT ?, ?, ?, ?, ?, ?, ?, (SELECT updated_at FROM knowledge WHERE public_id = ? AND bot = ?), ?, ?, id, ?, ?
                FROM operator WHERE public_id = ?
                """, arguments: Self.values(of: correction, bot: bot, conversation: conversation))
            guard db.changesCount == 1 else { throw Refusal.unauthenticated }
            let row = db.lastInsertedRowID
            for word in words {
                try db.cachedStatement(sql: "INSERT INTO correction_word VALUES (?, ?, ?)")
                    .execute(arguments: [bot, word, row])
            }
        }
    }

    package func remove(_ id: CorrectionID, of bot: BotID) async throws -> Bool {
        try await write { db in
            try db.execute(
                sql: "DELETE FROM correction WHERE public_id = ? AND bot = (SELECT id FROM bot WHERE public_id = ?)",
                arguments: [id.blob, bot.blob])
            return db.changesCount > 0
        }
    }

    // MARK: - Rows

    private static func values(of correction: Correction, bot: Int64, conversation: Int64?) -> StatementArguments {
        let (lesson, answer): (Int, String?) =
            switch correction.lesson {
            case .answer(let text): (1, text)
            case .entry: (2, nil)
            case .unknown: (3, nil)
            case .handover: (4, nil)
            }
        let history = JSON.array(correction.history.map { line in
            .object([.init("role", .int(line.role.rawValue)), .init("text", .string(line.text))])
        })
        return [
            correction.id.blob, bot, correction.question, history.text, lesson, answer, correction.entry?.blob,
            correction.entry?.blob, bot, conversation, correction.occasion?.seq, correction.createdAt.milliseconds,
            correction.updatedAt.milliseconds, OperatorID(correction.by.id)?.blob,
        ]
    }

    private static func decode(_ row: Row, of bot: BotID) throws -> Correction {
        let entry = (row[5] as Data?).map { KnowledgeID(blob: $0) }
        let lesson: Correction.Lesson =
            switch (row[3] as Int, entry) {
            case (1, _): .answer(row[4])
            case (2, let entry?): .entry(entry)
            case (4, _): .handover
            default: .unknown
            }
        let history = (try JSON(parsing: row[2] as String).array ?? []).compactMap { line -> Utterance? in
            guard let role = line["role"]?.int.flatMap(ItemRole.init), let text = line["text"]?.string else { return nil }
            return Utterance(role: role, text: text)
        }
        let occasion = (row[8] as Data?).map {
            Correction.Occasion(conversation: ConversationID(blob: $0), seq: row[9])
        }
        return Correction(
            id: row.identifier(0), bot: bot, question: row[1], history: history, lesson: lesson, entry: entry,
            occasion: occasion,
            entryHasChanged: entry != nil && row[6] as Int64? != row[7] as Int64?,
            by: Author(id: (row.identifier(10) as OperatorID).description, name: row[11]),
            createdAt: row.moment(12), updatedAt: row.moment(13))
    }
}
