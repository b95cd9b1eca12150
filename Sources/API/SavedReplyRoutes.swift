import Chat
import HTTPTypes
import Hummingbird

/// Texts that operators insert by a shortcut; every operator may keep them.
extension Routes {
    func addSavedReplies() {
        get("/saved-replies") { call in
            let session = try await call.signedIn()
            let page = try await call.services.workbench.savedReplies.savedReplies(
                of: session.organization.id, after: call.query("cursor"), limit: try call.limit())
            return .page(page) { $1.write(to: &$0) }
        }
        post("/saved-replies") { call in
            let session = try await call.signedIn()
            try call.mayChange(session)
            var fields = try await call.body()
            let now = call.services.clock()
            var reply = SavedReply(
                id: .make(at: now), organization: session.organization.id, shortcut: fields.shortcut() ?? "",
                text: fields.text("text", limit: Limits.messageText), bot: nil,
                createdBy: Author(id: session.operator.id.description, name: session.operator.name), updatedAt: now)
            if !fields.has("shortcut") { fields.refuse("shortcut", "is missing.") }
            if let bot = try await fields.bot(in: call, session) { reply.bot = bot }
            return try await call.keep(reply, &fields, status: .created)
        }
        patch("/saved-replies/:reply") { call in
            let session = try await call.signedIn()
            var reply = try await call.savedReply(for: session)
            try call.mayChange(session)
            var fields = try await call.body()
            if let shortcut = fields.shortcut() { reply.shortcut = shortcut }
            if let text = fields.optionalText("text", limit: Limits.messageText, mayBeEmpty: false) { reply.text = text }
            if fields.json["bot"] != nil { reply.bot = try await fields.bot(in: call, session) }
            reply.updatedAt = call.services.clock()
            return try await call.keep(reply, &fields, status: .ok)
        }
        delete("/saved-replies/:reply") { call in
            let session = try await call.signedIn()
            let reply = try await call.savedReply(for: session)
            try call.mayChange(session)
            guard try await call.services.workbench.savedReplies.remove(reply.id, of: reply.organization) else {
                throw Refusal.notFound
            }
            return .nothing
        }
    }
}

extension Call {
    fileprivate func savedReply(for session: OperatorSession) async throws -> SavedReply {
        let reply = try await services.workbench.savedReplies.savedReply(try id("reply"), of: session.organization.id)
        guard let reply else { throw Refusal.notFound }
        return reply
    }

    fileprivate func keep(
        _ reply: SavedReply, _ fields: inout Fields, status: HTTPResponse.Status
    ) async throws -> Response {
        let unknown = Placeholders.unknown(in: reply.text)
        if !unknown.isEmpty {
            let names = unknown.map { "{{\($0)}}" }.joined(separator: ", ")
            let known = Placeholders.known.map { "{{\($0)}}" }.joined(separator: ", ")
            fields.refuse("text", "holds placeholders that nothing fills: \(names). Use \(known).")
        }
        try fields.check()
        try await services.workbench.savedReplies.put(reply)
        var writer = JSONWriter()
        reply.write(to: &writer)
        return .json(writer.bytes, status: status)
    }
}

extension Fields {
    /// As it is typed after the slash; the slash itself may come along.
    fileprivate mutating func shortcut() -> String? {
        guard let text = optionalText("shortcut", limit: Limits.name, mayBeEmpty: false) else { return nil }
        let shortcut = text.hasPrefix("/") ? String(text.dropFirst()) : text
        if !SavedReply.isShortcut(shortcut) {
            refuse("shortcut", "takes 1 to \(Limits.shortcut) letters, digits, hyphens or underscores, without spaces.")
        }
        return shortcut
    }

    fileprivate mutating func bot(in call: Call, _ session: OperatorSession) async throws -> BotID? {
        guard let text = optionalText("bot", limit: Limits.name) else { return nil }
        guard let id = BotID(text), let bot = try await call.services.bots.bot(id), !bot.deleted,
            bot.organization == session.organization.id
        else {
            refuse("bot", "is none of your bots.")
            return nil
        }
        return id
    }
}

extension SavedReply {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", id)
            writer.field("shortcut", shortcut)
            writer.field("text", text)
            writer.key("bot")
            if let bot { writer.string(bot.description) } else { writer.null() }
            writer.key("createdBy")
            writer.object {
                $0.field("id", createdBy.id)
                $0.field("name", createdBy.name)
            }
            writer.field("updatedAt", updatedAt)
        }
    }
}
