import Chat
import GRDB

/// Lists of one tag or one customer, which have ranges of their own.
extension ListScope {
    static func tag(of filter: ConversationFilter, _ db: Database) throws -> Int64? {
        guard let tag = filter.tag else { return nil }
        return try Int64.fetchOne(db, sql: """
            SELECT id FROM tag WHERE organization = (SELECT id FROM organization WHERE public_id = ?) AND key = ?
            """, arguments: [filter.organization.blob, TagsColumn.key(tag)])
    }

    static func customer(of filter: ConversationFilter, _ db: Database) throws -> Int64? {
        guard let customer = filter.customer else { return nil }
        return try Int64.fetchOne(db, sql: """
            SELECT id FROM customer
            WHERE public_id = ? AND organization = (SELECT id FROM organization WHERE public_id = ?)
            """, arguments: [customer.blob, filter.organization.blob])
    }

    func arguments(
        from place: ListPlace, and others: [String: any DatabaseValueConvertible] = [:]
    ) -> StatementArguments {
        var named: [String: any DatabaseValueConvertible] = others
        (named["owner"], named["activity"], named["row"]) = (owner, place.activity, place.row)
        if let tag { named["tag"] = tag }
        if let customer { named["customer"] = customer }
        return StatementArguments(named)
    }

    /// What else `column`, a conversation's row, has to be; begins with AND where it is anything.
    func narrowing(_ column: String) -> String {
        var conditions = ""
        if tag != nil {
            conditions += " AND EXISTS (SELECT 1 FROM tagged t WHERE t.conversation = \(column) AND t.tag = :tag)"
        }
        if customer != nil {
            conditions += " AND (SELECT x.customer FROM conversation x WHERE x.id = \(column)) = :customer"
        }
        return conditions
    }

    /// As the lists of everything, but from the tag's own index.
    func tagSQL(limit: Int) -> String {
        let owner = byBot ? "AND bot = :owner " : ""
        let ranges = states.flatMap { state in
            rated.map { rated in
                """
                SELECT * FROM (SELECT conversation AS id, activity FROM tagged
                  WHERE tag = :tag \(owner)AND state = \(state) AND rated = \(rated)
                    AND (activity, conversation) < (:activity, :row)
                  ORDER BY activity DESC, conversation DESC LIMIT \(limit))
                """
            }
        }
        return ranges.joined(separator: "\nUNION ALL\n") + "\nORDER BY activity DESC, id DESC LIMIT \(limit)"
    }

    /// A customer's conversations are few: they are read by the customer and put in order.
    func customerSQL(limit: Int) -> String {
        let tagged = tag == nil ? "" : "\n  AND EXISTS (SELECT 1 FROM tagged t WHERE t.conversation = c.id AND t.tag = :tag)"
        return """
            SELECT c.id, c.activity FROM conversation c
            WHERE c.customer = :customer AND +c.\(byBot ? "bot" : "organization") = :owner
              AND +c.state IN (\(states.map(String.init).joined(separator: ",")))
              AND +c.rated IN (\(rated.map(String.init).joined(separator: ",")))
              AND (+c.activity, +c.id) < (:activity, :row)\(tagged)
            ORDER BY +c.activity DESC, +c.id DESC LIMIT \(limit)
            """
    }
}
