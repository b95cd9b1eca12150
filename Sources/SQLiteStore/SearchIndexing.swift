import Chat
import Foundation
import GRDB

extension SQLiteStore: SearchIndexing {
    /// Brings the search a step further: a few hundred new messages and a few ended conversations,
    /// in one transaction of its own. False when nothing was left to do.
    package func indexForSearch() async throws -> Bool {
        let limit = 400
        guard try await hasUnindexed() else { return false }
        return try await write { db in
            let ended = try SearchIndex(db).fileEnded(limit: 50)
            let added = try SearchIndex(db).addMessages(limit: limit)
            return ended + added > 0
        }
    }

    /// Whether commits are waiting; background work gives way to them.
    package var isBusy: Bool { writer.isBusy }

    private func hasUnindexed() async throws -> Bool {
        try await read { db in
            try Bool.fetchOne(db, sql: """
                SELECT EXISTS (SELECT 1 FROM search_queue)
                  OR (SELECT item FROM search_position) < (SELECT coalesce(max(id), 0) FROM item)
                """) ?? false
        }
    }
}

/// Changes of the two full-text indexes. Rows are taken out by giving exactly what stands in them.
struct SearchIndex {
    let db: Database

    init(_ db: Database) { self.db = db }

    // MARK: - Running conversations

    /// Adds the next messages of running conversations; how many items were looked at.
    func addMessages(limit: Int) throws -> Int {
        let position = try Int64.fetchOne(db, sql: "SELECT item FROM search_position") ?? 0
        let rows = try Row.fetchAll(db, sql: """
            SELECT i.id, i.conversation, i.seq, i.text, i.sort, c.organization, c.bot, c.state
            FROM item i JOIN conversation c ON c.id = i.conversation WHERE i.id > ? ORDER BY i.id LIMIT ?
            """, arguments: [position, limit])
        guard let last = rows.last else { return 0 }
        // FTS5 flushes whenever row numbers go back, so they go in order.
        let messages = rows.filter { $0[4] == ItemSort.message.rawValue && ($0[7] as Int) < 2 }
            .map { (conversation: $0[1] as Int64, seq: $0[2] as Int64, row: $0) }
            .sorted { ($0.conversation, $0.seq) < ($1.conversation, $1.seq) }
        var current: Int64?
        for (conversation, seq, row) in messages {
            let scope = SearchScope.organization(row[5]) + " " + SearchScope.bot(row[6])
            if conversation != current { try begin(conversation, scope: scope) }
            current = conversation
            guard seq < 1 << 24 else { continue }
            try change(.live, id: conversation << 24 | seq, scope: scope, words: SearchWords.document(row[3] ?? ""))
            try db.cachedStatement(sql: "UPDATE live_document SET seq = ? WHERE conversation = ?")
                .execute(arguments: [seq, conversation])
        }
        try db.execute(sql: "UPDATE search_position SET item = ?", arguments: [last[0] as Int64])
        return rows.count
    }

    private func begin(_ conversation: Int64, scope: String) throws {
        let known = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT conversation FROM live_document WHERE conversation = ?"),
            arguments: [conversation])
        guard known == nil else { return }
        let person = try person(of: conversation)
        try db.execute(
            sql: "INSERT INTO live_document(conversation, seq, scope, person) VALUES (?, 0, ?, ?)",
            arguments: [conversation, scope, person])
        if !person.isEmpty { try change(.live, id: conversation << 24, scope: scope, words: person) }
    }

    private func leaveLive(_ conversation: Int64) throws {
        guard let row = try Row.fetchOne(
            db, sql: "SELECT seq, scope, person FROM live_document WHERE conversation = ?", arguments: [conversation])
        else { return }
        let scope: String = row[1]
        if !(row[2] as String).isEmpty { try change(.live, remove: true, id: conversation << 24, scope: scope, words: row[2]) }
        let messages = try Row.fetchAll(db, sql: """
            SELECT seq, text FROM item WHERE conversation = ? AND seq <= ? AND sort = 1 ORDER BY seq
            """, arguments: [conversation, row[0] as Int64])
        for message in messages {
            try change(
                .live, remove: true, id: conversation << 24 | message[0], scope: scope,
                words: SearchWords.document(message[1] ?? ""))
        }
        try db.execute(sql: "DELETE FROM live_document WHERE conversation = ?", arguments: [conversation])
    }

    // MARK: - Past conversations

    /// Files conversations that ended or were rated since; how many.
    func fileEnded(limit: Int) throws -> Int {
        let rows = try Int64.fetchAll(
            db, sql: "SELECT conversation FROM search_queue ORDER BY conversation LIMIT ?", arguments: [limit])
        for row in rows { try leaveLive(row) }
        try file(rows)
        for row in rows {
            try db.execute(sql: "DELETE FROM search_queue WHERE conversation = ?", arguments: [row])
        }
        return rows.count
    }

    /// Puts past conversations into the index, each with its words as one row.
    func file(_ conversations: [Int64]) throws {
        var documents: [(id: Int64, conversation: Int64, scope: String, person: String, words: String)] = []
        for conversation in conversations {
            let words = try words(of: conversation)
            try removePast(conversation, words: words)
            guard let row = try Row.fetchOne(db.cachedStatement(sql: """
                SELECT organization, bot, rated_up, rated_down, activity FROM conversation WHERE id = ? AND state = 2
                """), arguments: [conversation])
            else { continue }
            let scope = SearchScope.past(organization: row[0], bot: row[1], ratedUp: row[2], ratedDown: row[3])
            documents.append((
                PastDocument.id(activity: row[4], conversation: conversation), conversation, scope,
                try person(of: conversation), words))
        }
        let insert = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO past_document(id, conversation, scope, person) VALUES (?, ?, ?, ?)")
        for document in documents.sorted(by: { $0.id < $1.id }) {
            var id = document.id
            try insert.execute(arguments: [id, document.conversation, document.scope, document.person])
            while db.changesCount == 0 {
                id += 1
                try insert.execute(arguments: [id, document.conversation, document.scope, document.person])
            }
            try change(.past, id: id, scope: document.scope, words: document.person + "\n" + document.words)
        }
    }

    private func removePast(_ conversation: Int64, words: String) throws {
        guard let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT id, scope, person FROM past_document WHERE conversation = ?"),
            arguments: [conversation])
        else { return }
        try change(.past, remove: true, id: row[0], scope: row[1], words: (row[2] as String) + "\n" + words)
        try db.execute(sql: "DELETE FROM past_document WHERE conversation = ?", arguments: [conversation])
    }

    // MARK: - Words

    private func words(of conversation: Int64) throws -> String {
        try String.fetchAll(db.cachedStatement(sql: """
            SELECT text FROM item WHERE conversation = ? AND sort = 1 ORDER BY seq
            """), arguments: [conversation]).map(SearchWords.document).joined(separator: "\n")
    }

    private func person(of conversation: Int64) throws -> String {
        let row = try Row.fetchOne(db.cachedStatement(sql: """
            SELECT u.name, u.email FROM conversation c JOIN customer u ON u.id = c.customer WHERE c.id = ?
            """), arguments: [conversation])
        guard let row else { return "" }
        return SearchWords.document([row[0] as String?, row[1] as String?].compactMap { $0 }.joined(separator: "\n"))
    }

    private enum Index: String { case live = "live_words", past = "past_words" }

    private func change(_ index: Index, remove: Bool = false, id: Int64, scope: String, words: String) throws {
        let table = index.rawValue
        let sql =
            remove
            ? "INSERT INTO \(table)(\(table), rowid, scope, words) VALUES ('delete', ?, ?, ?)"
            : "INSERT INTO \(table)(rowid, scope, words) VALUES (?, ?, ?)"
        try db.cachedStatement(sql: sql).execute(arguments: [id, scope, words])
    }
}
