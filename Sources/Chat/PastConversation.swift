/// A conversation that was held elsewhere, as `import` takes it.
package struct PastConversation: Sendable, Equatable {
    package struct Message: Sendable, Equatable {
        package let role: ItemRole
        package let text: String
        package let at: Moment
    }

    /// Of the system it comes from; a conversation whose id was imported before is skipped.
    package let externalID: String?
    package let customerName: String?
    package let customerEmail: String?
    package let startedAt: Moment
    package let messages: [Message]

    /// The time of the last message; no message stands before the one above it.
    package var endedAt: Moment { messages.reduce(startedAt) { max($0, $1.at) } }

    /// Reads one line of the import shape (contract, section 7).
    package init(line: [UInt8]) throws(Refusal) {
        let json: JSON
        do {
            json = try JSON(parsing: line)
        } catch {
            throw .invalid("", "this is no JSON object (\(error.what) at byte \(error.position)).")
        }
        guard json.members != nil else { throw .invalid("", "this is no JSON object.") }
        externalID = try Self.text(json["id"], "id", limit: Limits.name)
        customerName = try Self.text(json["customer"]?["name"], "customer.name", limit: Limits.name)
        customerEmail = try Self.text(json["customer"]?["email"], "customer.email", limit: Limits.name)
        guard let startedAt = json["startedAt"]?.string.flatMap({ Moment(rfc3339: $0) }) else {
            throw .invalid("startedAt", "takes an RFC 3339 time.")
        }
        self.startedAt = startedAt
        guard let values = json["messages"]?.array, !values.isEmpty else {
            throw .invalid("messages", "takes at least one message.")
        }
        var messages: [Message] = []
        for (index, value) in values.enumerated() { messages.append(try Self.message(value, "messages[\(index)]")) }
        self.messages = messages
    }

    private static func message(_ value: JSON, _ place: String) throws(Refusal) -> Message {
        let role: ItemRole
        switch value["role"]?.string {
        case "customer": role = .customer
        case "bot": role = .bot
        case "operator": role = .operator
        default: throw .invalid("\(place).role", "takes customer, bot or operator.")
        }
        guard let text = value["text"]?.string else { throw .invalid("\(place).text", "is missing.") }
        try Check.messageText(text, field: "\(place).text")
        guard let at = value["at"]?.string.flatMap({ Moment(rfc3339: $0) }) else {
            throw .invalid("\(place).at", "takes an RFC 3339 time.")
        }
        return Message(role: role, text: text, at: at)
    }

    private static func text(_ value: JSON?, _ field: String, limit: Int) throws(Refusal) -> String? {
        guard let value, !value.isNull else { return nil }
        guard let text = value.string else { throw .invalid(field, "takes a text.") }
        try Check.atMost(text, field: field, limit: limit)
        return text
    }
}

package struct ImportCount: Sendable, Equatable {
    package var conversations = 0
    package var messages = 0
    package var skipped = 0

    package init() {}
}

package protocol PastImporting: Sendable {
    /// Stores a chunk in one transaction, found by search at once.
    func importPast(_ conversations: [PastConversation], into bot: BotID) async throws -> ImportCount
}
