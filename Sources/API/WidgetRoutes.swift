import Chat
import HTTPTypes
import Hummingbird

/// What a customer's browser calls.
extension Routes {
    func addWidget() {
        get("/widget/bots/:bot") { call in
            let id: BotID = try call.id("bot")
            guard let bot = try await call.services.bots.bot(id), !bot.deleted else { throw Refusal.notFound }
            var writer = JSONWriter()
            bot.writePublic(to: &writer)
            var response = Response.json(writer.bytes)
            response.headers[.cacheControl] = "public, max-age=60"
            response.headers[.accessControlAllowOrigin] = "*"
            return response
        }
        post("/widget/sessions") { call in try await Self.openSession(call) }
        get("/widget/conversations") { call in
            let session = try await call.customer()
            let page = try await call.services.conversations.conversations(
                of: session.customer.id, after: call.query("cursor"), limit: try call.limit())
            return .page(page) { call.write($1, for: .customer, to: &$0) }
        }
        get("/widget/conversations/:conversation/items") { call in
            let session = try await call.customer()
            let id: ConversationID = try call.id("conversation")
            guard let conversation = try await call.services.conversations.conversation(id),
                conversation.customer.id == session.customer.id
            else { throw Refusal.notFound }
            return try await call.items(of: conversation, for: .customer)
        }
    }

    /// A new customer, or with a token the same one again.
    private static func openSession(_ call: Call) async throws -> Response {
        let services = call.services
        var fields = try await call.body()
        let botText = fields.text("bot", limit: Limits.name)
        let token = fields.optionalText("token", limit: Limits.name)
        var session: CustomerSession?
        if let token {
            session = try await services.sessions.customerSession(token: token)
            guard let session, session.customer.bot.description == botText else { throw Refusal.unauthenticated }
        }
        if fields.has("bot"), fields.json["bot"]?.string != nil {
            guard let id = BotID(botText), let bot = try await services.bots.bot(id), !bot.deleted else {
                throw Refusal.notFound
            }
            try bot.accepts(call)
            if fields.has("identity") {
                fields.refuse("identity", "cannot be verified yet; leave it out for an anonymous customer.")
            }
            try fields.check()
            return try await open(call, bot, token: token, session: session)
        }
        try fields.check()
        throw Refusal.notFound
    }

    private static func open(
        _ call: Call, _ bot: WhisperBot, token: String?, session: CustomerSession?
    ) async throws -> Response {
        let services = call.services
        let secret = token ?? Secrets.make(.customer)
        var customer = session?.customer
        var active: Conversation?
        if let customer {
            active = try await services.conversations.activeConversation(of: customer.id)
        } else {
            let fresh = Customer(id: .make(at: services.clock()), organization: bot.organization, bot: bot.id)
            try await services.accounts.addCustomer(fresh, digest: Secrets.digest(secret))
            customer = fresh
        }
        return .json(status: session == nil ? .created : .ok) { writer in
            writer.field("token", secret)
            writer.field("epoch", services.conversations.epoch)
            writer.key("customer")
            customer!.write(to: &writer)
            writer.key("bot")
            bot.writePublic(to: &writer)
            writer.key("conversation")
            if let active { call.write(active, for: .customer, to: &writer) } else { writer.null() }
        }
    }
}

extension WhisperBot {
    /// What everybody may know: nothing of instructions or websites.
    fileprivate func writePublic(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", id)
            writer.field("name", name)
            writer.field("greeting", greeting)
            writer.field("appearance", appearance)
            writer.field("picture", picture?.path)
            writer.field("liveChat", liveChat)
            writer.field("answering", answering)
        }
    }

    /// Sessions come from our own origin, the bot's websites, or programs (which name none).
    fileprivate func accepts(_ call: Call) throws(Refusal) {
        guard let from = call.request.headers[.origin].map(OriginPolicy.origin(of:)), from != call.origin.own,
            !allowedOrigins.isEmpty, !allowedOrigins.contains(from)
        else { return }
        throw .forbidden("This website is not among the bot's allowed websites.")
    }
}

extension Customer {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("id", id)
            $0.field("name", name)
            $0.field("email", email)
        }
    }
}
