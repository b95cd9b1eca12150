package import Chat
import Foundation
import GRDB

extension SQLiteStore: BotStore {
    package func bot(_ id: BotID) async throws -> WhisperBot? {
        try await read { db in
            try Row.fetchOne(
                db.cachedStatement(sql: BotRow.select + " WHERE b.public_id = ?"), arguments: [id.blob]
            ).map(BotRow.decode)
        }
    }

    package func bots(
        of organization: OrganizationID, after cursor: String?, limit: Int
    ) async throws -> Page<WhisperBot> {
        let after = try cursor.map(RowCursor.init) ?? RowCursor(row: 0)
        return try await read { db in
            let rows = try Row.fetchAll(db, sql: BotRow.select + """
                 WHERE b.organization = (SELECT id FROM organization WHERE public_id = ?) AND b.deleted_at IS NULL
                   AND b.id > ? ORDER BY b.id LIMIT ?
                """, arguments: [organization.blob, after.row, limit + 1])
            return RowCursor.page(rows, limit: limit, BotRow.decode)
        }
    }

    package func add(_ bot: WhisperBot) async throws {
        try await write { db in
            try db.execute(sql: """
                INSERT INTO bot(public_id, organization, name, live_chat, greeting, instructions, while_waiting,
                  answering, allowed_origins, appearance, opening_hours, created_at)
                SELECT ?, id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM organization WHERE public_id = ?
                """, arguments: Self.settings(of: bot, first: [bot.id.blob], last: [
                    bot.createdAt.milliseconds, bot.organization.blob,
                ]))
            guard db.changesCount > 0 else { return }
            let row = db.lastInsertedRowID
            if let model = bot.languageModel { try Self.store(model, of: row, db) }
            if bot.alerts != AlertSettings() { try AlertColumns.store(bot.alerts, of: row, db) }
        }
    }

    package func update(
        _ id: BotID, _ change: @escaping @Sendable (inout WhisperBot) -> Void
    ) async throws -> WhisperBot? {
        try await writer.perform { transaction in
            let db = transaction.db
            guard let row = try Row.fetchOne(
                db, sql: BotRow.select + " WHERE b.public_id = ? AND b.deleted_at IS NULL", arguments: [id.blob])
            else { return nil }
            let before = BotRow.decode(row)
            var bot = before
            change(&bot)
            try db.execute(sql: """
                UPDATE bot SET name = ?, live_chat = ?, greeting = ?, instructions = ?, while_waiting = ?,
                  answering = ?, allowed_origins = ?, appearance = ?, opening_hours = ? WHERE id = ?
                """, arguments: Self.settings(of: bot, first: [], last: [row[0] as Int64]))
            if bot.languageModel != before.languageModel { try Self.store(bot.languageModel, of: row[0], db) }
            if bot.alerts != before.alerts { try AlertColumns.store(bot.alerts, of: row[0], db) }
            // Conversations in memory carry the bot's name.
            try transaction.flush()
            transaction.memory.forget()
            if before.liveChat, !bot.liveChat {
                for conversation in try Self.running(of: row[0], handling: "= 1", db) {
                    try transaction.carryOutAsSystem(.liveChatSwitchedOff, on: conversation)
                }
            }
            if bot.alerts != before.alerts {
                for conversation in try Self.running(of: row[0], handling: "= 1", db) {
                    try transaction.askForAlert(conversation)
                }
            }
            return bot
        }
    }

    package func delete(_ id: BotID) async throws {
        try await writer.perform { transaction in
            let db = transaction.db
            try transaction.flush()
            guard let row = try self.botRow(id, db) else { return }
            for conversation in try Self.running(of: row, handling: ">= 0", db) {
                try transaction.carryOutAsSystem(.end, on: conversation)
            }
            try db.execute(
                sql: "UPDATE bot SET deleted_at = ? WHERE id = ?", arguments: [transaction.now.milliseconds, row])
            // Nothing answers any more, so nobody needs the key.
            try Self.store(nil, of: row, db)
            try AlertColumns.store(nil, of: row, db)
            transaction.memory.bots[id] = nil
        }
    }

    package func widgetSighting(of id: BotID) async throws -> WidgetSighting? {
        try await read { db in
            try Row.fetchOne(db, sql: """
                SELECT origin, at FROM widget_sighting WHERE bot = (SELECT id FROM bot WHERE public_id = ?)
                """, arguments: [id.blob]).map { WidgetSighting(origin: $0[0], at: $0.moment(1)) }
        }
    }

    package func note(_ sighting: WidgetSighting, of id: BotID) async throws {
        try await write { db in
            try db.execute(sql: """
                INSERT OR REPLACE INTO widget_sighting(bot, origin, at) SELECT id, ?, ? FROM bot WHERE public_id = ?
                """, arguments: [sighting.origin, sighting.at.milliseconds, id.blob])
        }
    }

    private static func store(_ model: BotLanguageModel?, of bot: Int64, _ db: Database) throws {
        guard let model else {
            try db.execute(sql: "DELETE FROM bot_language_model WHERE bot = ?", arguments: [bot])
            return
        }
        try db.execute(sql: """
            INSERT OR REPLACE INTO bot_language_model(bot, url, model, key, prompt_price, completion_price)
            VALUES (?, ?, ?, ?, ?, ?)
            """, arguments: [
                bot, model.url, model.model, model.key?.revealed, model.promptPrice, model.completionPrice,
            ])
    }

    private static func running(of bot: Int64, handling: String, _ db: Database) throws -> [ConversationID] {
        try Data.fetchAll(db, sql: """
            SELECT public_id FROM conversation
            WHERE bot = ? AND state IN (0, 1) AND rated IN (0, 1, 2, 3) AND handling \(handling) ORDER BY id
            """, arguments: [bot]).map { ConversationID(blob: $0) }
    }

    private static func settings(
        of bot: WhisperBot, first: [any DatabaseValueConvertible], last: [any DatabaseValueConvertible]
    ) -> StatementArguments {
        let origins = JSON.array(bot.allowedOrigins.map { .string($0) }).text
        let values: [any DatabaseValueConvertible] = [
            bot.name, bot.liveChat, bot.greeting, bot.instructions, bot.whileWaiting.rawValue, bot.answering, origins,
            bot.appearance.text, bot.openingHours?.json.text ?? "",
        ]
        return StatementArguments(first + values + last)
    }
}

/// A place in a list that is ordered by row: oldest first.
struct RowCursor {
    let row: Int64

    init(row: Int64) { self.row = row }

    init(_ cursor: String) throws {
        guard let row = Int64(cursor, radix: 36) else { throw BadCursor() }
        self.row = row
    }

    static func page<Element>(_ rows: [Row], limit: Int, _ decode: (Row) -> Element) -> Page<Element> {
        let shown = rows.prefix(limit)
        let next = rows.count > limit ? shown.last.map { String($0[0] as Int64, radix: 36) } : nil
        return Page(shown.map(decode), next: next)
    }
}
