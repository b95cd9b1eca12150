import Foundation

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

    /// How many links of one page are taken.
    private static let maxLinks = 5_000

    /// - Parameters:
    ///   - url: where it came from, after redirects.
    ///   - contentType: as the server named it, with the character set where it said one.
    /// - Throws: `noText` for an empty answer, `unsupported` for bytes that are no text, `damaged` for a bad `url`.
    package static func read(
        _ html: [UInt8], at url: String, contentType: String?
    ) throws(ReadingFault) -> Page {
        guard let address = WebAddress(url) else { throw .damaged(detail: "Its address is not http or https.") }
        guard !html.isEmpty else { throw .noText }
        guard let tree = tree(html, contentType: contentType) else { throw .unsupported(found: nil) }
        let page = tree.read { root in
            let notes = Notes(root, at: address)
            let document = document(root, name: address.text, otherwise: lastPart(of: address))
            return Page(
                document: document, links: notes.links, canonical: notes.canonical, isIndexable: notes.isIndexable,
                followsLinks: notes.followsLinks)
        }
        guard let page else { throw .noText }
        return page
    }

    static func tree(_ html: [UInt8], contentType: String?) -> MarkupTree? {
        let charset = Charset.label(of: html, contentType: contentType)
        if let charset, !Charset.isOurs(charset), MarkupTree.knows(charset: charset) {
            return MarkupTree.html(html, charset: charset)
        }
        guard !PlainText.isBinary(html) else { return nil }
        let text = charset == "utf-8" ? Charset.repaired(html) : PlainText.decoded(html)
        return MarkupTree.html(Array(text.utf8), charset: "utf-8")
    }

    /// - Parameter otherwise: the title of a page without one.
    static func document(_ root: Markup, name: String, otherwise: String) -> ReadDocument? {
        let part = MainPart(of: root)
        guard !part.isOnlyLinks else { return nil }
        let text = PageWriter.write(part)
        guard text.contains(where: { $0.isLetter || $0.isNumber }) else { return nil }
        let title = title(root, part: part)
        return ReadDocument(name: name, title: title.isEmpty ? otherwise : title, text: text)
    }

    /// The main heading if the page's title repeats it, with the site's name behind; else what the page calls itself.
    private static func title(_ root: Markup, part: MainPart) -> String {
        var shared = ""
        root.first(["head"])?.visit { element in
            if element.name == "meta", shared.isEmpty, element["property"] == "og:title" {
                shared = PlainText.collapsed(element["content"] ?? "")
            }
        }
        let own = PlainText.collapsed(root.first(["title"])?.text ?? "")
        let heading = PlainText.collapsed((part.root.first(["h1"]) ?? root.first(["h1"]))?.text ?? "")
        if !heading.isEmpty, own.localizedHas(heading) || shared.localizedHas(heading) { return capped(heading) }
        return capped([shared, own, heading].first { !$0.isEmpty } ?? "")
    }

    private static func capped(_ text: String) -> String { String(text.prefix(300)) }

    private static func lastPart(of address: WebAddress) -> String {
        let path = address.target.prefix { $0 != "?" }.split(separator: "/")
        return path.last.map { $0.removingPercentEncoding ?? String($0) } ?? address.host
    }

    /// What a page says to programs that read it.
    private struct Notes {
        var links: [String] = []
        var canonical: String?
        var isIndexable = true
        var followsLinks = true

        init(_ root: Markup, at address: WebAddress) {
            let head = root.first(["head"])
            let base = head?.first(["base"])?["href"].flatMap { WebAddress($0, relativeTo: address) } ?? address
            var found: [Markup] = []
            var notes = (canonical: canonical, isIndexable: true, followsLinks: true)
            root.visit { element in
                switch element.name {
                case "a", "area": found.append(element)
                case "link" where Self.words(element["rel"]).contains("canonical"):
                    notes.canonical = element["href"].flatMap { WebAddress($0, relativeTo: base)?.text }
                case "meta" where ["robots", "whisperdesk"].contains(element["name"]?.lowercased()):
                    let wishes = Self.words(element["content"])
                    if wishes.contains("noindex") || wishes.contains("none") { notes.isIndexable = false }
                    if wishes.contains("nofollow") || wishes.contains("none") { notes.followsLinks = false }
                default: break
                }
            }
            (canonical, isIndexable, followsLinks) = notes
            var known: Set<String> = []
            for element in found where links.count < PageReader.maxLinks {
                guard let target = element["href"], !Self.words(element["rel"]).contains("nofollow"),
                    let link = WebAddress(target, relativeTo: base)?.text, known.insert(link).inserted
                else { continue }
                links.append(link)
            }
        }

        private static func words(_ text: String?) -> Set<String> {
            Set((text ?? "").lowercased().split { $0 == "," || $0.isWhitespace }.map(String.init))
        }
    }
}

extension String {
    /// Whether `other` stands in it, large and small letters aside.
    fileprivate func localizedHas(_ other: String) -> Bool {
        !other.isEmpty && lowercased().contains(other.lowercased())
    }
}
