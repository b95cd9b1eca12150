package import Chat
import GRDB
import GRDBSQLite

extension SQLiteStore: InsightReading {
    package func insights(_ query: InsightQuery) async throws -> Insights {
        // Asked before the snapshot is taken: the figures reach at least as far as is said.
        let upTo = writer.uncounted.upTo
        let swept = writer.uncounted.sweptTo
        return try await read { db in
            let facts = FactReader(db, query)
            let bots = try facts.bots()
            if query.bot != nil, bots.isEmpty { throw Refusal.notFound }
            let last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM conversation") ?? 0
            let share = upTo != nil || last == 0 ? 1 : min(1, Double(swept) / Double(last))
            return Insights(
                bots: try bots.map { try facts.insights(of: $0) }, days: query.days,
                operators: try facts.operators(of: bots), progress: InsightProgress(upTo: upTo, share: share))
        }
    }
}

/// Reads the facts of the days, each bot's as one range of one table.
struct FactReader {
    struct Bot {
        let row: Int64
        let id: BotID
        let name: String
        let isDeleted: Bool
    }

    static let conversationsSQL = """
        SELECT started_at, marks, first_answer, first_human_answer, rated_up, rated_down, unanswered
        FROM conversation_fact WHERE bot = ? AND started_at >= ? AND started_at < ? ORDER BY started_at
        """
    static let partsSQL = """
        SELECT operator, messages, first_answer FROM operator_fact WHERE bot = ? AND started_at >= ? AND started_at < ?
        """

    private let db: Database
    private let query: InsightQuery

    init(_ db: Database, _ query: InsightQuery) {
        self.db = db
        self.query = query
    }

    /// Deleted ones too: their conversations stay.
    func bots() throws -> [Bot] {
        try Row.fetchAll(db, sql: """
            SELECT b.id, b.public_id, b.name, b.deleted_at FROM organization g JOIN bot b ON b.organization = g.id
            WHERE g.public_id = ? ORDER BY b.id
            """, arguments: [query.organization.blob]
        ).map { row in Bot(row: row[0], id: row.identifier(1), name: row[2], isDeleted: (row[3] as Int64?) != nil) }
            .filter { query.bot == nil || $0.id == query.bot }
    }

    func insights(of bot: Bot) throws -> BotInsights {
        var days = [InsightTally](repeating: InsightTally(), count: query.days)
        var day = 0
        try each(Self.conversationsSQL, of: bot) { row in
            let startedAt = row.int(0)
            while startedAt >= query.boundaries[day + 1].milliseconds { day += 1 }
            days[day].add(
                ConversationFacts.Marks(rawValue: Int(row.int(1))), firstAnswer: row.optional(2), humanAnswer: row.optional(3),
                ratedUp: Int(row.int(4)), ratedDown: Int(row.int(5)), unanswered: Int(row.int(6)))
        }
        return BotInsights(bot: bot.id, name: bot.name, isDeleted: bot.isDeleted, days: days)
    }

    /// Busiest first.
    func operators(of bots: [Bot]) throws -> [OperatorInsights] {
        var parts: [Int64: (conversations: Int, messages: Int, answers: [Int64])] = [:]
        for bot in bots {
            try each(Self.partsSQL, of: bot) { row in
                var part = parts.removeValue(forKey: row.int(0)) ?? (0, 0, [])
                part.conversations += 1
                part.messages += Int(row.int(1))
                if let answer = row.optional(2) { part.answers.append(answer) }
                parts[row.int(0)] = part
            }
        }
        return try parts.compactMap { number, part in
            try Row.fetchOne(
                db.cachedStatement(sql: "SELECT public_id, name, removed_at FROM operator WHERE id = ?"), arguments: [number]
            ).map { row in
                OperatorInsights(
                    person: row.identifier(0), name: row[1], isRemoved: (row[2] as Int64?) != nil,
                    conversations: part.conversations, messages: part.messages,
                    humanAnswer: Spread(ordered: part.answers.sorted()))
            }
        }.sorted { ($0.conversations, $1.name, $1.person.description) > ($1.conversations, $0.name, $0.person.description) }
    }

    /// A row as SQLite has it: hundreds of thousands of them are read at once, and boxing each number takes longer.
    struct BareRow {
        let handle: SQLiteStatement

        func int(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
        func optional(_ column: Int32) -> Int64? {
            sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
        }
    }

    private func each(_ sql: String, of bot: Bot, _ body: (BareRow) throws -> Void) throws {
        let handle = try db.cachedStatement(sql: sql).sqliteStatement
        defer { sqlite3_reset(handle) }
        sqlite3_bind_int64(handle, 1, bot.row)
        sqlite3_bind_int64(handle, 2, query.boundaries[0].milliseconds)
        sqlite3_bind_int64(handle, 3, query.boundaries[query.days].milliseconds)
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW: try body(BareRow(handle: handle))
            case SQLITE_DONE: return
            case let code:
                throw DatabaseError(
                    resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(db.sqliteConnection)))
            }
        }
    }
}
