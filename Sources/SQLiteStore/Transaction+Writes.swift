import Chat
import Foundation
import GRDB

/// The statements of a running chat; each is prepared once.
extension Transaction {
    func insert(_ item: Item, of entry: WriterMemory.Entry) throws {
        let operatorRow: Int64? =
            if item.role == .operator, let id = item.author.flatMap({ OperatorID($0.id) }) {
                try self.operator(id)?.row
            } else { nil }
        let sources = item.sources.isEmpty ? nil : SourcesColumn.encode(item.sources)
        try db.cachedStatement(sql: """
            INSERT INTO item(conversation, seq, sort, role, public_id, operator, text, at, event, data, sources)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """).execute(arguments: [
                entry.row, item.seq, item.sort.rawValue, item.role.rawValue, item.id, operatorRow, item.text,
                item.at.milliseconds, item.event?.rawValue, item.data?.text, sources,
            ])
    }

    /// The row of a conversation that begins; its items and final state follow in the same transaction.
    func insert(_ conversation: Conversation, customerRow: Int64, botRow: Int64) throws -> Int64 {
        try db.cachedStatement(sql: """
            INSERT INTO conversation(
              public_id, organization, bot, customer, handling, handling_number, state, rated, activity, last_seq,
              last_item_seq, started_at, last_message_at, last_message_seq, answered_up_to, operators_seen,
              customer_seen, unread_by_operators, unread_by_customer, rated_up, rated_down)
            SELECT ?, organization, id, ?, 0, 0, 0, 0, ?, 0, 0, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0 FROM bot WHERE id = ?
            """).execute(arguments: [
                conversation.id.blob, customerRow, conversation.activity.milliseconds,
                conversation.startedAt.milliseconds, conversation.startedAt.milliseconds, botRow,
            ])
        return db.lastInsertedRowID
    }

    func update(_ entry: WriterMemory.Entry) throws {
        let conversation = entry.conversation
        let handler = try conversation.handling.handler.flatMap { try self.operator($0)?.row }
        try db.cachedStatement(sql: """
            UPDATE conversation SET
              handling = ?, handler = ?, handling_number = ?, state = ?, rated = ?, activity = ?, last_seq = ?,
              last_item_seq = ?, ended_at = ?, requested_at = ?, last_message_at = ?, last_message_role = ?,
              last_message_seq = ?, last_customer_message_at = ?, answered_up_to = ?, operators_seen = ?,
              customer_seen = ?, unread_by_operators = ?, unread_by_customer = ?, rated_up = ?, rated_down = ?
            WHERE id = ?
            """).execute(arguments: [
                ConversationRow.handlingNumber(conversation), handler, conversation.handlingNumber,
                ConversationRow.state(conversation), ConversationRow.rated(conversation),
                conversation.activity.milliseconds, conversation.lastSeq, conversation.lastItem?.seq ?? 0,
                conversation.endedAt?.milliseconds, conversation.requestedAt?.milliseconds,
                conversation.lastMessageAt.milliseconds, conversation.lastMessageRole?.rawValue,
                conversation.lastMessageSeq, conversation.lastCustomerMessageAt?.milliseconds,
                conversation.answeredUpTo, conversation.operatorsSeen, conversation.customerSeen,
                conversation.unreadByOperators, conversation.unreadByCustomer, conversation.ratedUp,
                conversation.ratedDown, entry.row,
            ])
    }

    func store(_ rating: Rating?, seq: Int, of entry: WriterMemory.Entry) throws {
        guard let rating else {
            try db.execute(
                sql: "DELETE FROM rating WHERE conversation = ? AND seq = ?", arguments: [entry.row, seq])
            return
        }
        let operatorRow = try OperatorID(rating.by.id).flatMap { try self.operator($0)?.row }
        try db.execute(sql: """
            INSERT OR REPLACE INTO rating(conversation, seq, thumb, note, operator, at) VALUES (?, ?, ?, ?, ?, ?)
            """, arguments: [
                entry.row, seq, rating.thumb.rawValue, rating.note, operatorRow, rating.at.milliseconds,
            ])
    }

    /// One job a conversation: asked for again, its number is raised.
    func askForAnswer(_ id: ConversationID) throws {
        try db.cachedStatement(sql: """
            INSERT INTO job(sort, key, number, attempts, due) VALUES (?, ?, 1, 0, ?)
            ON CONFLICT DO UPDATE SET number = number + 1, attempts = 0, due = excluded.due
            """).execute(arguments: [Job.Sort.answer.rawValue, id.description, now.milliseconds])
    }

    func queueForSearch(_ row: Int64) throws {
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO search_queue VALUES (?)").execute(arguments: [row])
    }
}
