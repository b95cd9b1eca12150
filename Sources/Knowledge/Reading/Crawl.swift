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

    private static let maxFailures = 50
    /// Sitemaps that are read, those named by others included.
    private static let maxSitemaps = 50

    /// Pages that are known of so far, within the limits.
    package private(set) var found = 0
    /// Pages that were read, also where nothing new stood in them.
    package private(set) var read = 0
    package private(set) var failed = 0
    /// The newest 50.
    package private(set) var failures: [Failure] = []
    /// What the site asks to wait between two steps.
    package private(set) var pause: Duration = .zero

    private let isSite: Bool
    private let maxPages: Int
    private let maxDepth: Int
    /// The start, or where it redirected to.
    private var home: WebAddress
    private var robots = Robots.allowAll
    private var current: CrawlStep?
    private var asksRobots: Bool
    private var sitemaps: [WebAddress] = []
    private var knownSitemaps: Set<String> = []
    /// Not the standard place: this one is missed only if somebody named it.
    private var namedSitemaps: Set<String> = []
    private var pages: [(address: WebAddress, depth: Int)] = []
    private var nextPage = 0
    private var known: Set<String> = []
    /// Addresses whose documents were kept or which were found to be another's copy.
    private var settled: Set<String> = []
    private var texts: Set<Fingerprint> = []

    /// - Parameters:
    ///   - isSite: false reads the one page alone.
    ///   - maxPages: 1 to 10,000.
    ///   - maxDepth: 0 to 20 links from the start; pages of the sitemap are one link away.
    /// - Returns: nil where `start` is no http or https address.
    package init?(start: String, isSite: Bool, maxPages: Int = 500, maxDepth: Int = 5) {
        guard let home = WebAddress(start) else { return nil }
        self.home = home
        self.isSite = isSite
        self.maxPages = isSite ? min(max(maxPages, 1), 10_000) : 1
        self.maxDepth = isSite ? min(max(maxDepth, 0), 20) : 0
        asksRobots = isSite
        found = 1
        known = [home.text]
        pages = [(home, 0)]
    }

    /// The next step, or nil at the end. The same one again until `took` was told of it.
    package mutating func next() -> CrawlStep? {
        if let current { return current }
        current = step()
        return current
    }

    private mutating func step() -> CrawlStep? {
        if asksRobots, let address = home.sibling("/robots.txt") { return .robots(address.text) }
        // The start first: it says whether the site can be read at all, and where it redirects to.
        if nextPage > 0, !sitemaps.isEmpty, found < maxPages { return .sitemap(sitemaps.removeFirst().text) }
        while nextPage < pages.count {
            let page = pages[nextPage].address
            nextPage += 1
            if settled.contains(page.text) {
                read += 1
                continue
            }
            if robots.allows(page) { return .page(page.text) }
            // Links that may not be followed are never queued: this one is the start.
            fail(page.text, "The site's robots.txt does not allow it to be read.")
        }
        return nil
    }

    /// Takes what came of the step that `next` gave.
    /// - Returns: the documents to keep: none for what was known, asks not to be indexed, or says what another said.
    package mutating func took(_ finding: CrawlFinding) -> [ReadDocument] {
        guard let step = current else { preconditionFailure("a finding without a step") }
        current = nil
        switch step {
        case .robots: tookRobots(finding)
        case .sitemap(let address): tookSitemap(finding, at: address)
        case .page(let address): return tookPage(finding, of: address, depth: pages[nextPage - 1].depth)
        }
        return []
    }

    private mutating func tookRobots(_ finding: CrawlFinding) {
        asksRobots = false
        switch finding {
        case .robots(let robots): self.robots = robots
        // RFC 9309: no such file allows all; a server that fails, or none at all, allows nothing.
        case .refused(let status) where (400..<500).contains(status): break
        default: robots = .allowNothing
        }
        pause = robots.delay
        guard maxDepth > 0 else { return }
        for name in robots.sitemaps { addSitemap(name, isNamed: true) }
        if sitemaps.isEmpty { addSitemap("/sitemap.xml", isNamed: false) }
    }

    private mutating func addSitemap(_ name: String, isNamed: Bool) {
        guard knownSitemaps.count < Self.maxSitemaps, let address = WebAddress(name, relativeTo: home),
            address.isSameSite(as: home), knownSitemaps.insert(address.text).inserted
        else { return }
        if isNamed { namedSitemaps.insert(address.text) }
        sitemaps.append(address)
    }

    private mutating func tookSitemap(_ finding: CrawlFinding, at address: String) {
        switch finding {
        case .sitemap(let sitemap):
            for name in sitemap.sitemaps { addSitemap(name, isNamed: true) }
            for page in sitemap.pages { add(page, depth: 1) }
        case .refused(let status) where namedSitemaps.contains(address):
            note(address, "The sitemap answered with status \(status).")
        case .failed(let reason) where namedSitemaps.contains(address): note(address, reason)
        default: break
        }
    }

    private mutating func add(_ text: String, depth: Int) {
        guard found < maxPages, depth <= maxDepth, let address = WebAddress(text), address.isSameSite(as: home),
            !known.contains(address.text), robots.allows(address)
        else { return }
        known.insert(address.text)
        found += 1
        pages.append((address, depth))
    }

    private mutating func tookPage(_ finding: CrawlFinding, of address: String, depth: Int) -> [ReadDocument] {
        switch finding {
        case .page(let page, let end):
            guard let place = arrival(end, from: address) else { return [] }
            read += 1
            let isNew = settled.insert(place.text).inserted
            settled.insert(address)
            if page.followsLinks { for link in page.links { add(link, depth: depth + 1) } }
            guard isNew, page.isIndexable, let document = page.document else { return [] }
            if let canonical = page.canonical.flatMap({ WebAddress($0) }), isSite, canonical != place,
                canonical.isSameSite(as: home), robots.allows(canonical)
            {
                // It calls itself a copy: the other one is read instead, or was.
                if settled.contains(canonical.text) { return [] }
                add(canonical.text, depth: depth)
                if known.contains(canonical.text) { return [] }
            }
            return keep([document])
        case .documents(let documents, let end):
            guard let place = arrival(end, from: address) else { return [] }
            read += 1
            settled.insert(address)
            return settled.insert(place.text).inserted || place.text == address ? keep(documents) : []
        case .refused(let status): fail(address, "Its server answered with status \(status).")
        case .failed(let reason): fail(address, reason)
        case .robots, .sitemap: preconditionFailure("a page was asked for")
        }
        return []
    }

    /// Where a page was found; nil, and a failure, where that is not ours to read.
    private mutating func arrival(_ end: String, from address: String) -> WebAddress? {
        guard let place = WebAddress(end) else {
            fail(address, "It redirects to something that is no address.")
            return nil
        }
        // Who names a start that has moved means the new one.
        if address == home.text, !place.isSameSite(as: home), nextPage == 1, !isSite { home = place }
        guard place.isSameSite(as: home) else {
            fail(address, "It redirects to another site, \(place.host).")
            return nil
        }
        guard robots.allows(place) else {
            fail(address, "The site's robots.txt does not allow what it redirects to.")
            return nil
        }
        return place
    }

    private mutating func keep(_ documents: [ReadDocument]) -> [ReadDocument] {
        documents.filter { texts.insert(Fingerprint($0)).inserted }
    }

    private mutating func fail(_ address: String, _ reason: String) {
        failed += 1
        note(address, reason)
    }

    private mutating func note(_ address: String, _ reason: String) {
        failures.append(Failure(address: address, reason: reason))
        if failures.count > Self.maxFailures { failures.removeFirst() }
    }
}

/// Stands for a document's text: 128 bits of FNV-1a, since Swift's own hash has 64 and differs from run to run.
private struct Fingerprint: Hashable {
    private var first: UInt64 = 0xCBF2_9CE4_8422_2325
    private var second: UInt64 = 0x6C62_272E_07BB_0142

    init(_ document: ReadDocument) {
        take(document.text)
        for faq in document.faqs {
            take(faq.question)
            take(faq.answer)
        }
    }

    private mutating func take(_ text: String) {
        for byte in text.utf8 {
            first = (first ^ UInt64(byte)) &* 0x100_0000_01B3
            second = (second ^ UInt64(byte)) &* 0x0000_0100_0000_01D1
        }
        first = (first ^ 0xFF) &* 0x100_0000_01B3
    }
}
