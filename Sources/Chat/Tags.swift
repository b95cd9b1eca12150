extension Limits {
    /// Of one conversation, and of one tag in Unicode scalars.
    package static let tags = 20
    package static let tag = 50
}

/// The tags of a conversation: written as people write them, told apart without regard to case.
package enum Tags {
    /// The texts as tags: white space at the ends gone and runs of it one space, each tag once.
    ///
    /// - Throws: `invalid` for an empty one or more than 20, `too_long` for one of more than 50 characters.
    package static func read(_ texts: [String]) throws(Refusal) -> [String] {
        var keys: Set<String> = []
        var tags: [String] = []
        for text in texts {
            let tag = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            guard !tag.isEmpty else { throw .invalid("tags", "may not hold an empty one.") }
            if keys.insert(key(tag)).inserted { tags.append(tag) }
        }
        try check(tags)
        return tags
    }

    static func check(_ tags: [String]) throws(Refusal) {
        guard tags.count <= Limits.tags else { throw .invalid("tags", "takes at most \(Limits.tags) tags.") }
        for tag in tags { try Check.required(tag, field: "tags", limit: Limits.tag) }
    }

    /// What tags are compared by.
    package static func key(_ tag: String) -> String { tag.lowercased() }
}

/// A tag of an organization, as it was last written, and how many conversations carry it.
package struct TagCount: Sendable, Equatable {
    package let name: String
    package let count: Int

    package init(name: String, count: Int) {
        self.name = name
        self.count = count
    }
}

package protocol TagShelf: Sendable {
    /// The organization's tags that hold `words`, those that begin so first, then the most used.
    func tags(of organization: OrganizationID, matching words: String, limit: Int) async throws -> [TagCount]
}
