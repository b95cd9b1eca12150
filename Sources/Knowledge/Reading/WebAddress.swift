import Foundation

/// The address of a page, written in one way only, so that equal pages have equal addresses.
///
/// Host in lower case, no default port, no `.` and `..`, no fragment, no tracking parameters (`utm_…`).
package struct WebAddress: Sendable, Hashable {
    /// The absolute address.
    package let text: String
    /// In lower case; IPv6 in brackets.
    package let host: String
    package let port: Int
    package let scheme: String
    /// The path with the query, beginning with `/`: what robots.txt speaks of.
    package let target: String

    /// - Parameter base: what a relative address is relative to.
    /// - Returns: nil for what is not http or https, has a user name, or is longer than 2,000 characters.
    package init?(_ text: String, relativeTo base: WebAddress? = nil) {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty, text.utf8.count <= 2_000,
            let url = URL(string: text, relativeTo: base.flatMap { URL(string: $0.text) })?.absoluteURL.standardized,
            var parts = URLComponents(url: url, resolvingAgainstBaseURL: true),
            let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https",
            parts.user == nil, parts.password == nil, let host = parts.encodedHost?.lowercased(), !host.isEmpty
        else { return nil }
        let usual = scheme == "https" ? 443 : 80
        let port = parts.port ?? usual
        guard (1...65_535).contains(port) else { return nil }
        parts.scheme = scheme
        parts.encodedHost = host
        parts.port = port == usual ? nil : port
        parts.fragment = nil
        if parts.percentEncodedPath.isEmpty { parts.percentEncodedPath = "/" }
        if let query = parts.percentEncodedQuery {
            let kept = query.split(separator: "&").filter { !$0.lowercased().hasPrefix("utm_") }
            parts.percentEncodedQuery = kept.isEmpty ? nil : kept.joined(separator: "&")
        }
        guard let whole = parts.string, whole.utf8.count <= 2_000 else { return nil }
        self.text = whole
        self.host = host
        self.port = port
        self.scheme = scheme
        target = parts.percentEncodedPath + (parts.percentEncodedQuery.map { "?" + $0 } ?? "")
    }

    /// Whether both are pages of one site: the same host, a leading `www.` aside, and the same port.
    ///
    /// http and https with their usual ports count as one site, since most sites lead from one to the other.
    package func isSameSite(as other: WebAddress) -> Bool {
        func bare(_ host: String) -> Substring { host.hasPrefix("www.") ? host.dropFirst(4) : host[...] }
        let isUsual = port == (scheme == "https" ? 443 : 80) && other.port == (other.scheme == "https" ? 443 : 80)
        return bare(host) == bare(other.host) && (isUsual || port == other.port)
    }

    /// An address on the same host and port.
    func sibling(_ target: String) -> WebAddress? { WebAddress(target, relativeTo: self) }
}
