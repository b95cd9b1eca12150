import Chat
import Foundation
import GRDB

extension SQLiteStore {
    /// Conversations in which all words occur, newest activity first.
    static func search(
        _ words: String, filter: ConversationFilter, scope: ListScope, from place: ListPlace, _ db: Database
    ) throws -> Page<Conversation> {
        let limit = filter.limit + 1
        if let id = ConversationID(words.trimmingCharacters(in: .whitespacesAndNewlines)) {
            let found = try among(scope, from: place, limit: limit, rows: """
                (SELECT id FROM conversation WHERE public_id = :needle)
                """, needle: id.blob, db)
            return try page(found.map(\.row), limit: filter.limit, db)
        }
        let phrases = SearchWords.phrases(words)
        guard !phrases.isEmpty else { return Page([], next: nil) }
        var found: [ListPlace] = []
        // What has just ended stands among the running ones until it is filed: in one of the two, never in both.
        let rows = try runningMatches(phrases, scope, db)
        if !rows.isEmpty {
            let text = "[" + rows.map(String.init).joined(separator: ",") + "]"
            found += try among(
                scope, from: place, limit: limit, rows: "(SELECT value FROM json_each(:needle))", needle: text, db)
        }
        if scope.states.contains(2) { found += try pastMatches(phrases, filter, scope, from: place, limit: limit, db) }
        found.sort { ($0.activity, $0.row) > ($1.activity, $1.row) }
        return try page(found.prefix(limit).map(\.row), limit: filter.limit, db)
    }

    /// Those of the conversations `rows` that the scope shows. The plus signs keep the planner from walking the
    /// whole list to find them in it.
    private static func among(
        _ scope: ListScope, from place: ListPlace, limit: Int, rows: String, needle: any DatabaseValueConvertible,
        _ db: Database
    ) throws -> [ListPlace] {
        try Row.fetchAll(db, sql: """
            SELECT activity, id FROM conversation
            WHERE id IN \(rows) AND +\(scope.byBot ? "bot" : "organization") = :owner
              AND +state IN (\(scope.states.map(String.init).joined(separator: ",")))
              AND +rated IN (\(scope.rated.map(String.init).joined(separator: ",")))
              AND (+activity, +id) < (:activity, :row)\(scope.narrowing("conversation.id"))
            ORDER BY +activity DESC, +id DESC LIMIT \(limit)
            """, arguments: scope.arguments(from: place, and: ["needle": needle])
        ).map { ListPlace(activity: $0[0], row: $0[1]) }
    }

    /// Running conversations stand as one row a message: each word's conversations, then what all share.
    private static func runningMatches(_ phrases: [String], _ scope: ListScope, _ db: Database) throws -> [Int64] {
        var common: Set<Int64>?
        for phrase in phrases {
            let rows = try Set(Int64.fetchCursor(
                db, sql: "SELECT DISTINCT rowid >> 24 FROM live_words WHERE live_words MATCH ?",
                arguments: ["scope : \"\(scope.token)\" AND words : \(phrase)"]))
            common = common?.intersection(rows) ?? rows
            if common!.isEmpty { return [] }
        }
        return common?.sorted() ?? []
    }

    /// Past conversations stand as one row each, in the list's order, so the newest come first without sorting.
    private static func pastMatches(
        _ phrases: [String], _ filter: ConversationFilter, _ scope: ListScope, from place: ListPlace, limit: Int,
        _ db: Database
    ) throws -> [ListPlace] {
        var terms = ["scope : \"\(scope.token)\""]
        if let rated = filter.rated { terms.append("scope : \"rated\(rated.rawValue)\"") }
        terms += phrases.map { "words : \($0)" }
        let below = try Int64.fetchOne(
            db, sql: "SELECT id FROM past_document WHERE conversation = ?", arguments: [place.row]
        ) ?? PastDocument.id(activity: place.activity, conversation: place.row)
        return try Row.fetchAll(db, sql: """
            SELECT d.id, d.conversation FROM past_words f JOIN past_document d ON d.id = f.rowid
            WHERE past_words MATCH :terms AND f.rowid < :below\(scope.narrowing("d.conversation"))
            ORDER BY f.rowid DESC LIMIT :limit
            """, arguments: scope.arguments(from: place, and: [
                "terms": terms.joined(separator: " AND "), "below": below, "limit": limit,
            ])
        ).map { ListPlace(activity: PastDocument.activity(of: $0[0]), row: $0[1]) }
    }
}

extension ListScope {
    var token: String { byBot ? SearchScope.bot(owner) : SearchScope.organization(owner) }
}

/// Rows of `past_words` are numbered by activity, so that the index's own order is the list's.
enum PastDocument {
    private static let tieBits: Int64 = 21

    static func id(activity: Int64, conversation: Int64) -> Int64 {
        guard activity < Int64.max >> tieBits else { return .max }
        return activity << tieBits | conversation & (1 << tieBits - 1)
    }

    static func activity(of id: Int64) -> Int64 { id >> tieBits }
}
