package import Chat
import Foundation
import GRDB

extension SQLiteStore: OrderStore {
    package func submit(_ orders: [PendingOrder]) { writer.submit(orders) }
}

extension SQLiteStore: ConversationReading {
    package func conversation(_ id: ConversationID) async throws -> Conversation? {
        try await read { db in
            try Row.fetchOne(
                db.cachedStatement(sql: ConversationRow.select + " WHERE c.public_id = ?"), arguments: [id.blob]
            ).map(ConversationRow.decode)
        }
    }

    package func activeConversation(of customer: CustomerID) async throws -> Conversation? {
        try await read { db in
            try Row.fetchOne(
                db.cachedStatement(sql: ConversationRow.select + """
                     WHERE c.customer = (SELECT id FROM customer WHERE public_id = ?) AND c.ended_at IS NULL
                    """), arguments: [customer.blob]
            ).map(ConversationRow.decode)
        }
    }

    package func conversations(
        of customer: CustomerID, after cursor: String?, limit: Int
    ) async throws -> Page<Conversation> {
        let place = try cursor.map(ListPlace.init(cursor:)) ?? .start
        return try await read { db in
            let rows = try Row.fetchAll(db, sql: ConversationRow.select + """
                 WHERE c.customer = (SELECT id FROM customer WHERE public_id = ?) AND (c.started_at, c.id) < (?, ?)
                ORDER BY c.started_at DESC, c.id DESC LIMIT ?
                """, arguments: [customer.blob, place.activity, place.row, limit + 1])
            return ListPlace.page(rows, limit: limit, by: 14)
        }
    }

    package func items(_ query: ItemQuery) async throws -> [Item] {
        try await read { db in
            let row = try Row.fetchOne(
                db.cachedStatement(sql: ConversationRow.select + " WHERE c.public_id = ?"),
                arguments: [query.conversation.blob])
            guard let row else { return [] }
            let notes = query.notesOnly ? "AND i.sort = 2 AND i.data IS NOT '\(Item.internalMark.text)'" : query.audience == .customer ? "AND i.sort <> 2" : ""
            let rows = try Row.fetchAll(db, sql: ItemRow.select + """
                 WHERE i.id > ? AND i.id < ? \(notes)
                ORDER BY i.id \(query.fromEnd ? "DESC" : "ASC") LIMIT ?
                """, arguments: [
                    ItemKey.id(row[0], query.after), ItemKey.id(row[0], query.before), query.limit,
                ])
            let conversation = ConversationRow.decode(row)
            let items = rows.map { ItemRow.decode($0, conversation: conversation) }
            return query.fromEnd ? items.reversed() : items
        }
    }

    package func assistedConversations() async throws -> [Conversation] {
        try await read { db in
            try Row.fetchAll(db, sql: ConversationRow.select + """
                 WHERE c.organization IN (SELECT id FROM organization) AND c.state = 1 AND c.rated IN (0, 1, 2, 3)
                   AND c.handler IS NOT NULL
                """).map(ConversationRow.decode)
        }
    }

    package func quietConversations(since moment: Moment, limit: Int) async throws -> [Conversation] {
        try await read { db in
            // Events alone are nothing said, so the list's order (activity) only narrows from the other side.
            try Row.fetchAll(db, sql: ConversationRow.select + """
                 WHERE c.organization IN (SELECT id FROM organization) AND c.state IN (0, 1) AND c.rated IN (0, 1, 2, 3)
                   AND c.last_message_at <= ? LIMIT ?
                """, arguments: [moment.milliseconds, limit]).map(ConversationRow.decode)
        }
    }
}
