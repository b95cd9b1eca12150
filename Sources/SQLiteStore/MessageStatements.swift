import Chat
import GRDB
import GRDBSQLite

/// A statement that runs for every message, bound and stepped through SQLite's own calls.
///
/// GRDB prepares and owns it; boxing its arguments would cost more than the change itself. It belongs to
/// the writing connection and its queue, and is given up before that closes.
final class MessageStatement {
    private let statement: Statement
    private let handle: SQLiteStatement
    private var place: Int32 = 0

    init(_ db: Database, sql: String) throws {
        statement = try db.makeStatement(sql: sql)
        handle = statement.sqliteStatement
    }

    /// Runs it once with what `bind` puts into its places, from the first on.
    func run(_ bind: (MessageStatement) -> Void) throws {
        place = 0
        bind(self)
        let code = sqlite3_step(handle)
        let message = code == SQLITE_DONE ? nil : String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
        sqlite3_reset(handle)
        guard code == SQLITE_DONE else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
        }
    }

    func bind(_ value: Int?) { bind(value.map(Int64.init)) }

    func bind(_ value: Int64?) {
        place += 1
        if let value { sqlite3_bind_int64(handle, place, value) } else { sqlite3_bind_null(handle, place) }
    }

    func bind(_ value: Moment?) { bind(value?.milliseconds) }

    /// SQLite keeps a copy of its own.
    func bind(_ value: String?) {
        place += 1
        guard var value else {
            sqlite3_bind_null(handle, place)
            return
        }
        value.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { characters in
                _ = sqlite3_bind_text(handle, place, characters.baseAddress, Int32(characters.count), Self.copied)
            }
        }
    }

    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// The three changes that a message of a running chat makes.
final class MessageStatements {
    let item: MessageStatement
    let conversation: MessageStatement
    let answerJob: MessageStatement

    init(_ db: Database) throws {
        item = try MessageStatement(db, sql: """
            INSERT INTO item(id, sort, role, public_id, operator, text, at, event, data, sources, files)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        conversation = try MessageStatement(db, sql: """
            UPDATE conversation SET
              handling = ?, handler = ?, handling_number = ?, state = ?, rated = ?, activity = ?, last_seq = ?,
              last_item_seq = ?, ended_at = ?, requested_at = ?, last_message_at = ?, last_message_role = ?,
              last_message_seq = ?, last_customer_message_at = ?, answered_up_to = ?, operators_seen = ?,
              customer_seen = ?, unread_by_operators = ?, unread_by_customer = ?, rated_up = ?, rated_down = ?,
              request = ?
            WHERE id = ?
            """)
        answerJob = try MessageStatement(db, sql: """
            INSERT INTO job(sort, key, number, attempts, due) VALUES (?, ?, 1, 0, ?)
            ON CONFLICT DO UPDATE SET number = number + 1, attempts = 0, due = excluded.due
            """)
    }
}
