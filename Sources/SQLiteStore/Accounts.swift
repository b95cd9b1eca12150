package import Chat
import Foundation
import GRDB

extension SQLiteStore {
    package func organizations() async throws -> [Organization] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT public_id, name FROM organization ORDER BY id").map {
                Organization(id: $0.identifier(0), name: $0[1])
            }
        }
    }

    package func organization(_ id: OrganizationID) async throws -> Organization? {
        try await read { db in
            try Row.fetchOne(
                db, sql: "SELECT public_id, name FROM organization WHERE public_id = ?", arguments: [id.blob]
            ).map { Organization(id: $0.identifier(0), name: $0[1]) }
        }
    }

    package func add(_ organization: Organization) async throws {
        let now = clock()
        try await write { db in
            try db.execute(
                sql: "INSERT INTO organization(public_id, name, created_at) VALUES (?, ?, ?)",
                arguments: [organization.id.blob, organization.name, now.milliseconds])
        }
    }

    package func addFirst(_ organization: Organization, owner: Operator, passwordHash: String) async throws -> Bool {
        let now = clock()
        return try await write { db in
            guard try Int64.fetchOne(db, sql: "SELECT id FROM organization LIMIT 1") == nil else { return false }
            try db.execute(
                sql: "INSERT INTO organization(public_id, name, created_at) VALUES (?, ?, ?)",
                arguments: [organization.id.blob, organization.name, now.milliseconds])
            try db.execute(sql: """
                INSERT INTO operator(public_id, organization, email, name, role, password_hash, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """, arguments: [
                    owner.id.blob, db.lastInsertedRowID, owner.email, owner.name, owner.role.rawValue, passwordHash,
                    now.milliseconds,
                ])
            return true
        }
    }

    package func `operator`(_ id: OperatorID) async throws -> Operator? {
        try await read { db in
            try Row.fetchOne(db, sql: OperatorRow.select + " WHERE p.public_id = ?", arguments: [id.blob])
                .map(OperatorRow.decode)
        }
    }

    package func `operator`(email: String) async throws -> Operator? {
        try await read { db in
            try Row.fetchOne(
                db, sql: OperatorRow.select + " WHERE p.email = ? AND p.removed_at IS NULL", arguments: [email]
            ).map(OperatorRow.decode)
        }
    }

    package func operators(
        of organization: OrganizationID, after cursor: String?, limit: Int
    ) async throws -> Page<Operator> {
        let after = try cursor.map(RowCursor.init) ?? RowCursor(row: 0)
        return try await read { db in
            let rows = try Row.fetchAll(db, sql: OperatorRow.select + """
                 WHERE g.public_id = ? AND p.removed_at IS NULL AND p.id > ? ORDER BY p.id LIMIT ?
                """, arguments: [organization.blob, after.row, limit + 1])
            return RowCursor.page(rows, limit: limit, OperatorRow.decode)
        }
    }

    package func passwordHash(of id: OperatorID) async throws -> String? {
        try await read { db in
            try String.fetchOne(db, sql: "SELECT password_hash FROM operator WHERE public_id = ?", arguments: [id.blob])
        }
    }

    package func add(_ person: Operator, passwordHash: String?) async throws -> Bool {
        let now = clock()
        return try await write { db in
            let taken = try Bool.fetchOne(
                db, sql: "SELECT 1 FROM operator WHERE email = ? AND removed_at IS NULL", arguments: [person.email])
            guard taken == nil else { return false }
            try db.execute(sql: """
                INSERT INTO operator(public_id, organization, email, name, role, password_hash, created_at)
                SELECT ?, id, ?, ?, ?, ?, ? FROM organization WHERE public_id = ?
                """, arguments: [
                    person.id.blob, person.email, person.name, person.role.rawValue, passwordHash,
                    now.milliseconds, person.organization.blob,
                ])
            return true
        }
    }

    package func update(
        _ person: Operator, passwordHash: String?, keeping: SessionDigest?
    ) async throws -> [SessionDigest] {
        try await writer.perform { transaction in
            let db = transaction.db
            guard let row = try Row.fetchOne(
                db, sql: "SELECT id, role FROM operator WHERE public_id = ?", arguments: [person.id.blob])
            else { return [] }
            try db.execute(
                sql: "UPDATE operator SET name = ?, role = ? WHERE id = ?",
                arguments: [person.name, person.role.rawValue, row[0] as Int64])
            // Conversations in memory carry their handler's name.
            try transaction.flush()
            transaction.memory.forget()
            if let passwordHash {
                try db.execute(
                    sql: "UPDATE operator SET password_hash = ? WHERE id = ?", arguments: [passwordHash, row[0] as Int64])
            }
            let isNewRole = row[1] != person.role.rawValue
            guard passwordHash != nil || isNewRole else { return [] }
            let ended = try Self.endTokens(of: row[0], sorts: "(1)", keeping: keeping, db)
            // API tokens stay, with the new role; their open sockets have the old one and are closed.
            let tokens = isNewRole ? try Self.digests(of: row[0], sorts: "(2)", db) : []
            return ended + tokens
        }
    }

    package func setAvailable(_ available: Bool, of id: OperatorID) async throws {
        try await write { db in
            try db.execute(sql: "UPDATE operator SET available = ? WHERE public_id = ?", arguments: [available, id.blob])
        }
    }

    package func remove(_ id: OperatorID) async throws -> [SessionDigest] {
        try await writer.perform { transaction in
            let db = transaction.db
            try transaction.flush()
            guard let row = try Int64.fetchOne(
                db, sql: "SELECT id FROM operator WHERE public_id = ?", arguments: [id.blob])
            else { return [] }
            let handled = try Data.fetchAll(db, sql: """
                SELECT public_id FROM conversation
                WHERE organization = (SELECT organization FROM operator WHERE id = ?) AND state = 1
                  AND rated IN (0, 1, 2, 3) AND handler = ?
                """, arguments: [row, row])
            for conversation in handled {
                try transaction.carryOutAsSystem(.handlerAway(handler: id), on: ConversationID(blob: conversation))
            }
            try db.execute(
                sql: "UPDATE operator SET removed_at = ?, password_hash = NULL WHERE id = ?",
                arguments: [transaction.now.milliseconds, row])
            transaction.memory.operators[id] = nil
            return try Self.endTokens(of: row, sorts: "(1, 2)", keeping: nil, db)
        }
    }

    private static func endTokens(
        of row: Int64, sorts: String, keeping: SessionDigest?, _ db: Database
    ) throws -> [SessionDigest] {
        let digests = try digests(of: row, sorts: sorts, db).filter { $0 != keeping }
        for digest in digests {
            try db.execute(sql: "DELETE FROM operator_token WHERE digest = ?", arguments: [Data(digest.bytes)])
        }
        return digests
    }

    private static func digests(of row: Int64, sorts: String, _ db: Database) throws -> [SessionDigest] {
        try Data.fetchAll(
            db, sql: "SELECT digest FROM operator_token WHERE operator = ? AND sort IN \(sorts)", arguments: [row]
        ).map { SessionDigest([UInt8]($0)) }
    }
}
