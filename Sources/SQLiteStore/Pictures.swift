package import Chat
import Foundation
import GRDB

extension SQLiteStore: PictureStore {
    package func picture(_ name: PictureName) async throws -> Picture? {
        try await read { db in
            let row = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT type, bytes FROM picture WHERE name = ?"), arguments: [name.text])
            guard let row, let kind = ImageKind(rawValue: row[0]) else { return nil }
            return Picture(name: name, kind: kind, bytes: [UInt8](row[1] as Data))
        }
    }

    package func setPicture(_ picture: Picture?, of owner: PictureOwner) async throws {
        try await writer.perform { transaction in
            let db = transaction.db
            let (table, id) =
                switch owner {
                case .bot(let id): ("bot", id.blob)
                case .operator(let id): ("operator", id.blob)
                }
            guard let before = try Row.fetchOne(
                db, sql: "SELECT id, picture FROM \(table) WHERE public_id = ?", arguments: [id])
            else { throw Refusal.notFound }
            if let picture {
                try db.execute(
                    sql: "INSERT INTO picture(name, type, bytes, created_at) VALUES (?, ?, ?, ?)",
                    arguments: [
                        picture.name.text, picture.kind.rawValue, Data(picture.bytes), transaction.now.milliseconds,
                    ])
            }
            try db.execute(
                sql: "UPDATE \(table) SET picture = ? WHERE id = ?",
                arguments: [picture?.name.text, before[0] as Int64])
            if let old = before[1] as String? {
                try db.execute(sql: "DELETE FROM picture WHERE name = ?", arguments: [old])
            }
            // Bots, operators and the handlers of conversations in memory carry it.
            try transaction.flush()
            transaction.memory.forget()
        }
    }
}
