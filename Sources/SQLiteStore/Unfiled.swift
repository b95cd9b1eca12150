import Synchronization

/// Running conversations with committed messages that the search index lacks, longest waiting first.
///
/// Held in memory alone: after a start it is read once from what is stored.
final class Unfiled: Sendable {
    private struct State {
        var lastSeq: [Int64: Int] = [:]
        var order: [Int64] = []
        var isRead = false

        mutating func add(_ conversation: Int64, _ seq: Int) {
            if lastSeq.updateValue(max(seq, lastSeq[conversation] ?? 0), forKey: conversation) == nil {
                order.append(conversation)
            }
        }
    }

    private let state = Mutex(State())

    /// Whether what was stored before the start is still missing here.
    var isUnread: Bool { state.withLock { !$0.isRead } }
    var isEmpty: Bool { state.withLock { $0.order.isEmpty } }

    /// Adds what was stored before the start.
    func read(_ stored: [Int64: Int]) {
        state.withLock { state in
            for (conversation, seq) in stored { state.add(conversation, seq) }
            state.isRead = true
        }
    }

    /// Adds conversations, each with the seq of its last message. Called after the commit.
    func add(_ conversations: [Int64: Int]) {
        state.withLock { state in
            for (conversation, seq) in conversations { state.add(conversation, seq) }
        }
    }

    func first(_ count: Int) -> [Int64] { state.withLock { Array($0.order.prefix(count)) } }

    /// Takes out what was filed up to the given seq; a conversation with newer messages goes to the end.
    func remove(_ filed: [Int64: Int]) {
        guard !filed.isEmpty else { return }
        state.withLock { state in
            state.order.removeAll { filed[$0] != nil }
            for (conversation, seq) in filed {
                if let last = state.lastSeq[conversation], last > seq {
                    state.order.append(conversation)
                } else {
                    state.lastSeq[conversation] = nil
                }
            }
        }
    }
}
