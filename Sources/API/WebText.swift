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

    /// Without indentation, empty lines, and the types and most spaces within lines as well; template literals stay
    /// as they are.
    ///
    /// For the widget, which is counted in bytes. A line that a template literal opens on is still code.
    var slim: [Substring] {
        zip(stripped, inTemplate).compactMap { line, isTemplate in
            if isTemplate { return line }
            let text = Self.withoutTypes(Self.unindented(line))
            return text.isEmpty ? nil : Self.withoutSpaces(text)
        }
    }

    private static let odd = Set("/'`".utf8)
    private static let punctuation = Set("={}()[],;:?<>&|!*".utf8)

    private static func unindented(_ line: Substring) -> Substring {
        Substring(line.utf8.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") })
    }

    /// Without the spaces beside punctuation, outside of texts in double quotes. Lines that hold anything less plain
    /// (a regular expression, a division, an address, a template, a style's comment) stay as they are.
    private static func withoutSpaces(_ line: Substring) -> Substring {
        guard !line.utf8.contains(where: odd.contains) else { return line }
        let bytes = Array(line.utf8)
        var kept: [UInt8] = []
        var isText = false
        var isEscaped = false
        for (index, byte) in bytes.enumerated() {
            if isText {
                if byte == UInt8(ascii: "\""), !isEscaped { isText = false }
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            } else if byte == UInt8(ascii: "\"") {
                isText = true
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
