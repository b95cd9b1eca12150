/// A sitemap (sitemaps.org): pages, or further sitemaps.
package struct Sitemap: Sendable, Equatable {
    /// How many addresses are taken from one file.
    package static let maxAddresses = 10_000

    package let pages: [String]
    package let sitemaps: [String]

    /// - Parameter bytes: XML, or one address a line; already unpacked.
    package init(_ bytes: [UInt8]) throws(ReadingFault) {
        let start = bytes.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }
        guard start == UInt8(ascii: "<") else {
            let lines = PlainText.decoded(bytes).split(whereSeparator: \.isNewline).lazy.map { String(trimmed($0)) }
            pages = Array(lines.filter { $0.hasPrefix("http://") || $0.hasPrefix("https://") }.prefix(Self.maxAddresses))
            sitemaps = []
            guard !pages.isEmpty else { throw .damaged(detail: "It is no sitemap.") }
            return
        }
        let found: (kind: String, places: [String])? = MarkupTree.xml(bytes)?.read { root in
            var places: [String] = []
            for entry in root.children where entry.name == "url" || entry.name == "sitemap" {
                guard places.count < Self.maxAddresses else { break }
                if let place = entry.child("loc") { places.append(PlainText.collapsed(place.text)) }
            }
            return (root.name, places)
        }
        switch found?.kind {
        case "urlset": (pages, sitemaps) = (found?.places ?? [], [])
        case "sitemapindex": (pages, sitemaps) = ([], found?.places ?? [])
        default: throw .damaged(detail: "It is no sitemap in well-formed XML.")
        }
    }
}
