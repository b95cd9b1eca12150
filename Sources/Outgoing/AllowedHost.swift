import Chat

/// A host, or a host with a port, that the server's own configuration names: it may be private.
package struct AllowedHost: Sendable, Equatable {
    /// In lower case; an IPv6 address without brackets.
    package let host: String
    /// Nil allows ports 80 and 443.
    package let port: Int?

    /// `shop.internal`, `shop.internal:8080`, `10.0.0.7:80`, `[::1]:8080` or `::1`.
    package init?(_ text: String) {
        let text = text.lowercased()
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = String(text[text.index(after: text.startIndex)..<end])
            let rest = text[text.index(after: end)...]
            guard IPAddress(host) != nil, rest.isEmpty || rest.first == ":" else { return nil }
            guard let port = Self.port(rest.dropFirst(), isWanted: !rest.isEmpty) else { return nil }
            self.port = port
        } else if IPAddress(text) != nil {
            host = text
            port = nil
        } else {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let isName = !parts[0].isEmpty
                && parts[0].allSatisfy { ($0.isLetter || $0.isNumber || "-._".contains($0)) && $0.isASCII }
            guard isName, let port = Self.port(parts.last ?? "", isWanted: parts.count == 2) else { return nil }
            host = String(parts[0])
            self.port = port
        }
    }

    /// Outer nil: no port number.
    private static func port(_ text: Substring, isWanted: Bool) -> Int?? {
        guard isWanted else { return .some(nil) }
        guard text.first?.isNumber ?? false, let port = Int(text), (1...65_535).contains(port) else { return nil }
        return .some(port)
    }

    func allows(host: String, port: Int) -> Bool {
        guard host == self.host else { return false }
        return self.port.map { $0 == port } ?? (port == 80 || port == 443)
    }
}
