/// A website's Content Security Policy (CSP Level 3), as far as it decides about one other origin on its pages.
struct PolicyOfPage: Equatable {
    /// What the policy keeps from the widget, and the line that lets it in.
    struct Lack: Equatable, Sendable {
        let directive: String
        let line: String
    }

    /// Names in lower case; of several with one name the first counts.
    private let directives: [(name: String, sources: [String])]

    static func == (left: Self, right: Self) -> Bool {
        left.directives.map(\.name) == right.directives.map(\.name)
            && left.directives.map(\.sources) == right.directives.map(\.sources)
    }

    /// - Parameter text: one policy, without the commas that part several in a header.
    init(_ text: String) {
        var found: [(name: String, sources: [String])] = []
        for part in text.split(separator: ";") {
            let words = part.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let name = words.first?.lowercased(), !found.contains(where: { $0.name == name }) else { continue }
            found.append((name, Array(words.dropFirst())))
        }
        directives = found
    }

    /// The policies of a page: of its headers, each of which may hold several, and of its `meta` elements.
    static func all(headers: [String], metas: [String]) -> [PolicyOfPage] {
        (headers.flatMap { $0.split(separator: ",").map(String.init) } + metas).map(PolicyOfPage.init)
    }

    /// What of the widget is fetched from where, and by which directives that is decided, the first that stands counts.
    private static let needs: [(name: String, chain: [String], path: String)] = [
        ("script-src", ["script-src-elem", "script-src", "default-src"], "/widget.js"),
        ("frame-src", ["frame-src", "child-src", "default-src"], "/widget/frame"),
        ("connect-src", ["connect-src", "default-src"], "/api/v1/widget/bots/"),
    ]

    /// - Parameters:
    ///   - own: the origin that the widget comes from.
    ///   - page: the website's own origin, for `'self'`.
    ///   - nonce: of the widget's script tag.
    func lacks(for own: String, on page: String, nonce: String?) -> [Lack] {
        Self.needs.compactMap { usual, chain, path in
            let standing = chain.lazy.compactMap { name in self.directives.first { $0.name == name } }.first
            guard let standing else { return nil }
            let isScript = path == "/widget.js"
            if Self.allows(standing.sources, own + path, on: page, nonce: isScript ? nonce : nil, isScript: isScript) { return nil }
            let name = standing.name == "default-src" ? usual : standing.name
            // A trust that is handed on knows no hosts: the tag itself has to carry the page's nonce.
            if isScript, Self.isHandedOn(standing.sources) { return Lack(directive: name, line: "") }
            let kept = standing.sources.filter { $0.lowercased() != "'none'" }
            return Lack(directive: name, line: ([name] + kept + [own]).joined(separator: " "))
        }
    }

    private static func isHandedOn(_ sources: [String]) -> Bool {
        sources.contains { $0.lowercased() == "'strict-dynamic'" }
    }

    private static func allows(
        _ sources: [String], _ address: String, on page: String, nonce: String?, isScript: Bool
    ) -> Bool {
        if let nonce, sources.contains("'nonce-\(nonce)'") { return true }
        if isScript, isHandedOn(sources) { return false }
        return sources.contains { source in
            source.lowercased() == "'self'" ? matches(page, address) : matches(source, address)
        }
    }

    /// Whether a source such as `https://*.shop.example:8443/path/` covers an address.
    static func matches(_ source: String, _ address: String) -> Bool {
        let address = Pieces(address)
        let lowered = source.lowercased()
        if lowered == "*" { return true }
        if lowered.hasPrefix("'") { return false }
        if lowered.hasSuffix(":"), !lowered.contains("/") { return fits(String(lowered.dropLast()), address.scheme) }
        let source = Pieces(source)
        guard source.scheme.isEmpty || fits(source.scheme, address.scheme) else { return false }
        if source.host.hasPrefix("*.") {
            guard address.host.hasSuffix(source.host.dropFirst()) else { return false }
        } else if source.host != "*", source.host != address.host {
            return false
        }
        let usual = address.scheme == "https" ? "443" : "80"
        let port = address.port.isEmpty ? usual : address.port
        // A source without a port means the usual one, and plain http's usual port stands for that of https too.
        let wanted = source.port.isEmpty || (source.port == "80" && port == "443") ? usual : source.port
        guard wanted == "*" || wanted == port else { return false }
        if source.path.isEmpty || source.path == "/" { return true }
        return source.path.hasSuffix("/") ? address.path.hasPrefix(source.path) : address.path == source.path
    }

    /// What is allowed without encryption is allowed with it.
    private static func fits(_ wanted: String, _ scheme: String) -> Bool {
        wanted == scheme || (wanted == "http" && scheme == "https")
    }

    /// Scheme, host and port in lower case; empty where they are not named.
    private struct Pieces {
        var scheme = ""
        var host = ""
        var port = ""
        var path = ""

        init(_ text: String) {
            var rest = Substring(text)
            if let end = rest.firstRange(of: "://") {
                scheme = rest[..<end.lowerBound].lowercased()
                rest = rest[end.upperBound...]
            }
            let authority = rest.prefix { $0 != "/" }
            path = String(rest.dropFirst(authority.count))
            // An IPv6 address has colons of its own.
            let afterBracket = authority.lastIndex(of: "]") ?? authority.startIndex
            if let colon = authority[afterBracket...].lastIndex(of: ":") {
                host = authority[..<colon].lowercased()
                port = String(authority[authority.index(after: colon)...])
            } else {
                host = authority.lowercased()
            }
        }
    }
}
