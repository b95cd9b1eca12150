package import Chat
import GRDB

/// Documents that a run has read: beside the index first, then moved into it in small transactions.
extension SQLiteStore {
    private static let heldAtOnce = 200

    package func add(
        _ document: ImportedDocument, progress: ImportProgress, to run: ImportRun
    ) async throws {
        let hash = Self.hash(of: document)
        let first = document.passages.prefix(Self.heldAtOnce)
        let isWhole = first.count == document.passages.count
        let begun: (row: Int64, bot: String)? = try await write { db in
            let entry = try Self.current(run, db)
            try Self.note(progress, entry: entry, db)
            if try Self.isKnown(document, hash: hash, entry: entry, run: run.number, db) { return nil }
            let bot = BotToken.text(
                try Int64.fetchOne(db, sql: "SELECT bot FROM knowledge WHERE id = ?", arguments: [entry]) ?? 0)
            try db.execute(sql: """
                INSERT INTO document(entry, state, run, name, title, hash, passages, placed, read_at)
                VALUES (?, 2, ?, ?, ?, ?, ?, 0, ?)
                """, arguments: [
                    entry, run.number, document.name, document.title, hash, document.passages.count,
                    document.readAt.milliseconds,
                ])
            let row = db.lastInsertedRowID
            try Self.hold(first, from: 0, document: row, bot: bot, db)
            if isWhole { try Self.release(row, db) }
            return (row, bot)
        }
        guard let begun, !isWhole else { return }
        var place = first.count
        while place < document.passages.count {
            let part = document.passages[place..<min(place + Self.heldAtOnce, document.passages.count)]
            let from = place
            try await write { db in
                _ = try Self.current(run, db)
                try Self.hold(part, from: from, document: begun.row, bot: begun.bot, db)
                if from + part.count == document.passages.count { try Self.release(begun.row, db) }
            }
            place += part.count
        }
    }

    package func keep(_ name: String, in run: ImportRun) async throws -> Bool {
        try await write { db in
            let entry = try Self.current(run, db)
            try db.execute(
                sql: "UPDATE document SET run = ? WHERE entry = ? AND name = ? AND state = 1",
                arguments: [run.number, entry, name])
            return db.changesCount > 0
        }
    }

    package func indexNext(of run: ImportRun) async throws -> Bool {
        let limit = isBusy ? Self.passagesWhileBusy : Self.passagesAtOnce
        return try await write { db in
            let entry = try Self.current(run, db)
            var left = limit
            while left > 0 {
                let moved = try Self.moveOne(entry, limit: left, db)
                guard moved > 0 else { return false }
                left -= moved
            }
            return true
        }
    }

    package func dropNext(of run: ImportRun) async throws -> Bool {
        let limit = isBusy ? Self.passagesWhileBusy : Self.passagesAtOnce
        return try await write { db in
            let entry = try Self.current(run, db)
            let vanished = try Int64.fetchOne(
                db, sql: "SELECT id FROM document WHERE entry = ? AND state = 1 AND run < ? LIMIT 1",
                arguments: [entry, run.number])
            guard let vanished else { return false }
            _ = try PassageRows(db: db).remove(document: vanished, of: entry, limit: limit)
            return true
        }
    }

    /// A step with one document: how many passages it took; 0 when nothing waits.
    private static func moveOne(_ entry: Int64, limit: Int, _ db: Database) throws -> Int {
        let rows = PassageRows(db: db)
        if let unwanted = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM document WHERE entry = ? AND state = 2 LIMIT 1"),
            arguments: [entry]) {
            return try rows.remove(document: unwanted, of: entry, limit: limit)
        }
        guard let next = try Row.fetchOne(
            db.cachedStatement(sql: """
                SELECT id, name, placed FROM document WHERE entry = ? AND state = 0 ORDER BY id LIMIT 1
                """), arguments: [entry])
        else { return 0 }
        let document: Int64 = next[0]
        let placed = try rows.place(document, of: entry, from: next[2], limit: limit)
        if placed > 0 {
            try db.cachedStatement(sql: "UPDATE document SET placed = placed + ? WHERE id = ?")
                .execute(arguments: [placed, document])
            return placed
        }
        // All of it answers: what stood there before goes.
        if let earlier = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM document WHERE entry = ? AND name = ? AND id < ? LIMIT 1"),
            arguments: [entry, next[1] as String, document]) {
            return try rows.remove(document: earlier, of: entry, limit: limit)
        }
        try db.cachedStatement(sql: "UPDATE document SET state = 1 WHERE id = ?").execute(arguments: [document])
        try db.cachedStatement(sql: "UPDATE knowledge_import SET indexed = indexed + 1 WHERE entry = ?")
            .execute(arguments: [entry])
        return 1
    }

    /// Whether the newest of that name is the same: it counts as read again. One that differs and does not
    /// answer yet is given up.
    private static func isKnown(
        _ document: ImportedDocument, hash: Int64, entry: Int64, run: Int, _ db: Database
    ) throws -> Bool {
        let newest = try Row.fetchOne(db.cachedStatement(sql: """
            SELECT id, hash, state, run FROM document WHERE entry = ? AND name = ? AND state < 2
            ORDER BY id DESC LIMIT 1
            """), arguments: [entry, document.name])
        guard let newest else { return false }
        guard newest[1] == hash else {
            if newest[2] == 0 {
                try db.execute(sql: "UPDATE document SET state = 2 WHERE id = ?", arguments: [newest[0] as Int64])
            }
            return false
        }
        try db.cachedStatement(sql: "UPDATE document SET run = ?, title = ?, read_at = ? WHERE id = ?")
            .execute(arguments: [run, document.title, document.readAt.milliseconds, newest[0] as Int64])
        if newest[2] == 1, newest[3] != run {
            try db.cachedStatement(sql: "UPDATE knowledge_import SET indexed = indexed + 1 WHERE entry = ?")
                .execute(arguments: [entry])
        }
        return true
    }

    private static func hold(
        _ passages: ArraySlice<Passage>, from place: Int, document: Int64, bot: String, _ db: Database
    ) throws {
        let insert = try db.cachedStatement(sql: """
            INSERT INTO held_passage(document, place, bot, title, text, is_answer, hash) VALUES (?, ?, ?, ?, ?, ?, ?)
            """)
        for (offset, passage) in passages.enumerated() {
            let likeness = PassageLikeness(title: passage.title, text: passage.text, isAnswer: passage.isAnswer)
            try insert.execute(arguments: [
                document, place + offset, bot, passage.title, passage.text, passage.isAnswer, likeness.hash,
            ])
        }
    }

    /// It is stored whole and may move into the index.
    private static func release(_ document: Int64, _ db: Database) throws {
        try db.cachedStatement(sql: "UPDATE document SET state = 0 WHERE id = ?").execute(arguments: [document])
    }

    private static func hash(of document: ImportedDocument) -> Int64 {
        var hash = FNV()
        hash.add(document.title)
        for passage in document.passages {
            hash.add(passage.isAnswer ? "answer" : "")
            hash.add(passage.title)
            hash.add(passage.text)
        }
        return hash.value
    }
}
