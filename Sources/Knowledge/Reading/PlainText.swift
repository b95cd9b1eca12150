/// Text files: their character set, and what of them could be mistaken for markup.
enum PlainText {
    /// UTF-8, UTF-16 with its mark, or else Windows-1252. U+0000 and other control characters go.
    static func decoded(_ bytes: [UInt8]) -> String {
        let text: String
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            text = String(decoding: bytes.dropFirst(3), as: UTF8.self)
        } else if bytes.starts(with: [0xFF, 0xFE]) {
            text = String(decoding: units(bytes.dropFirst(2), isLittle: true), as: UTF16.self)
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            text = String(decoding: units(bytes.dropFirst(2), isLittle: false), as: UTF16.self)
        } else if let valid = String(validating: bytes, as: UTF8.self) {
            text = valid
        } else {
            text = windows1252(bytes)
        }
        guard text.utf8.contains(where: { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 }) else { return text }
        // CRLF becomes LF, a lone CR too.
        var cleaned = String.UnicodeScalarView()
        var wasReturn = false
        for scalar in text.unicodeScalars {
            if scalar == "\r" || (scalar == "\n" && !wasReturn) {
                cleaned.append("\n")
            } else if scalar == "\u{0C}" || scalar == "\t" || scalar.value >= 0x20 {
                cleaned.append(scalar)
            }
            wasReturn = scalar == "\r"
        }
        return String(cleaned)
    }

    private static func units(_ bytes: ArraySlice<UInt8>, isLittle: Bool) -> [UInt16] {
        stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isLittle ? second << 8 | first : first << 8 | second
        }
    }

    /// What stands at 0x80 to 0x9F; the rest is Latin-1.
    private static let upper: [Unicode.Scalar] = Array(
        "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars)

    static func windows1252(_ bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes {
            text.append((0x80...0x9F).contains(byte) ? upper[Int(byte) - 0x80] : Unicode.Scalar(byte))
        }
        return String(text)
    }

    /// Whether these bytes are no text of any kind: control characters that no text has.
    static func isBinary(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return false }
        let head = bytes.prefix(65_536)
        let odd = head.count { $0 < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D, 0x1B].contains($0) }
        return odd * 100 > head.count
    }

    /// A line of a paragraph that `Article` must not take for a heading, a table or a fence.
    static func unmarked(_ line: Substring) -> Substring {
        var line = trimmed(line)
        while line.hasPrefix("```") || line.hasPrefix("~~~") || line.first == "|"
            || (line.first == "#" && (line.drop { $0 == "#" }.first?.isWhitespace ?? true))
        {
            line = trimmed(line.dropFirst())
        }
        return line
    }

    /// Spaces, tabs and line ends as one space each; none at the ends.
    static func collapsed(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        var isAfterSpace = true
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace || scalar == "\u{200B}" || scalar == "\u{FEFF}" {
                if !isAfterSpace { result.append(" ") }
                isAfterSpace = true
            } else if scalar != "\u{AD}", scalar.value >= 0x20, scalar.value != 0x7F {
                result.unicodeScalars.append(scalar)
                isAfterSpace = false
            }
        }
        if result.hasSuffix(" ") { result.removeLast() }
        return result
    }
}
