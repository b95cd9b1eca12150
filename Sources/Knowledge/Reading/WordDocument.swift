/// A DOCX: a ZIP with the text as XML (ECMA-376), unpacked by `unzip` and read by libxml2.
struct WordDocument {
    /// Of each part, unpacked. The text of a book of a thousand pages has about ten.
    private static let maxPartBytes = 20_000_000

    static func read(
        _ bytes: [UInt8], name: String, otherwise: String, tools: Tools
    ) throws(ReadingFault) -> ReadDocument {
        let (body, styles, numbering) = try tools.withFile(bytes, ending: "docx") { path throws(ReadingFault) in
            func part(_ part: String) throws(ReadingFault) -> Tools.Output {
                try tools.run("unzip", of: "unzip", ["-p", path, part], maxBytes: maxPartBytes)
            }
            return (try part("word/document.xml"), try part("word/styles.xml"), try part("word/numbering.xml"))
        }
        if body.complaint.contains("password") { throw .encrypted }
        guard let tree = MarkupTree.xml(body.bytes) else { throw .damaged(detail: "Its text cannot be unpacked.") }
        let book = WordStyles(styles: styles.bytes, numbering: numbering.bytes)
        let document = tree.read { root in
            var writer = WordDocument(styles: book)
            writer.walk(root)
            writer.endList()
            return writer
        }
        guard let document, document.written.contains(where: { $0.contains { $0.isLetter || $0.isNumber } })
        else { throw .noText }
        let title = document.title ?? document.firstHeading ?? otherwise
        return ReadDocument(
            name: name, title: String(title.prefix(300)), text: document.written.joined(separator: "\n\n"))
    }

    private let styles: WordStyles
    private var written: [String] = []
    private var title: String?
    private var firstHeading: String?
    /// The lines of a list that is not at its end yet.
    private var list: [String] = []
    /// The last number given out, by list and level.
    private var numbers: [String: [Int: Int]] = [:]

    private init(styles: WordStyles) {
        self.styles = styles
    }

    private mutating func walk(_ node: Markup) {
        for child in node.children {
            switch child.name {
            case "p": paragraph(child)
            case "tbl": table(child)
            // What was deleted, and what stands twice for older programs.
            case "del", "moveFrom", "Fallback", "sectPr": break
            default: walk(child)
            }
        }
    }

    private mutating func endList() {
        if !list.isEmpty { written.append(list.joined(separator: "\n")) }
        list = []
    }

    private mutating func paragraph(_ node: Markup) {
        let lines = Self.text(of: node).split(separator: "\n").map { PlainText.unmarked(PlainText.collapsed(String($0))[...]) }
        let text = lines.filter { !$0.isEmpty }
        let place = styles.place(of: node)
        if !text.isEmpty {
            switch place {
            case .title where title == nil && !text.joined().isEmpty:
                endList()
                title = text.joined(separator: " ")
                written.append("# " + text.joined(separator: " "))
            case .title, .heading:
                endList()
                let level = if case .heading(let level) = place { level } else { 1 }
                if firstHeading == nil { firstHeading = text.joined(separator: " ") }
                written.append(String(repeating: "#", count: level) + " " + text.joined(separator: " "))
            case .item(let number, let level, let isOrdered):
                list.append(mark(number, level, isOrdered) + text.joined(separator: " "))
            case .plain:
                endList()
                written.append(text.joined(separator: "\n"))
            }
        }
        // Text boxes are anchored in a paragraph and hold paragraphs of their own.
        for box in Self.boxes(in: node) { walk(box) }
    }

    private mutating func mark(_ list: String, _ level: Int, _ isOrdered: Bool) -> String {
        let indent = String(repeating: "  ", count: level)
        guard isOrdered else { return indent + "- " }
        var levels = numbers[list] ?? [:]
        let number = (levels[level] ?? 0) + 1
        // A deeper list begins anew below each item.
        levels = levels.filter { $0.key < level }
        levels[level] = number
        numbers[list] = levels
        return indent + "\(number). "
    }

    private mutating func table(_ node: Markup) {
        endList()
        var rows: [[String]] = []
        for row in Self.inside(node, named: "tr") {
            let cells = Self.inside(row, named: "tc").map { cell in
                var parts: [String] = []
                cell.visit { if $0.name == "p" { parts.append(PlainText.collapsed(Self.text(of: $0))) } }
                return parts.filter { !$0.isEmpty }.joined(separator: " ").replacing("|", with: "/")
            }
            if cells.contains(where: { !$0.isEmpty }) { rows.append(cells) }
        }
        guard (rows.map(\.count).max() ?? 0) > 1 else {
            // One column is a frame around text.
            for row in Self.inside(node, named: "tr") { walk(row) }
            endList()
            return
        }
        written.append(MarkdownTable.text(rows))
    }

    /// Rows and cells, also where content controls stand around them.
    private static func inside(_ node: Markup, named name: String) -> [Markup] {
        var found: [Markup] = []
        for child in node.children where child.isElement {
            if child.name == name {
                found.append(child)
            } else if child.name == "sdt" || child.name == "sdtContent" || child.name == "ins" {
                found += inside(child, named: name)
            }
        }
        return found
    }

    private static func boxes(in node: Markup) -> [Markup] {
        var found: [Markup] = []
        for child in node.children where child.isElement && child.name != "Fallback" {
            if child.name == "txbxContent" { found.append(child) } else { found += boxes(in: child) }
        }
        return found
    }

    private static func text(of node: Markup) -> String {
        var text = ""
        for child in node.children where child.isElement {
            switch child.name {
            case "t": text += child.text.replacing("\n", with: " ")
            case "tab": text += " "
            case "br", "cr": text += "\n"
            case "noBreakHyphen": text += "-"
            case "pPr", "rPr", "del", "moveFrom", "Fallback", "txbxContent", "instrText", "delText": break
            default: text += Self.text(of: child)
            }
        }
        return text
    }
}
