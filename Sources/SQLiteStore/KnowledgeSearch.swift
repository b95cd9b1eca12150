package import Chat
import Foundation
import GRDB

extension SQLiteStore {
    package func search(
        _ own: [Lookup], context: [Lookup], in bot: BotID, limit: Int
    ) async throws -> PassageHits {
        try await read { db in
            guard let row = try self.botRow(bot, db), !own.isEmpty else { return .none }
            guard var candidates = try PassageCandidates(db, bot: BotToken.text(row), own: own, context: context)
            else { return .none }
            try candidates.gather(limit: limit)
            let statement = try db.cachedStatement(sql: """
                SELECT knowledge.public_id, passage.title, passage.text, passage.is_answer,
                  CASE knowledge.kind WHEN 4 THEN document.name END, passage.id, passage.document
                FROM passage
                JOIN knowledge ON knowledge.id = passage.entry AND knowledge.removed_at IS NULL
                LEFT JOIN document ON document.id = passage.document
                WHERE passage.id = ? AND passage.bot = ?
                """)
            let hits = try candidates.best(limit).compactMap { id in
                try Row.fetchOne(statement, arguments: [id, BotToken.text(row)]).map { row in
                    PassageHit(
                        entry: row.identifier(0),
                        passage: Passage(title: row[1], text: row[2], isAnswer: row[3], url: row[4]), number: row[5],
                        document: row[6])
                }
            }
            return PassageHits(
                passages: candidates.passages, own: candidates.own.map(\.occurrences),
                context: candidates.context.map(\.occurrences), hits: hits)
        }
    }

    package func entries(_ ids: [KnowledgeID], of bot: BotID) async throws -> [KnowledgeEntry] {
        try await read { db in
            guard let row = try self.botRow(bot, db) else { return [] }
            let statement = try db.cachedStatement(
                sql: "SELECT \(Self.columns) FROM knowledge WHERE public_id = ? AND bot = ? AND removed_at IS NULL")
            return try ids.compactMap { id in
                try Row.fetchOne(statement, arguments: [id.blob, row]).map { try Self.entry($0, of: bot) }
            }
        }
    }
}

/// The passages that are worth weighing, found with bounded work.
///
/// Ranking by the index itself counts every passage that has a frequent word, several times over. Here each
/// word is read `mostRows` rows far: that is all of them for a rare word, and for a frequent one enough to
/// estimate how frequent it is. What only frequent words would find is found by several of them together.
struct PassageCandidates {
    /// Rows read for one word of the question …
    static let mostRows = 400
    /// … for one in titles or for several together …
    static let mostJoined = 120
    /// … and for one of the lines before it.
    static let mostContext = 100
    /// Of words that stand nowhere, this many pieces are looked for.
    static let mostPieces = 16
    /// Bots with more passages look for the beginnings of such words alone: pieces would be too many.
    static let fewPassages = 3_000

    struct Word {
        let lookup: Lookup
        var occurrences = 0
        /// Whether more rows have it than were read.
        var isFrequent = false
        var worth = 0.0
    }
    private struct Marks {
        var own: UInt64 = 0
        var titles: UInt64 = 0
        var context: UInt64 = 0
        /// How much of unknown words' pieces it has.
        var pieces = 0.0
    }

    let passages: Int
    private(set) var own: [Word]
    private(set) var context: [Word]
    private let db: Database
    private let bot: String
    private let rows: ClosedRange<Int64>
    /// Whether the rows of this range are all the bot's: then none has to be asked whose it is.
    private let isAlone: Bool
    private var marks: [Int64: Marks] = [:]

    /// Nil where the bot has no passages.
    init?(_ db: Database, bot: String, own: [Lookup], context: [Lookup]) throws {
        let figures = try Row.fetchOne(
            db.cachedStatement(sql: """
                SELECT passages, (SELECT min(id) FROM passage WHERE bot = ?1), (SELECT max(id) FROM passage WHERE bot = ?1),
                  NOT EXISTS (SELECT 1 FROM passage_count WHERE bot < ?1 AND passages > 0)
                    AND NOT EXISTS (SELECT 1 FROM passage_count WHERE bot > ?1 AND passages > 0)
                FROM passage_count WHERE bot = ?1
                """), arguments: [bot])
        guard let figures, let first: Int64 = figures[1], let last: Int64 = figures[2] else { return nil }
        self.db = db
        self.bot = bot
        passages = figures[0]
        rows = first...last
        isAlone = figures[3] || Int64(passages) == last - first + 1
        // A set of words is the bits of one number.
        self.own = own.prefix(64).map { Word(lookup: $0) }
        self.context = context.prefix(64).map { Word(lookup: $0) }
    }

    mutating func gather(limit: Int) throws {
        for index in own.indices {
            let found = try read(MatchQuery.word(own[index].lookup), most: Self.mostRows)
            note(found, most: Self.mostRows, in: &own[index])
            mark(found) { $0.own |= 1 << UInt64(index) }
        }
        if marks.count > limit || own.contains(where: \.isFrequent) {
            for index in own.indices where own[index].occurrences > 0 {
                let found = try read(
                    MatchQuery.title(own[index].lookup), most: Self.mostJoined, index: "passage_titles")
                mark(found) { $0.own |= 1 << UInt64(index); $0.titles |= 1 << UInt64(index) }
            }
        }
        try join()
        try gatherContext()
        if marks.values.lazy.filter({ $0.own != 0 }).count < limit { try gatherPieces() }
    }

    /// The best rows by what the words in them are worth, titles twice.
    func best(_ limit: Int) -> [Int64] {
        let scored = marks.compactMap { row, marks -> (score: Double, row: Int64)? in
            guard marks.own != 0 || marks.pieces > 0 else { return nil }
            var score = marks.pieces
            for (index, word) in own.enumerated() {
                if marks.own & 1 << UInt64(index) != 0 { score += word.worth }
                if marks.titles & 1 << UInt64(index) != 0 { score += word.worth }
            }
            for (index, word) in context.enumerated() where marks.context & 1 << UInt64(index) != 0 {
                score += 0.3 * word.worth
            }
            return (score, row)
        }
        return scored.sorted { ($0.score, $1.row) > ($1.score, $0.row) }.prefix(limit).map(\.row)
    }

    /// Passages that have frequent words together, or one beside a rarer one.
    private mutating func join() throws {
        let byWorth = own.indices.filter { own[$0].occurrences > 0 }.sorted { own[$0].worth > own[$1].worth }
        let frequent = byWorth.filter { own[$0].isFrequent }
        guard let first = byWorth.first, let most = frequent.first else { return }
        for other in frequent.prefix(3) where other != first { try join([first, other]) }
        for other in frequent.dropFirst().prefix(1) where most != first { try join([most, other]) }
    }

    private mutating func join(_ words: some Collection<Int>) throws {
        let query = words.map { MatchQuery.word(own[$0].lookup) }.joined(separator: " AND ")
        let bits = words.reduce(UInt64(0)) { $0 | 1 << UInt64($1) }
        mark(try read(query, most: Self.mostJoined)) { $0.own |= bits }
    }

    private mutating func gatherContext() throws {
        for index in context.indices {
            let query = MatchQuery.word(context[index].lookup)
            let found = try read(query, most: Self.mostContext)
            note(found, most: Self.mostContext, in: &context[index])
            mark(found) { $0.context |= 1 << UInt64(index) }
        }
        // What a frequent word says of the thing talked about is not among the rows that were read of it.
        let telling = context.indices.filter { context[$0].occurrences > 0 && !context[$0].isFrequent }
            .sorted { context[$0].worth > context[$1].worth }.prefix(3)
        for index in own.indices.filter({ own[$0].isFrequent }).prefix(4) {
            for other in telling {
                let query = MatchQuery.word(own[index].lookup) + " AND " + MatchQuery.word(context[other].lookup)
                mark(try read(query, most: Self.mostJoined)) {
                    $0.own |= 1 << UInt64(index)
                    $0.context |= 1 << UInt64(other)
                }
            }
        }
    }

    /// Words that stand nowhere are mistyped, or written together or apart: some pieces of them do stand there.
    private mutating func gatherPieces() throws {
        let unknown = own.filter { $0.occurrences == 0 && ($0.lookup.forms.first?.unicodeScalars.count ?? 0) >= 4 }
        var left = Self.mostPieces
        for word in unknown.prefix(4) where left > 0 {
            let text = word.lookup.forms[0]
            if passages > Self.fewPassages {
                let found = try read(MatchQuery.word(Lookup([text], beginning: MatchQuery.half(of: text))), most: Self.mostRows)
                if found.count < Self.mostRows { mark(found) { $0.pieces += 0.5 * word.worth } }
                left -= 4
                continue
            }
            let pieces = MatchQuery.trigrams(of: text).prefix(left)
            left -= pieces.count
            for piece in pieces {
                let found = try read(piece, most: Self.mostRows, index: "passage_trigrams")
                // A piece of half the passages tells nothing.
                guard found.count < Self.mostRows else { continue }
                mark(found) { $0.pieces += word.worth / Double(pieces.count) }
            }
        }
    }

    private func read(_ query: String, most: Int, index: String = "passage_words") throws -> [Int64] {
        guard !isAlone else {
            let statement = try db.cachedStatement(
                sql: "SELECT rowid FROM \(index) WHERE \(index) MATCH ? AND rowid BETWEEN ? AND ? LIMIT \(most)")
            return try Int64.fetchAll(statement, arguments: [query, rows.lowerBound, rows.upperBound])
        }
        let statement = try db.cachedStatement(
            sql: "SELECT rowid FROM \(index) WHERE \(index) MATCH ? LIMIT \(most)")
        return try Int64.fetchAll(statement, arguments: ["bot : \(MatchQuery.quoted(bot)) AND \(query)"])
    }

    private mutating func mark(_ found: [Int64], _ change: (inout Marks) -> Void) {
        for row in found { change(&marks[row, default: Marks()]) }
    }

    /// Rows come in their order, so the last one tells how much of the bot's range was read.
    private func note(_ found: [Int64], most: Int, in word: inout Word) {
        word.isFrequent = found.count == most
        word.occurrences = found.count
        if word.isFrequent, let last = found.last {
            let part = Double(last - rows.lowerBound + 1) / Double(rows.upperBound - rows.lowerBound + 1)
            word.occurrences = min(passages, max(found.count, Int(Double(found.count) / part)))
        }
        // Only to choose what is weighed: `Librarian` weighs it.
        word.worth = log(1 + Double(passages) / Double(max(1, word.occurrences)))
    }
}

/// What stands in a MATCH: quoted words alone, never a customer's text as query syntax.
enum MatchQuery {
    static func word(_ lookup: Lookup) -> String { "{title text pairs} : \(alternatives(lookup))" }

    static func title(_ lookup: Lookup) -> String { "title : \(alternatives(lookup))" }

    /// The first half of a word, and a letter more: most errors stand behind it.
    static func half(of word: String) -> String {
        String(word.unicodeScalars.prefix(max(3, word.unicodeScalars.count / 2 + 1)))
    }

    static func trigrams(of word: String) -> [String] {
        let scalars = Array(word.unicodeScalars)
        return (0...max(0, scalars.count - 3)).map { start in
            "{title text} : " + quoted(String(String.UnicodeScalarView(scalars[start..<min(scalars.count, start + 3)])))
        }
    }

    static func quoted(_ term: String) -> String {
        "\"" + term.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private static func alternatives(_ lookup: Lookup) -> String {
        let words = lookup.forms.map(quoted) + (lookup.beginning.map { [quoted($0) + " *"] } ?? [])
        return words.count == 1 ? words[0] : "(\(words.joined(separator: " OR ")))"
    }
}
