import Foundation

/// Where one request goes: an address that was checked, nothing resolved yet.
struct Destination: Equatable {
    /// The absolute address without its fragment.
    let url: String
    /// In lower case, as it stands in the address; an IPv6 address without brackets.
    let host: String
    let port: Int

    /// - Parameter base: for a redirect's relative address.
    init?(_ text: String, relativeTo base: String? = nil) {
        guard text.utf8.count <= 4_000, !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }),
            let url = URL(string: text, relativeTo: base.flatMap { URL(string: $0) }),
            var parts = URLComponents(url: url, resolvingAgainstBaseURL: true),
            let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https",
            parts.user == nil, parts.password == nil, let host = parts.encodedHost?.lowercased(), !host.isEmpty
        else { return nil }
        parts.scheme = scheme
        parts.encodedHost = host
        parts.fragment = nil
        if parts.percentEncodedPath.isEmpty { parts.percentEncodedPath = "/" }
        let port = parts.port ?? (scheme == "https" ? 443 : 80)
        guard (1...65_535).contains(port), let whole = parts.string else { return nil }
        self.url = whole
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        self.port = port
        guard !self.host.contains("%") else { return nil }
    }
}
