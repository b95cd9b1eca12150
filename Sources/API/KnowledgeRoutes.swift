import Chat
import HTTPTypes
import Hummingbird
import Knowledge

/// A bot's knowledge. Kinds `url` and `file` are known, and refused until they can be imported.
extension Routes {
    func addKnowledge() {
        get("/bots/:bot/knowledge") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            let page = try await call.services.knowledge.entries(
                of: bot.id, after: call.query("cursor"), limit: try call.limit())
            return .page(page) { $1.write(to: &$0) }
        }
        post("/bots/:bot/knowledge") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            try call.mayChange(session, atLeast: .admin)
            var fields = try await call.body()
            let content = try fields.knowledge(kind: nil)
            let now = call.services.clock()
            let entry = KnowledgeEntry(
                id: .make(at: now), bot: bot.id, content: content, createdAt: now, updatedAt: now)
            try await call.services.librarian.put(entry)
            return .entry(entry, status: .created)
        }
        get("/bots/:bot/knowledge/:entry") { call in
            let session = try await call.signedIn()
            return .entry(try await call.entry(of: try await call.bot(for: session)))
        }
        patch("/bots/:bot/knowledge/:entry") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            var entry = try await call.entry(of: bot)
            try call.mayChange(session, atLeast: .admin)
            var fields = Fields(entry.merged(with: try await call.body().json))
            entry.content = try fields.knowledge(kind: entry.content.kind)
            entry.updatedAt = call.services.clock()
            try await call.services.librarian.put(entry)
            return .entry(entry)
        }
        delete("/bots/:bot/knowledge/:entry") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            let entry = try await call.entry(of: bot)
            try call.mayChange(session, atLeast: .admin)
            guard try await call.services.librarian.remove(entry.id, of: bot.id) else { throw Refusal.notFound }
            return .nothing
        }
    }
}

extension Call {
    fileprivate func entry(of bot: WhisperBot) async throws -> KnowledgeEntry {
        guard let entry = try await services.knowledge.entry(try id("entry"), of: bot.id) else {
            throw Refusal.notFound
        }
        return entry
    }
}

extension Fields {
    /// The content that the fields describe; an entry's kind never changes.
    fileprivate mutating func knowledge(kind: String?) throws(Refusal) -> KnowledgeEntry.Content {
        let content: KnowledgeEntry.Content
        switch kind ?? json["kind"]?.string {
        case "faq":
            content = .faq(
                question: text("question", limit: Limits.messageText),
                answer: text("answer", limit: Limits.knowledgeText),
                alternatives: texts("alternatives", most: Limits.alternatives, limit: Limits.messageText) ?? [])
        case "text":
            content = .text(title: text("title", limit: Limits.name), text: text("text", limit: Limits.knowledgeText))
        case "note": content = .note(text: text("text", limit: Limits.instructions))
        case "url", "file":
            throw .invalid("kind", "cannot be imported yet; paste the text as kind text.")
        default: throw .invalid("kind", "takes faq, text or note.")
        }
        try check()
        return content
    }
}

extension KnowledgeEntry {
    /// The entry's own fields with those of a request laid over them.
    fileprivate func merged(with changes: JSON) -> JSON {
        var writer = JSONWriter()
        write(to: &writer)
        let own = (try? JSON(parsing: writer.bytes))?.members ?? []
        return .object(own + (changes.members ?? []))
    }

    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", id)
            writer.field("kind", content.kind)
            switch content {
            case .faq(let question, let answer, let alternatives):
                writer.field("title", JSON.null)
                writer.field("text", JSON.null)
                writer.field("question", question)
                writer.field("answer", answer)
                writer.key("alternatives")
                writer.array(alternatives) { $0.string($1) }
            case .text(let title, let text):
                writer.field("title", title)
                writer.field("text", text)
                writer.writeNoQuestion()
            case .note(let text):
                writer.field("title", JSON.null)
                writer.field("text", text)
                writer.writeNoQuestion()
            case .url(let web):
                writer.field("title", JSON.null)
                writer.field("text", JSON.null)
                writer.writeNoQuestion()
                writer.field("url", web.url)
                writer.field("site", web.isSite)
                writer.field("maxPages", web.maxPages)
                writer.field("maxDepth", web.maxDepth)
            case .file(let file):
                writer.field("title", file.name)
                writer.field("text", JSON.null)
                writer.writeNoQuestion()
                writer.field("mediaType", file.mediaType)
                writer.field("size", file.size)
            }
            writer.field("createdAt", createdAt)
            writer.field("updatedAt", updatedAt)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func writeNoQuestion() {
        field("question", JSON.null)
        field("answer", JSON.null)
        field("alternatives", JSON.null)
    }
}

extension KnowledgeEntry.Content {
    fileprivate var kind: String {
        switch self {
        case .faq: "faq"
        case .text: "text"
        case .note: "note"
        case .url: "url"
        case .file: "file"
        }
    }
}

extension Response {
    fileprivate static func entry(_ entry: KnowledgeEntry, status: HTTPResponse.Status = .ok) -> Response {
        var writer = JSONWriter()
        entry.write(to: &writer)
        return .json(writer.bytes, status: status)
    }
}
