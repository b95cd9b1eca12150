/// What the paragraphs of a DOCX are, by their styles and numberings.
struct WordStyles {
    enum Place: Equatable {
        case plain, title
        /// 1 to 6.
        case heading(Int)
        case item(list: String, level: Int, isOrdered: Bool)
    }

    private struct Style {
        var place: Place?
        var list: (number: String, level: Int)?
        var base: String?
    }

    private var styles: [String: Style] = [:]
    /// The abstract list that a number stands for, and which of its levels count.
    private var lists: [String: String] = [:]
    private var counted: [String: Set<Int>] = [:]

    /// Parts that are missing or damaged leave all paragraphs plain.
    init(styles: [UInt8], numbering: [UInt8]) {
        MarkupTree.xml(styles)?.read { root in
            for entry in root.children where entry.name == "style" {
                guard let id = entry["styleId"] else { continue }
                var style = Style(place: Self.place(named: entry.child("name")?["val"] ?? id))
                style.base = entry.child("basedOn")?["val"]
                let traits = entry.child("pPr")
                if style.place == nil { style.place = Self.outline(traits) }
                style.list = Self.list(traits)
                self.styles[id] = style
            }
        }
        MarkupTree.xml(numbering)?.read { root in
            for entry in root.children {
                if entry.name == "num", let id = entry["numId"], let list = entry.child("abstractNumId")?["val"] {
                    lists[id] = list
                }
                guard entry.name == "abstractNum", let id = entry["abstractNumId"] else { continue }
                for level in entry.children where level.name == "lvl" {
                    let format = level.child("numFmt")?["val"] ?? "bullet"
                    if format != "bullet", format != "none" { counted[id, default: []].insert(Int(level["ilvl"] ?? "") ?? 0) }
                }
            }
        }
    }

    /// Word keeps the English names of its own styles in every language.
    private static func place(named name: String) -> Place? {
        let name = name.lowercased().filter { $0 != " " }
        if name == "title" { return .title }
        guard name.hasPrefix("heading"), let level = Int(name.dropFirst(7)), level >= 1 else { return nil }
        return .heading(min(level, 6))
    }

    private static func outline(_ traits: Markup?) -> Place? {
        guard let level = traits?.child("outlineLvl")?["val"].flatMap({ Int($0) }), (0...8).contains(level) else { return nil }
        return .heading(min(level + 1, 6))
    }

    private static func list(_ traits: Markup?) -> (number: String, level: Int)? {
        guard let numbering = traits?.child("numPr"), let number = numbering.child("numId")?["val"] else { return nil }
        return (number, min(max(Int(numbering.child("ilvl")?["val"] ?? "") ?? 0, 0), 8))
    }

    /// What stands at the paragraph itself wins over its style, and a style over what it is based on.
    func place(of paragraph: Markup) -> Place {
        let traits = paragraph.child("pPr")
        let chain = chain(from: traits?.child("pStyle")?["val"])
        if let place = Self.outline(traits) ?? chain.lazy.compactMap(\.place).first { return place }
        guard let list = Self.list(traits) ?? chain.lazy.compactMap(\.list).first, list.number != "0" else { return .plain }
        let isOrdered = lists[list.number].flatMap { counted[$0] }?.contains(list.level) ?? false
        return .item(list: list.number, level: list.level, isOrdered: isOrdered)
    }

    private func chain(from id: String?) -> [Style] {
        var chain: [Style] = []
        var next = id
        // Styles of a damaged file may be based on each other in a circle.
        while let id = next, let style = styles[id], chain.count < 10 {
            chain.append(style)
            next = style.base
        }
        return chain
    }
}
