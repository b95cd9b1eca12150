import Chat
import Hummingbird

/// Tags of conversations, and what the bot says about one.
extension Routes {
    func addTags() {
        put("/conversations/:conversation/tags") { call in
            let session = try await call.signedIn()
            let conversation = try await call.conversation(for: session)
            try call.mayChange(session)
            var fields = try await call.body()
            // More than are kept: doubles are one tag, and white space at the ends is no part of it.
            let texts = fields.texts("tags", most: 10 * Limits.tags, limit: 10 * Limits.tag)
            if texts == nil, !fields.has("tags") { fields.refuse("tags", "is missing.") }
            try fields.check()
            let outcome = try await call.services.desk.carryOut(
                .tag(try Tags.read(texts ?? [])), on: conversation.id, by: session.actor)
            return .json(call.summary(outcome.conversation))
        }
        get("/tags") { call in
            let session = try await call.signedIn()
            let words = call.query("q") ?? ""
            guard !words.unicodeScalars.contains("\0") else { throw Refusal.invalid("q", "may not hold U+0000.") }
            try Check.atMost(words, field: "q", limit: Limits.search)
            let tags = try await call.services.workbench.tags.tags(
                of: session.organization.id, matching: words, limit: try call.limit())
            return .page(Page(tags, next: nil)) { writer, tag in
                writer.object {
                    $0.field("name", tag.name)
                    $0.field("count", tag.count)
                }
            }
        }
    }

    func addAdvice() {
        post("/conversations/:conversation/suggestion") { call in
            let session = try await call.signedIn()
            let conversation = try await call.conversation(for: session)
            try call.mayChange(session)
            guard conversation.mode == .active else { throw Refusal.ended }
            let suggestion = try await call.services.workbench.adviser.suggestion(for: conversation)
            return .json { writer in
                writer.field("text", suggestion.text)
                writer.field("confident", suggestion.confident)
                writer.key("sources")
                writer.array(suggestion.sources.prefix(Limits.sources)) { $1.write(to: &$0, for: .operators) }
            }
        }
        get("/conversations/:conversation/summary") { call in
            let session = try await call.signedIn()
            let conversation = try await call.conversation(for: session)
            let summary = try await call.services.workbench.adviser.summary(of: conversation)
            return .json { writer in
                writer.field("text", summary.text)
                writer.field("writtenBy", summary.written == nil ? "rules" : "model")
                writer.key("lines")
                writer.array(summary.lines) { writer, line in
                    writer.object {
                        $0.field("kind", line.name)
                        $0.field("text", line.text)
                    }
                }
            }
        }
    }
}
