package import Chat
import Foundation
import GRDB

/// `IdentityStore`: the keys of a bot's websites, and the customers whom they have named.
extension SQLiteStore {
    package func identityKeys(of bot: BotID) async throws -> [IdentityKey] {
        try await read { db in
            try Row.fetchAll(db, sql: """
                SELECT k.public_id, k.secret, k.created_at FROM identity_key k JOIN bot b ON b.id = k.bot
                WHERE b.public_id = ? ORDER BY k.public_id
                """, arguments: [bot.blob]
            ).map { IdentityKey(id: $0.identifier(0), secret: Secret($0[1]), createdAt: Moment(milliseconds: $0[2])) }
        }
    }

    package func add(_ key: IdentityKey, of bot: BotID) async throws -> Bool {
        try await write { db in
            try db.execute(sql: """
                INSERT INTO identity_key(public_id, bot, secret, created_at)
                SELECT ?, id, ?, ? FROM bot
                WHERE public_id = ? AND (SELECT count(*) FROM identity_key WHERE bot = bot.id) < ?
                """, arguments: [
                    key.id.blob, key.secret.revealed, key.createdAt.milliseconds, bot.blob, IdentityKey.most,
                ])
            return db.changesCount == 1
        }
    }

    package func removeIdentityKey(_ id: IdentityKeyID, of bot: BotID) async throws -> Bool {
        try await write { db in
            try db.execute(sql: """
                DELETE FROM identity_key WHERE public_id = ? AND bot = (SELECT id FROM bot WHERE public_id = ?)
                """, arguments: [id.blob, bot.blob])
            return db.changesCount == 1
        }
    }

    package func identify(
        as identity: SignedIdentity, current: CustomerID?, of bot: BotID, digest: SessionDigest
    ) async throws -> Customer {
        try await writer.perform { transaction in
            let db = transaction.db
            // Commands of this very transaction may have touched what is read here.
            try transaction.flush()
            guard let botRow = try self.botRow(bot, db) else { throw Refusal.notFound }
            let known = try Row.fetchOne(
                db, sql: CustomerRow.select + " WHERE u.bot = ? AND u.subject = ?", arguments: [botRow, identity.subject])
            let own = try current.flatMap { id in
                try Row.fetchOne(db, sql: CustomerRow.select + """
                     WHERE u.public_id = ? AND u.bot = ? AND u.subject IS NULL
                    """, arguments: [id.blob, botRow])
            }
            guard let row = known ?? own else {
                return try Self.addCustomer(identity, botRow: botRow, digest: digest, in: transaction)
            }
            let before = CustomerRow.decode(row)
            var customer = before
            customer.name = identity.name ?? before.name
            customer.email = identity.email ?? before.email
            try db.execute(
                sql: "UPDATE customer SET subject = ?, name = ?, email = ? WHERE id = ?",
                arguments: [identity.subject, customer.name, customer.email, row[0] as Int64])
            if customer.id != current {
                try db.execute(
                    sql: "INSERT INTO customer_token(digest, customer) VALUES (?, ?)",
                    arguments: [Data(digest.bytes), row[0] as Int64])
            }
            if customer != before {
                try transaction.renamed(customer, row: row[0])
                try transaction.announce(customer.id, row: row[0])
            }
            return customer
        }
    }

    private static func addCustomer(
        _ identity: SignedIdentity, botRow: Int64, digest: SessionDigest, in transaction: Transaction
    ) throws -> Customer {
        let db = transaction.db
        let id = CustomerID.make(at: transaction.now)
        try db.execute(sql: """
            INSERT INTO customer(public_id, organization, bot, name, email, subject, created_at)
            SELECT ?, organization, id, ?, ?, ?, ? FROM bot WHERE id = ?
            """, arguments: [
                id.blob, identity.name, identity.email, identity.subject, transaction.now.milliseconds, botRow,
            ])
        let row = db.lastInsertedRowID
        try db.execute(
            sql: "INSERT INTO customer_token(digest, customer) VALUES (?, ?)", arguments: [Data(digest.bytes), row])
        guard let made = try Row.fetchOne(db, sql: CustomerRow.select + " WHERE u.id = ?", arguments: [row]) else {
            throw Refusal.unavailable
        }
        return CustomerRow.decode(made)
    }
}
