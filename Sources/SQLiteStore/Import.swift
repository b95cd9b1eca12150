package import Chat
import Foundation
import GRDB

extension SQLiteStore: PastImporting {
    package func importPast(_ conversations: [PastConversation], into bot: BotID) async throws -> ImportCount {
        let now = clock()
        return try await writer.perform { transaction in
            try transaction.flush()
            return try ImportTransaction(db: transaction.db, now: now).run(conversations, into: bot)
        }
    }
}

/// One chunk of an import: conversations with their logs and their search rows, in one transaction.
private struct ImportTransaction {
    let db: Database
    let now: Moment

    func run(_ conversations: [PastConversation], into bot: BotID) throws -> ImportCount {
        guard let place = try Row.fetchOne(
            db, sql: "SELECT id, organization FROM bot WHERE public_id = ? AND deleted_at IS NULL", arguments: [bot.blob])
        else { throw Refusal.notFound }
        let (botRow, organization): (Int64, Int64) = (place[0], place[1])
        var count = ImportCount()
        var rows: [Int64] = []
        for conversation in conversations {
            if let id = conversation.externalID, try isKnown(id, bot: botRow) {
                count.skipped += 1
                continue
            }
            let row = try insert(conversation, bot: botRow, organization: organization)
            if let id = conversation.externalID {
                try db.cachedStatement(sql: "INSERT INTO imported VALUES (?, ?, ?)").execute(arguments: [botRow, id, row])
            }
            rows.append(row)
            count.conversations += 1
            count.messages += conversation.messages.count
        }
        try SearchIndex(db).file(rows)
        return count
    }

    private func isKnown(_ id: String, bot: Int64) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT 1 FROM imported WHERE bot = ? AND external_id = ?"), arguments: [bot, id]
        ) ?? false
    }

    private func insert(_ past: PastConversation, bot: Int64, organization: Int64) throws -> Int64 {
        try db.cachedStatement(sql: """
            INSERT INTO customer(public_id, organization, bot, name, email, last_seen_at, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """).execute(arguments: [
                CustomerID.make(at: past.startedAt).blob, organization, bot, past.customerName, past.customerEmail,
                past.endedAt.milliseconds, past.startedAt.milliseconds,
            ])
        let customer = db.lastInsertedRowID
        let lastMessage = past.messages.indices.last.map { $0 + 2 } ?? 0
        let lastSeq = past.messages.count + 2
        let lastByCustomer = past.messages.last { $0.role == .customer }
        try db.cachedStatement(sql: """
            INSERT INTO conversation(
              public_id, organization, bot, customer, handling, handling_number, state, rated, activity, last_seq,
              last_item_seq, started_at, ended_at, last_message_at, last_message_role, last_message_seq,
              last_customer_message_at, answered_up_to, operators_seen, customer_seen, unread_by_operators,
              unread_by_customer, rated_up, rated_down)
            VALUES (?, ?, ?, ?, 0, 1, 2, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0)
            """).execute(arguments: [
                ConversationID.make(at: past.startedAt).blob, organization, bot, customer, past.endedAt.milliseconds,
                lastSeq, lastSeq, past.startedAt.milliseconds, past.endedAt.milliseconds, past.endedAt.milliseconds,
                past.messages.last?.role.rawValue, lastMessage, lastByCustomer?.at.milliseconds, lastMessage,
                lastSeq, lastSeq,
            ])
        let conversation = db.lastInsertedRowID
        try insertItem(conversation, 1, .event, .customer, nil, past.startedAt, .started)
        var at = past.startedAt
        for (index, message) in past.messages.enumerated() {
            at = max(at, message.at)
            try insertItem(conversation, index + 2, .message, message.role, message.text, at, nil)
        }
        try insertItem(conversation, lastSeq, .event, .system, nil, past.endedAt, .ended)
        return conversation
    }

    private func insertItem(
        _ conversation: Int64, _ seq: Int, _ sort: ItemSort, _ role: ItemRole, _ text: String?, _ at: Moment,
        _ event: EventName?
    ) throws {
        try db.cachedStatement(sql: """
            INSERT INTO item(id, sort, role, public_id, text, at, event) VALUES (?, ?, ?, ?, ?, ?, ?)
            """).execute(arguments: [
                ItemKey.id(conversation, seq), sort.rawValue, role.rawValue, "import-\(seq)", text, at.milliseconds,
                event?.rawValue,
            ])
    }
}
