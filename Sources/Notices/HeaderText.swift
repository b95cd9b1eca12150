import Foundation

/// What people wrote, as it may stand in a header: one line of ASCII, encoded words for the rest (RFC 2047).
enum HeaderText {
    /// An encoded word has at most 75 characters; `=?UTF-8?B?` and `?=` take 12 of them, so 45 bytes fit.
    private static let maxBytesAWord = 45
    /// What stands plainly in one line beside a header's name.
    private static let maxPlain = 60

    /// Free text, such as a subject. Folded lines begin with a space.
    static func unstructured(_ text: String) -> String {
        let line = oneLine(text)
        let isPlain = line.utf8.allSatisfy { (32...126).contains($0) } && line.utf8.count <= maxPlain && !line.contains("=?")
        return isPlain ? line : encoded(line)
    }

    /// A name before an address.
    static func phrase(_ text: String) -> String {
        let line = oneLine(text)
        let isPlain = line.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 32
        }
        return isPlain && line.utf8.count <= maxPlain ? line : encoded(line)
    }

    /// Line breaks and everything else that controls become spaces: nothing that a person wrote begins a header of
    /// its own, and nothing turns the reading direction of what follows.
    static func oneLine(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            // Emoji, Persian and Indic words are joined by these two.
            case .format where scalar == "\u{200D}" || scalar == "\u{200C}": line.unicodeScalars.append(scalar)
            case .control, .lineSeparator, .paragraphSeparator, .format, .surrogate: line.unicodeScalars.append(" ")
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line.split(separator: " ").joined(separator: " ")
    }

    /// Whole scalars a word, since each is decoded by itself.
    private static func encoded(_ text: String) -> String {
        var words: [String] = []
        var piece: [UInt8] = []
        func close() {
            if !piece.isEmpty { words.append("=?UTF-8?B?\(Data(piece).base64EncodedString())?=") }
            piece = []
        }
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if piece.count + bytes.count > maxBytesAWord { close() }
            piece += bytes
        }
        close()
        return words.joined(separator: "\r\n ")
    }
}
