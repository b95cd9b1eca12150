import FoundationEssentials

/// One line of what a model is given.
package struct ModelMessage: Sendable, Equatable, Encodable {
    package enum Role: String, Sendable, Encodable { case system, user, assistant }

    package let role: Role
    package let content: String

    package init(_ role: Role, _ content: String) {
        self.role = role
        self.content = content
    }
}

/// The body of a request (OpenAI's chat completions, as far as all providers take it).
struct CompletionRequest: Encodable {
    let model: String
    let messages: [ModelMessage]
    let stream: Bool
    // The provider's name.
    let stream_options: StreamOptions?

    struct StreamOptions: Encodable { let include_usage: Bool }

    /// - Parameter countsTokens: some providers refuse a request that asks for it.
    init(model: String, messages: [ModelMessage], stream: Bool, countsTokens: Bool) {
        self.model = model
        self.messages = messages
        self.stream = stream
        stream_options = stream && countsTokens ? StreamOptions(include_usage: true) : nil
    }

    func encoded() -> [UInt8] {
        let encoder = JSONEncoder()
        guard let data = try? encoder.encode(self) else { preconditionFailure("strings always encode") }
        return [UInt8](data)
    }
}

/// What one event of the stream, or the whole body of an answer without a stream, says.
struct CompletionChunk: Equatable {
    let text: String
    let isLast: Bool
    /// Of the whole call; most providers send it once, in a chunk without text.
    let tokens: TokenCount?

    /// Throws `unreadable` for what is no chunk, `reported` for an error object.
    init(parsing json: String) throws(ModelFault) {
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(json.utf8)) else { throw .unreadable }
        if body.error != nil { throw .reported }
        tokens = body.usage.flatMap { usage in
            usage.prompt_tokens.map { TokenCount(prompt: $0, completion: usage.completion_tokens ?? 0) }
        }
        guard let choices = body.choices ?? (tokens == nil ? nil : []) else { throw .unreadable }
        let choice = choices.first
        text = choice?.delta?.content ?? choice?.message?.content ?? ""
        isLast = choice?.finish_reason != nil
    }

    // The names are the provider's.
    private struct Body: Decodable {
        let choices: [Choice]?
        let error: Anything?
        let usage: Usage?
    }
    private struct Usage: Decodable {
        let prompt_tokens: Int?
        let completion_tokens: Int?
    }
    private struct Choice: Decodable {
        let delta: Content?
        let message: Content?
        let finish_reason: String?
    }
    private struct Content: Decodable { let content: String? }
    private struct Anything: Decodable { init(from decoder: any Decoder) {} }
}
