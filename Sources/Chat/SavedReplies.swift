package enum SavedReplyKind: IdentifierKind { package static var prefix: String { "reply" } }
package typealias SavedReplyID = Identifier<SavedReplyKind>

extension Limits {
    package static let savedReplies = 1_000
    package static let shortcut = 40
}

/// A text that operators insert by its shortcut: the whole organization's, for one bot's chats or all.
package struct SavedReply: Sendable, Equatable {
    package let id: SavedReplyID
    package let organization: OrganizationID
    /// Unique for its bot (or for all bots) in the organization, case aside.
    package var shortcut: String
    package var text: String
    /// Nil: for every bot.
    package var bot: BotID?
    package let createdBy: Author
    package var updatedAt: Moment

    package init(
        id: SavedReplyID, organization: OrganizationID, shortcut: String, text: String, bot: BotID?, createdBy: Author,
        updatedAt: Moment
    ) {
        self.id = id
        self.organization = organization
        self.shortcut = shortcut
        self.text = text
        self.bot = bot
        self.createdBy = createdBy
        self.updatedAt = updatedAt
    }

    /// Letters, digits, hyphens and underscores: what can be typed after a slash without a space.
    package static func isShortcut(_ text: String) -> Bool {
        (1...Limits.shortcut).contains(text.unicodeScalars.count)
            && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    }
}

/// What stands between `{{` and `}}` in a saved reply; the console fills it in when the reply is inserted.
package enum Placeholders {
    /// In the order in which they are offered; each may name what stands there instead: `{{customer.name|there}}`.
    package static let known = ["customer.name", "customer.first_name", "operator.name", "bot.name"]

    /// Those of a text that nothing would fill, once each, in their order.
    package static func unknown(in text: String) -> [String] {
        var unknown: [String] = []
        for opening in text.split(separator: "{{", omittingEmptySubsequences: false).dropFirst() {
            guard let end = opening.firstRange(of: "}}")?.lowerBound else { continue }
            let name = String(trimmed(opening[..<end].prefix { $0 != "|" }))
            if !known.contains(name), !unknown.contains(name) { unknown.append(name) }
        }
        return unknown
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace ?? false { text.removeLast() }
        return text
    }
}

package protocol SavedReplyShelf: Sendable {
    /// By shortcut; those of deleted bots are left out.
    func savedReplies(
        of organization: OrganizationID, after cursor: String?, limit: Int
    ) async throws -> Page<SavedReply>
    func savedReply(_ id: SavedReplyID, of organization: OrganizationID) async throws -> SavedReply?
    /// Adds it, or replaces the one with its id.
    ///
    /// - Throws: `invalid` where the shortcut is taken, or the organization has 1,000 already.
    func put(_ reply: SavedReply) async throws
    /// False where there is none.
    func remove(_ id: SavedReplyID, of organization: OrganizationID) async throws -> Bool
}
