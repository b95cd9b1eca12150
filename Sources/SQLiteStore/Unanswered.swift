package import Chat
import GRDB

extension SQLiteStore: UnansweredShelf {
    package func unanswered(by bot: BotID, limit: Int) async throws -> [UnansweredQuestion] {
        try await read { db in
            guard let row = try self.botRow(bot, db) else { return [] }
            return try Row.fetchAll(db, sql: """
                SELECT u.question, c.public_id, u.item, i.at FROM unanswered u
                JOIN item i ON i.id = u.item
                JOIN conversation c ON c.id = u.item >> 24
                WHERE u.bot = ? ORDER BY i.at DESC, u.item DESC LIMIT ?
                """, arguments: [row, limit]
            ).map { row in
                UnansweredQuestion(
                    text: row[0],
                    occasion: Correction.Occasion(conversation: row.identifier(1), seq: ItemKey.seq(row[2])),
                    askedAt: Moment(milliseconds: row[3]))
            }
        }
    }

    package func settle(_ occasions: [Correction.Occasion], of bot: BotID) async throws -> Int {
        try await write { db in
            guard let row = try self.botRow(bot, db) else { return 0 }
            var settled = 0
            for occasion in occasions {
                let conversation = try Int64.fetchOne(
                    db.cachedStatement(sql: "SELECT id FROM conversation WHERE public_id = ?"),
                    arguments: [occasion.conversation.blob])
                guard let conversation else { continue }
                try db.cachedStatement(sql: "DELETE FROM unanswered WHERE bot = ? AND item = ?")
                    .execute(arguments: [row, ItemKey.id(conversation, occasion.seq)])
                settled += db.changesCount
            }
            return settled
        }
    }
}

extension Transaction {
    /// What a bot keeps of them.
    private static let mostUnanswered = 2_000

    /// Notes what the bot could not answer; with the message that says so, or not at all.
    func keepUnanswered(_ message: BotMessage, item: Int64, of entry: WriterMemory.Entry) throws {
        guard let question = message.unansweredQuestion,
            let bot = try Int64.fetchOne(
                db.cachedStatement(sql: "SELECT bot FROM conversation WHERE id = ?"), arguments: [entry.row])
        else { return }
        try db.cachedStatement(sql: "INSERT INTO unanswered(item, bot, question) VALUES (?, ?, ?)")
            .execute(arguments: [item, bot, question])
        // Conversations are numbered as they begin: the lowest items are about the oldest.
        try db.cachedStatement(sql: """
            DELETE FROM unanswered WHERE bot = ?1 AND item <=
              (SELECT item FROM unanswered WHERE bot = ?1 ORDER BY item DESC LIMIT 1 OFFSET \(Self.mostUnanswered))
            """).execute(arguments: [bot])
    }
}
