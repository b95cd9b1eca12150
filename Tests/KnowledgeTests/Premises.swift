import Chat
import Foundation
import Knowledge
import SQLiteStore
import Synchronization

/// A real database file with one organization and two bots, and a record of what is signalled.
struct Premises {
    let store: SQLiteStore
    let librarian: Librarian
    let heard: Heard
    let folder: URL
    let organization: Organization
    let bot: WhisperBot
    let otherBot: WhisperBot

    static let now = Moment(milliseconds: 1_780_000_000_000)

    init(liveChat: Bool = true) async throws {
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

    func close() throws {
        try store.close()
        try FileManager.default.removeItem(at: folder)
    }

    @discardableResult
    func learn(_ content: KnowledgeEntry.Content, for bot: WhisperBot? = nil) async throws -> KnowledgeEntry {
        let entry = KnowledgeEntry(
            id: .make(at: Self.now), bot: (bot ?? self.bot).id, content: content, createdAt: Self.now,
            updatedAt: Self.now)
        try await librarian.put(entry)
        return entry
    }

    func question(_ text: String, history: [Utterance] = []) -> Question {
        Question(bot: bot, history: history, text: text)
    }

    func find(_ text: String, history: [Utterance] = []) async throws -> Findings {
        try await librarian.find(question(text, history: history))
    }
}

/// What passed by.
final class Heard: Signals, JobBell {
    private let log = Mutex<[String]>([])

    var lines: [String] { log.withLock { $0 } }

    func committed(_ changes: [Change]) {
        log.withLock { log in
            for change in changes {
                log += change.items.map { "\($0.role.name) \($0.event?.rawValue ?? $0.text ?? "")" }
            }
        }
    }
    func draft(_ id: String, in conversation: ConversationID, piece: String) { log.withLock { $0.append("+ \(piece)") } }
    func draftWithdrawn(_ id: String, in conversation: ConversationID) { log.withLock { $0.append("withdrawn \(id)") } }
    func revoked(_ sessions: [SessionDigest]) {}
    func ring() {}
}
