import Chat
import Foundation
import GRDB

/// What a decision needs to know, from memory or from the file.
extension Transaction {
    func entry(_ id: ConversationID) throws -> WriterMemory.Entry? {
        if let entry = memory.entries[id] { return entry }
        let row = try Row.fetchOne(
            db.cachedStatement(sql: ConversationRow.select + " WHERE c.public_id = ?"), arguments: [id.blob])
        guard let row else { return nil }
        let entry = WriterMemory.Entry(
            row: row[0], customerRow: row[1], botRow: row[2], conversation: ConversationRow.decode(row))
        memory.entries[id] = entry
        return entry
    }

    func runningConversation(of customer: CustomerID, row: Int64) throws -> WriterMemory.Entry? {
        if let known = memory.running[customer] {
            guard let id = known else { return nil }
            return try entry(id)
        }
        let blob = try Data.fetchOne(
            db, sql: "SELECT public_id FROM conversation WHERE customer = ? AND ended_at IS NULL", arguments: [row])
        let id = blob.map { ConversationID(blob: $0) }
        memory.running[customer] = .some(id)
        return try id.flatMap { try entry($0) }
    }

    func bot(_ id: BotID) throws -> WhisperBot {
        if let known = memory.bots[id] { return known.bot }
        guard let row = try Row.fetchOne(db, sql: BotRow.select + " WHERE b.public_id = ?", arguments: [id.blob]) else {
            throw Refusal.notFound
        }
        let bot = BotRow.decode(row)
        memory.bots[id] = (row[0], bot)
        return bot
    }

    func `operator`(_ id: OperatorID) throws -> (row: Int64, person: Operator)? {
        if let known = memory.operators[id] { return known }
        let row = try Row.fetchOne(db, sql: OperatorRow.select + " WHERE p.public_id = ?", arguments: [id.blob])
        guard let row else { return nil }
        let known = (row: row[0] as Int64, person: OperatorRow.decode(row))
        memory.operators[id] = known
        return known
    }

    func person(_ actor: Actor) throws -> Operator? {
        guard case .operator(let id, _) = actor else { return nil }
        guard let person = try self.operator(id)?.person, !person.removed else { throw Refusal.unauthenticated }
        return person
    }

    func customer(_ id: CustomerID) throws -> (row: Int64, botRow: Int64, customer: Customer)? {
        if let known = memory.customers[id] { return known }
        guard let row = try Row.fetchOne(db, sql: CustomerRow.select + " WHERE u.public_id = ?", arguments: [id.blob])
        else { return nil }
        let known = (row: row[0] as Int64, botRow: row[1] as Int64, customer: CustomerRow.decode(row))
        memory.customers[id] = known
        return known
    }

    func item(_ seq: Int, of entry: WriterMemory.Entry) throws -> Item? {
        try Row.fetchOne(
            db, sql: ItemRow.select + " WHERE i.id = ?", arguments: [ItemKey.id(entry.row, seq)]
        ).map { ItemRow.decode($0, conversation: entry.conversation) }
    }

    /// How many unread messages stay unread when `actor` has seen everything up to `seq`.
    func unread(after seq: Int, for actor: Actor, of entry: WriterMemory.Entry) throws -> Int {
        let conversation = entry.conversation
        let before = actor.role == .customer ? conversation.unreadByCustomer : conversation.unreadByOperators
        guard before > 0, seq < conversation.lastMessageSeq else { return 0 }
        let roles = actor.role == .customer ? "(2, 3)" : "(1)"
        let after = try Int.fetchOne(db, sql: """
            SELECT count(*) FROM item WHERE id > ? AND id <= ? AND sort = 1 AND role IN \(roles)
            """, arguments: [ItemKey.id(entry.row, seq), ItemKey.id(entry.row, ItemKey.maxSeq)]) ?? 0
        return min(before, after)
    }
}
