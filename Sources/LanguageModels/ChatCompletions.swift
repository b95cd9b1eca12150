import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// Where a model is asked.
package struct ModelEndpoint: Sendable, Equatable {
    /// Up to and with `/v1`.
    package let url: String
    package let key: String?
    package let model: String

    package init(url: String, key: String?, model: String) {
        self.url = url
        self.key = key
        self.model = model
    }
}

/// A client for OpenAI-compatible endpoints. Hundreds of calls may hang at once without holding up others.
package final class ChatCompletions: Sendable {
    private let http: HTTPClient
    private let timeout: Duration
    private let maxBytes: Int

    /// - Parameters:
    ///   - timeout: until the first piece, and between two; a whole answer may take twice as long and 5 s.
    ///   - maxBytes: an answer longer than this is `endless`.
    package init(timeout: Duration, maxBytes: Int = 20_000) {
        precondition(timeout > .zero, "a model that has no time never answers")
        self.timeout = timeout
        self.maxBytes = maxBytes
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .nanoseconds(timeout.wholeNanoseconds))
        // One connection a call: over HTTP/2 calls that hang would use up a connection's streams for all.
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4_096
        // Nothing listens there: the customer should not wait for it to come back.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.idleTimeout = .seconds(30)
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Must be called once, when no call runs any more.
    package func shutdown() async {
        try? await http.shutdown()
    }

    /// Asks the model; `piece` gets the text as it comes. Returns when the answer is complete.
    ///
    /// Cancelling the task closes the request.
    /// - Throws: `ModelFault`, or `CancellationError`.
    package func complete(
        _ messages: [ModelMessage], at endpoint: ModelEndpoint, piece: @escaping @Sendable (String) -> Void
    ) async throws {
        let progress = Progress(timeout: timeout)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await self.read(messages, at: endpoint, progress: progress, piece: piece)
                return true
            }
            group.addTask {
                try await progress.watch()
                return false
            }
            defer { group.cancelAll() }
            // The watch ends with a fault or with its cancellation, never before the reading otherwise.
            _ = try await group.next()
        }
    }

    private func read(
        _ messages: [ModelMessage], at endpoint: ModelEndpoint, progress: Progress,
        piece: @escaping @Sendable (String) -> Void
    ) async throws {
        let response = try await response(to: messages, at: endpoint, progress: progress)
        let answer = Mutex((bytes: 0, hasEnded: false))
        @Sendable func take(_ chunk: CompletionChunk) throws(ModelFault) {
            let total = answer.withLock { answer in
                answer.bytes += chunk.text.utf8.count
                if chunk.isLast { answer.hasEnded = true }
                return answer.bytes
            }
            guard total <= maxBytes else { throw .endless }
            guard !chunk.text.isEmpty else { return }
            progress.advance()
            piece(chunk.text)
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

    /// The response's head; a refusal that says to come back soon is tried a second time.
    private func response(
        to messages: [ModelMessage], at endpoint: ModelEndpoint, progress: Progress
    ) async throws -> HTTPClientResponse {
        let request = try Self.request(messages, at: endpoint)
        for isSecond in [false, true] {
            let response: HTTPClientResponse
            do {
                response = try await http.execute(request, deadline: .distantFuture)
            } catch {
                try Task.checkCancellation()
                throw ModelFault.unreachable
            }
            guard response.status != .ok else { return response }
            let fault = Self.fault(of: response.status)
            guard !isSecond, fault == .rateLimited || response.status.code >= 500,
                let pause = response.headers.first(name: "Retry-After").flatMap({ Int($0) }),
                (0...5).contains(pause), .seconds(pause) < progress.left / 2
            else { throw fault }
            try await Task.sleep(for: .seconds(pause))
        }
        preconditionFailure("the second response is returned or thrown")
    }

    private static func request(_ messages: [ModelMessage], at endpoint: ModelEndpoint) throws -> HTTPClientRequest {
        var base = Substring(endpoint.url)
        while base.last == "/" { base = base.dropLast() }
        guard base.hasPrefix("http://") || base.hasPrefix("https://") else { throw ModelFault.badAddress }
        var request = HTTPClientRequest(url: base + "/chat/completions")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Accept", value: "text/event-stream, application/json")
        if let key = endpoint.key, !key.isEmpty { request.headers.add(name: "Authorization", value: "Bearer \(key)") }
        let body = CompletionRequest(model: endpoint.model, messages: messages, stream: true).encoded()
        request.body = .bytes(body, length: .known(Int64(body.count)))
        return request
    }

    private static func fault(of status: HTTPResponseStatus) -> ModelFault {
        switch status.code {
        case 401, 403: .unauthorized
        case 429: .rateLimited
        default: .refused(status: Int(status.code))
        }
    }
}
