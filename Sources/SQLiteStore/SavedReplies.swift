package import Chat
import Foundation
import GRDB

extension SQLiteStore: SavedReplyShelf {
    /// Columns in the order that `decode` reads.
    private static let select = """
        SELECT r.public_id, g.public_id, r.shortcut, r.text, b.public_id, p.public_id, p.name, r.updated_at, r.key, r.id
        FROM saved_reply r
        JOIN organization g ON g.id = r.organization
        JOIN operator p ON p.id = r.operator
        LEFT JOIN bot b ON b.id = r.bot
        """

    package func savedReplies(
        of organization: OrganizationID, after cursor: String?, limit: Int
    ) async throws -> Page<SavedReply> {
        let after = try cursor.map(ReplyCursor.init) ?? ReplyCursor(key: "", row: 0)
        return try await read { db in
            let rows = try Row.fetchAll(db, sql: Self.select + """
                 WHERE r.organization = (SELECT id FROM organization WHERE public_id = ?) AND b.deleted_at IS NULL
                  AND (r.key, r.id) > (?, ?) ORDER BY r.key, r.id LIMIT ?
                """, arguments: [organization.blob, after.key, after.row, limit + 1])
            let shown = rows.prefix(limit)
            let next = rows.count > limit ? shown.last.map { ReplyCursor(key: $0[8], row: $0[9]).text } : nil
            return Page(shown.map(Self.decode), next: next)
        }
    }

    package func savedReply(_ id: SavedReplyID, of organization: OrganizationID) async throws -> SavedReply? {
        try await read { db in
            try Row.fetchOne(
                db, sql: Self.select + " WHERE r.public_id = ? AND g.public_id = ? AND b.deleted_at IS NULL",
                arguments: [id.blob, organization.blob]
            ).map(Self.decode)
        }
    }

    package func put(_ reply: SavedReply) async throws {
        try await write { db in
            let organization = try Int64.fetchOne(
                db, sql: "SELECT id FROM organization WHERE public_id = ?", arguments: [reply.organization.blob])
            let bot = try reply.bot.flatMap { try self.botRow($0, db) }
            let key = Self.key(reply.shortcut)
            let taken = try Data.fetchOne(db, sql: """
                SELECT public_id FROM saved_reply WHERE organization = ? AND key = ? AND coalesce(bot, 0) = ?
                """, arguments: [organization, key, bot ?? 0])
            guard taken == nil || taken == reply.id.blob else {
                throw Refusal.invalid("shortcut", "is that of another saved reply. Choose another one.")
            }
            try db.execute(sql: """
                UPDATE saved_reply SET bot = ?, key = ?, shortcut = ?, text = ?, updated_at = ? WHERE public_id = ?
                """, arguments: [
                    bot, key, reply.shortcut, reply.text, reply.updatedAt.milliseconds, reply.id.blob,
                ])
            if db.changesCount > 0 { return }
            let count = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM saved_reply WHERE organization = ?", arguments: [organization]) ?? 0
            guard count < Limits.savedReplies else {
                throw Refusal.invalid(
                    "shortcut", "would be one too many: there are \(Limits.savedReplies). Delete those that nobody uses.")
            }
            try db.execute(sql: """
                INSERT INTO saved_reply(public_id, organization, bot, key, shortcut, text, operator, updated_at)
                SELECT ?, ?, ?, ?, ?, ?, id, ? FROM operator WHERE public_id = ?
                """, arguments: [
                    reply.id.blob, organization, bot, key, reply.shortcut, reply.text, reply.updatedAt.milliseconds,
                    OperatorID(reply.createdBy.id)?.blob,
                ])
            guard db.changesCount == 1 else { throw Refusal.unauthenticated }
        }
    }

    package func remove(_ id: SavedReplyID, of organization: OrganizationID) async throws -> Bool {
        try await write { db in
            try db.execute(sql: """
                DELETE FROM saved_reply
                WHERE public_id = ? AND organization = (SELECT id FROM organization WHERE public_id = ?)
                """, arguments: [id.blob, organization.blob])
            return db.changesCount > 0
        }
    }

    private static func key(_ shortcut: String) -> String {
        shortcut.lowercased().precomposedStringWithCanonicalMapping
    }

    private static func decode(_ row: Row) -> SavedReply {
        SavedReply(
            id: row.identifier(0), organization: row.identifier(1), shortcut: row[2], text: row[3],
            bot: (row[4] as Data?).map { BotID(blob: $0) },
            createdBy: Author(id: (row.identifier(5) as OperatorID).description, name: row[6]), updatedAt: row.moment(7))
    }
}

/// A place in the list of saved replies, which is ordered by shortcut.
private struct ReplyCursor {
    let key: String
    let row: Int64

    init(key: String, row: Int64) {
        self.key = key
        self.row = row
    }

    init(_ cursor: String) throws {
        guard let dot = cursor.firstIndex(of: "."), let row = Int64(cursor[..<dot], radix: 36) else { throw BadCursor() }
        self.init(key: String(cursor[cursor.index(after: dot)...]), row: row)
    }

    var text: String { String(row, radix: 36) + "." + key }
}
