import Chat
import HTTPTypes
import Hummingbird

/// What operators do with a conversation; every change goes through the one door.
extension Routes {
    func addOrders() {
        order("take-over") { fields in .takeOver(again: fields.bool("again") ?? false) }
        order("leave") { fields in .leave(note: fields.note()) }
        order("return-to-ai") { fields in .returnToAI(again: fields.bool("again") ?? false, note: fields.note()) }
        order("request-human") { _ in .requestHuman }
        order("end") { _ in .end }
        line("messages") { id, fields in
            let files = fields.files()
            let text = files.isEmpty
                ? fields.text("text", limit: Limits.messageText)
                : fields.optionalText("text", limit: Limits.messageText) ?? ""
            return .send(id: id, text: text, files: files)
        }
        line("whispers") { id, fields in .whisper(id: id, text: fields.text("text", limit: Limits.messageText)) }
        line("notes") { id, fields in .note(id: id, text: fields.text("text", limit: Limits.messageText)) }
    }

    /// A message, a whisper or a note, known by the id that the operator's client made.
    private func line(_ name: String, _ command: @escaping @Sendable (_ id: String, inout Fields) -> Command) {
        post("/conversations/:conversation/\(name)") { call in
            let session = try await call.signedIn()
            let conversation = try await call.conversation(for: session)
            try call.mayChange(session)
            var fields = try await call.body()
            let id = fields.optionalText("id", limit: Limits.messageText) ?? ""
            let command = command(id, &fields)
            if id.isEmpty || id.unicodeScalars.count > Limits.messageID {
                fields.refuse("id", "takes 1 to \(Limits.messageID) characters.")
            }
            try fields.check()
            let outcome = try await call.services.desk.carryOut(command, on: conversation.id, by: session.actor)
            guard let item = outcome.items.first(where: { $0.id == id }) else { throw Refusal.unavailable }
            var writer = JSONWriter()
            item.write(to: &writer, for: .operators)
            return .json(writer.bytes, status: outcome.isRepeat ? .ok : .created)
        }
    }

    private func order(_ name: String, _ command: @escaping @Sendable (inout Fields) -> Command) {
        post("/conversations/:conversation/\(name)") { call in
            let session = try await call.signedIn()
            let conversation = try await call.conversation(for: session)
            try call.mayChange(session)
            var fields = try await call.body()
            let command = command(&fields)
            try fields.check()
            let outcome = try await call.services.desk.carryOut(command, on: conversation.id, by: session.actor)
            return .json(call.summary(outcome.conversation))
        }
    }

    /// Rating what the bot said; of two raters the later one counts.
    func addRatings() {
        put("/conversations/:conversation/items/:seq/rating") { call in
            let session = try await call.signedIn()
            let conversation = try await call.conversation(for: session)
            let seq = try call.seq()
            guard seq <= conversation.lastSeq else { throw Refusal.notFound }
            try call.mayChange(session)
            var fields = try await call.body()
            let note = fields.optionalText("note", limit: Limits.ratingNote)
            if !fields.has("thumb") { fields.refuse("thumb", "takes up or down.") }
            let thumb = fields.choice("thumb", Thumb.self)
            try fields.check()
            guard let thumb else { throw Refusal.invalid("thumb", "takes up or down.") }
            let outcome = try await call.services.desk.carryOut(
                .rate(seq: seq, thumb: thumb, note: note), on: conversation.id, by: session.actor)
            return try await call.item(seq, of: outcome.conversation)
        }
        delete("/conversations/:conversation/items/:seq/rating") { call in
            let session = try await call.signedIn()
            let conversation = try await call.conversation(for: session)
            let seq = try call.seq()
            guard seq <= conversation.lastSeq else { throw Refusal.notFound }
            try call.mayChange(session)
            _ = try await call.services.desk.carryOut(
                .withdrawRating(seq: seq), on: conversation.id, by: session.actor)
            return .nothing
        }
    }
}

extension Fields {
    fileprivate mutating func files() -> [FileID] {
        do throws(Refusal) {
            return try FileID.list(json["files"], field: "files")
        } catch {
            refuse(error)
            return []
        }
    }

    fileprivate mutating func note() -> String? {
        let note = optionalText("note", limit: Limits.messageText)
        // An empty note is what a form sends that nobody filled in.
        guard let note, note.contains(where: { !$0.isWhitespace }) else { return nil }
        return note
    }
}

extension Call {
    func seq() throws(Refusal) -> Int {
        guard let seq = context.parameters.get("seq", as: Int.self), seq > 0 else { throw .notFound }
        return seq
    }

    fileprivate func item(_ seq: Int, of conversation: Conversation) async throws -> Response {
        let items = try await services.conversations.items(
            ItemQuery(conversation.id, after: seq - 1, limit: 1, audience: .operators))
        guard let item = items.first else { throw Refusal.notFound }
        var writer = JSONWriter()
        item.write(to: &writer, for: .operators)
        return .json(writer.bytes)
    }
}
