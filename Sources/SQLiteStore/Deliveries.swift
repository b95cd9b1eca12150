package import Chat
import Foundation
import GRDB

extension SQLiteStore: NoticeShelf {
    /// Deliveries that are done with are forgotten after this long, some at each new one.
    private static let keptDays = 90
    /// How many lines of the chat an alert shows.
    private static let alertLines = 6

    package func plan(_ job: Job, _ decide: @escaping @Sendable (NoticeSituation) -> NoticePlan) async throws {
        try await writer.perform { transaction in
            guard let id = ConversationID(job.key), let entry = try transaction.entry(id) else { return }
            let bot = try transaction.bot(entry.conversation.bot)
            guard !bot.deleted else { return }
            switch decide(try transaction.situation(of: entry, bot, isReply: job.sort == .mailReply)) {
            case .nothing: break
            case .later(let moment): try transaction.ask(job.sort, job.key, due: moment)
            case .deliver(let planned):
                for delivery in planned {
                    _ = try transaction.add(delivery, bot: entry.botRow, conversation: entry.row)
                }
                try transaction.forgetDeliveries(olderThan: Self.keptDays)
                transaction.announce(entry.conversation)
            }
        }
    }

    package func dispatch(_ id: DeliveryID) async throws -> Dispatch? {
        try await read { db in
            let row = try Row.fetchOne(
                db, sql: DeliveryRow.select + " WHERE d.public_id = ? AND d.state = 0", arguments: [id.blob])
            guard let row, let bot = try Row.fetchOne(
                db, sql: BotRow.select + " WHERE b.id = ? AND b.deleted_at IS NULL", arguments: [row["bot"] as Int64])
            else { return nil }
            let delivery = DeliveryRow.decode(row)
            var conversation: Conversation?
            var lines: [Item] = []
            if let number = row["conversation"] as Int64?,
                let found = try Row.fetchOne(db, sql: ConversationRow.select + " WHERE c.id = ?", arguments: [number]) {
                let decoded = ConversationRow.decode(found)
                conversation = decoded
                let isReply = delivery.kind == .reply
                lines = try Row.fetchAll(db, sql: ItemRow.select + """
                     WHERE i.id > ? AND i.id <= ? AND i.sort = 1 \(isReply ? "AND i.role = 3" : "")
                    ORDER BY i.id DESC LIMIT ?
                    """, arguments: [
                        ItemKey.id(number, row["after_seq"]), ItemKey.id(number, row["up_to"]),
                        isReply ? Limits.resyncItems : Self.alertLines,
                    ]).reversed().map { ItemRow.decode($0, conversation: decoded) }
            }
            return Dispatch(
                delivery: delivery, bot: BotRow.decode(bot), conversation: conversation,
                cause: Moment(milliseconds: row["cause"]), lines: lines)
        }
    }

    package func settle(_ id: DeliveryID, _ outcome: DeliveryOutcome) async throws {
        try await writer.perform { transaction in
            let (state, error, next): (Delivery.State, String?, Moment?) =
                switch outcome {
                case .sent: (.sent, nil, nil)
                case .again(let at, let reason): (.waiting, reason, at)
                case .failed(let reason): (.failed, reason, nil)
                }
            let conversation = try Row.fetchOne(transaction.db, sql: """
                UPDATE delivery SET state = ?, attempts = attempts + 1, error = ?, changed_at = ?, next_at = ?
                WHERE public_id = ? AND state = 0
                RETURNING (SELECT public_id FROM conversation WHERE id = delivery.conversation)
                """, arguments: [state.rawValue, error, transaction.now.milliseconds, next?.milliseconds, id.blob])
            guard let conversation else { return }
            if let next { try transaction.ask(.deliver, id.description, due: next) }
            if let blob = conversation[0] as Data?, let entry = try transaction.entry(ConversationID(blob: blob)) {
                transaction.announce(entry.conversation)
            }
        }
    }
}

extension SQLiteStore: DeliveryList {
    package func deliveries(of bot: BotID, after cursor: String?, limit: Int) async throws -> Page<Delivery> {
        let before = try cursor.map(RowCursor.init) ?? RowCursor(row: .max)
        return try await read { db in
            let rows = try Row.fetchAll(db, sql: DeliveryRow.select + """
                 WHERE d.bot = (SELECT id FROM bot WHERE public_id = ?) AND d.id < ? ORDER BY d.id DESC LIMIT ?
                """, arguments: [bot.blob, before.row, limit + 1])
            return RowCursor.page(rows, limit: limit, DeliveryRow.decode)
        }
    }

    package func deliveries(of conversation: ConversationID) async throws -> [Delivery] {
        try await read { db in
            try Row.fetchAll(db, sql: DeliveryRow.select + """
                 WHERE d.conversation = (SELECT id FROM conversation WHERE public_id = ?)
                ORDER BY d.made_at DESC, d.id DESC LIMIT ?
                """, arguments: [conversation.blob, Limits.pageSize]).map(DeliveryRow.decode)
        }
    }

    package func retry(_ id: DeliveryID, of bot: BotID) async throws -> Delivery? {
        try await writer.perform { transaction in
            let db = transaction.db
            guard let row = try self.botRow(bot, db) else { return nil }
            try db.execute(sql: """
                UPDATE delivery SET state = 0, attempts = 0, changed_at = ?1, next_at = ?1
                WHERE public_id = ?2 AND bot = ?3 AND state <> 1
                """, arguments: [transaction.now.milliseconds, id.blob, row])
            if db.changesCount > 0 { try transaction.ask(.deliver, id.description, due: transaction.now) }
            return try Row.fetchOne(
                db, sql: DeliveryRow.select + " WHERE d.public_id = ? AND d.bot = ?", arguments: [id.blob, row]
            ).map(DeliveryRow.decode)
        }
    }

    package func testAlerts(of bot: BotID) async throws -> [Delivery] {
        try await writer.perform { transaction in
            guard let row = try self.botRow(bot, transaction.db) else { return [] }
            return try transaction.bot(bot).alerts.destinations.compactMap { kind, to in
                let planned = PlannedDelivery(kind: kind, to: to, cause: transaction.now, upTo: 0)
                return try transaction.add(planned, bot: row, conversation: nil)
            }
        }
    }
}

extension Transaction {
    fileprivate func situation(of entry: WriterMemory.Entry, _ bot: WhisperBot, isReply: Bool) throws -> NoticeSituation {
        guard isReply else { return NoticeSituation(conversation: entry.conversation, bot: bot, now: now) }
        let lastOwn = try Int64.fetchOne(db, sql: """
            SELECT id FROM item WHERE id > ? AND id <= ? AND sort = 1 AND role = 1 ORDER BY id DESC LIMIT 1
            """, arguments: [ItemKey.id(entry.row, 0), ItemKey.id(entry.row, ItemKey.maxSeq)])
        // What one mail told is not told by the next.
        let mailed = try Int.fetchOne(
            db, sql: "SELECT max(up_to) FROM delivery WHERE conversation = ? AND kind = 3 AND state <> 2",
            arguments: [entry.row]) ?? 0
        let known = max(entry.conversation.customerSeen, lastOwn.map(ItemKey.seq) ?? 0, mailed)
        let unseen = try Row.fetchAll(db, sql: """
            SELECT id, at FROM item WHERE id > ? AND id <= ? AND sort = 1 AND role = 3 ORDER BY id
            """, arguments: [ItemKey.id(entry.row, known), ItemKey.id(entry.row, ItemKey.maxSeq)]
        ).map { (seq: ItemKey.seq($0[0]), at: Moment(milliseconds: $0[1])) }
        let lastReply = try Int64.fetchOne(
            db, sql: "SELECT max(made_at) FROM delivery WHERE conversation = ? AND kind = 3", arguments: [entry.row])
        let today = try Int.fetchOne(db, sql: """
            SELECT count(*) FROM delivery WHERE kind = 3 AND destination = ? AND made_at > ? AND state <> 2
            """, arguments: [entry.conversation.customer.email, now.milliseconds - 86_400_000]) ?? 0
        return NoticeSituation(
            conversation: entry.conversation, bot: bot, now: now, unseen: unseen,
            lastReply: lastReply.map { Moment(milliseconds: $0) }, repliesToday: today)
    }

    /// Nil where the same was told to the same place before.
    fileprivate func add(_ planned: PlannedDelivery, bot: Int64, conversation: Int64?) throws -> Delivery? {
        let id = DeliveryID.make(at: now)
        let state: Delivery.State = planned.failure == nil ? .waiting : .failed
        try db.execute(sql: """
            INSERT INTO delivery(public_id, bot, conversation, kind, destination, cause, after_seq, up_to, state,
              attempts, error, made_at, changed_at, next_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """, arguments: [
                id.blob, bot, conversation, planned.kind.rawValue, planned.to, planned.cause.milliseconds, planned.after,
                planned.upTo, state.rawValue, planned.failure, now.milliseconds, now.milliseconds,
                state == .waiting ? now.milliseconds : nil,
            ])
        guard db.changesCount > 0 else { return nil }
        if state == .waiting { try ask(.deliver, id.description, due: now) }
        return try Row.fetchOne(db, sql: DeliveryRow.select + " WHERE d.public_id = ?", arguments: [id.blob])
            .map(DeliveryRow.decode)
    }

    fileprivate func forgetDeliveries(olderThan days: Int) throws {
        try db.execute(sql: """
            DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE made_at < ? AND state <> 0 LIMIT 100)
            """, arguments: [now.milliseconds - Int64(days) * 86_400_000])
    }
}

enum DeliveryRow {
    /// The row comes first: lists page by it.
    static let select = """
        SELECT d.id, d.public_id, d.kind, d.destination, d.state, d.attempts, d.error, d.made_at, d.changed_at,
          d.next_at, c.public_id AS conversation_id, d.conversation, d.bot, d.cause, d.after_seq, d.up_to
        FROM delivery d LEFT JOIN conversation c ON c.id = d.conversation
        """

    static func decode(_ row: Row) -> Delivery {
        Delivery(
            id: row.identifier(1), kind: Delivery.Kind(rawValue: row[2]) ?? .email, to: row[3],
            conversation: (row[10] as Data?).map { ConversationID(blob: $0) },
            state: Delivery.State(rawValue: row[4]) ?? .failed, attempts: row[5], error: row[6],
            madeAt: row.moment(7), at: row.moment(8), nextAt: row.optionalMoment(9))
    }
}
