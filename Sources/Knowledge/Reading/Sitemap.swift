/// A sitemap (sitemaps.org): pages, or further sitemaps.
package struct Sitemap: Sendable, Equatable {
    /// How many addresses are taken from one file.
    package static let maxAddresses = 10_000

    package let pages: [String]
    package let sitemaps: [String]

    /// - Parameter bytes: XML, or one address a line; already unpacked.
    package init(_ bytes: [UInt8]) throws(ReadingFault) {
        throw .noText
    }
}
