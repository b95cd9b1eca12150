/// A piece of an article that is never cut: a sentence, or a whole list, table or code block.
package struct Piece: Equatable, Sendable {
    package enum Sort: Sendable { case sentence, block }

    package let sort: Sort
    package let text: String
    /// Whether a new paragraph begins with it.
    package let beginsParagraph: Bool
    let words: Int

    init(_ sort: Sort, _ text: String, beginsParagraph: Bool) {
        self.sort = sort
        self.text = text
        self.beginsParagraph = beginsParagraph
        words = Words.count(text)
    }
}

/// An article as its sections: a path of headings, and the pieces below it.
package struct Article {
    package struct Section {
        package var headings: [String]
        package var pieces: [Piece]
    }

    package private(set) var sections: [Section] = []
    private var path: [(level: Int, heading: String)] = []
    private var pieces: [Piece] = []

    /// Reads Markdown as far as it matters for cutting; plain text is one section of paragraphs.
    package init(_ text: String) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        var position = 0
        while position < lines.count {
            let line = lines[position]
            let sort = Line(line)
            if case .heading(let level, let title) = sort {
                endSection()
                while let last = path.last, last.level >= level { path.removeLast() }
                path.append((level, title))
                position += 1
                continue
            }
            let end = Self.end(of: sort, from: position, in: lines)
            let block = lines[position..<end]
            position = end
            switch sort {
            case .blank, .heading: break
            case .plain:
                let paragraph = block.map(trimmed).joined(separator: " ")
                for (index, sentence) in Sentences.of(paragraph).enumerated() {
                    pieces.append(Piece(.sentence, sentence, beginsParagraph: index == 0))
                }
            case .list, .table, .fence: append(block, of: sort)
            }
        }
        endSection()
    }

    private mutating func endSection() {
        if !pieces.isEmpty { sections.append(Section(headings: path.map(\.heading), pieces: pieces)) }
        pieces = []
    }

    /// A block stays whole unless it is longer than two passages; then it is cut between its items or rows,
    /// and a table's head is repeated.
    private mutating func append(_ lines: ArraySlice<Substring>, of sort: Line) {
        let whole = Piece(.block, lines.joined(separator: "\n"), beginsParagraph: true)
        guard whole.words > 2 * Cut.mostWords else {
            pieces.append(whole)
            return
        }
        let head = sort == .table && lines.count > 2 ? lines.prefix(2) : []
        var part: [Substring] = []
        var words = 0
        for line in lines.dropFirst(head.count) {
            let size = Words.count(line)
            if words + size > Cut.enoughWords, !part.isEmpty, sort != .list || Line(line) == .list {
                pieces.append(Piece(.block, (head + part).joined(separator: "\n"), beginsParagraph: true))
                part = []
                words = 0
            }
            part.append(line)
            words += size
        }
        pieces.append(Piece(.block, (head + part).joined(separator: "\n"), beginsParagraph: true))
    }

    private static func end(of sort: Line, from start: Int, in lines: [Substring]) -> Int {
        var end = start + 1
        switch sort {
        case .fence:
            while end < lines.count, Line(lines[end]) != .fence { end += 1 }
            return min(end + 1, lines.count)
        case .table: while end < lines.count, Line(lines[end]) == .table { end += 1 }
        case .plain: while end < lines.count, Line(lines[end]) == .plain { end += 1 }
        case .list:
            // Items, their further lines, and single blank lines between items.
            while end < lines.count {
                let line = Line(lines[end])
                if line == .list || (line == .plain) { end += 1; continue }
                guard line == .blank, end + 1 < lines.count, Line(lines[end + 1]) == .list else { break }
                end += 2
            }
        case .heading, .blank: break
        }
        return end
    }
}

/// What a line of Markdown is.
private enum Line: Equatable {
    case blank, plain, list, table, fence
    case heading(level: Int, title: String)

    init(_ line: Substring) {
        let text = trimmed(line)
        guard let first = text.first else {
            self = .blank
            return
        }
        if text.hasPrefix("```") || text.hasPrefix("~~~") {
            self = .fence
        } else if first == "#", let heading = Self.heading(text) {
            self = heading
        } else if first == "|" {
            self = .table
        } else if Self.isListItem(text) {
            self = .list
        } else {
            self = .plain
        }
    }

    private static func heading(_ text: Substring) -> Line? {
        let level = text.prefix(while: { $0 == "#" }).count
        let rest = text.dropFirst(level)
        guard level <= 6, rest.first?.isWhitespace ?? false else { return nil }
        var title = trimmed(rest)
        while title.last == "#" { title = title.dropLast() }
        title = trimmed(title)
        return title.isEmpty ? .blank : .heading(level: level, title: String(title))
    }

    private static func isListItem(_ text: Substring) -> Bool {
        if let mark = text.first, "-*+•".contains(mark) { return text.dropFirst().first?.isWhitespace ?? false }
        let digits = text.prefix(while: \.isNumber)
        let rest = text.dropFirst(digits.count)
        guard (1...3).contains(digits.count), let mark = rest.first, mark == "." || mark == ")" else { return false }
        return rest.dropFirst().first?.isWhitespace ?? false
    }
}

func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace ?? false { text = text.dropLast() }
    return text
}
