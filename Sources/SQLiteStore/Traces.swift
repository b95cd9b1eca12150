package import Chat
import GRDB

extension SQLiteStore: TraceStore {
    package func trace(of conversation: ConversationID, seq: Int) async throws -> AnswerTrace? {
        try await read { db in
            guard let row = try Int64.fetchOne(
                db, sql: "SELECT id FROM conversation WHERE public_id = ?", arguments: [conversation.blob])
            else { return nil }
            let text = try String.fetchOne(
                db, sql: "SELECT trace FROM answer_trace WHERE item = ?", arguments: [ItemKey.id(row, seq)])
            return text.flatMap { try? JSON(parsing: $0) }.map { AnswerTrace($0) }
        }
    }
}

extension Transaction {
    /// Stands with the message or not at all: a message of an earlier attempt keeps its own.
    func keepTrace(of message: BotMessage, in items: [Item], of entry: WriterMemory.Entry) throws {
        guard let trace = message.trace, let item = items.first(where: { $0.sort == .message && $0.id == message.id })
        else { return }
        try db.cachedStatement(sql: "INSERT INTO answer_trace(item, trace) VALUES (?, ?)")
            .execute(arguments: [ItemKey.id(entry.row, item.seq), trace.json.text])
        try keepUnanswered(message, item: ItemKey.id(entry.row, item.seq), of: entry)
    }
}
