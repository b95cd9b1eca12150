package import Chat
import Foundation
import GRDB

/// Files stand in the database, in pieces, each written by a transaction of its own (docs/decisions/0015).
extension SQLiteStore: FileStore {
    /// What a sweep takes away at once.
    private static let piecesSwept = 4
    /// How long a piece waits for chats that wait to be written, in steps of a few milliseconds.
    private static let mostWaits = 25

    package func begin(_ upload: Upload) async throws {
        try await writer.perform { transaction in
            let (db, now) = (transaction.db, transaction.now)
            let (column, row): (String, Int64?)
            var conversation: Int64?
            switch upload.by {
            case .customer(let id):
                (column, row) = ("customer", try transaction.customer(id)?.row)
                if let row { try Self.checkLimit(of: row, size: upload.size, now: now, db) }
            case .operator(let id, let chat):
                (column, row) = ("operator", try transaction.operator(id)?.row)
                conversation = try transaction.entry(chat)?.row
            }
            guard let row else { throw Refusal.unauthenticated }
            try db.cachedStatement(sql: """
                INSERT INTO file(public_id, organization, \(column), conversation, name, type, size, created_at)
                SELECT ?, organization, id, ?, ?, 'application/octet-stream', ?, ? FROM \(column) WHERE id = ?
                """).execute(arguments: [
                    upload.id.blob, conversation, upload.name, upload.size, now.milliseconds, row,
                ])
        }
    }

    private static func checkLimit(of customer: Int64, size: Int, now: Moment, _ db: Database) throws {
        let since = now.milliseconds - UploadLimit.bytesWindow.wholeMilliseconds
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT created_at, size FROM file WHERE customer = ? AND created_at > ?"),
            arguments: [customer, since])
        let recent = rows.map { (at: $0.moment(0), size: $0[1] as Int) }
        if let seconds = UploadLimit.retryAfter(recent: recent, size: size, now: now) {
            throw Refusal.rateLimited(retryAfterSeconds: seconds)
        }
    }

    package func add(_ piece: [UInt8], at place: Int, to upload: FileID) async throws {
        // Messages that wait now go first; under a load that never ends the piece still gets its turn.
        for _ in 0..<Self.mostWaits where isBusy { try await Task.sleep(for: .milliseconds(2)) }
        try await write { db in
            try db.cachedStatement(sql: """
                INSERT INTO file_piece(file, place, bytes) SELECT id, ?, ? FROM file WHERE public_id = ? AND NOT is_whole
                """).execute(arguments: [place, Data(piece), upload.blob])
            guard db.changesCount == 1 else { throw Refusal.notFound }
        }
    }

    package func finish(_ upload: FileID, content: FileContent, size: Int) async throws -> SharedFile {
        try await write { db in
            try db.cachedStatement(sql: """
                UPDATE file SET type = ?, width = ?, height = ?, size = ?, is_whole = 1
                WHERE public_id = ? AND NOT is_whole
                """).execute(arguments: [content.type, content.width, content.height, size, upload.blob])
            guard let row = try Row.fetchOne(
                db.cachedStatement(sql: FileRow.select + " WHERE f.public_id = ? AND f.is_whole"), arguments: [upload.blob])
            else { throw Refusal.notFound }
            return FileRow.decode(row)
        }
    }

    package func abandon(_ upload: FileID, received: Int) async throws {
        try await write { db in
            try db.cachedStatement(sql: "UPDATE file SET size = ? WHERE public_id = ? AND NOT is_whole")
                .execute(arguments: [received, upload.blob])
        }
    }

    package func file(_ id: FileID) async throws -> StoredFile? {
        try await read { db in
            let row = try Row.fetchOne(db.cachedStatement(sql: """
                SELECT f.public_id, f.name, f.type, f.size, f.width, f.height, g.public_id, u.public_id, p.public_id,
                  s.public_id
                FROM file f
                JOIN organization g ON g.id = f.organization
                LEFT JOIN customer u ON u.id = f.customer
                LEFT JOIN operator p ON p.id = f.operator
                LEFT JOIN conversation c ON c.id = f.conversation AND f.item IS NOT NULL
                LEFT JOIN customer s ON s.id = c.customer
                WHERE f.public_id = ? AND f.is_whole
                """), arguments: [id.blob])
            return row.map { row in
                StoredFile(
                    file: FileRow.decode(row), organization: row.identifier(6),
                    customer: (row[7] as Data?).map { CustomerID(blob: $0) },
                    operator: (row[8] as Data?).map { OperatorID(blob: $0) },
                    sharedWith: (row[9] as Data?).map { CustomerID(blob: $0) })
            }
        }
    }

    package func piece(_ place: Int, of id: FileID) async throws -> [UInt8]? {
        try await read { db in
            try Data.fetchOne(db.cachedStatement(sql: """
                SELECT bytes FROM file_piece WHERE file = (SELECT id FROM file WHERE public_id = ? AND is_whole) AND place = ?
                """), arguments: [id.blob, place]).map { [UInt8]($0) }
        }
    }

    package func sweepFiles(unfinished: Moment, unused: Moment) async throws -> Bool {
        try await write { db in
            let row = try Int64.fetchOne(db.cachedStatement(sql: """
                SELECT id FROM file WHERE item IS NULL AND (created_at < ? OR (created_at < ? AND NOT is_whole))
                ORDER BY created_at LIMIT 1
                """), arguments: [unused.milliseconds, unfinished.milliseconds])
            guard let row else { return false }
            // No message may name it any more.
            try db.cachedStatement(sql: "UPDATE file SET is_whole = 0 WHERE id = ? AND is_whole").execute(arguments: [row])
            try db.cachedStatement(sql: """
                DELETE FROM file_piece WHERE file = ? AND place IN
                  (SELECT place FROM file_piece WHERE file = ? ORDER BY place LIMIT ?)
                """).execute(arguments: [row, row, Self.piecesSwept])
            if db.changesCount < Self.piecesSwept {
                try db.cachedStatement(sql: "DELETE FROM file WHERE id = ?").execute(arguments: [row])
            }
            return true
        }
    }
}
