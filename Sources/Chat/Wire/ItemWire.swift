/// The JSON of an item, once an audience (contract, section 4).
extension Item {
    /// Whether every audience gets the same bytes: nothing in a customer's own message is for operators alone.
    package var looksTheSameToAll: Bool { role == .customer && sort == .message && rating == nil && data == nil }

    package func write(to writer: inout JSONWriter, for audience: Audience) {
        writer.object { writer in
            writer.field("seq", seq)
            writer.field("kind", sort.name)
            writer.field("id", id)
            writer.field("role", role.name)
            writer.key("author")
            writeAuthor(to: &writer, for: audience)
            writer.field("text", text)
            writer.field("at", at)
            if let event { writer.field("event", event.rawValue) }
            if let data = data.flatMap({ shown($0, to: audience) }) { writer.field("data", data) }
            if sort == .message, role == .bot {
                writer.key("sources")
                writer.array(sources) { $1.write(to: &$0, for: audience) }
            }
            if audience == .operators, let rating {
                writer.key("rating")
                rating.write(to: &writer)
            }
        }
    }

    private func writeAuthor(to writer: inout JSONWriter, for audience: Audience) {
        guard let author else { return writer.null() }
        writer.object { writer in
            if role == .operator, audience == .customer {
                writer.field("name", author.name)
                writer.field("picture", author.picture?.path)
            } else {
                writer.field("id", author.id)
                writer.field("name", author.name)
            }
        }
    }

    /// Data of events names operators; a customer is told no ids of theirs, nor why the bot asked for a human.
    private func shown(_ data: JSON, to audience: Audience) -> JSON? {
        guard audience == .customer, let members = data.members else { return data }
        if event == .humanRequested { return nil }
        return .object(members.map { member in
            guard let name = member.value["name"] else { return member }
            return .init(member.key, .object([.init("name", name)]))
        })
    }
}

extension ItemSort {
    package var name: String {
        switch self {
        case .message: "message"
        case .note: "note"
        case .event: "event"
        }
    }
}

extension Source {
    package func write(to writer: inout JSONWriter, for audience: Audience) {
        writer.object { writer in
            writer.field("id", id)
            writer.field("title", title)
            if let url { writer.field("url", url) }
            if audience == .operators {
                writer.field("passage", passage)
                writer.field("score", .double(score))
            }
        }
    }
}

extension Rating {
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("thumb", thumb.rawValue)
            writer.field("note", note)
            writer.key("by")
            writer.object {
                $0.field("id", by.id)
                $0.field("name", by.name)
            }
            writer.field("at", at)
        }
    }
}
