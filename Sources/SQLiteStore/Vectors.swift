package import Chat
import Foundation
import GRDB

extension SQLiteStore: VectorShelf {
    package func use(_ model: String) async throws {
        try await write { db in
            try db.execute(sql: """
                INSERT INTO embedding(id, model, generation, position) VALUES (1, ?1, 1, 0)
                ON CONFLICT DO UPDATE SET model = ?1, generation = generation + 1, dimensions = NULL, position = 0
                WHERE model <> ?1
                """, arguments: [model])
        }
    }

    package func unembedded(limit: Int) async throws -> UnembeddedBatch? {
        try await read { db in
            let rows = try Row.fetchAll(db.cachedStatement(sql: """
                SELECT p.id, p.title, p.text, k.removed_at IS NULL AND b.deleted_at IS NULL FROM passage p
                LEFT JOIN knowledge k ON k.id = p.entry LEFT JOIN bot b ON b.id = k.bot
                WHERE p.id > (SELECT position FROM embedding WHERE id = 1) ORDER BY p.id LIMIT ?
                """), arguments: [limit])
            guard let last = rows.last else { return nil }
            // Nobody asks for what is hidden or was a deleted bot's.
            let passages = rows.filter { $0[3] }.map { row in
                UnembeddedPassage(number: row[0], passage: Passage(title: row[1], text: row[2]))
            }
            return UnembeddedBatch(passages: passages, through: last[0])
        }
    }

    package func keep(_ vectors: [Vector?], of batch: UnembeddedBatch) async throws -> Bool {
        try await write { db in
            guard let state = try Row.fetchOne(db, sql: "SELECT generation, dimensions FROM embedding WHERE id = 1")
            else { return true }
            let lengths = Set(vectors.compactMap { $0?.numbers.count })
            if let length = lengths.first {
                let known: Int? = state[1]
                guard lengths.count == 1, known == nil || known == length else {
                    try db.execute(sql: """
                        UPDATE embedding SET generation = generation + 1, dimensions = NULL, position = 0 WHERE id = 1
                        """)
                    return false
                }
                try db.execute(sql: "UPDATE embedding SET dimensions = ? WHERE id = 1", arguments: [length])
            }
            var through = batch.through
            for (unembedded, vector) in zip(batch.passages, vectors) {
                if try !Self.keep(vector, of: unembedded, generation: state[0], db) {
                    through = min(through, unembedded.number - 1)
                }
            }
            try db.execute(
                sql: "UPDATE embedding SET position = min(?, (SELECT coalesce(max(id), 0) FROM passage)) WHERE id = 1",
                arguments: [through])
            return true
        }
    }

    /// False where another passage has the number by now.
    private static func keep(
        _ vector: Vector?, of unembedded: UnembeddedPassage, generation: Int64, _ db: Database
    ) throws -> Bool {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT bot, title = ? AND text = ? FROM passage WHERE id = ?"),
            arguments: [unembedded.passage.title, unembedded.passage.text, unembedded.number])
        guard let row else { return true }
        guard row[1] else { return false }
        // Not replaced in one statement: that would not count as a change.
        try db.cachedStatement(sql: "DELETE FROM passage_vector WHERE passage = ?").execute(arguments: [unembedded.number])
        guard let vector else { return true }
        try db.cachedStatement(
            sql: "INSERT INTO passage_vector(passage, bot, generation, scale, numbers) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [
            unembedded.number, row[0] as String, generation, Double(vector.scale),
            vector.numbers.withUnsafeBytes { Data($0) },
        ])
        return true
    }

    package func compare(
        _ vector: Vector, in bot: BotID, model: String, limit: Int, and numbers: [Int64]
    ) async throws -> Comparison {
        try await read { db in
            guard let row = try self.botRow(bot, db), let generation = try Self.generation(of: model, db) else {
                return .none
            }
            let vectors = BotVectors(db: db, bot: BotToken.text(row), generation: generation)
            return try vectors.compare(vector, limit: limit, and: numbers)
        }
    }

    static func generation(of model: String, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT generation FROM embedding WHERE id = 1 AND model = ?"), arguments: [model])
    }
}

/// The vectors of one bot, read where they stand.
struct BotVectors {
    /// Of bots with more passages only those are compared that words have found: looking at all of these takes as
    /// long as the rest of an answer.
    static let mostCompared = 20_000

    let db: Database
    let bot: String
    let generation: Int64

    init(db: Database, bot: String, generation: Int64) {
        self.db = db
        self.bot = bot
        self.generation = generation
    }

    func compare(_ vector: Vector, limit: Int, and numbers: [Int64]) throws -> Comparison {
        let passages = try Int.fetchOne(
            db.cachedStatement(sql: "SELECT passages FROM passage_count WHERE bot = ?"), arguments: [bot]) ?? 0
        var sum = 0.0
        var compared = 0
        var nearest: [(cosine: Double, number: Int64)] = []
        if passages <= Self.mostCompared {
            let rows = try Row.fetchCursor(
                db.cachedStatement(
                    sql: "SELECT scale, numbers, passage FROM passage_vector WHERE bot = ? AND generation = ?"),
                arguments: [bot, generation])
            while let row = try rows.next() {
                guard let cosine = try Self.cosine(of: vector, with: row) else { continue }
                sum += cosine
                compared += 1
                if nearest.count < limit || cosine > nearest[nearest.count - 1].cosine {
                    let place = nearest.firstIndex { $0.cosine < cosine } ?? nearest.count
                    nearest.insert((cosine, row[2]), at: place)
                    if nearest.count > limit { nearest.removeLast() }
                }
            }
        }
        var cosines: [Int64: Double] = [:]
        for (cosine, number) in nearest { cosines[number] = cosine }
        let wasWhole = compared > 0
        for number in numbers where cosines[number] == nil {
            let row = try Row.fetchOne(
                db.cachedStatement(sql: """
                    SELECT scale, numbers FROM passage_vector WHERE passage = ? AND bot = ? AND generation = ?
                    """), arguments: [number, bot, generation])
            guard let row, let cosine = try Self.cosine(of: vector, with: row) else { continue }
            cosines[number] = cosine
            if !wasWhole {
                sum += cosine
                compared += 1
            }
        }
        return Comparison(
            nearest: try nearest.compactMap { try hit($0.number) }, cosines: cosines,
            mean: compared > 0 ? sum / Double(compared) : 0)
    }

    /// Up to `limit` numbers of passages with vectors, evenly spread.
    func sample(_ limit: Int) throws -> [Int64] {
        let all = try Int64.fetchAll(
            db, sql: "SELECT passage FROM passage_vector WHERE bot = ? AND generation = ? ORDER BY passage",
            arguments: [bot, generation])
        guard all.count > limit else { return all }
        return (0..<limit).map { all[$0 * all.count / limit] }
    }

    /// Nil where its entry is being removed.
    func hit(_ number: Int64) throws -> PassageHit? {
        try Row.fetchOne(
            db.cachedStatement(sql: """
                SELECT knowledge.public_id, passage.title, passage.text, passage.is_answer,
                  CASE knowledge.kind WHEN 4 THEN document.name END, passage.document
                FROM passage
                JOIN knowledge ON knowledge.id = passage.entry AND knowledge.removed_at IS NULL
                LEFT JOIN document ON document.id = passage.document
                WHERE passage.id = ? AND passage.bot = ?
                """), arguments: [number, bot]
        ).map { row in
            PassageHit(
                entry: row.identifier(0),
                passage: Passage(title: row[1], text: row[2], isAnswer: row[3], url: row[4]), number: number,
                document: row[5])
        }
    }

    /// Nil for one of another length.
    private static func cosine(of vector: Vector, with row: Row) throws -> Double? {
        let scale = Float(row[0] as Double)
        return try row.withUnsafeData(atIndex: 1) { data in
            data?.withUnsafeBytes { bytes in
                vector.cosine(with: bytes.bindMemory(to: Int8.self), scale: scale)
            } ?? nil
        }
    }
}
