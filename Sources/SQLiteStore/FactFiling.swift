import Chat
import GRDB
import Synchronization

extension SQLiteStore: FactFiling {
    /// Files what some hundred conversations lack. Reads beside the writer, whose time takes the rows alone.
    package func fileFacts() async throws -> Bool {
        let uncounted = writer.uncounted
        // Before anything is read: what was acknowledged until now is in this step, or said to be left.
        let now = clock()
        let step = uncounted.next(limit: 300)
        do {
            let found = try await read { db in try FactFile(db).read(step) }
            if !found.facts.isEmpty { try await write { db in try FactFile(db).write(found.facts) } }
            let isWhole = step.takesAll && found.isLast
            uncounted.filed(step, sweptTo: found.sweptTo, upTo: isWhole ? now : nil)
            return !isWhole
        } catch {
            uncounted.failed(step)
            throw error
        }
    }
}

/// A conversation's facts with where they stand.
private struct FiledFacts: Sendable {
    let bot: Int64
    let startedAt: Int64
    let conversation: Int64
    var facts: ConversationFacts
    let ratedUp: Int
    let ratedDown: Int
    var unanswered: Int
}

private struct FactFile {
    struct Found: Sendable {
        var facts: [FiledFacts] = []
        var sweptTo: Int64
        var isLast = false
    }

    /// Conversations that the sweep looks at in one step.
    private static let swept = 500

    let db: Database

    init(_ db: Database) { self.db = db }

    // MARK: - Reading

    func read(_ step: Uncounted.Step) throws -> Found {
        var found = Found(sweptTo: step.sweptTo)
        var stale: [Int64] = []
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: """
                SELECT c.id, f.seq IS NULL OR f.seq < c.last_seq OR f.rated_up <> c.rated_up OR f.rated_down <> c.rated_down
                FROM conversation c
                LEFT JOIN conversation_fact f ON f.bot = c.bot AND f.started_at = c.started_at AND f.conversation = c.id
                WHERE c.id > ? ORDER BY c.id LIMIT ?
                """), arguments: [step.sweptTo, Self.swept])
        var count = 0
        while let row = try rows.next() {
            count += 1
            found.sweptTo = row[0]
            if row[1] { stale.append(row[0]) }
        }
        found.isLast = count < Self.swept
        for conversation in Set(step.touched + stale).sorted() {
            if let facts = try facts(of: conversation) { found.facts.append(facts) }
        }
        return found
    }

    private func facts(of conversation: Int64) throws -> FiledFacts? {
        let row = try Row.fetchOne(db.cachedStatement(sql: """
            SELECT c.bot, c.started_at, c.rated_up, c.rated_down, c.last_seq, f.seq, f.marks, f.first_customer_at,
              f.first_answer, f.person_wanted_at, f.first_human_answer, f.unanswered
            FROM conversation c
            LEFT JOIN conversation_fact f ON f.bot = c.bot AND f.started_at = c.started_at AND f.conversation = c.id
            WHERE c.id = ?
            """), arguments: [conversation])
        guard let row else { return nil }
        var filed = FiledFacts(
            bot: row[0], startedAt: row[1], conversation: conversation, facts: ConversationFacts(), ratedUp: row[2],
            ratedDown: row[3], unanswered: row[11] ?? 0)
        filed.facts.seq = row[5] ?? 0
        filed.facts.marks = ConversationFacts.Marks(rawValue: row[6] ?? 0)
        filed.facts.firstCustomerAt = row.optionalMoment(7)
        filed.facts.firstAnswer = row[8]
        filed.facts.personWantedAt = row.optionalMoment(9)
        filed.facts.firstHumanAnswer = row[10]
        if filed.facts.marks.contains(.operatorCame) { filed.facts.parts = try parts(of: filed) }
        let range = (ItemKey.id(conversation, filed.facts.seq), ItemKey.id(conversation, row[4]))
        let items = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT id, sort, role, event, at, operator FROM item WHERE id > ? AND id <= ? ORDER BY id"),
            arguments: [range.0, range.1])
        while let item = try items.next() {
            guard let sort = ItemSort(rawValue: item[1]), let role = ItemRole(rawValue: item[2]) else { continue }
            filed.facts.add(ConversationFacts.Entry(
                seq: ItemKey.seq(item[0]), sort: sort, role: role,
                event: sort == .event ? (item[3] as String?).flatMap(EventName.init) : nil, at: item.moment(4),
                person: item[5]))
        }
        // Added up, not counted anew: what an operator settles leaves that table and stays in the insights.
        filed.unanswered += try Int.fetchOne(
            db.cachedStatement(sql: "SELECT count(*) FROM unanswered WHERE item > ? AND item <= ?"),
            arguments: [range.0, range.1]) ?? 0
        return filed
    }

    private func parts(of filed: FiledFacts) throws -> [Int64: ConversationFacts.Part] {
        let rows = try Row.fetchAll(db.cachedStatement(sql: """
            SELECT operator, messages, first_answer FROM operator_fact WHERE bot = ? AND started_at = ? AND conversation = ?
            """), arguments: [filed.bot, filed.startedAt, filed.conversation])
        return Dictionary(uniqueKeysWithValues: rows.map { row in
            (row[0], ConversationFacts.Part(messages: row[1], firstAnswer: row[2]))
        })
    }

    // MARK: - Writing

    func write(_ facts: [FiledFacts]) throws {
        let conversation = try db.cachedStatement(sql: """
            INSERT OR REPLACE INTO conversation_fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        let part = try db.cachedStatement(sql: "INSERT OR REPLACE INTO operator_fact VALUES (?, ?, ?, ?, ?, ?)")
        for filed in facts {
            try conversation.execute(arguments: [
                filed.bot, filed.startedAt, filed.conversation, filed.facts.seq, filed.facts.marks.rawValue,
                filed.facts.firstCustomerAt?.milliseconds, filed.facts.firstAnswer,
                filed.facts.personWantedAt?.milliseconds, filed.facts.firstHumanAnswer, filed.ratedUp, filed.ratedDown,
                filed.unanswered,
            ])
            for (person, share) in filed.facts.parts {
                try part.execute(arguments: [
                    filed.bot, filed.startedAt, filed.conversation, person, share.messages, share.firstAnswer,
                ])
            }
        }
    }
}
