package import Chat
import Foundation
import GRDB

extension SQLiteStore: TokenStore {
    package func tokens(of organization: OrganizationID, after cursor: String?, limit: Int) async throws -> Page<APIToken> {
        let after = try cursor.map { text in
            guard let id = TokenID(text) else { throw BadCursor() }
            return id.blob
        } ?? Data()
        return try await read { db in
            // An organization has few people, and they have few tokens.
            let rows = try Row.fetchAll(db, sql: """
                SELECT t.public_id, t.name, p.public_id, p.name, t.created_at
                FROM organization g JOIN operator p ON p.organization = g.id JOIN operator_token t ON t.operator = p.id
                WHERE g.public_id = ? AND t.sort = 2 AND p.removed_at IS NULL AND t.public_id > ?
                ORDER BY t.public_id LIMIT ?
                """, arguments: [organization.blob, after, limit + 1])
            let tokens = rows.prefix(limit).map { row in
                APIToken(
                    id: row.identifier(0), name: row[1], person: row.identifier(2), personName: row[3],
                    createdAt: row.moment(4))
            }
            return Page(tokens, next: rows.count > limit ? tokens.last?.id.description : nil)
        }
    }

    package func add(_ token: APIToken, digest: SessionDigest) async throws {
        try await write { db in
            try db.execute(sql: """
                INSERT INTO operator_token(digest, public_id, operator, sort, created_at, expires_at, name)
                SELECT ?, ?, id, ?, ?, NULL, ? FROM operator WHERE public_id = ?
                """, arguments: [
                    Data(digest.bytes), token.id.blob, OperatorTokenSort.api.rawValue, token.createdAt.milliseconds,
                    token.name, token.person.blob,
                ])
        }
    }

    package func removeToken(_ id: TokenID, of organization: OrganizationID) async throws -> SessionDigest? {
        try await write { db in
            let digest = try Data.fetchOne(db, sql: """
                SELECT t.digest
                FROM organization g JOIN operator p ON p.organization = g.id JOIN operator_token t ON t.operator = p.id
                WHERE g.public_id = ? AND t.sort = 2 AND t.public_id = ?
                """, arguments: [organization.blob, id.blob])
            guard let digest else { return nil }
            try db.execute(sql: "DELETE FROM operator_token WHERE digest = ?", arguments: [digest])
            return SessionDigest([UInt8](digest))
        }
    }

    package func rename(_ organization: OrganizationID, to name: String) async throws {
        try await write { db in
            try db.execute(sql: "UPDATE organization SET name = ? WHERE public_id = ?", arguments: [name, organization.blob])
        }
    }
}
