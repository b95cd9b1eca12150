package import Chat
import Foundation
import GRDB

/// Where a page of a list begins: below this activity and row, newest first.
struct ListPlace {
    let activity: Int64
    let row: Int64

    static let start = ListPlace(activity: .max, row: .max)

    init(activity: Int64, row: Int64) {
        self.activity = activity
        self.row = row
    }

    init(cursor: String) throws {
        let parts = cursor.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let activity = Int64(parts[0], radix: 36), let row = Int64(parts[1], radix: 36) else {
            throw BadCursor()
        }
        self.init(activity: activity, row: row)
    }

    var cursor: String { String(activity, radix: 36) + "." + String(row, radix: 36) }

    /// `time` is the column of `ConversationRow` that orders the list: its activity or its start.
    static func page(_ rows: [Row], limit: Int, by time: Int = 34) -> Page<Conversation> {
        let shown = rows.prefix(limit)
        let next = rows.count > limit ? shown.last.map { ListPlace(activity: $0[time], row: $0[0]).cursor } : nil
        return Page(shown.map(ConversationRow.decode), next: next)
    }
}

extension SQLiteStore {
    package func conversations(_ filter: ConversationFilter) async throws -> Page<Conversation> {
        let place = try filter.cursor.map(ListPlace.init(cursor:)) ?? .start
        return try await read { db in
            guard let scope = try ListScope(filter, db) else { return Page([], next: nil) }
            if let words = filter.words, !SearchWords.isBlank(words) {
                return try Self.search(words, filter: filter, scope: scope, from: place, db)
            }
            let ids = try Row.fetchAll(
                db, sql: scope.listSQL(limit: filter.limit + 1), arguments: scope.arguments(from: place))
            return try Self.page(ids.map { $0[0] }, limit: filter.limit, db)
        }
    }

    /// The rows of the given conversations in this order, as a page of `limit`.
    static func page(_ ids: [Int64], limit: Int, _ db: Database) throws -> Page<Conversation> {
        let statement = try db.cachedStatement(sql: ConversationRow.select + " WHERE c.id = ?")
        let rows = try ids.compactMap { try Row.fetchOne(statement, arguments: [$0]) }
        return ListPlace.page(rows, limit: limit)
    }
}

/// What a filter means in the schema's terms: ranges of `conversation_list` or `conversation_bot_list`.
struct ListScope {
    /// The bot's row where the filter names one, else the organization's.
    let owner: Int64
    let byBot: Bool
    let states: [Int]
    let rated: [Int]
    /// Rows of the tag and the customer that the filter names.
    let tag: Int64?
    let customer: Int64?

    /// Nil where the filter names a bot of another organization, or nothing can match.
    init?(_ filter: ConversationFilter, _ db: Database) throws {
        if let bot = filter.bot {
            let row = try Int64.fetchOne(db, sql: """
                SELECT b.id FROM bot b JOIN organization g ON g.id = b.organization
                WHERE b.public_id = ? AND g.public_id = ?
                """, arguments: [bot.blob, filter.organization.blob])
            guard let row else { return nil }
            owner = row
            byBot = true
        } else {
            let row = try Int64.fetchOne(
                db, sql: "SELECT id FROM organization WHERE public_id = ?", arguments: [filter.organization.blob])
            guard let row else { return nil }
            owner = row
            byBot = false
        }
        (tag, customer) = (try Self.tag(of: filter, db), try Self.customer(of: filter, db))
        if filter.tag != nil && tag == nil || filter.customer != nil && customer == nil { return nil }
        switch (filter.mode, filter.section) {
        case (.past, nil): states = [2]
        case (.past, _): return nil
        case (_, .automated): states = [0]
        case (_, .assisted): states = [1]
        case (.active, nil): states = [0, 1]
        case (nil, nil): states = [0, 1, 2]
        }
        switch filter.rated {
        case nil: rated = [0, 1, 2, 3]
        case .up: rated = [1, 3]
        case .down: rated = [2, 3]
        case .some(.none): rated = [0]
        }
    }

    /// The newest conversation rows below a place: each range is read in its index's order, then merged.
    func listSQL(limit: Int) -> String {
        if customer != nil { return customerSQL(limit: limit) }
        if tag != nil { return tagSQL(limit: limit) }
        let column = byBot ? "bot" : "organization"
        let ranges = states.flatMap { state in
            rated.map { rated in
                """
                SELECT * FROM (SELECT id, activity FROM conversation
                  WHERE \(column) = :owner AND state = \(state) AND rated = \(rated)
                    AND (activity, id) < (:activity, :row)
                  ORDER BY activity DESC, id DESC LIMIT \(limit))
                """
            }
        }
        return ranges.joined(separator: "\nUNION ALL\n") + "\nORDER BY activity DESC, id DESC LIMIT \(limit)"
    }
}
