/// Who a website says its visitor is; it signed that with a key of the bot.
package struct SignedIdentity: Sendable, Equatable {
    /// The website's own id of the person; the same subject of a bot is the same customer.
    package let subject: String
    /// Nil leaves what is known.
    package let name: String?
    package let email: String?

    package init(subject: String, name: String? = nil, email: String? = nil) {
        self.subject = subject
        self.name = name
        self.email = email
    }
}

/// A key that a website signs its visitors' identities with. Two may live at once, so that one can be exchanged.
package struct IdentityKey: Sendable, Equatable {
    package static let most = 2

    package let id: IdentityKeyID
    package let secret: Secret
    package let createdAt: Moment

    package init(id: IdentityKeyID, secret: Secret, createdAt: Moment) {
        self.id = id
        self.secret = secret
        self.createdAt = createdAt
    }
}

/// Customers whom a website has named, and the keys that it does so with.
package protocol IdentityStore: Sendable {
    /// Oldest first.
    func identityKeys(of bot: BotID) async throws -> [IdentityKey]
    /// False where the bot has `IdentityKey.most` already.
    func add(_ key: IdentityKey, of bot: BotID) async throws -> Bool
    /// False where the bot has no such key.
    func removeIdentityKey(_ id: IdentityKeyID, of bot: BotID) async throws -> Bool

    /// The customer of that subject; known by `digest` from now on, unless it is `current`, whose session goes on.
    ///
    /// `current`, if it is anonymous, becomes a subject that comes for the first time, and keeps what it said. A
    /// subject that is known stays apart from what an anonymous customer said: neither sees the other's.
    func identify(
        as identity: SignedIdentity, current: CustomerID?, of bot: BotID, digest: SessionDigest
    ) async throws -> Customer
}
