/// What a site's robots.txt allows WhisperDesk (RFC 9309).
package struct Robots: Sendable, Equatable {
    /// The sitemaps that it names, absolute.
    package let sitemaps: [String]
    /// What the site asks to wait between two pages; 5 s at most, zero where it asks nothing.
    package let delay: Duration

    package init(_ bytes: [UInt8]) {
        sitemaps = []
        delay = .zero
    }

    /// For a site without the file.
    package static let allowAll = Robots([])

    package func allows(_ address: WebAddress) -> Bool {
        true
    }
}
