package import Chat
import Synchronization

/// What customers do just now, for the bot that is about to answer them: who types, and who adds a message.
package final class Attention: CustomerWatch {
    private struct State {
        /// The sockets on which somebody types, by conversation.
        var typing: [ConversationID: Set<ObjectIdentifier>] = [:]
        var listeners: [ConversationID: [Int: AsyncStream<Int>.Continuation]] = [:]
        var lastListener = 0
    }

    private let state = Mutex(State())  // Mutex: nothing inside awaits

    package init() {}

    package func isTyping(in conversation: ConversationID) -> Bool {
        state.withLock { $0.typing[conversation] != nil }
    }

    package func messages(in conversation: ConversationID) -> AsyncStream<Int> {
        let (stream, continuation) = AsyncStream<Int>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.lastListener += 1
            state.listeners[conversation, default: [:]][state.lastListener] = continuation
            return state.lastListener
        }
        continuation.onTermination = { [self] _ in
            state.withLock { state in
                state.listeners[conversation]?[number] = nil
                if state.listeners[conversation]?.isEmpty == true { state.listeners[conversation] = nil }
            }
        }
        return stream
    }

    /// The socket says that its customer types, or does not any more.
    func note(typing isOn: Bool, in conversation: ConversationID, on socket: ObjectIdentifier) {
        state.withLock { state in
            if isOn {
                state.typing[conversation, default: []].insert(socket)
            } else {
                state.typing[conversation]?.remove(socket)
                if state.typing[conversation]?.isEmpty == true { state.typing[conversation] = nil }
            }
        }
    }

    /// Called on the store's thread: a few look-ups a change.
    func committed(_ changes: [Change]) {
        for change in changes {
            guard let message = change.items.last(where: { $0.role == .customer && $0.sort == .message }) else { continue }
            let id = change.conversation.id
            let listeners = state.withLock { state in
                // What was typed has been sent; whoever types on says so with the next key.
                state.typing[id] = nil
                return state.listeners[id].map { Array($0.values) } ?? []
            }
            for listener in listeners { listener.yield(message.seq) }
        }
    }
}
