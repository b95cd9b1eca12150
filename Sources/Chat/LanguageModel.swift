/// The language model that one bot asks instead of the server's.
package struct BotLanguageModel: Sendable, Equatable {
    /// Up to and with `/v1`; only public addresses are connected to, unless the server's configuration names it.
    package var url: String
    package var model: String
    /// Goes to the provider alone.
    package var key: Secret?
    /// For a million tokens, in the money that the team counts in.
    package var promptPrice: Double?
    package var completionPrice: Double?

    package init(
        url: String, model: String, key: Secret? = nil, promptPrice: Double? = nil, completionPrice: Double? = nil
    ) {
        self.url = url
        self.model = model
        self.key = key
        self.promptPrice = promptPrice
        self.completionPrice = completionPrice
    }

    /// What so many tokens cost; nil where a price that is needed was not named.
    package func cost(promptTokens: Int, completionTokens: Int) -> Double? {
        guard let promptPrice, let completionPrice else { return nil }
        return (Double(promptTokens) * promptPrice + Double(completionTokens) * completionPrice) / 1_000_000
    }
}

/// A text that is used and never shown: whatever prints or describes it prints dots.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package let revealed: String

    package init(_ text: String) { revealed = text }

    package var description: String { "•••" }
    package var debugDescription: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// How answers came about, kept beside them even after the knowledge has changed.
package protocol TraceStore: Sendable {
    /// Nil where nothing was kept: imported conversations, other items.
    func trace(of conversation: ConversationID, seq: Int) async throws -> AnswerTrace?
}

/// Whose calls of language models are counted.
package enum UsageKey: Sendable, Hashable {
    case bot(BotID)
    case conversation(ConversationID)
    /// A customer's network address; of IPv6 its first 64 bits.
    case address(String)
}

/// Counted calls of language models, by the day (whole days since 1970, UTC).
package protocol UsageStore: Sendable {
    func calls(on day: Int, by key: UsageKey) async throws -> Int
    /// Counts one call for each key, and forgets the days before the last seven.
    func countCall(on day: Int, by keys: [UsageKey]) async throws
}
