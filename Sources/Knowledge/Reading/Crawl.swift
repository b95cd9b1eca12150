/// What is to be fetched next. The shell fetches it and tells the crawl what came, then asks again.
package enum CrawlStep: Sendable, Equatable {
    case robots(String)
    case sitemap(String)
    case page(String)

    package var address: String {
        switch self {
        case .robots(let address), .sitemap(let address), .page(let address): address
        }
    }
}

/// What came of a step.
package enum CrawlFinding: Sendable, Equatable {
    case robots(Robots)
    case sitemap(Sitemap)
    /// - Parameter address: where it was found in the end, after redirects.
    case page(PageReader.Page, at: String)
    /// A document that is not HTML but was read all the same, such as a PDF.
    case documents([ReadDocument], at: String)
    /// The server answered, but with another status than 200.
    case refused(status: Int)
    /// - Parameter reason: a sentence for the operator.
    case failed(reason: String)
}

/// Which pages of a site are read, in which order: breadth first, each once, of its own host alone.
///
/// Pure: no clock, no network. A single page is read without asking robots.txt, since a person named it.
package struct Crawl: Sendable {
    package struct Failure: Sendable, Equatable {
        package let address: String
        /// A sentence for the operator.
        package let reason: String
    }

    /// Pages that are known of so far, within the limits.
    package private(set) var found = 0
    /// Pages that were read, also where nothing new stood in them.
    package private(set) var read = 0
    package private(set) var failed = 0
    /// The newest 50.
    package private(set) var failures: [Failure] = []
    /// What the site asks to wait between two steps.
    package private(set) var pause: Duration = .zero

    /// - Returns: nil where `start` is no http or https address.
    package init?(start: String, isSite: Bool, maxPages: Int = 500, maxDepth: Int = 5) {
        return nil
    }

    /// The next step, or nil at the end. The same one again until `took` was told of it.
    package mutating func next() -> CrawlStep? {
        nil
    }

    /// Takes what came of the step that `next` gave.
    /// - Returns: the documents to keep: none for what was known, asks not to be indexed, or says what another said.
    package mutating func took(_ finding: CrawlFinding) -> [ReadDocument] {
        []
    }
}
