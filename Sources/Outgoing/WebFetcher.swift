/// A host, or a host with a port, that the server's own configuration names: it may be private.
package struct AllowedHost: Sendable, Equatable {
    package let host: String
    /// Nil allows ports 80 and 443.
    package let port: Int?

    /// `shop.internal`, `shop.internal:8080`, `10.0.0.7:80` or `[::1]:8080`.
    package init?(_ text: String) {
        return nil
    }
}

package struct Fetched: Sendable, Equatable {
    package let status: Int
    /// Where it was found in the end, after redirects.
    package let url: String
    package let contentType: String?
    /// Unpacked.
    package let body: [UInt8]
    /// The value of `X-Robots-Tag`, if there is one.
    package let robotsTag: String?
}

/// Addresses of a host name, as texts.
package typealias Resolver = @Sendable (_ host: String) async throws -> [String]

/// Fetches what strangers named: public addresses alone, in bounded time and size.
package final class WebFetcher: Sendable {
    package init(
        allowedHosts: [AllowedHost], userAgent: String = "WhisperDesk", resolver: Resolver? = nil
    ) {}

    /// - Parameter accepting: media types such as `text/html`; empty takes all.
    package func fetch(
        _ url: String, accepting: [String] = [], maxBytes: Int = 5_000_000
    ) async throws(FetchFault) -> Fetched {
        throw .badAddress
    }

    package func shutdown() async {}
}
