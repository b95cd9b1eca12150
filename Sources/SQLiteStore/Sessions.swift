package import Chat
import Foundation
import GRDB

extension SQLiteStore: AccountStore {
    package func addOperatorToken(
        _ digest: SessionDigest, id: TokenID, operator person: OperatorID, sort: OperatorTokenSort, expiresAt: Moment?
    ) async throws {
        let now = clock()
        try await write { db in
            try db.execute(sql: """
                INSERT INTO operator_token(digest, public_id, operator, sort, created_at, expires_at)
                SELECT ?, ?, id, ?, ?, ? FROM operator WHERE public_id = ?
                """, arguments: [
                    Data(digest.bytes), id.blob, sort.rawValue, now.milliseconds, expiresAt?.milliseconds, person.blob,
                ])
        }
    }

    package func operatorSession(_ digest: SessionDigest, now: Moment) async throws -> OperatorSession? {
        try await read { db in
            let row = try Row.fetchOne(db.cachedStatement(sql: OperatorRow.select.replacing(
                "FROM operator p", with: ", g.name FROM operator_token t JOIN operator p ON p.id = t.operator") + """
                 WHERE t.digest = ? AND (t.expires_at IS NULL OR t.expires_at > ?) AND p.removed_at IS NULL
                """), arguments: [Data(digest.bytes), now.milliseconds])
            return row.map { row in
                let person = OperatorRow.decode(row)
                return OperatorSession(
                    operator: person, organization: Organization(id: person.organization, name: row[8]), digest: digest)
            }
        }
    }

    package func endOperatorSession(_ digest: SessionDigest) async throws {
        try await write { db in
            try db.execute(sql: "DELETE FROM operator_token WHERE digest = ?", arguments: [Data(digest.bytes)])
        }
    }

    package func addCustomer(_ customer: Customer, digest: SessionDigest) async throws {
        let now = clock()
        try await write { db in
            try db.cachedStatement(sql: """
                INSERT INTO customer(public_id, organization, bot, name, email, created_at)
                SELECT ?, organization, id, ?, ?, ? FROM bot WHERE public_id = ?
                """).execute(arguments: [
                    customer.id.blob, customer.name, customer.email, now.milliseconds, customer.bot.blob,
                ])
            try db.cachedStatement(sql: "INSERT INTO customer_token(digest, customer) VALUES (?, ?)")
                .execute(arguments: [Data(digest.bytes), db.lastInsertedRowID])
        }
    }

    package func customerSession(_ digest: SessionDigest) async throws -> CustomerSession? {
        try await read { db in
            try Row.fetchOne(db.cachedStatement(sql: CustomerRow.select + """
                 JOIN customer_token t ON t.customer = u.id WHERE t.digest = ? AND b.deleted_at IS NULL
                """), arguments: [Data(digest.bytes)]
            ).map { CustomerSession(customer: CustomerRow.decode($0), digest: digest) }
        }
    }

    package func noteLastSeen(_ customers: [(CustomerID, Moment)]) async throws {
        try await write { db in
            let statement = try db.cachedStatement(sql: """
                UPDATE customer SET last_seen_at = max(coalesce(last_seen_at, 0), ?) WHERE public_id = ?
                """)
            for (id, moment) in customers { try statement.execute(arguments: [moment.milliseconds, id.blob]) }
        }
    }

    // MARK: - Failed sign-ins, kept here so that a restart forgives nobody

    package func countFailure(_ key: String, now: Moment, window: Duration) async throws -> Int {
        let opened = now.milliseconds - window.wholeMilliseconds
        return try await write { db in
            try db.execute(sql: """
                INSERT INTO sign_in_failure(key, count, window_began) VALUES (?, 1, ?)
                ON CONFLICT DO UPDATE SET
                  count = iif(window_began <= ?, 1, count + 1),
                  window_began = iif(window_began <= ?, excluded.window_began, window_began)
                """, arguments: [key, now.milliseconds, opened, opened])
            try db.execute(sql: "DELETE FROM sign_in_failure WHERE window_began <= ?", arguments: [opened])
            return try Int.fetchOne(db, sql: "SELECT count FROM sign_in_failure WHERE key = ?", arguments: [key]) ?? 1
        }
    }

    package func failures(
        _ key: String, now: Moment, window: Duration
    ) async throws -> (count: Int, retryAfter: Duration) {
        try await read { db in
            let row = try Row.fetchOne(
                db, sql: "SELECT count, window_began FROM sign_in_failure WHERE key = ?", arguments: [key])
            guard let row else { return (0, .zero) }
            let left = (row[1] as Int64) + window.wholeMilliseconds - now.milliseconds
            return left > 0 ? (row[0], .milliseconds(left)) : (0, .zero)
        }
    }

    package func forgiveFailures(_ key: String) async throws {
        try await write { db in
            try db.execute(sql: "DELETE FROM sign_in_failure WHERE key = ?", arguments: [key])
        }
    }
}
