import AsyncHTTPClient
import NIOCore
import NIOHTTP1

extension WebFetcher {
    /// Tells a program something by POST, under the same checks as a fetch; a redirect is not followed.
    ///
    /// Cancelling the task closes the connection.
    /// - Returns: the status of the answer, whose body is not read.
    package func post(
        _ url: String, headers: [(name: String, value: String)], body: [UInt8]
    ) async throws(FetchFault) -> Int {
        try await inTime { () async throws(FetchFault) in
            guard let destination = Destination(url) else { throw .badAddress }
            let address = try await self.checkedAddress(of: destination)
            let client = self.client(for: destination, through: address, maxBytes: 100_000)
            let outcome: Result<Int, FetchFault>
            do {
                var request = HTTPClientRequest(url: destination.url)
                request.method = .POST
                request.headers.add(name: "User-Agent", value: self.userAgent)
                for header in headers { request.headers.add(name: header.name, value: header.value) }
                request.body = .bytes(ByteBuffer(bytes: body))
                let response = try await client.execute(request, deadline: .distantFuture)
                outcome = .success(Int(response.status.code))
            } catch {
                outcome = .failure(Self.fault(of: error, at: destination, maxBytes: 100_000))
            }
            try? await client.shutdown()
            return try outcome.get()
        }
    }
}

extension FetchFault {
    /// The same for whoever set up a webhook.
    package var postSentence: String {
        switch self {
        case .badAddress: "This is no address that can be called. It must begin with https:// or http://."
        case .portNotAllowed(let port):
            "Port \(port) is not called. Use port 80 or 443, or name host and port in WHISPER_FETCH_HOSTS."
        case .notPublic(let host):
            "\(host) is not a public address. If it is meant, name it in WHISPER_FETCH_HOSTS."
        case .unreachable(let host): "\(host) could not be reached, or it closed the connection without an answer."
        case .unreadable: "The server did not answer in readable HTTP."
        case .tookTooLong(let seconds): "It did not answer within \(seconds) s."
        default: sentence
        }
    }
}
