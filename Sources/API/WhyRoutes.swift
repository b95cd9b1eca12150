import Chat
import Hummingbird

/// How a message of the bot came about, as it was kept with it.
extension Routes {
    func addWhy() {
        get("/conversations/:conversation/items/:seq/why") { call in
            let session = try await call.signedIn()
            let conversation = try await call.conversation(for: session)
            let seq = try call.seq()
            let items = try await call.services.conversations.items(
                ItemQuery(conversation.id, after: seq - 1, before: seq + 1, limit: 1, audience: .operators))
            guard seq <= conversation.lastSeq, let item = items.first, item.seq == seq else { throw Refusal.notFound }
            guard item.sort == .message, item.role == .bot else { throw Refusal.notAnAssistantMessage }
            guard let trace = try await call.services.traces.trace(of: conversation.id, seq: seq) else {
                throw Refusal.notFound
            }
            var writer = JSONWriter(capacity: 4_000)
            writer.value(trace.json)
            return .json(writer.bytes)
        }
    }
}
