/// Where a model is asked.
package struct ModelEndpoint: Sendable, Hashable {
    /// Whose word it is that connections may go there.
    package enum Trust: Sendable, Hashable {
        /// The server's own configuration names it.
        case configured
        /// An operator entered it: every address behind the name is checked before a connection.
        case checked
    }

    /// Up to and with `/v1`.
    package let url: String
    package let key: String?
    package let model: String
    package let trust: Trust

    package init(url: String, key: String?, model: String, trust: Trust = .configured) {
        self.url = url
        self.key = key
        self.model = model
        self.trust = trust
    }
}

/// What one call asks for.
package struct CompletionCall: Sendable {
    /// Whether the text is wanted as it comes.
    package var isStreamed: Bool
    /// Until the first piece and between two; nil: the client's own.
    package var timeout: Duration?
    /// Time that the turn has already spent; taken from the first piece's.
    package var spent: Duration
    /// Whether a provider that is busy or away is asked again.
    package var retries: Bool

    package init(isStreamed: Bool = true, timeout: Duration? = nil, spent: Duration = .zero, retries: Bool = true) {
        self.isStreamed = isStreamed
        self.timeout = timeout
        self.spent = spent
        self.retries = retries
    }
}

/// Tokens as the provider counted them.
package struct TokenCount: Sendable, Equatable {
    package var prompt: Int
    package var completion: Int

    package init(prompt: Int, completion: Int) {
        self.prompt = prompt
        self.completion = completion
    }

    package static func + (left: TokenCount, right: TokenCount) -> TokenCount {
        TokenCount(prompt: left.prompt + right.prompt, completion: left.completion + right.completion)
    }
}
