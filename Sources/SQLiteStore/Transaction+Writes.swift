import Chat
import Foundation
import GRDB

/// The statements of a running chat; each is prepared once.
extension Transaction {
    private func statements() throws -> MessageStatements {
        if let known = memory.statements { return known }
        let statements = try MessageStatements(db)
        memory.statements = statements
        return statements
    }

    func insert(_ item: Item, of entry: WriterMemory.Entry) throws {
        let operatorRow: Int64? =
            if item.role == .operator, let id = item.author.flatMap({ OperatorID($0.id) }) {
                try self.operator(id)?.row
            } else { nil }
        let sources = item.sources.isEmpty ? nil : SourcesColumn.encode(item.sources)
        try statements().item.run {
            $0.bind(ItemKey.id(entry.row, item.seq))
            $0.bind(item.sort.rawValue)
            $0.bind(item.role.rawValue)
            $0.bind(item.id)
            $0.bind(operatorRow)
            $0.bind(item.text)
            $0.bind(item.at)
            $0.bind(item.event?.rawValue)
            $0.bind(item.data?.text)
            $0.bind(sources)
            $0.bind(item.files.isEmpty ? nil : FilesColumn.encode(item.files))
        }
        if !item.files.isEmpty { try share(item.files, in: item.seq, of: entry) }
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
        try statements().conversation.run {
            $0.bind(ConversationRow.handlingNumber(conversation))
            $0.bind(handler)
            $0.bind(conversation.handlingNumber)
            $0.bind(ConversationRow.state(conversation))
            $0.bind(ConversationRow.rated(conversation))
            $0.bind(conversation.activity)
            $0.bind(conversation.lastSeq)
            $0.bind(conversation.lastItem?.seq ?? 0)
            $0.bind(conversation.endedAt)
            $0.bind(conversation.requestedAt)
            $0.bind(conversation.lastMessageAt)
            $0.bind(conversation.lastMessageRole?.rawValue)
            $0.bind(conversation.lastMessageSeq)
            $0.bind(conversation.lastCustomerMessageAt)
            $0.bind(conversation.answeredUpTo)
            $0.bind(conversation.operatorsSeen)
            $0.bind(conversation.customerSeen)
            $0.bind(conversation.unreadByOperators)
            $0.bind(conversation.unreadByCustomer)
            $0.bind(conversation.ratedUp)
            $0.bind(conversation.ratedDown)
            $0.bind(conversation.request.map(RequestColumn.encode))
            $0.bind(entry.row)
        }
        if !conversation.tags.isEmpty { try moveInTagLists(entry) }
    }

    /// An address that the customer left in the chat; one that is known already stays.
    func store(address: String, of entry: WriterMemory.Entry) throws {
        try db.execute(
            sql: "UPDATE customer SET email = ? WHERE id = ? AND email IS NULL", arguments: [address, entry.customerRow])
        var customer = entry.conversation.customer
        customer.email = address
        try renamed(customer, row: entry.customerRow)
    }

    /// Another name or address of a customer is stored: all its conversations show it and are found by it.
    func renamed(_ customer: Customer, row: Int64) throws {
        memory.customers[customer.id]?.customer = customer
        for entry in memory.entries.values where entry.customerRow == row {
            entry.conversation.customer.name = customer.name
            entry.conversation.customer.email = customer.email
        }
        try SearchIndex(db).refilePerson(of: row)
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
        try statements().answerJob.run {
            $0.bind(Job.Sort.answer.rawValue)
            $0.bind(id.description)
            $0.bind(now)
        }
    }

    func queueForSearch(_ row: Int64) throws {
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO search_queue VALUES (?)").execute(arguments: [row])
    }
}
