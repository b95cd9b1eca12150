import Knowledge
import Testing

private func page(_ html: String, at url: String = "https://shop.example/help/returns") throws -> PageReader.Page {
    try PageReader.read(Array(html.utf8), at: url, contentType: "text/html; charset=utf-8")
}

private let shop = """
    <!doctype html><html lang=en><head><meta charset=utf-8><title>Returns | Lantern shop</title>
    <link rel=canonical href="/help/returns?utm_source=x#top"><style>p{color:red}</style><script>var a="</b>";</script></head>
    <body><header><a href="/">Home</a><nav><ul><li><a href="/a">Lamps</a><li><a href="/b">Oil</a></ul></nav></header>
    <div id="cookie-banner"><p>We use cookies to improve your visit. <button>Accept</button></p></div>
    <div class="page"><main>
    <h1>Returns</h1><p>You may send back <b>anything</b> within
       30&nbsp;days.<br>Ask us first.</p>
    <h2>How it works</h2><ol><li>Print the label.<li>Pack it.<ul><li>with the cable</ul><li>Send it.</ol>
    <table><tr><th>Country<th>Cost<tr><td>Germany<td>free<tr><td>France | Spain<td>5 €</table>
    <pre>code  one
    two</pre>
    <dl><dt>RMA<dd>The number of your return</dl>
    <div class="related"><a href="/1">Other lamps you may like</a> <a href="/2">Oil and wicks for lamps</a> <a href="/3">Gloves</a></div>
    <details><summary>What if it is broken?</summary><p>Send a photo, and we replace it.</p></details>
    <form><label>Email</label><input></form>
    </main></div>
    <aside>Sale! Buy now.</aside><footer>© Lantern shop, <a href="mailto:a@b.c">mail</a> <a rel="nofollow" href="/login">Sign in</a></footer>
    </body></html>
    """

@Test func `a page gives its main part and leaves its frame behind`() throws {
    let document = try #require(try page(shop).document)
    #expect(document.name == "https://shop.example/help/returns")
    #expect(document.title == "Returns")
    #expect(document.text == """
        # Returns

        You may send back anything within 30 days.
        Ask us first.

        ## How it works

        1. Print the label.
        2. Pack it.
          - with the cable
        3. Send it.

        | Country | Cost |
        | --- | --- |
        | Germany | free |
        | France / Spain | 5 € |

        ```
        code  one
        two
        ```

        - RMA: The number of your return

        ### What if it is broken?

        Send a photo, and we replace it.
        """)
}

@Test func `a page without a main part is still told from its frame`() throws {
    let article = String(repeating: "The lamp burns for nine hours with one filling of oil. ", count: 8)
    let html = """
        <title>Burning time</title><body><div class=navbar><a href=/>Home</a> <a href=/x>Shop</a> <a href=/y>Blog</a></div>
        <div class="has-sidebar cookie"><div><h1>How long?</h1><p>\(article)</p></div></div>
        <div class="footer-links"><a href=/1>Imprint</a> <a href=/2>Privacy</a> <a href=/3>Terms</a></div></body>
        """
    let document = try #require(try page(html).document)
    #expect(document.title == "Burning time")
    #expect(document.text == "# How long?\n\n" + article.dropLast())
    #expect(try page("<body><ul><li><a href=/a>One page</a><li><a href=/b>Two page</a><li><a href=/c>Three</a></ul>").document == nil)
}

@Test func `an accordion's buttons are the titles of what they open`() throws {
    let html = """
        <main><h1>FAQ</h1><h2>Delivery</h2>
        <div><button aria-expanded="false">When does it come?</button><div hidden>Within three days of your order.</div></div>
        <h3><button>Can I change it?</button></h3><div hidden><p>Until it leaves our store.</p></div></main>
        """
    #expect(try page(html).document?.text == """
        # FAQ

        ## Delivery

        ### When does it come?

        Within three days of your order.

        ### Can I change it?

        Until it leaves our store.
        """)
}

@Test func `links are absolute, each once, and only those that may be followed`() throws {
    let read = try page(shop)
    #expect(read.links == [
        "https://shop.example/", "https://shop.example/a", "https://shop.example/b", "https://shop.example/1",
        "https://shop.example/2", "https://shop.example/3",
    ])
    #expect(read.canonical == "https://shop.example/help/returns")
    #expect(read.isIndexable)
    let other = try page("""
        <head><base href="https://other.example/x/"><meta name=robots content="NoIndex, nofollow"></head>
        <p>Text <a href="../y?b=1&amp;utm_campaign=z#f">y</a> <a href="javascript:alert(1)">j</a> <a href="//z.example">z</a>
        """)
    #expect(other.links == ["https://other.example/y?b=1", "https://z.example/"])
    #expect(!other.isIndexable)
    #expect(!other.followsLinks)
}

@Test func `a page's character set is the server's word, then its own`() throws {
    func text(_ bytes: [UInt8], _ type: String?) throws -> String? {
        try PageReader.read(bytes, at: "https://a.example/", contentType: type).document?.text
    }
    #expect(try text([0xE9, 0x74, 0xE9, 0x20, 0x80], nil) == "été €")
    #expect(try text([0xE9, 0x74, 0xE9], "text/html; charset=ISO-8859-1") == "été")
    #expect(try text([0xC4, 0xCF, 0xCD], "text/html; charset=\"koi8-r\"") == "дом")
    let meta = Array("<meta http-equiv=Content-Type content='text/html; charset=shift_jis'><p>".utf8) + [0x93, 0xFA, 0x96, 0x7B]
    #expect(try text(meta, nil) == "日本")
    #expect(try text(Array("<meta charset=utf-8><p>Größe".utf8) + [0xFF], nil)?.hasPrefix("Größe") ?? false)
    #expect(try text(Array("<p>Größe".utf8), "text/html; charset=nonsense") == "Größe")
}

@Test func `an address has one form`() throws {
    func form(_ text: String) -> String? { WebAddress(text)?.text }
    #expect(form("HTTPS://Shop.Example:443/a/../b/./c?utm_source=x&q=1&UTM_medium=y#f") == "https://shop.example/b/c?q=1")
    #expect(form("http://shop.example") == "http://shop.example/")
    #expect(form("http://shop.example:8080/?utm_id=1") == "http://shop.example:8080/")
    for bad in ["ftp://a.example/", "shop.example", "javascript:x", "https://", "https://u:p@a.example/", "mailto:a@b.c", ""] {
        #expect(form(bad) == nil, "\(bad)")
    }
    let start = try #require(WebAddress("https://shop.example/a/b"))
    #expect(WebAddress("../c?d", relativeTo: start)?.text == "https://shop.example/c?d")
    #expect(WebAddress("?page=2", relativeTo: start)?.target == "/a/b?page=2")
    func isSame(_ text: String) throws -> Bool { try #require(WebAddress(text)).isSameSite(as: start) }
    #expect(try isSame("http://www.shop.example/x"))
    #expect(try !isSame("https://shop.example:8443/"))
    #expect(try !isSame("https://blog.shop.example/"))
}

@Test func `markup without an end does no harm`() throws {
    let deep = String(repeating: "<div>", count: 20_000) + "text"
    _ = try? page(deep)
    let many = "<main>" + String(repeating: "<p>A short paragraph about lamps &amp; oil.</p>\n", count: 20_000)
    #expect(try page(many).document?.text.utf8.count ?? 0 > 500_000)
    #expect(try page("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><p>before &x; after").document?.text.contains("root:") == false)
}
