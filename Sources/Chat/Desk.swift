/// The one door for changes to conversations: checks what needs no state, then hands the order to the store.
package struct Desk: Sendable {
    private let store: any OrderStore

    package init(store: any OrderStore) {
        self.store = store
    }

    /// Carries orders out in their sequence; each `done` is called once, on the store's thread or at once
    /// when the order's own fields are wrong.
    package func submit(_ orders: [PendingOrder]) {
        var accepted: [PendingOrder] = []
        accepted.reserveCapacity(orders.count)
        for pending in orders {
            do throws(Refusal) {
                try Self.check(pending.order.command)
                accepted.append(pending)
            } catch {
                pending.done(.failure(error))
            }
        }
        if !accepted.isEmpty { store.submit(accepted) }
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
        case .send(let id, let text):
            try Check.messageID(id)
            try Check.messageText(text)
        case .leave(let note?), .returnToAI(_, let note?):
            try Check.required(note, field: "note", limit: Limits.messageText)
        case .rate(_, _, let note?):
            try Check.atMost(note, field: "note", limit: Limits.ratingNote)
        default: break
        }
    }
}
