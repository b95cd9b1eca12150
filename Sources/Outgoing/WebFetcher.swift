import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOHTTPCompression

package struct Fetched: Sendable, Equatable {
    package let status: Int
    /// Where it was found in the end, after redirects.
    package let url: String
    package let contentType: String?
    /// Unpacked.
    package let body: [UInt8]
    /// The value of `X-Robots-Tag`, if there is one.
    package let robotsTag: String?
    /// The values of `Content-Security-Policy`.
    package let policies: [String]
}

/// Fetches what strangers named: public addresses alone, in bounded time and size.
///
/// A name is resolved once a request; if any of its addresses is not public, it is refused, and otherwise the
/// connection goes to the very address that was checked. The same holds after each redirect. TLS checks the
/// certificate against the name, not the address.
package final class WebFetcher: Sendable {
    /// For the whole fetch: resolving, redirects and body.
    package static let seconds = 10
    package static let maxRedirects = 3

    private let allowedHosts: [AllowedHost]
    let userAgent: String
    private let resolver: Resolver
    private let limit: Duration

    /// - Parameters:
    ///   - allowedHosts: what the server's own configuration names; these may be private.
    ///   - resolver: nil asks the system.
    ///   - limit: for a whole fetch.
    package init(
        allowedHosts: [AllowedHost], userAgent: String = "WhisperDesk", resolver: Resolver? = nil,
        limit: Duration = .seconds(WebFetcher.seconds)
    ) {
        self.allowedHosts = allowedHosts
        self.userAgent = userAgent
        self.resolver = resolver ?? Resolving.system
        self.limit = limit
    }

    /// Nothing is held between two fetches; each closes its own connection.
    package func shutdown() async {}

    /// Gets an address. Statuses other than 200 are returned too, with what came as their body.
    ///
    /// Cancelling the task closes the connection.
    /// - Parameters:
    ///   - accepting: media types such as `text/html`, or `text/*`; an answer of 200 of another kind is refused
    ///     before its body is read. Empty takes all.
    ///   - maxBytes: of the body, after unpacking.
    package func fetch(
        _ url: String, accepting: [String] = [], maxBytes: Int = 5_000_000
    ) async throws(FetchFault) -> Fetched {
        try await inTime { () async throws(FetchFault) in
            try await self.follow(url, accepting: accepting, maxBytes: maxBytes)
        }
    }

    /// Runs `work` for as long as a fetch may take.
    func inTime<Answer: Sendable>(
        _ work: @escaping @Sendable () async throws(FetchFault) -> Answer
    ) async throws(FetchFault) -> Answer {
        let result = await withTaskGroup(of: Result<Answer, FetchFault>?.self) { group in
            group.addTask {
                do throws(FetchFault) {
                    return .success(try await work())
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                try? await Task.sleep(for: self.limit)
                return nil
            }
            // What comes first decides; the sleep also ends when this task is cancelled.
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        if Task.isCancelled { throw .cancelled }
        guard let result else { throw .tookTooLong(seconds: Int(limit.components.seconds)) }
        return try result.get()
    }

    private func follow(_ url: String, accepting: [String], maxBytes: Int) async throws(FetchFault) -> Fetched {
        guard var destination = Destination(url) else { throw .badAddress }
        for _ in 0...Self.maxRedirects {
            let address = try await checkedAddress(of: destination)
            switch try await get(destination, through: address, accepting: accepting, maxBytes: maxBytes) {
            case .fetched(let fetched): return fetched
            case .redirect(let location):
                guard let next = Destination(location, relativeTo: destination.url) else { throw .badRedirect }
                destination = next
            }
        }
        throw .tooManyRedirects
    }

    /// The address to connect to; nil where the host is an address itself.
    func checkedAddress(of destination: Destination) async throws(FetchFault) -> String? {
        let host = destination.host
        let isAllowed = allowedHosts.contains { $0.allows(host: host, port: destination.port) }
        guard isAllowed || destination.port == 80 || destination.port == 443 else {
            throw .portNotAllowed(destination.port)
        }
        if PublicAddress.isAddress(host) {
            guard isAllowed || PublicAddress.isPublic(host) else { throw .notPublic(host: host) }
            return nil
        }
        let addresses = (try? await resolver(host)) ?? []
        if Task.isCancelled { throw .cancelled }
        // IPv4 first: not every server that has a name with both can reach both.
        let sorted = addresses.filter { !$0.contains(":") } + addresses.filter { $0.contains(":") }
        guard let first = sorted.first else { throw .unknownHost(host) }
        guard isAllowed || sorted.allSatisfy({ PublicAddress.isPublic($0) }) else { throw .notPublic(host: host) }
        return first
    }

    private enum Outcome {
        case fetched(Fetched)
        case redirect(String)
    }

    /// One request on a connection of its own.
    ///
    /// A client for each, because the address that a name stands for belongs to a client's configuration: two
    /// fetches can then never share a name's answer.
    private func get(
        _ destination: Destination, through address: String?, accepting: [String], maxBytes: Int
    ) async throws(FetchFault) -> Outcome {
        let client = client(for: destination, through: address, maxBytes: maxBytes)
        let outcome: Result<Outcome, FetchFault>
        do throws(FetchFault) {
            outcome = .success(
                try await Self.read(destination, with: client, as: userAgent, accepting: accepting, maxBytes: maxBytes))
        } catch {
            outcome = .failure(error)
        }
        try? await client.shutdown()
        return try outcome.get()
    }

    func client(for destination: Destination, through address: String?, maxBytes: Int) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        configuration.decompression = .enabled(limit: .size(maxBytes))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout = .init(connect: .seconds(Int64(max(1, limit.components.seconds))))
        if let address { configuration.dnsOverride = [destination.host: address] }
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    private static func read(
        _ destination: Destination, with client: HTTPClient, as userAgent: String, accepting: [String], maxBytes: Int
    ) async throws(FetchFault) -> Outcome {
        var request = HTTPClientRequest(url: destination.url)
        request.headers.add(name: "User-Agent", value: userAgent)
        request.headers.add(name: "Accept", value: accepting.isEmpty ? "*/*" : accepting.joined(separator: ", "))
        request.headers.add(name: "Accept-Encoding", value: "gzip, deflate")
        do {
            let response = try await client.execute(request, deadline: .distantFuture)
            let status = Int(response.status.code)
            if [301, 302, 303, 307, 308].contains(status) {
                guard let location = response.headers.first(name: "Location") else { throw FetchFault.badRedirect }
                return .redirect(location)
            }
            let type = response.headers.first(name: "Content-Type")
            guard status != 200 || accepts(type, accepting) else {
                throw FetchFault.unwanted(contentType: String((type ?? "").prefix(100)))
            }
            var body: [UInt8] = []
            for try await piece in response.body {
                guard body.count + piece.readableBytes <= maxBytes else { throw FetchFault.tooBig(maxBytes: maxBytes) }
                body += piece.readableBytesView
            }
            if Gunzip.isPacked(body) { body = try Gunzip.unpack(body, maxBytes: maxBytes) }
            return .fetched(
                Fetched(
                    status: status, url: destination.url, contentType: type, body: body,
                    robotsTag: response.headers.first(name: "X-Robots-Tag"),
                    policies: response.headers["Content-Security-Policy"]))
        } catch {
            throw fault(of: error, at: destination, maxBytes: maxBytes)
        }
    }

    /// A server that names no kind is read: what it is shows in its content.
    private static func accepts(_ type: String?, _ accepting: [String]) -> Bool {
        guard !accepting.isEmpty, let type else { return true }
        let kind = type.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
        return kind.isEmpty || accepting.contains { wanted in
            wanted.hasSuffix("/*") ? kind.hasPrefix(wanted.dropLast()) : kind == wanted
        }
    }
}
