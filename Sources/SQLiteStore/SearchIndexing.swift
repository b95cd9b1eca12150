import Chat
import Foundation
import GRDB

extension SQLiteStore: SearchIndexing {
    /// Brings the search a step further: a few hundred new messages and a few ended conversations,
    /// in one transaction of its own. False when nothing was left to do.
    package func indexForSearch() async throws -> Bool {
        let limit = isBusy ? 200 : 400
        let unfiled = writer.unfiled
        if unfiled.isUnread { unfiled.read(try await conversationsWithUnfiledMessages()) }
        let running = unfiled.first(limit)
        if running.isEmpty, try await !hasEnded() { return false }
        unfiled.remove(try await write { db in
            try SearchIndex(db).fileEnded(limit: limit / 8)
            return try SearchIndex(db).fileMessages(of: running, limit: limit)
        })
        return true
    }

    /// Whether commits are waiting; background work gives way to them.
    package var isBusy: Bool { writer.isBusy }

    private func hasEnded() async throws -> Bool {
        try await read { db in try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM search_queue)") ?? false }
    }

    /// After a start: running conversations whose newest messages are not in the index.
    private func conversationsWithUnfiledMessages() async throws -> [Int64: Int] {
        try await read { db in
            let rows = try Row.fetchCursor(db, sql: """
                SELECT c.id, c.last_message_seq FROM conversation c
                LEFT JOIN live_document d ON d.conversation = c.id
                WHERE c.organization IN (SELECT id FROM organization) AND c.state IN (0, 1) AND c.rated IN (0, 1, 2, 3)
                  AND c.last_message_seq > coalesce(d.seq, 0)
                """)
            var found: [Int64: Int] = [:]
            while let row = try rows.next() { found[row[0]] = row[1] }
            return found
        }
    }
}

/// Changes of the two full-text indexes. Rows are taken out by giving exactly what stands in them.
struct SearchIndex {
    let db: Database

    init(_ db: Database) { self.db = db }

    // MARK: - Running conversations

    /// Adds messages of these running conversations, at most `limit`; up to which seq each one is filed now.
    ///
    /// Those that were not reached are missing in the answer. Past ones count as filed: `fileEnded` has them.
    func fileMessages(of conversations: [Int64], limit: Int) throws -> [Int64: Int] {
        var filed: [Int64: Int] = [:]
        var left = limit
        // FTS5 flushes whenever row numbers go back, so they go in order.
        for conversation in conversations.sorted() where left > 0 {
            let row = try Row.fetchOne(
                db.cachedStatement(sql: """
                    SELECT c.organization, c.bot, c.state, d.seq FROM conversation c
                    LEFT JOIN live_document d ON d.conversation = c.id WHERE c.id = ?
                    """), arguments: [conversation])
            guard let row, row[2] as Int != 2 else {
                filed[conversation] = .max
                continue
            }
            let scope = SearchScope.organization(row[0]) + " " + SearchScope.bot(row[1])
            if row[3] as Int? == nil { try begin(conversation, scope: scope) }
            var seq = row[3] as Int? ?? 0
            let messages = try Row.fetchAll(
                db.cachedStatement(sql: "SELECT id, text, files FROM item WHERE id > ? AND id <= ? AND sort = 1 LIMIT ?"),
                arguments: [ItemKey.id(conversation, seq), ItemKey.id(conversation, ItemKey.maxSeq), left])
            for message in messages {
                try change(.live, id: message[0], scope: scope, words: Self.words(of: message))
            }
            if let last = messages.last { seq = ItemKey.seq(last[0]) }
            try db.cachedStatement(sql: "UPDATE live_document SET seq = ? WHERE conversation = ?")
                .execute(arguments: [seq, conversation])
            filed[conversation] = seq
            left -= max(1, messages.count)
        }
        return filed
    }

    private func begin(_ conversation: Int64, scope: String) throws {
        let person = try person(of: conversation)
        try db.cachedStatement(sql: "INSERT INTO live_document(conversation, seq, scope, person) VALUES (?, 0, ?, ?)")
            .execute(arguments: [conversation, scope, person])
        if !person.isEmpty { try change(.live, id: ItemKey.id(conversation, 0), scope: scope, words: person) }
    }

    /// A customer's name or address has changed: its running conversation is found by it at once, past ones soon.
    func refilePerson(of customer: Int64) throws {
        try db.execute(sql: """
            INSERT OR IGNORE INTO search_queue SELECT id FROM conversation WHERE customer = ? AND ended_at IS NOT NULL
            """, arguments: [customer])
        let running = try Row.fetchOne(db, sql: """
            SELECT d.conversation, d.scope, d.person FROM conversation c JOIN live_document d ON d.conversation = c.id
            WHERE c.customer = ? AND c.ended_at IS NULL
            """, arguments: [customer])
        guard let running else { return }
        let conversation: Int64 = running[0]
        let (scope, known) = (running[1] as String, running[2] as String)
        let person = try person(of: conversation)
        guard person != known else { return }
        let row = ItemKey.id(conversation, 0)
        if !known.isEmpty { try change(.live, remove: true, id: row, scope: scope, words: known) }
        if !person.isEmpty { try change(.live, id: row, scope: scope, words: person) }
        try db.execute(sql: "UPDATE live_document SET person = ? WHERE conversation = ?", arguments: [person, conversation])
    }

    private func leaveLive(_ conversation: Int64) throws {
        guard let row = try Row.fetchOne(
            db, sql: "SELECT seq, scope, person FROM live_document WHERE conversation = ?", arguments: [conversation])
        else { return }
        let scope: String = row[1]
        if !(row[2] as String).isEmpty { try change(.live, remove: true, id: ItemKey.id(conversation, 0), scope: scope, words: row[2]) }
        let messages = try Row.fetchAll(db, sql: """
            SELECT id, text, files FROM item WHERE id > ? AND id <= ? AND sort = 1 ORDER BY id
            """, arguments: [ItemKey.id(conversation, 0), ItemKey.id(conversation, row[0])])
        for message in messages {
            try change(
                .live, remove: true, id: message[0], scope: scope,
                words: Self.words(of: message))
        }
        try db.execute(sql: "DELETE FROM live_document WHERE conversation = ?", arguments: [conversation])
    }

    // MARK: - Past conversations

    /// Files conversations that ended or were rated since.
    func fileEnded(limit: Int) throws {
        let rows = try Int64.fetchAll(
            db, sql: "SELECT conversation FROM search_queue ORDER BY conversation LIMIT ?", arguments: [limit])
        for row in rows { try leaveLive(row) }
        try file(rows)
        for row in rows {
            try db.execute(sql: "DELETE FROM search_queue WHERE conversation = ?", arguments: [row])
        }
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
        try Row.fetchAll(db.cachedStatement(sql: """
            SELECT id, text, files FROM item WHERE id > ? AND id <= ? AND sort = 1 ORDER BY id
            """), arguments: [ItemKey.id(conversation, 0), ItemKey.id(conversation, ItemKey.maxSeq)]
        ).map(Self.words).joined(separator: "\n")
    }

    /// A message's text and the names of its files.
    private static func words(of message: Row) -> String {
        let text = message[1] as String? ?? ""
        guard let files = message[2] as String? else { return SearchWords.document(text) }
        return SearchWords.document(([text] + FilesColumn.decode(files).map(\.name)).joined(separator: "\n"))
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
