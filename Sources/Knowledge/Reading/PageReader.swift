/// Reads web pages. It waits for nothing and fetches nothing.
package struct PageReader {
    package struct Page: Sendable, Equatable {
        /// Nil where the page has no text of its own, a list of links for instance.
        package let document: ReadDocument?
        /// Where it leads to, in its order, each once: absolute, normalised, http and https alone, without those
        /// that the page asks not to follow.
        package let links: [String]
        /// The address that it names as its own, absolute and normalised.
        package let canonical: String?
        /// False where the page asks not to be indexed.
        package let isIndexable: Bool
        /// False where the page asks that none of its links be followed.
        package let followsLinks: Bool
    }

    /// - Parameters:
    ///   - url: where it came from, after redirects.
    ///   - contentType: as the server named it, with the character set where it said one.
    package static func read(
        _ html: [UInt8], at url: String, contentType: String?
    ) throws(ReadingFault) -> Page {
        throw .noText
    }
}
