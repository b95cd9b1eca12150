import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// A client for an OpenAI-compatible `/embeddings`: texts in, vectors of length 1 out.
package final class Embeddings: Sendable {
    /// Texts of one request.
    package static let mostTexts = 64
    /// For a batch that nobody waits for, its repetitions included.
    private static let batchLimit = Duration.seconds(60)
    /// Of a response: so much a text holds 4,096 numbers in 30 characters each.
    private static let bytesPerText = 131_072
    private static let otherBytes = 65_536

    package let endpoint: ModelEndpoint
    private let http: HTTPClient
    /// Spares questions the wait for a provider that is down. Batches have the pauses of whoever sends them.
    private let breakers: CircuitBreakers

    package init(endpoint: ModelEndpoint, breakers: CircuitBreakers = CircuitBreakers()) {
        self.endpoint = endpoint
        self.breakers = breakers
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .models(connecting: .seconds(5)))
    }

    /// Must be called once, when no call runs any more.
    package func shutdown() async { try? await http.shutdown() }

    /// One vector a text, in their order, all of the same length. Asks again where that may help.
    ///
    /// - Throws: `ModelFault`, or `CancellationError`.
    package func vectors(of texts: [String]) async throws -> [[Float]] {
        precondition((1...Self.mostTexts).contains(texts.count), "a batch has 1 to \(Self.mostTexts) texts")
        let end = ContinuousClock.now + Self.batchLimit
        return try await Self.within(Self.batchLimit) {
            var attempt = 0
            while true {
                do {
                    return try await self.ask(texts)
                } catch let refusal as Refused {
                    let pause = Retries.pause(
                        after: refusal.fault, attempt: attempt, retryAfter: refusal.retryAfter,
                        left: ContinuousClock.now.duration(to: end), chance: .random(in: 0..<1))
                    guard let pause else { throw refusal.fault }
                    attempt += 1
                    try await Task.sleep(for: pause)
                }
            }
        }
    }

    /// The vector of a question, for which somebody waits: asked once, and not at all where the provider has
    /// failed too often just before.
    ///
    /// - Throws: `ModelFault` (`tooSlow` after `limit`), or `CancellationError`.
    package func vector(of question: String, within limit: Duration) async throws -> [Float] {
        guard breakers.admit(endpoint) else { throw ModelFault.resting }
        do {
            let vector = try await Self.within(limit) {
                do {
                    return try await self.ask([question])[0]
                } catch let refusal as Refused {
                    throw refusal.fault
                }
            }
            breakers.succeeded(endpoint)
            return vector
        } catch let fault as ModelFault {
            breakers.failed(endpoint)
            throw fault
        } catch {
            breakers.abandoned(endpoint)
            throw error
        }
    }

    /// A fault of one attempt, with what the provider said about the next one.
    private struct Refused: Error {
        let fault: ModelFault
        var retryAfter: Int?
    }

    private func ask(_ texts: [String]) async throws -> [[Float]] {
        let response: HTTPClientResponse
        let body: ByteBuffer
        do {
            response = try await http.execute(try request(texts), deadline: .distantFuture)
            guard response.status == .ok else {
                throw Refused(
                    fault: ModelFault(status: response.status),
                    retryAfter: response.headers.first(name: "Retry-After").flatMap { Int($0) })
            }
            guard response.headers.first(name: "Content-Type")?.lowercased().contains("json") ?? false else {
                throw Refused(fault: .unreadable)
            }
            body = try await response.body.collect(upTo: texts.count * Self.bytesPerText + Self.otherBytes)
        } catch is NIOTooManyBytesError {
            throw Refused(fault: .endless)
        } catch let refusal as Refused {
            throw refusal
        } catch let fault as ModelFault {
            throw Refused(fault: fault)
        } catch {
            try Task.checkCancellation()
            throw Refused(fault: .unreachable)
        }
        do throws(ModelFault) {
            return try EmbeddingReply.vectors(Data(buffer: body), texts: texts.count)
        } catch {
            throw Refused(fault: error)
        }
    }

    private func request(_ texts: [String]) throws(ModelFault) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: try endpoint.address("/embeddings"))
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Accept", value: "application/json")
        if let key = endpoint.key, !key.isEmpty { request.headers.add(name: "Authorization", value: "Bearer \(key)") }
        let body = EmbeddingRequest(model: endpoint.model, input: texts).encoded()
        request.body = .bytes(body, length: .known(Int64(body.count)))
        return request
    }

    private static func within<Value: Sendable>(
        _ limit: Duration, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw ModelFault.tooSlow
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() else { throw CancellationError() }
            return value
        }
    }
}

/// The body of a request.
struct EmbeddingRequest: Encodable {
    let model: String
    let input: [String]
    // The provider's name.
    let encoding_format = "float"

    func encoded() -> [UInt8] {
        guard let data = try? JSONEncoder().encode(self) else { preconditionFailure("strings always encode") }
        return [UInt8](data)
    }
}

/// What a provider answers: one vector a text, which may come in another order than the texts.
enum EmbeddingReply {
    private struct Body: Decodable {
        let data: [Row]?
        let error: Anything?
    }
    private struct Row: Decodable {
        let index: Int?
        let embedding: [Float]
    }
    private struct Anything: Decodable { init(from decoder: any Decoder) {} }

    /// - Throws: `unreadable`, `reported`, `miscounted`, or `misshapen`.
    static func vectors(_ json: Data, texts: Int) throws(ModelFault) -> [[Float]] {
        guard let body = try? JSONDecoder().decode(Body.self, from: json) else { throw .unreadable }
        if body.error != nil { throw .reported }
        guard let rows = body.data else { throw .unreadable }
        guard rows.count == texts else { throw .miscounted }
        var vectors = [[Float]](repeating: [], count: texts)
        for (place, row) in rows.enumerated() {
            let index = row.index ?? place
            guard vectors.indices.contains(index), vectors[index].isEmpty else { throw .miscounted }
            vectors[index] = try unit(row.embedding)
        }
        guard vectors.allSatisfy({ $0.count == vectors[0].count }) else { throw .misshapen }
        return vectors
    }

    /// The same direction with length 1.
    private static func unit(_ vector: [Float]) throws(ModelFault) -> [Float] {
        let length = vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        guard vector.count <= 8_192, length.isFinite, length > 0 else { throw .misshapen }
        return vector.map { Float(Double($0) / length) }
    }
}
