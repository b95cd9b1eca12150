import Chat
import GRDB

/// The files that messages bring.
extension Transaction {
    func uploads(_ ids: [FileID], by actor: Actor, on entry: WriterMemory.Entry) throws -> [SharedFile] {
        guard !ids.isEmpty else { return [] }
        switch actor {
        case .customer: return try uploads(ids, ofCustomer: entry.customerRow)
        case .operator(let id, _):
            guard let row = try self.operator(id)?.row else { throw Refusal.unauthenticated }
            return try ids.map { id in
                try upload(id, "operator = ? AND conversation = ?", [row, entry.row])
            }
        case .bot, .system: return []
        }
    }

    func uploads(_ ids: [FileID], ofCustomer row: Int64) throws -> [SharedFile] {
        try ids.map { try upload($0, "customer = ?", [row]) }
    }

    /// Whole, its author's own, and in no message yet.
    private func upload(_ id: FileID, _ owner: String, _ values: [Int64]) throws -> SharedFile {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: FileRow.select + " WHERE f.public_id = ? AND f.is_whole AND f.item IS NULL AND \(owner)"),
            arguments: [id.blob] + StatementArguments(values))
        guard let row else { throw FileID.notYours("files") }
        return FileRow.decode(row)
    }

    /// From now on everybody who sees the message may have them, and no other message does.
    func share(_ files: [SharedFile], in seq: Int, of entry: WriterMemory.Entry) throws {
        let statement = try db.cachedStatement(sql: "UPDATE file SET item = ?, conversation = ? WHERE public_id = ?")
        for file in files {
            try statement.execute(arguments: [ItemKey.id(entry.row, seq), entry.row, file.id.blob])
        }
    }
}

enum FileRow {
    static let select = "SELECT f.public_id, f.name, f.type, f.size, f.width, f.height FROM file f"

    static func decode(_ row: Row) -> SharedFile {
        SharedFile(id: row.identifier(0), name: row[1], type: row[2], size: row[3], width: row[4], height: row[5])
    }
}

/// The files of a message, as JSON in one column: a log is read without asking for each.
enum FilesColumn {
    static func encode(_ files: [SharedFile]) -> String {
        var writer = JSONWriter()
        writer.array(files) { $1.write(to: &$0) }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    static func decode(_ text: String) -> [SharedFile] {
        guard let values = (try? JSON(parsing: text))?.array else { return [] }
        return values.compactMap { value in
            guard let id = value["id"]?.string.flatMap({ FileID($0) }), let size = value["size"]?.int else { return nil }
            return SharedFile(
                id: id, name: value["name"]?.string ?? "", type: value["type"]?.string ?? "application/octet-stream",
                size: size, width: value["width"]?.int, height: value["height"]?.int)
        }
    }
}
