/// The one door for changes to conversations: checks what needs no state, then hands the order to the store.
package struct Desk: Sendable {
    private let store: any OrderStore

    package init(store: any OrderStore) {
        self.store = store
    }

    /// Carries orders out in their sequence; each `done` is called once and in order, on the store's thread.
    package func submit(_ orders: [PendingOrder]) {
        store.submit(orders.map { pending in
            do throws(Refusal) {
                try Self.check(pending.order.command)
                return pending
            } catch {
                return PendingOrder(pending.order, refusal: error, done: pending.done)
            }
        })
    }

    package func carryOut(_ command: Command, on conversation: ConversationID, by actor: Actor) async throws -> Outcome {
        let order = Order(actor: actor, target: .conversation(conversation), command: command)
        return try await withCheckedContinuation { (continuation: CheckedContinuation<Result<Outcome, Refusal>, Never>) in
            submit([PendingOrder(order) { continuation.resume(returning: $0) }])
        }.get()
    }

    /// The limits of a command's fields (contract, section 4).
    package static func check(_ command: Command) throws(Refusal) {
        switch command {
        case .send(let id, let text, let files):
            try Check.messageID(id)
            try Check.messageText(text, with: files)
        case .whisper(let id, let text), .note(let id, let text):
            try Check.messageID(id)
            try Check.messageText(text)
        case .tag(let tags): try Tags.check(tags)
        case .leave(let note?), .returnToAI(_, let note?):
            try Check.required(note, field: "note", limit: Limits.messageText)
        case .rate(_, _, let note?):
            try Check.atMost(note, field: "note", limit: Limits.ratingNote)
        default: break
        }
    }
}
