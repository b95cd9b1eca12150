import XML

/// Which parts of a page say something of their own, and which are its frame.
struct MainPart {
    struct Measure {
        /// Characters other than white space, in all and inside links.
        var characters = 0
        var linked = 0
        var links = 0
    }

    private static let silent: Set<String> = [
        "script", "style", "noscript", "template", "nav", "footer", "iframe", "svg", "canvas", "video", "audio",
        "object", "embed", "select", "input", "textarea", "dialog", "head", "map", "datalist", "meta", "link",
    ]
    private static let silentRoles: Set<String> = [
        "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar",
        "toolbar",
    ]
    /// Words of a class or id that name what is never part of a text.
    private static let frameWords: Set<String> = [
        "cookie", "cookies", "cookiebanner", "cookiebar", "cookieconsent", "consent", "gdpr", "breadcrumb",
        "breadcrumbs", "newsletter", "skip", "skiplink", "subscribe", "onetrust", "popup",
    ]
    /// Words of what is part of the frame if it mostly leads elsewhere.
    private static let linkWords: Set<String> = [
        "nav", "navbar", "navigation", "menu", "sidebar", "footer", "header", "share", "sharing", "social", "related",
        "pagination", "pager", "tags", "toc", "comments", "ads", "advert", "modal", "banner", "recommended",
    ]
    private static let noteWords: Set<String> = [
        "note", "tip", "warning", "caution", "admonition", "callout", "hint", "info", "important", "danger",
    ]

    private var measures: [Markup: Measure] = [:]
    private(set) var root: Markup
    private let isMain: Bool

    init(of page: Markup) {
        let body = page.first(["body"]) ?? page
        var measures: [Markup: Measure] = [:]
        _ = Self.measure(body, isLinked: false, into: &measures)
        let whole = measures[body]?.characters ?? 0
        var mains: [Markup] = []
        var articles: [Markup] = []
        body.visit { element in
            if element.name == "main" || element["role"] == "main" { mains.append(element) }
            if element.name == "article" { articles.append(element) }
        }
        // A main part that holds next to nothing is filled by scripts, or misused.
        func isRich(_ part: Markup) -> Bool {
            let size = measures[part]?.characters ?? 0
            return size >= 200 || size * 4 >= whole
        }
        let chosen = mains.first(where: isRich) ?? (articles.count == 1 ? articles.first(where: isRich) : nil)
        root = chosen ?? body
        isMain = chosen != nil
        self.measures = measures
    }

    private static func measure(_ node: Markup, isLinked: Bool, into measures: inout [Markup: Measure]) -> Measure {
        var sum = Measure()
        if node.isText {
            var current = node.node.pointee.content
            while let byte = current?.pointee, byte != 0 {
                // Bytes that begin a character and are no white space.
                if byte > 0x20, byte & 0xC0 != 0x80 { sum.characters += 1 }
                current = current?.successor()
            }
            if isLinked { sum.linked = sum.characters }
            return sum
        }
        let name = node.name
        guard name != "script", name != "style" else { return sum }
        let isLink = name == "a" && node["href"] != nil
        if isLink { sum.links = 1 }
        for child in node.children {
            let part = measure(child, isLinked: isLinked || isLink, into: &measures)
            sum.characters += part.characters
            sum.linked += part.linked
            sum.links += part.links
        }
        measures[node] = sum
        return sum
    }

    private func measure(_ element: Markup) -> Measure { measures[element] ?? Measure() }

    /// Whether the element is left out with all that is in it.
    func isFrame(_ element: Markup) -> Bool {
        let name = element.name
        guard element != root, name != "body", name != "html" else { return false }
        let size = measure(element)
        // Whatever it is called: what holds most of the page is the page.
        let isMost = size.characters * 2 > measure(root).characters
        if Self.silent.contains(name) { return !isMost || name == "script" || name == "style" }
        if isMost { return false }
        let words = Self.words(element)
        switch name {
        case "header": return !isMain || isMostlyLinks(size)
        case "aside": return words.isDisjoint(with: Self.noteWords)
        case "form": return true
        case "button": return !Self.opensText(element)
        default: break
        }
        if let role = element["role"]?.lowercased(), Self.silentRoles.contains(role) { return true }
        if element["aria-hidden"] == "true", size.characters < 20 { return true }
        if !words.isDisjoint(with: Self.frameWords) { return true }
        if !words.isDisjoint(with: Self.linkWords), size.linked * 3 >= size.characters { return true }
        guard ["div", "section", "ul", "ol", "table", "tr", "td"].contains(name) else { return false }
        return isMostlyLinks(size)
    }

    /// Whether the page says nothing but where other pages are.
    var isOnlyLinks: Bool {
        let size = measure(root)
        return size.links >= 3 && size.linked * 10 >= size.characters * 9
    }

    private func isMostlyLinks(_ size: Measure) -> Bool {
        size.links >= 3 && size.linked * 10 >= size.characters * 7
    }

    /// A button of an accordion, whose text is the title of what it opens.
    static func opensText(_ button: Markup) -> Bool {
        if button["aria-expanded"] != nil || button["aria-controls"] != nil { return button.text.utf8.count > 12 }
        let around = button.parent?.name ?? ""
        return around == "summary" || around == "dt" || (around.count == 2 && around.first == "h")
    }

    private static func words(_ element: Markup) -> Set<String> {
        let names = (element["class"] ?? "") + " " + (element["id"] ?? "")
        return Set(names.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
    }
}
