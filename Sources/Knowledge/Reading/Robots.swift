/// What a site's robots.txt allows WhisperDesk (RFC 9309).
package struct Robots: Sendable, Equatable {
    private struct Rule: Sendable, Equatable {
        /// Bytes of the path, percent-encoded; `*` stands for anything, `$` at the end for the end.
        let pattern: [UInt8]
        let isAllowed: Bool
    }

    /// What is read of the file; the rest is passed over, as the RFC permits.
    private static let maxBytes = 512_000
    private static let maxRules = 5_000
    private static let maxSitemaps = 50

    /// The sitemaps that it names, as it names them.
    package let sitemaps: [String]
    /// What the site asks to wait between two pages; 5 s at most, zero where it asks nothing.
    package let delay: Duration
    private let rules: [Rule]

    /// For a site without the file.
    package static let allowAll = Robots([])
    /// For a site whose server fails when it is asked: nothing is read then.
    package static let allowNothing = Robots(Array("User-agent: *\nDisallow: /".utf8))

    package init(_ bytes: [UInt8]) {
        var reading = Reading()
        let text = PlainText.decoded(Array(bytes.prefix(Self.maxBytes)))
        for line in text.split(whereSeparator: \.isNewline) { reading.take(line) }
        let own = reading.own ?? reading.all
        sitemaps = reading.sitemaps
        rules = own.rules
        delay = own.delay
    }

    private struct Group {
        var rules: [Rule] = []
        var delay: Duration = .zero
    }

    /// Groups for the same name are one; those for other crawlers are passed over.
    private struct Reading {
        var sitemaps: [String] = []
        var own: Group?
        var all = Group()
        private var isForOwn = false
        private var isForAll = false
        private var namesCrawlers = false

        mutating func take(_ line: Substring) {
            let line = line.prefix { $0 != "#" }
            guard let colon = line.firstIndex(of: ":") else { return }
            let key = trimmed(line[..<colon]).lowercased()
            let value = trimmed(line[line.index(after: colon)...])
            switch key {
            case "user-agent":
                if !namesCrawlers { (isForOwn, isForAll) = (false, false) }
                namesCrawlers = true
                if value == "*" { isForAll = true }
                if value.prefix(while: { $0.isLetter || $0 == "-" || $0 == "_" }).lowercased() == "whisperdesk" {
                    isForOwn = true
                    own = own ?? Group()
                }
            case "sitemap":
                if sitemaps.count < Robots.maxSitemaps, !value.isEmpty { sitemaps.append(String(value)) }
            case "allow", "disallow":
                namesCrawlers = false
                guard !value.isEmpty else { return }
                change { group in
                    guard group.rules.count < Robots.maxRules else { return }
                    group.rules.append(Rule(pattern: Robots.encoded(value), isAllowed: key == "allow"))
                }
            case "crawl-delay":
                namesCrawlers = false
                guard let seconds = Double(value), seconds > 0 else { return }
                change { $0.delay = .milliseconds(Int64(min(seconds, 5) * 1_000)) }
            default: break
            }
        }

        private mutating func change(_ body: (inout Group) -> Void) {
            if isForAll { body(&all) }
            if isForOwn, var group = own {
                body(&group)
                own = group
            }
        }
    }

    package func allows(_ address: WebAddress) -> Bool {
        let path = Self.encoded(address.target[...])
        var best = (length: -1, isAllowed: true)
        for rule in rules where rule.pattern.count >= best.length && Self.matches(path, rule.pattern) {
            // Of two equally long ones the allowing one wins.
            if rule.pattern.count > best.length || rule.isAllowed { best = (rule.pattern.count, rule.isAllowed) }
        }
        return best.isAllowed
    }

    /// Whether the pattern stands at the path's beginning. Linear in the path for each `*`, without recursion.
    private static func matches(_ path: [UInt8], _ pattern: [UInt8]) -> Bool {
        var pattern = pattern[...]
        let endsThere = pattern.last == UInt8(ascii: "$")
        if endsThere { pattern = pattern.dropLast() } else { pattern.append(UInt8(ascii: "*")) }
        var (position, place) = (0, pattern.startIndex)
        var retry: (position: Int, place: Int)?
        while position < path.count {
            if place < pattern.endIndex, pattern[place] == UInt8(ascii: "*") {
                retry = (position, place + 1)
                place += 1
            } else if place < pattern.endIndex, pattern[place] == path[position] {
                position += 1
                place += 1
            } else if let last = retry {
                retry = (last.position + 1, last.place)
                (position, place) = (last.position + 1, last.place)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// Characters outside ASCII as `%XX`, and the digits of those in upper case, so that both sides are written alike.
    private static func encoded(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var digits = 0
        for byte in text.utf8 {
            if byte >= 0x80 {
                let hex = String(byte, radix: 16, uppercase: true)
                bytes += [UInt8(ascii: "%")] + Array(hex.utf8)
            } else if digits > 0, byte >= UInt8(ascii: "a"), byte <= UInt8(ascii: "f") {
                bytes.append(byte - 32)
                digits -= 1
            } else {
                bytes.append(byte)
                digits = byte == UInt8(ascii: "%") ? 2 : max(0, digits - 1)
            }
        }
        return bytes
    }
}
