import Knowledge
import Testing

private func address(_ path: String) throws -> WebAddress { try #require(WebAddress("https://shop.example" + path)) }

@Test func `robots.txt speaks to WhisperDesk by name, or else to all`() throws {
    let robots = Robots(Array("""
        User-agent: Other
        User-agent: *
        Disallow: /cart   # not for machines
        Crawl-delay: 20
        Sitemap: https://shop.example/map.xml

        user-agent: whisperdesk/1.0
        disallow: /private
        allow: /private/open
        disallow: /*.pdf$
        disallow: /s%c3%b6/
        crawl-delay: 1.5
        """.utf8))
    #expect(robots.delay == .milliseconds(1_500))
    #expect(robots.sitemaps == ["https://shop.example/map.xml"])
    for (path, isAllowed) in [
        ("/cart", true), ("/private/x", false), ("/private/open/x", true), ("/a.pdf", false), ("/a.pdf?x", true),
        ("/s%C3%B6/x", false), ("/", true),
    ] { #expect(robots.allows(try address(path)) == isAllowed, "\(path)") }
    let all = Robots(Array("User-agent: *\r\nDisallow: /cart\r\nDisallow:\r\nCrawl-delay: 20".utf8))
    #expect(all.delay == .seconds(5))
    #expect(try !all.allows(address("/cart/1")))
    #expect(try all.allows(address("/x")))
    #expect(try !Robots.allowNothing.allows(address("/")))
    #expect(try Robots.allowAll.allows(address("/")))
    // Many stars over a long path end at once.
    let slow = Robots(Array(("User-agent: *\nDisallow: " + String(repeating: "/*a", count: 300) + "$").utf8))
    #expect(try slow.allows(address("/" + String(repeating: "a/", count: 900))))
}

@Test func `a sitemap lists pages or sitemaps, and nothing else is one`() throws {
    let pages = """
        <?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <url><loc> https://shop.example/a?x=1&amp;y=2 </loc><lastmod>2026-01-01</lastmod></url><url><loc>https://shop.example/b</loc></url></urlset>
        """
    #expect(try Sitemap(Array(pages.utf8)).pages == ["https://shop.example/a?x=1&y=2", "https://shop.example/b"])
    let index = "<sitemapindex><sitemap><loc>https://shop.example/1.xml</loc></sitemap></sitemapindex>"
    #expect(try Sitemap(Array(index.utf8)).sitemaps == ["https://shop.example/1.xml"])
    #expect(try Sitemap(Array("https://shop.example/a\r\nhttps://shop.example/b\n".utf8)).pages.count == 2)
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><urlset><url><loc>&c;</loc></url></urlset>"
    for bad in ["<html><body>Not found</body></html>", "<urlset><url>", "nothing", "", bomb] {
        #expect(throws: ReadingFault.self, "\(bad)") { try Sitemap(Array(bad.utf8)) }
    }
}

/// A site made of values: what stands at which address.
private struct Site {
    var files: [String: CrawlFinding] = [:]

    mutating func put(_ path: String, _ html: String, endsAt end: String? = nil) throws {
        let end = "https://shop.example" + (end ?? path)
        let page = try PageReader.read(Array(html.utf8), at: end, contentType: nil)
        files["https://shop.example" + path] = .page(page, at: end)
    }

    /// Walks the whole crawl; the addresses in their order, and the names of what was kept.
    func walk(_ crawl: inout Crawl) -> (asked: [String], kept: [String]) {
        var asked: [String] = []
        var kept: [String] = []
        while let step = crawl.next() {
            asked.append(step.address)
            kept += crawl.took(files[step.address] ?? .refused(status: 404)).map(\.name)
        }
        func paths(_ list: [String]) -> [String] { list.map { String($0.dropFirst("https://shop.example".count)) } }
        return (paths(asked), paths(kept))
    }
}

private func site() throws -> Site {
    var site = Site()
    site.files["https://shop.example/robots.txt"] = .robots(Robots(Array("User-agent: *\nDisallow: /cart\nCrawl-delay: 2".utf8)))
    site.files["https://shop.example/sitemap.xml"] = .sitemap(
        try Sitemap(Array("https://shop.example/mapped\nhttps://shop.example/cart/2\nhttps://else.example/x".utf8)))
    try site.put("/", "<p>Start</p><a href=/a>A</a><a href=/b#x>B</a><a href=/cart>C</a><a href=https://else.example/>E</a><a href=/gone>G</a>")
    try site.put("/a", "<p>About A</p><nav><a href=/a/deep>D</a><a href='/?utm_source=a'>Start</a></nav>")
    try site.put("/b", "<p>About A</p>")
    try site.put("/mapped", "<p>From the map</p><a href=/old>old</a>")
    try site.put("/a/deep", "<p>Deep</p><nav><a href=/a/deep/er>D</a></nav>")
    try site.put("/a/deep/er", "<p>Deeper</p>")
    try site.put("/old", "<p>Deep</p>", endsAt: "/a/deep")
    return site
}

@Test func `a site is read breadth first, each page once, within its rules`() throws {
    var crawl = try #require(Crawl(start: "https://SHOP.example#top", isSite: true, maxPages: 100, maxDepth: 2))
    #expect(crawl.next() == .robots("https://shop.example/robots.txt"))
    #expect(crawl.next() == .robots("https://shop.example/robots.txt"))
    let (asked, kept) = try site().walk(&crawl)
    #expect(asked == ["/robots.txt", "/", "/sitemap.xml", "/a", "/b", "/gone", "/mapped", "/a/deep", "/old"])
    #expect(kept == ["/", "/a", "/mapped", "/a/deep"])
    #expect(crawl.pause == .seconds(2))
    #expect(crawl.found == 7)
    #expect(crawl.read == 6)
    #expect(crawl.failed == 1)
    #expect(crawl.failures.map(\.address) == ["https://shop.example/gone"])
    #expect(crawl.failures.first?.reason == "Its server answered with status 404.")
}

@Test func `limits in pages and depth hold, and a single page is one page`() throws {
    var few = try #require(Crawl(start: "https://shop.example/", isSite: true, maxPages: 3, maxDepth: 20))
    #expect(try site().walk(&few).kept == ["/", "/a"])
    #expect(few.found == 3)
    var shallow = try #require(Crawl(start: "https://shop.example/", isSite: true, maxPages: 100, maxDepth: 0))
    #expect(try site().walk(&shallow).asked == ["/robots.txt", "/"])
    var one = try #require(Crawl(start: "https://shop.example/a", isSite: false))
    #expect(try site().walk(&one).asked == ["/a"])
    #expect(Crawl(start: "ftp://shop.example/", isSite: false) == nil)
}

@Test func `a failing robots.txt closes the site, and other sites' pages are not taken`() throws {
    var closed = try #require(Crawl(start: "https://shop.example/", isSite: true))
    var site = try site()
    site.files["https://shop.example/robots.txt"] = .refused(status: 503)
    #expect(site.walk(&closed).asked == ["/robots.txt"])
    #expect(closed.failed == 1)
    #expect(closed.failures.first?.reason.contains("robots.txt") ?? false)
    var crawl = try #require(Crawl(start: "https://shop.example/a", isSite: true, maxDepth: 0))
    _ = crawl.next()
    _ = crawl.took(.refused(status: 404))
    _ = crawl.next()
    let page = try PageReader.read(Array("<p>Elsewhere".utf8), at: "https://evil.example/", contentType: nil)
    #expect(crawl.took(.page(page, at: "https://evil.example/")).isEmpty)
    #expect(crawl.failures.first?.reason == "It redirects to another site, evil.example.")
}

@Test func `a page that calls itself a copy, or asks not to be indexed, is not kept`() throws {
    var site = Site()
    try site.put("/", "<p>Start</p><a href=/copy>c</a><a href=/secret>s</a><a href=/real>r</a>")
    try site.put("/copy", "<head><link rel=canonical href=/real></head><p>The real text, with a session</p>")
    try site.put("/secret", "<head><meta name=robots content=noindex></head><p>Not for you</p>")
    try site.put("/real", "<p>The real text</p>")
    var crawl = try #require(Crawl(start: "https://shop.example/", isSite: true))
    #expect(site.walk(&crawl).kept == ["/", "/real"])
    #expect(crawl.read == 4)
}
