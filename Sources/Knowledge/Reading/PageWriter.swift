/// Writes the main part of a page as the Markdown that `Article` reads.
struct PageWriter {
    private static let blocks: Set<String> = [
        "p", "div", "section", "article", "main", "body", "html", "header", "footer", "aside", "blockquote", "figure",
        "figcaption", "address", "details", "fieldset", "form", "li", "tr", "td", "th", "tbody", "thead", "tfoot",
        "caption", "center", "hgroup", "nav", "dialog", "hr",
    ]
    /// Stands for a line break while white space is collapsed.
    private static let lineEnd: Character = "\u{1}"

    private let part: MainPart
    private var written: [String] = []
    /// What is gathered for the next paragraph.
    private var line = ""
    private var level = 1

    static func write(_ part: MainPart) -> String {
        var writer = PageWriter(part: part)
        writer.walk(part.root)
        writer.endParagraph()
        return writer.written.joined(separator: "\n\n")
    }

    private init(part: MainPart) {
        self.part = part
    }

    private mutating func endParagraph() {
        let lines = line.split(separator: Self.lineEnd).map { PlainText.unmarked(PlainText.collapsed(String($0))[...]) }
        let text = lines.filter { !$0.isEmpty }.joined(separator: "\n")
        if !text.isEmpty { written.append(text) }
        line = ""
    }

    private mutating func walk(_ node: Markup) {
        if node.isText {
            line += node.characters.replacing(String(Self.lineEnd), with: " ")
            return
        }
        guard !part.isFrame(node) else {
            // A page's header is its frame, but for the page's own title.
            if node.name == "header", let title = node.first(["h1"]) { walk(title) }
            return
        }
        let name = node.name
        switch name {
        case "h1", "h2", "h3", "h4", "h5", "h6":
            heading(node, level: Int(String(name.dropFirst())) ?? 2)
        case "summary": heading(node, level: min(level + 1, 6), isStep: true)
        case "button": heading(node, level: min(level + 1, 6), isStep: true)
        case "br": line.append(Self.lineEnd)
        case "img": break
        case "pre": fence(node)
        case "ul", "ol", "menu":
            endParagraph()
            list(node)
        case "table":
            endParagraph()
            if !table(node) { inner(node) }
        case "dl":
            endParagraph()
            definitions(node)
        case _ where Self.blocks.contains(name): inner(node)
        default: for child in node.children { walk(child) }
        }
    }

    private mutating func inner(_ node: Markup) {
        endParagraph()
        for child in node.children { walk(child) }
        endParagraph()
    }

    /// - Parameter isStep: a heading below the last one, which does not become the last one itself.
    private mutating func heading(_ node: Markup, level: Int, isStep: Bool = false) {
        endParagraph()
        let title = inline(node)
        guard !title.isEmpty else { return }
        written.append(String(repeating: "#", count: level) + " " + title)
        if !isStep { self.level = level }
    }

    private mutating func fence(_ node: Markup) {
        endParagraph()
        let text = node.text.replacing("```", with: "'''")
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let full = lines.drop { $0.allSatisfy(\.isWhitespace) }
        guard !full.isEmpty else { return }
        written.append("```\n" + full.joined(separator: "\n").trimmedEnd + "\n```")
    }

    /// The text of an element on one line, without its frame and its lists.
    private func inline(_ node: Markup, withLists: Bool = true) -> String {
        var text = ""
        gather(node, into: &text, withLists: withLists, isTop: true)
        return String(PlainText.unmarked(PlainText.collapsed(text)[...]))
    }

    private func gather(_ node: Markup, into text: inout String, withLists: Bool, isTop: Bool = false) {
        if node.isText {
            text += node.characters
            return
        }
        let name = node.name
        if name == "br" || name == "img" { text += " " }
        guard isTop || !part.isFrame(node), withLists || (name != "ul" && name != "ol") else { return }
        let isBlock = Self.blocks.contains(name)
        if isBlock { text += " " }
        for child in node.children { gather(child, into: &text, withLists: withLists) }
        if isBlock { text += " " }
    }

    private mutating func list(_ node: Markup) {
        // A list of cards or articles is no list: its items have titles or tables of their own.
        let holdsBlocks = node.children.contains { $0.first(["h1", "h2", "h3", "h4", "h5", "h6", "table", "pre"]) != nil }
        if holdsBlocks {
            for child in node.children { walk(child) }
            endParagraph()
            return
        }
        let lines = listLines(node, depth: 0)
        if !lines.isEmpty { written.append(lines.joined(separator: "\n")) }
    }

    private func listLines(_ node: Markup, depth: Int) -> [String] {
        var lines: [String] = []
        var number = node.name == "ol" ? node["start"].flatMap { Int($0) } ?? 1 : 0
        let indent = String(repeating: "  ", count: min(depth, 8))
        for item in node.children where item.isElement && !part.isFrame(item) {
            if item.name == "ul" || item.name == "ol" {
                lines += listLines(item, depth: depth + 1)
                continue
            }
            let text = inline(item, withLists: false)
            if !text.isEmpty {
                lines.append(indent + (node.name == "ol" ? "\(number). " : "- ") + text)
                number += 1
            }
            lines += nested(item, depth: depth + 1)
        }
        return lines
    }

    /// The lists inside an item, also those that stand in a paragraph of it.
    private func nested(_ item: Markup, depth: Int) -> [String] {
        var lines: [String] = []
        for child in item.children where child.isElement && !part.isFrame(child) {
            let isList = child.name == "ul" || child.name == "ol"
            lines += isList ? listLines(child, depth: depth) : nested(child, depth: depth)
        }
        return lines
    }

    /// - Returns: false for a table that only lays out: one column, nested tables, or marked as such.
    private mutating func table(_ node: Markup) -> Bool {
        let isLayout = node["role"] == "presentation" || node.children.contains { $0.first(["table"]) != nil }
        var rows: [[String]] = []
        if let caption = node.child("caption") { walk(caption) }
        node.visit { row in
            guard !isLayout, row.name == "tr" else { return }
            var cells: [String] = []
            for cell in row.children where cell.name == "td" || cell.name == "th" {
                cells.append(inline(cell).replacing("|", with: "/"))
                let span = min(cell["colspan"].flatMap { Int($0) } ?? 1, 50)
                for _ in 1..<max(2, span) where span > 1 { cells.append("") }
            }
            if cells.contains(where: { !$0.isEmpty }) { rows.append(cells) }
        }
        let width = rows.map(\.count).max() ?? 0
        guard width > 1 else { return false }
        written.append(MarkdownTable.text(rows))
        return true
    }

    /// Short ones become a list; a question or a long explanation becomes a heading with its text.
    private mutating func definitions(_ node: Markup) {
        var entries: [(term: String, texts: [Markup])] = []
        node.visit { element in
            if element.name == "dt" { entries.append((inline(element), [])) }
            if element.name == "dd", !entries.isEmpty { entries[entries.count - 1].texts.append(element) }
        }
        let isLong = entries.contains { entry in
            entry.term.hasSuffix("?") || entry.texts.contains { $0.text.utf8.count > 200 || $0.first(["ul", "ol", "p"]) != nil }
        }
        guard isLong else {
            let lines = entries.map { entry in
                let text = entry.texts.map { inline($0) }.joined(separator: "; ")
                return "- " + entry.term + (text.isEmpty ? "" : ": " + text)
            }
            if !lines.isEmpty { written.append(lines.joined(separator: "\n")) }
            return
        }
        for entry in entries {
            if !entry.term.isEmpty { written.append(String(repeating: "#", count: min(level + 1, 6)) + " " + entry.term) }
            for text in entry.texts { inner(text) }
        }
    }
}

/// A table as `|` rows, all of one width, with the line below its head that Markdown wants.
enum MarkdownTable {
    static func text(_ rows: [[String]]) -> String {
        let width = rows.map(\.count).max() ?? 0
        var lines = rows.map { row in
            "| " + (row + Array(repeating: "", count: width - row.count)).joined(separator: " | ") + " |"
        }
        lines.insert("|" + String(repeating: " --- |", count: width), at: min(1, lines.count))
        return lines.joined(separator: "\n")
    }
}

extension String {
    var trimmedEnd: String {
        var text = self[...]
        while text.last?.isWhitespace ?? false { text = text.dropLast() }
        return String(text)
    }
}
