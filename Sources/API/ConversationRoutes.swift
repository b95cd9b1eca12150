import Chat
import Hummingbird

/// Reading conversations: the lists of the Chat page, one conversation, its log.
extension Routes {
    func addConversations() {
        get("/conversations") { call in
            let session = try await call.signedIn()
            let page = try await call.services.conversations.conversations(try call.filter(for: session))
            return .page(page) { call.write($1, for: .operators, to: &$0) }
        }
        get("/conversations/:conversation") { call in
            let session = try await call.signedIn()
            return .json(call.summary(try await call.conversation(for: session)))
        }
        get("/conversations/:conversation/items") { call in
            let session = try await call.signedIn()
            return try await call.items(of: try await call.conversation(for: session), for: .operators)
        }
    }
}

extension Call {
    fileprivate func filter(for session: OperatorSession) throws(Refusal) -> ConversationFilter {
        var filter = ConversationFilter(organization: session.organization.id, limit: try limit())
        filter.mode = try choice("mode", Mode.init(rawValue:), "active or past")
        filter.section = try choice("section", Section.init(rawValue:), "assisted or automated")
        filter.rated = try choice("rated", RatingFilter.init(rawValue:), "up, down or none")
        if let bot = query("bot") {
            // A text that is no id stands for a bot that does not exist: its list is empty.
            filter.bot = BotID(bot) ?? BotID(high: 0, low: 0)
        }
        if let tag = query("tag") { filter.tag = try Tags.read([tag]).first }
        // As for bots: a text that is no id stands for a customer who does not exist.
        if let customer = query("customer") { filter.customer = CustomerID(customer) ?? CustomerID(high: 0, low: 0) }
        if let words = query("q") {
            guard !words.unicodeScalars.contains("\0") else { throw .invalid("q", "may not hold U+0000.") }
            try Check.atMost(words, field: "q", limit: Limits.search)
            filter.words = words
        }
        filter.cursor = query("cursor")
        return filter
    }

    private func choice<Choice>(
        _ name: String, _ make: (String) -> Choice?, _ takes: String
    ) throws(Refusal) -> Choice? {
        guard let text = query(name) else { return nil }
        guard let choice = make(text) else { throw .invalid(name, "takes \(takes).") }
        return choice
    }

    /// Ascending by seq: what follows `after`; with `before` alone, what stands directly before it.
    func items(of conversation: Conversation, for audience: Audience) async throws -> Response {
        let after = try number("after")
        let before = try number("before")
        let items = try await services.conversations.items(ItemQuery(
            conversation.id, after: after ?? 0, before: before ?? .max, limit: try limit(),
            fromEnd: after == nil && before != nil, audience: audience))
        return .json { writer in
            writer.key("data")
            writer.array(items) { $1.write(to: &$0, for: audience) }
        }
    }
}
