package import Chat
import Synchronization

/// Everything that a store announced, in its order.
package final class Announced: Signals, JobBell {
    private struct Log {
        var changes: [Change] = []
        var commits: [Int] = []
        var rings = 0
    }

    private let log = Mutex(Log())

    package init() {}

    package var changes: [Change] { log.withLock { $0.changes } }
    /// How many changes each announcing commit had.
    package var commits: [Int] { log.withLock { $0.commits } }
    package var rings: Int { log.withLock { $0.rings } }

    package func items(of conversation: ConversationID) -> [Item] {
        changes.filter { $0.conversation.id == conversation }.flatMap(\.items)
    }

    package func committed(_ changes: [Change]) {
        log.withLock {
            $0.changes += changes
            $0.commits.append(changes.count)
        }
    }
    package func stop(_ key: String) {}
    package func ring() { log.withLock { $0.rings += 1 } }
    package func draft(_ id: String, in conversation: ConversationID, piece: String) {}
    package func draftWithdrawn(_ id: String, in conversation: ConversationID) {}
    package func revoked(_ sessions: [SessionDigest]) {}
}
