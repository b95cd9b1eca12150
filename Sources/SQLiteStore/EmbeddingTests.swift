package import Chat
import GRDB

/// Whether the model helps each bot, as its own questions said.
extension SQLiteStore {
    private static let testsLookedUp = 50

    package func embeddingTest(of bot: BotID, model: String) async throws -> EmbeddingTest? {
        try await read { db in
            guard let row = try self.botRow(bot, db) else { return nil }
            return try Self.test(of: BotToken.text(row), model: model, db)
        }
    }

    package func untestedBots() async throws -> [UntestedBot] {
        try await read { db in
            let rows = try Row.fetchAll(
                db.cachedStatement(sql: """
                    SELECT bot, changes FROM bot_embedding INDEXED BY bot_embedding_untested
                    WHERE changes <> tested AND bot > '' LIMIT ?
                    """), arguments: [Self.testsLookedUp])
            return try rows.compactMap { row in
                let bot = try Row.fetchOne(
                    db, sql: BotRow.select + " WHERE b.id = ?", arguments: [BotToken.bot(row[0])]
                ).map(BotRow.decode)
                return bot.map { UntestedBot(bot: $0, changes: row[1]) }
            }
        }
    }

    package func embeddedSample(of bot: BotID, limit: Int) async throws -> [PassageHit] {
        try await read { db in
            guard let row = try self.botRow(bot, db),
                let generation = try Int64.fetchOne(db, sql: "SELECT generation FROM embedding WHERE id = 1")
            else { return [] }
            let vectors = BotVectors(db: db, bot: BotToken.text(row), generation: generation)
            return try vectors.sample(limit).compactMap(vectors.hit)
        }
    }

    package func keep(_ test: EmbeddingTest, of untested: UntestedBot) async throws {
        try await write { db in
            guard let row = try self.botRow(untested.bot.id, db) else { return }
            try db.execute(sql: """
                UPDATE bot_embedding SET tested = ?, generation = (SELECT generation FROM embedding WHERE id = 1),
                  weight = ?, near = ?, questions = ?, found_without = ?, found_with = ?, tested_at = ?
                WHERE bot = ?
                """, arguments: [
                    untested.changes, test.weight, test.near, test.questions, test.without, test.with,
                    test.at.milliseconds, BotToken.text(row),
                ])
        }
    }

    package func embedding(of bot: BotID, model: String) async throws -> BotEmbedding {
        try await read { db in
            guard let row = try self.botRow(bot, db) else {
                return BotEmbedding(model: model, passages: 0, embedded: 0, test: nil)
            }
            let token = BotToken.text(row)
            let passages = try Int.fetchOne(
                db, sql: "SELECT passages FROM passage_count WHERE bot = ?", arguments: [token])
            let embedded = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM passage_vector WHERE bot = ? AND generation = ?",
                arguments: [token, try Self.generation(of: model, db)])
            return BotEmbedding(
                model: model, passages: passages ?? 0, embedded: embedded ?? 0,
                test: try Self.test(of: token, model: model, db))
        }
    }

    private static func test(of bot: String, model: String, _ db: Database) throws -> EmbeddingTest? {
        try Row.fetchOne(
            db.cachedStatement(sql: """
                SELECT t.weight, t.near, t.questions, t.found_without, t.found_with, t.tested_at
                FROM embedding e JOIN bot_embedding t ON t.bot = ? AND t.generation = e.generation
                WHERE e.id = 1 AND e.model = ?
                """), arguments: [bot, model]
        ).map { row in
            EmbeddingTest(
                weight: row[0], near: row[1], questions: row[2], without: row[3], with: row[4], at: row.moment(5))
        }
    }
}

extension BotToken {
    /// The number that `text` made the token of.
    static func bot(_ token: String) -> Int64 {
        token.unicodeScalars.reduce(0) { $0 << 12 | Int64($1.value - 0xE000) }
    }
}
