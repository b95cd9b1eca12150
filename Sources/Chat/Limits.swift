/// The limits of the contract. Lengths count Unicode scalars.
package enum Limits {
    package static let messageText = 5_000
    package static let name = 200
    package static let knowledgeText = 200_000
    package static let instructions = 8_000
    package static let ratingNote = 2_000
    package static let search = 200
    package static let messageID = 64
    package static let pageSize = 100
    package static let defaultPageSize = 50
    package static let resumeItems = 1_000
    package static let resyncItems = 100
    package static let sources = 10
    package static let passwordMinimum = 8
    package static let passwordMaximum = 1_000
    package static let origins = 50
    package static let alternatives = 50
    /// An uploaded file, in bytes.
    package static let fileBytes = 25_000_000
    /// The picture of a bot or an operator, in bytes and in pixels of a side.
    package static let pictureBytes = 512 * 1024
    package static let pictureSide = 4_096
    package static let url = 2_000
    package static let crawlPages = 10_000
    package static let crawlDepth = 20
}

/// Checks of single values, in the words that the person who sent them reads.
package enum Check {
    /// A message's text: 1–5,000 scalars, not only white space.
    package static func messageText(_ text: String, field: String = "text") throws(Refusal) {
        try required(text, field: field, limit: Limits.messageText)
    }

    package static func required(_ text: String, field: String, limit: Int) throws(Refusal) {
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            throw .invalid(field, "may not be empty.")
        }
        try atMost(text, field: field, limit: limit)
    }

    package static func atMost(_ text: String, field: String, limit: Int) throws(Refusal) {
        // A scalar takes at least one byte, so most texts need no counting.
        guard text.utf8.count > limit else { return }
        guard text.unicodeScalars.count <= limit else { throw .tooLong(field: field, limit: limit) }
    }

    /// A client-made message id: 1–64 characters.
    package static func messageID(_ id: String) throws(Refusal) {
        guard !id.isEmpty, id.unicodeScalars.count <= Limits.messageID else {
            throw .invalid("id", "takes 1 to \(Limits.messageID) characters.")
        }
    }
}
