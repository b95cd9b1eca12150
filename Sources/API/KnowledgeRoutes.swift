import Chat
import HTTPTypes
import Hummingbird
import Knowledge

/// A bot's knowledge: written by operators, or imported from the web and from files by a job.
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
            let (content, upload) = try await call.newKnowledge()
            let now = call.services.clock()
            let entry = KnowledgeEntry(
                id: .make(at: now), bot: bot.id, content: content, createdAt: now, updatedAt: now)
            return .entry(try await call.keep(entry, upload: upload), status: .created)
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
            return .entry(try await call.keep(entry, upload: nil))
        }
        delete("/bots/:bot/knowledge/:entry") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            let entry = try await call.entry(of: bot)
            try call.mayChange(session, atLeast: .admin)
            guard try await call.services.librarian.remove(entry.id, of: bot.id) else { throw Refusal.notFound }
            return .nothing
        }
        addImports()
    }

    /// What is asked of entries of kinds `url` and `file` alone; others have no such things.
    private func addImports() {
        post("/bots/:bot/knowledge/:entry/refresh") { call in
            let (bot, entry) = try await call.imported(atLeast: .admin)
            guard try await call.services.imports.refresh(entry.id, of: bot.id) else { throw Refusal.notFound }
            return .entry(try await call.entry(of: bot), status: .accepted)
        }
        post("/bots/:bot/knowledge/:entry/cancel") { call in
            let (bot, entry) = try await call.imported(atLeast: .admin)
            guard try await call.services.imports.cancel(entry.id, of: bot.id) else { throw Refusal.notFound }
            return .entry(try await call.entry(of: bot))
        }
        get("/bots/:bot/knowledge/:entry/documents") { call in
            let (bot, entry) = try await call.imported(atLeast: nil)
            let page = try await call.services.imports.documents(
                of: entry.id, bot: bot.id, after: call.query("cursor"), limit: try call.limit())
            return .page(page) { writer, document in
                writer.object { writer in
                    writer.field("name", document.name)
                    writer.field("title", document.title)
                    writer.field("passages", document.passages)
                    writer.field("readAt", document.readAt)
                }
            }
        }
    }
}

extension Call {
    /// The entry of the path, which a job reads; 404 for one that an operator wrote.
    fileprivate func imported(atLeast role: Role?) async throws -> (WhisperBot, KnowledgeEntry) {
        let session = try await signedIn()
        let bot = try await bot(for: session)
        let entry = try await entry(of: bot)
        guard entry.content.isImported else { throw Refusal.notFound }
        if let role { try mayChange(session, atLeast: role) }
        return (bot, entry)
    }

    /// What a new entry says: JSON, or an uploaded file with its bytes.
    fileprivate func newKnowledge() async throws -> (KnowledgeEntry.Content, [UInt8]?) {
        guard Multipart.isNamed(by: request.headers[.contentType]) else {
            var fields = try await body()
            return (try fields.knowledge(kind: nil), nil)
        }
        let (file, bytes) = try await upload()
        return (.file(file), bytes)
    }

    /// Stores the entry; one that is to be imported, with the wish for it.
    fileprivate func keep(_ entry: KnowledgeEntry, upload: [UInt8]?) async throws -> KnowledgeEntry {
        guard entry.content.isImported else {
            try await services.librarian.put(entry)
            return entry
        }
        try await services.imports.importEntry(entry, upload: upload)
        return try await services.knowledge.entry(entry.id, of: entry.bot) ?? entry
    }

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
        case "url":
            content = .url(WebSource(
                url: url("url"), isSite: bool("site") ?? false,
                maxPages: number("maxPages", in: 1...Limits.crawlPages) ?? 500,
                maxDepth: number("maxDepth", in: 0...Limits.crawlDepth) ?? 5))
        case "file" where kind != nil:
            throw .invalid("kind", "file cannot be changed; upload the new file and delete this entry.")
        case "file": throw .invalid("file", "is missing; send it as multipart/form-data.")
        default: throw .invalid("kind", "takes faq, text, note, url or file.")
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

    /// Every field of every kind; null where the entry's kind has none.
    fileprivate func write(to writer: inout JSONWriter) {
        var (title, text, question, answer): (String?, String?, String?, String?) = (nil, nil, nil, nil)
        var alternatives: [String]?
        var (web, file): (WebSource?, FileSource?) = (nil, nil)
        switch content {
        case .faq(let asked, let answered, let others): (question, answer, alternatives) = (asked, answered, others)
        case .text(let heading, let article): (title, text) = (heading, article)
        case .note(let note): text = note
        case .url(let source): web = source
        case .file(let source): (file, title) = (source, source.name)
        }
        writer.object { writer in
            writer.field("id", id)
            writer.field("kind", content.kind)
            writer.field("title", title)
            writer.field("text", text)
            writer.field("question", question)
            writer.field("answer", answer)
            writer.field("alternatives", alternatives.map { .array($0.map { .string($0) }) } ?? .null)
            writer.field("url", web?.url)
            writer.field("site", web.map { .bool($0.isSite) } ?? .null)
            writer.field("maxPages", web.map { .int($0.maxPages) } ?? .null)
            writer.field("maxDepth", web.map { .int($0.maxDepth) } ?? .null)
            writer.field("mediaType", file?.mediaType)
            writer.field("size", file.map { .int($0.size) } ?? .null)
            writer.key("import")
            if let progress { progress.write(to: &writer) } else { writer.null() }
            writer.field("createdAt", createdAt)
            writer.field("updatedAt", updatedAt)
        }
    }
}

extension ImportProgress {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("state", state.name)
            writer.field("found", found)
            writer.field("read", read)
            writer.field("indexed", indexed)
            writer.field("failed", failed)
            writer.key("failures")
            writer.array(failures) { writer, failure in
                writer.object { writer in
                    writer.field("name", failure.name)
                    writer.field("reason", failure.reason)
                }
            }
            writer.field("startedAt", startedAt)
            writer.field("finishedAt", finishedAt)
        }
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

    /// Whether a job reads it.
    fileprivate var isImported: Bool {
        switch self {
        case .url, .file: true
        case .faq, .text, .note: false
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
