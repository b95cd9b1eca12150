/// A PDF, read by poppler's `pdftotext`.
enum PDFDocument {
    /// Of text. A book of a thousand pages has two to three.
    private static let maxTextBytes = 5_000_000

    static func read(
        _ bytes: [UInt8], name: String, otherwise: String, tools: Tools
    ) throws(ReadingFault) -> ReadDocument {
        let (told, facts) = try tools.withFile(bytes, ending: "pdf") { path throws(ReadingFault) in
            let told = try tools.run(
                "pdftotext", of: "poppler-utils", ["-enc", "UTF-8", path, "-"], maxBytes: maxTextBytes)
            let facts = try? tools.run("pdfinfo", of: "poppler-utils", ["-enc", "UTF-8", path], maxBytes: 100_000)
            return (told, facts)
        }
        if told.code == 3 || told.complaint.contains("Incorrect password") { throw .encrypted }
        let paged = PlainText.decoded(told.bytes)
        let text = PagedText.joined(paged)
        guard text.contains(where: { $0.isLetter || $0.isNumber }) else {
            guard told.code == 0 else { throw .damaged(detail: "Its pages cannot be found.") }
            throw .noText
        }
        let own = facts.flatMap { title(in: String(decoding: $0.bytes, as: UTF8.self)) }
        return ReadDocument(name: name, title: own ?? firstLine(of: text) ?? otherwise, text: text)
    }

    /// What the file says its title is, unless a program wrote it there on its own.
    private static func title(in facts: String) -> String? {
        let line = facts.split(separator: "\n").first { $0.hasPrefix("Title:") }
        let title = PlainText.collapsed(String((line ?? "").dropFirst(6)))
        let small = title.lowercased()
        let isMade = small.hasPrefix("microsoft word") || small.hasPrefix("untitled") || small.contains("://")
            || [".doc", ".docx", ".indd", ".odt", ".pdf", ".html", ".tex", ".qxd"].contains { small.hasSuffix($0) }
        guard !isMade, title.count >= 3, title.contains(where: \.isLetter) else { return nil }
        return String(title.prefix(300))
    }

    /// A short first paragraph stands where a title would.
    private static func firstLine(of text: String) -> String? {
        let line = text.prefix { $0 != "\n" }
        let isTitle = line.contains(where: \.isLetter) && line.count <= 100 && !".,;:".contains(line.last ?? ".")
        return isTitle ? String(line) : nil
    }
}

/// The text of pages, one after the other, made into running text.
enum PagedText {
    /// A page's first and last lines, among which its header and footer are.
    private static let edge = 2

    /// - Parameter text: pages divided by form feeds, paragraphs by blank lines.
    static func joined(_ text: String) -> String {
        let pages = text.split(separator: "\u{0C}", omittingEmptySubsequences: false).map { page in
            page.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(trimmed)
        }.filter { page in page.contains { !$0.isEmpty } }
        let repeated = repeatedLines(pages)
        var paragraphs: [[Substring]] = []
        for page in pages {
            var blocks = paragraphsOf(withoutEdges(page, repeated))
            // A sentence that the page's end cut in two.
            if let last = paragraphs.last?.last, let next = blocks.first?.first, continues(last, next) {
                paragraphs[paragraphs.count - 1] += blocks.removeFirst()
            }
            paragraphs += blocks
        }
        return paragraphs.map { lines in
            joinedLines(lines).map { PlainText.unmarked($0[...]) }.joined(separator: "\n")
        }.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private static func paragraphsOf(_ lines: [Substring]) -> [[Substring]] {
        lines.split(whereSeparator: \.isEmpty).map(Array.init)
    }

    private static func continues(_ last: Substring, _ next: Substring) -> Bool {
        guard let end = last.last, let start = next.first else { return false }
        return hyphens.contains(end) || (start.isLowercase && !".!?:".contains(end))
    }

    private static let hyphens: Set<Character> = ["-", "\u{2010}", "\u{AD}"]

    /// Lines whose last word goes on in the next one are joined; a soft hyphen is no character of its word.
    private static func joinedLines(_ lines: [Substring]) -> [String] {
        var result: [String] = []
        for line in lines {
            let clean = String(line).replacing("\u{AD}\u{2010}", with: "\u{2010}")
            if let last = result.last, let next = clean.first, next.isLowercase, let mark = last.last, hyphens.contains(mark),
                last.dropLast().last?.isLetter ?? false
            {
                result[result.count - 1] = String(last.dropLast()) + clean
            } else {
                result.append(clean)
            }
        }
        return result.map { PlainText.collapsed($0) }
    }

    /// What a line says, whatever its number: `Page 3 of 9` and `Page 4 of 9` are one.
    private static func shape(_ line: Substring) -> String {
        var shape = ""
        for character in line where !character.isWhitespace {
            if !character.isNumber { shape.append(character) } else if shape.last != "0" { shape.append("0") }
        }
        return shape
    }

    /// Lines that stand at the edge of at least two pages and of most.
    private static func repeatedLines(_ pages: [[Substring]]) -> Set<String> {
        guard pages.count > 1 else { return [] }
        var counts: [String: Int] = [:]
        for page in pages {
            let full = page.filter { !$0.isEmpty }
            for shape in Set((full.prefix(edge) + full.suffix(edge)).map(shape)) { counts[shape, default: 0] += 1 }
        }
        return Set(counts.filter { $0.value >= max(2, (pages.count * 3 + 4) / 5) }.keys)
    }

    private static func withoutEdges(_ page: [Substring], _ repeated: Set<String>) -> [Substring] {
        guard !repeated.isEmpty else { return page }
        var page = page
        let full = page.indices.filter { !page[$0].isEmpty }
        for index in Set(full.prefix(edge) + full.suffix(edge)).sorted(by: >) where repeated.contains(shape(page[index])) {
            // An empty line stays, so that no paragraphs grow together.
            page[index] = ""
        }
        return page
    }
}
