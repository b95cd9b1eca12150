/// Who is asking, seen through the proxies that the configuration trusts.
package struct RequestOrigin: Sendable, Equatable {
    /// The client's address without a port.
    package let address: String
    /// `scheme://host[:port]` under which this server is reached, as browsers write an `Origin`.
    package let own: String

    package init(address: String, own: String) {
        self.address = address
        self.own = own
    }
}

/// Knows the own origin and whose forwarding headers to believe.
package struct OriginPolicy: Sendable {
    package let publicURL: String?
    package let trusted: [AddressRange]

    /// - Parameter publicURL: `WHISPER_PUBLIC_URL`, or nil to take scheme and `Host` of each request.
    package init(publicURL: String?, trusted: [AddressRange]) {
        self.publicURL = publicURL
        self.trusted = trusted
    }

    /// Forwarding headers count only when the peer is a trusted proxy; `X-Forwarded-For` is read right to left.
    package func origin(
        peer: String, host: String?, forwardedFor: [String], forwardedProto: String?, forwardedHost: String?
    ) -> RequestOrigin {
        let believed = isTrusted(peer)
        var address = peer
        if believed {
            let hops = forwardedFor.flatMap { $0.split(separator: ",") }
                .map { $0.trimmingSpaces() }
            for hop in hops.reversed() {
                guard IPAddress(hop) != nil else { break }
                address = hop
                guard isTrusted(hop) else { break }
            }
        }
        if let publicURL { return RequestOrigin(address: address, own: Self.origin(of: publicURL)) }
        // Of a chain of proxies the outermost comes first: it is the one that the browser talked to.
        let scheme = believed ? (forwardedProto?.firstListed ?? "http") : "http"
        let name = believed ? (forwardedHost?.firstListed ?? host ?? "") : (host ?? "")
        return RequestOrigin(address: address, own: Self.origin(of: "\(scheme)://\(name)"))
    }

    private func isTrusted(_ address: String) -> Bool {
        guard !trusted.isEmpty, let address = IPAddress(address) else { return false }
        return trusted.contains { $0.contains(address) }
    }

    /// Scheme and authority of a URL, lower-cased, without the scheme's own port.
    package static func origin(of url: String) -> String {
        let lowered = url.lowercased()
        guard let colon = lowered.range(of: "://") else { return lowered }
        let scheme = lowered[..<colon.lowerBound]
        var authority = lowered[colon.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if scheme == "http", authority.hasSuffix(":80") { authority = authority.dropLast(3) }
        if scheme == "https", authority.hasSuffix(":443") { authority = authority.dropLast(4) }
        return "\(scheme)://\(authority)"
    }
}

extension StringProtocol {
    fileprivate var firstListed: String { prefix { $0 != "," }.trimmingSpaces() }

    fileprivate func trimmingSpaces() -> String {
        let start = drop { $0 == " " || $0 == "\t" }
        var text = String(start)
        while text.hasSuffix(" ") || text.hasSuffix("\t") { text.removeLast() }
        return text
    }

    fileprivate func range(of needle: String) -> (lowerBound: Index, upperBound: Index)? {
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(needle) {
                return (index, self.index(index, offsetBy: needle.count))
            }
            index = self.index(after: index)
        }
        return nil
    }
}
