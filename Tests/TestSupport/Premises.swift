package import Chat
import Foundation
package import Knowledge
package import SQLiteStore
import Synchronization

/// A real database file with one organization and two bots, and a record of what is signalled.
package struct Premises: Sendable {
    package let store: SQLiteStore
    package let librarian: Librarian
    package let heard: Heard
    private let folder: URL
    package let organization: Organization
    package let bot: WhisperBot
    package let otherBot: WhisperBot

    package static let now = Moment(milliseconds: 1_780_000_000_000)

    package init(liveChat: Bool = true) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "whisper-\(UUID().uuidString)")
        let heard = Heard()
        self.heard = heard
        store = try SQLiteStore(
            path: folder.appending(path: "test.db").path, clock: { Self.now }, signals: heard, bell: heard)
        librarian = Librarian(shelf: store)
        organization = Organization(id: .make(at: Self.now), name: "Acme")
        try await store.add(organization)
        var bot = WhisperBot(id: .make(at: Self.now), organization: organization.id, name: "Whisper", createdAt: Self.now)
        bot.liveChat = liveChat
        self.bot = bot
        otherBot = WhisperBot(id: .make(at: Self.now), organization: organization.id, name: "Other", createdAt: Self.now)
        try await store.add(bot)
        try await store.add(otherBot)
    }

    package func close() throws {
        try store.close()
        try FileManager.default.removeItem(at: folder)
    }

    @discardableResult
    package func learn(_ content: KnowledgeEntry.Content, for bot: WhisperBot? = nil) async throws -> KnowledgeEntry {
        let entry = KnowledgeEntry(
            id: .make(at: Self.now), bot: (bot ?? self.bot).id, content: content, createdAt: Self.now,
            updatedAt: Self.now)
        try await librarian.put(entry)
        return entry
    }

    package func question(_ text: String, history: [Utterance] = []) -> Question {
        Question(bot: bot, history: history, text: text)
    }

    package func find(_ text: String, history: [Utterance] = []) async throws -> Findings {
        try await librarian.find(question(text, history: history))
    }
}

/// What passed by.
package final class Heard: Signals, JobBell {
    private let log = Mutex<[String]>([])

    package init() {}

    package var lines: [String] { log.withLock { $0 } }

    package func committed(_ changes: [Change]) {
        log.withLock { log in
            for change in changes {
                log += change.items.map { "\($0.role.name) \($0.event?.rawValue ?? $0.text ?? "")" }
            }
        }
    }
    package func draft(_ id: String, in conversation: ConversationID, piece: String) { log.withLock { $0.append("+ \(piece)") } }
    package func draftWithdrawn(_ id: String, in conversation: ConversationID) { log.withLock { $0.append("withdrawn \(id)") } }
    package func revoked(_ sessions: [SessionDigest]) {}
    package func ring() {}
    package func stop(_ key: String) {}
}
