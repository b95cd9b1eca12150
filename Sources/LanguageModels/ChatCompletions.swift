import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// A client for OpenAI-compatible endpoints. Hundreds of calls may hang at once without holding up others.
package final class ChatCompletions: Sendable {
    private let http: HTTPClient
    private let checked: CheckedHosts
    private let timeout: Duration
    private let maxBytes: Int
    private let breakers: CircuitBreakers
    /// Endpoints that refuse to count tokens.
    private let uncounted = Mutex<Set<String>>([])  // Mutex: nothing inside awaits

    /// - Parameters:
    ///   - timeout: until the first piece, and between two; a whole answer may take twice as long and 5 s.
    ///   - maxBytes: an answer longer than this is `endless`.
    ///   - allows: asked for every address behind an endpoint that is `checked`.
    package init(
        timeout: Duration, maxBytes: Int = 20_000, breakers: CircuitBreakers = CircuitBreakers(),
        allows: @escaping AddressCheck = { _, _, _ in false }
    ) {
        precondition(timeout > .zero, "a model that has no time never answers")
        self.timeout = timeout
        self.maxBytes = maxBytes
        self.breakers = breakers
        let configuration = HTTPClient.Configuration.models(connecting: timeout)
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        checked = CheckedHosts(configuration: configuration, allows: allows)
    }

    /// Must be called once, when no call runs any more.
    package func shutdown() async {
        await checked.shutdown()
        try? await http.shutdown()
    }

    /// Whether the endpoint has lately been answering.
    package func isAnswering(_ endpoint: ModelEndpoint) -> Bool { breakers.isClosed(endpoint) }

    /// Asks the model; `piece` gets the text as it comes. Returns when the answer is complete.
    ///
    /// Cancelling the task closes the request.
    /// - Returns: the tokens, where the provider counts them.
    /// - Throws: `ModelFault`, or `CancellationError`.
    @discardableResult
    package func complete(
        _ messages: [ModelMessage], at endpoint: ModelEndpoint, _ call: CompletionCall = CompletionCall(),
        piece: @escaping @Sendable (String) -> Void
    ) async throws -> TokenCount? {
        guard breakers.admit(endpoint) else { throw ModelFault.resting }
        do {
            let tokens = try await inTime(messages, at: endpoint, call, piece: piece)
            breakers.succeeded(endpoint)
            return tokens
        } catch let fault as ModelFault {
            // A short call that was given little time says nothing about the provider.
            if call.timeout == nil { breakers.failed(endpoint) } else { breakers.abandoned(endpoint) }
            throw fault
        } catch {
            breakers.abandoned(endpoint)
            throw error
        }
    }

    private func inTime(
        _ messages: [ModelMessage], at endpoint: ModelEndpoint, _ call: CompletionCall,
        piece: @escaping @Sendable (String) -> Void
    ) async throws -> TokenCount? {
        let progress = Progress(timeout: call.timeout ?? timeout, spent: call.spent)
        return try await withThrowingTaskGroup(of: TokenCount?.self) { group in
            group.addTask {
                let exchange = Exchange(messages: messages, endpoint: endpoint, call: call, progress: progress, piece: piece)
                switch endpoint.trust {
                case .configured: return try await self.carryOut(exchange, with: self.http)
                case .checked: return try await self.checked.use(endpoint.url) { try await self.carryOut(exchange, with: $0) }
                }
            }
            group.addTask {
                try await progress.watch()
                return nil
            }
            defer { group.cancelAll() }
            // The watch ends with a fault or with its cancellation, never before the reading otherwise.
            return try await group.next() ?? nil
        }
    }

    /// One call with what belongs to it.
    private struct Exchange: Sendable {
        let messages: [ModelMessage]
        let endpoint: ModelEndpoint
        let call: CompletionCall
        let progress: Progress
        let piece: @Sendable (String) -> Void
    }

    private func carryOut(_ exchange: Exchange, with http: HTTPClient) async throws -> TokenCount? {
        let response = try await response(to: exchange, with: http)
        let answer = Mutex((bytes: 0, hasEnded: false, tokens: TokenCount?.none))
        @Sendable func take(_ chunk: CompletionChunk) throws(ModelFault) {
            let total = answer.withLock { answer in
                answer.bytes += chunk.text.utf8.count
                if chunk.isLast { answer.hasEnded = true }
                if let tokens = chunk.tokens { answer.tokens = tokens }
                return answer.bytes
            }
            guard total <= maxBytes else { throw .endless }
            guard !chunk.text.isEmpty else { return }
            exchange.progress.advance()
            exchange.piece(chunk.text)
        }
        let type = response.headers.first(name: "Content-Type")?.lowercased() ?? ""
        do {
            if type.hasPrefix("text/event-stream") {
                let isDone = try await Self.chunks(of: response, take: take)
                guard isDone || answer.withLock({ $0.hasEnded }) else { throw ModelFault.cutShort }
            } else {
                guard type.contains("json") else { throw ModelFault.unreadable }
                let body = try await response.body.collect(upTo: 1_048_576)
                try take(CompletionChunk(parsing: String(buffer: body)))
            }
        } catch let fault as ModelFault {
            throw fault
        } catch {
            try Task.checkCancellation()
            throw answer.withLock { $0.bytes } > 0 ? ModelFault.cutShort : .unreachable
        }
        guard answer.withLock({ $0.bytes }) > 0 else { throw ModelFault.empty }
        return answer.withLock { $0.tokens }
    }

    /// Reads events up to `[DONE]`; false where the stream ends without it.
    private static func chunks(
        of response: HTTPClientResponse, take: (CompletionChunk) throws(ModelFault) -> Void
    ) async throws -> Bool {
        var stream = EventStream()
        for try await buffer in response.body {
            for event in try stream.feed(buffer.readableBytesView) {
                if event == "[DONE]" { return true }
                try take(CompletionChunk(parsing: event))
            }
        }
        guard let event = stream.end() else { return false }
        if event == "[DONE]" { return true }
        try take(CompletionChunk(parsing: event))
        return false
    }

    /// The response's head, after as many attempts as `Retries` grants.
    private func response(to exchange: Exchange, with http: HTTPClient) async throws -> HTTPClientResponse {
        var attempt = 0
        var counts = exchange.call.isStreamed && !uncounted.withLock { $0.contains(exchange.endpoint.url) }
        var refusedToCount = false
        while true {
            let request = try Self.request(exchange, countsTokens: counts)
            var fault = ModelFault.unreachable
            var retryAfter: Int?
            do {
                let response = try await http.execute(request, deadline: .distantFuture)
                if response.status == .ok {
                    if refusedToCount { uncounted.withLock { _ = $0.insert(exchange.endpoint.url) } }
                    return response
                }
                if counts, response.status == .badRequest || response.status == .unprocessableEntity {
                    (counts, refusedToCount) = (false, true)
                    continue
                }
                fault = ModelFault(status: response.status)
                retryAfter = response.headers.first(name: "Retry-After").flatMap { Int($0) }
            } catch {
                try Task.checkCancellation()
            }
            let pause = Retries.pause(
                after: fault, attempt: attempt, retryAfter: retryAfter, left: exchange.progress.left,
                chance: .random(in: 0..<1))
            guard exchange.call.retries, let pause else { throw fault }
            attempt += 1
            try await Task.sleep(for: pause)
        }
    }

    private static func request(_ exchange: Exchange, countsTokens: Bool) throws -> HTTPClientRequest {
        let endpoint = exchange.endpoint
        var request = HTTPClientRequest(url: try endpoint.address("/chat/completions"))
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Accept", value: "text/event-stream, application/json")
        if let key = endpoint.key, !key.isEmpty { request.headers.add(name: "Authorization", value: "Bearer \(key)") }
        let body = CompletionRequest(
            model: endpoint.model, messages: exchange.messages, stream: exchange.call.isStreamed,
            countsTokens: countsTokens
        ).encoded()
        request.body = .bytes(body, length: .known(Int64(body.count)))
        return request
    }
}

extension ModelFault {
    /// What another status than 200 means.
    init(status: HTTPResponseStatus) {
        self =
            switch status.code {
            case 401, 403: .unauthorized
            case 429: .rateLimited
            default: .refused(status: Int(status.code))
            }
    }
}

extension ModelEndpoint {
    /// - Throws: `badAddress`.
    func address(_ path: String) throws(ModelFault) -> String {
        var base = Substring(url)
        while base.last == "/" { base = base.dropLast() }
        guard base.hasPrefix("http://") || base.hasPrefix("https://") else { throw .badAddress }
        return base + path
    }
}

extension HTTPClient.Configuration {
    /// How providers are talked to.
    static func models(connecting timeout: Duration) -> Self {
        var configuration = Self()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .nanoseconds(timeout.wholeNanoseconds))
        // One connection a call: over HTTP/2 calls that hang would use up a connection's streams for all.
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4_096
        // Retried by `Retries`, which knows how much time is left.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.idleTimeout = .seconds(30)
        return configuration
    }
}
