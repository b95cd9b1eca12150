/// A script or a style as it stands in `Web/`, and what of it goes to browsers (decision 6).
///
/// No parser: what is taken out is told by lines. So a line with an odd number of backquotes has to be one that
/// opens or closes a template literal.
struct WebText {
    /// Without the lines that hold nothing but a comment: they are for readers, not for browsers.
    let stripped: [Substring]
    /// Which of these lines stand in a template literal or open one.
    private let inTemplate: [Bool]

    init(_ bytes: [UInt8]) {
        var kept: [Substring] = []
        var marks: [Bool] = []
        var inComment = false
        var template = false
        // By bytes: characters would be put together only to be compared with ASCII.
        let lines = String(decoding: bytes, as: UTF8.self).utf8.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for line in lines.map(Substring.init) {
            let text = Self.unindented(line)
            if inComment {
                if text.contains("*/") { inComment = false }
                continue
            }
            if !template {
                if text.hasPrefix("//") { continue }
                if text.hasPrefix("/*"), !text.contains("*/") {
                    inComment = true
                    continue
                }
                if text.hasPrefix("/*"), text.hasSuffix("*/") { continue }
            }
            marks.append(template)
            if line.utf8.count(where: { $0 == UInt8(ascii: "`") }) % 2 == 1 { template.toggle() }
            kept.append(line)
        }
        stripped = kept
        inTemplate = marks
    }

    var whole: String { stripped.joined(separator: "\n") }

    func slimmed(isStyle: Bool) -> String { isStyle ? slimStyle : Self.joined(slim) }

    struct Line: Equatable {
        let text: Substring
        let isTemplate: Bool
    }

    /// Without indentation, empty lines, and the types and most spaces within lines as well; template literals stay
    /// as they are.
    ///
    /// For the widget, which is counted in bytes. A line that a template literal opens on is still code.
    var slim: [Line] {
        zip(stripped, inTemplate).compactMap { line, isTemplate in
            if isTemplate { return Line(text: line, isTemplate: true) }
            let text = Self.withoutTypes(Self.unindented(line))
            return text.isEmpty ? nil : Line(text: Self.withoutSpaces(text), isTemplate: false)
        }
    }

    /// Lines of code as one text. What follows a plain line that ends a statement or opens a block needs no line of
    /// its own; a line with more than plain code in it might end in a comment.
    static func joined(_ lines: [Line]) -> String {
        var text = ""
        var isOpen = true
        for line in lines {
            if !isOpen { text += "\n" }
            text += line.text
            let ends = line.text.utf8.last.map(Self.ends.contains) == true
            isOpen = ends && !line.isTemplate && !line.text.utf8.contains(where: Self.unplain.contains)
        }
        return text
    }

    /// A style without indentation and the spaces that say nothing. No text in it may hold `{`, `}`, `;` or `,`.
    var slimStyle: String {
        var kept: [UInt8] = []
        for byte in whole.utf8 {
            if Self.spaces.contains(byte), kept.last.map(Self.beforeSpaces.contains) != false { continue }
            if Self.braces.contains(byte), kept.last.map(Self.spaces.contains) == true { kept.removeLast() }
            if byte == UInt8(ascii: "}"), kept.last == UInt8(ascii: ";") { kept.removeLast() }
            kept.append(byte)
        }
        return String(decoding: kept, as: UTF8.self)
    }

    /// What the lines at the left edge declare, outside template literals; empty for what names several, as `{ a, b }`.
    var declared: [Substring] {
        zip(stripped, inTemplate).compactMap { line, isTemplate in
            guard !isTemplate, let first = line.utf8.first, Self.beginsDeclaration.contains(first) else { return nil }
            let words = line.split(separator: " ", maxSplits: 4).drop { $0 == "export" || $0 == "async" }
            guard let kind = words.first, Self.declarations.contains(kind), let name = words.dropFirst().first else {
                return nil
            }
            return name.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
        }
    }

    private static let declarations: Set<Substring> = ["const", "let", "var", "function", "class"]
    private static let beginsDeclaration = Set("aceflv".utf8)
    private static let odd = Set("/'".utf8)
    private static let ends = Set(";{,".utf8)
    private static let unplain = Set("/'`".utf8)
    private static let spaces = Set(" \n".utf8)
    private static let beforeSpaces = Set("{};,: \n".utf8)
    private static let braces = Set("{}".utf8)
    private static let punctuation = Set("={}()[],;:?<>&|!*".utf8)

    private static func unindented(_ line: Substring) -> Substring {
        Substring(line.utf8.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") })
    }

    /// Without the spaces beside punctuation, outside of texts in double quotes and templates. Lines that hold anything
    /// less plain (a regular expression, a division, a template in a template, a style's comment) stay as they are.
    private static func withoutSpaces(_ line: Substring) -> Substring {
        guard line.utf8.count(where: { $0 == UInt8(ascii: "`") }) <= 2 else { return line }
        let bytes = Array(line.utf8)
        var kept: [UInt8] = []
        var quote: UInt8?
        var isEscaped = false
        for (index, byte) in bytes.enumerated() {
            if quote != nil {
                if byte == quote, !isEscaped { quote = nil }
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`") {
                quote = byte
            } else if odd.contains(byte) {
                return line
            } else if byte == UInt8(ascii: " ") {
                let next = index + 1 < bytes.count ? bytes[index + 1] : UInt8(ascii: ";")
                if punctuation.contains(next) || kept.last.map(punctuation.contains) == true { continue }
            }
            kept.append(byte)
        }
        return Substring(decoding: kept, as: UTF8.self)
    }

    /// `/** @type {…} */` and its like, which stand before a value or a parameter.
    private static func withoutTypes(_ line: Substring) -> Substring {
        guard line.contains("/** @") else { return line }
        var rest = line
        var kept = ""
        while let open = rest.firstRange(of: "/** @"), let close = rest[open.upperBound...].firstRange(of: "*/") {
            kept += rest[..<open.lowerBound]
            rest = rest[close.upperBound...].drop { $0 == " " }
        }
        return Substring(kept + rest)
    }
}
