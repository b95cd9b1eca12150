import AsyncHTTPClient
import FoundationEssentials
import NIOPosix
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Whether a connection may go to one address (as text) behind a host and port.
package typealias AddressCheck = @Sendable (_ host: String, _ port: Int, _ address: String) -> Bool

/// Connections to hosts that operators named.
///
/// A name is resolved once, all of its addresses are checked, and connections go to a checked one, whatever
/// the name says when they are made. A name is looked up again after a minute.
actor CheckedHosts {
    private static let keptFor = Duration.seconds(60)
    private static let mostKept = 200

    private struct Place: Hashable {
        let host: String
        let port: Int
    }
    private struct Line {
        let client: HTTPClient
        let until: ContinuousClock.Instant
        var calls = 0
    }

    private let configuration: HTTPClient.Configuration
    private let allows: AddressCheck
    // Names may take long to resolve; the server's other work must not wait behind them.
    private let resolvers = NIOThreadPool(numberOfThreads: 4)
    private var lines: [Place: Line] = [:]
    /// Replaced while calls were running on them.
    private var leaving: [ObjectIdentifier: Line] = [:]
    private var isStarted = false

    init(configuration: HTTPClient.Configuration, allows: @escaping AddressCheck) {
        self.configuration = configuration
        self.allows = allows
    }

    /// - Throws: `ModelFault.badAddress`, `.forbiddenAddress`, `.unreachable`, and what `body` throws.
    func use<Result: Sendable>(
        _ url: String, _ body: @Sendable (HTTPClient) async throws -> Result
    ) async throws -> Result {
        guard let url = URL(string: url), let host = url.host, !host.isEmpty else { throw ModelFault.badAddress }
        let place = Place(host: host, port: url.port ?? (url.scheme == "http" ? 80 : 443))
        let client = try await client(for: place)
        do {
            let result = try await body(client)
            await release(client, place)
            return result
        } catch {
            await release(client, place)
            throw error
        }
    }

    func shutdown() async {
        for line in Array(lines.values) + Array(leaving.values) { try? await line.client.shutdown() }
        lines = [:]
        leaving = [:]
        if isStarted { try? await resolvers.shutdownGracefully() }
    }

    private func client(for place: Place) async throws -> HTTPClient {
        if lines[place] == nil || lines[place]!.until <= .now {
            let address = try await checkedAddress(of: place)
            // Another call may have looked it up meanwhile; the newer one counts.
            retire(place)
            if lines.count >= Self.mostKept { for place in lines.keys where lines[place]?.calls == 0 { retire(place) } }
            var configuration = configuration
            configuration.dnsOverride = [place.host: address]
            lines[place] = Line(
                client: HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration),
                until: .now + Self.keptFor)
            await closeIdle()
        }
        guard let client = lines[place]?.client else { throw ModelFault.unreachable }
        lines[place]?.calls += 1
        return client
    }

    private func retire(_ place: Place) {
        guard let old = lines.removeValue(forKey: place) else { return }
        leaving[ObjectIdentifier(old.client)] = old
    }

    private func release(_ client: HTTPClient, _ place: Place) async {
        if lines[place]?.client === client {
            lines[place]?.calls -= 1
        } else {
            leaving[ObjectIdentifier(client)]?.calls -= 1
            await closeIdle()
        }
    }

    private func closeIdle() async {
        let idle = leaving.filter { $0.value.calls <= 0 }
        for id in idle.keys { leaving[id] = nil }
        for line in idle.values { try? await line.client.shutdown() }
    }

    private func checkedAddress(of place: Place) async throws -> String {
        if !isStarted {
            isStarted = true
            resolvers.start()
        }
        let addresses = try await resolvers.runIfActive { Self.addresses(of: place.host) }
        guard let first = addresses.first else { throw ModelFault.unreachable }
        guard addresses.allSatisfy({ allows(place.host, place.port, $0) }) else { throw ModelFault.forbiddenAddress }
        return first
    }

    /// Every address that the system's resolver knows, in its order; blocks.
    private nonisolated static func addresses(of host: String) -> [String] {
        var hints = addrinfo()
        hints.ai_flags = AI_ADDRCONFIG
        // A stream socket's kind of entry: one for each address instead of three.
        hints.ai_protocol = Int32(IPPROTO_TCP)
        var list: UnsafeMutablePointer<addrinfo>?
        let name = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        guard getaddrinfo(name, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [String] = []
        var next = list
        while let entry = next?.pointee {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            if getnameinfo(
                entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
            {
                addresses.append(String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
            }
            next = entry.ai_next
        }
        return addresses
    }
}
