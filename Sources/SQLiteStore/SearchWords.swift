import Chat

/// How texts become words of the conversation search, in the index and in a query alike.
enum SearchWords {
    /// Texts as they are indexed: characters of scripts written without spaces become words of their own.
    static func document(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnspaced) else { return text }
        var result = ""
        result.reserveCapacity(text.utf8.count * 2)
        for scalar in text.unicodeScalars {
            if isUnspaced(scalar) {
                result.unicodeScalars.append(" ")
                result.unicodeScalars.append(scalar)
                result.unicodeScalars.append(" ")
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The words that must all occur, each as an FTS5 phrase; nothing of the text reaches MATCH unquoted.
    static func phrases(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace)
            .filter { $0.unicodeScalars.contains(where: isWordScalar) }
            .map { "\"" + document(String($0)).replacing("\"", with: "\"\"") + "\"" }
    }

    static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }

    /// Letters, digits and private use: what the unicode61 tokenizer keeps.
    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .privateUse:
            true
        default: false
        }
    }

    /// Thai, Lao, Khmer, Chinese, Japanese.
    private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x0E00: false
        case 0x0E00...0x0EFF, 0x1780...0x17FF, 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF,
            0x20000...0x3FFFF:
            true
        default: false
        }
    }
}

/// Tokens of the indexed `scope` column: a frequent word under a narrow filter scans little.
enum SearchScope {
    static func organization(_ row: Int64) -> String { "o\(row)" }
    static func bot(_ row: Int64) -> String { "b\(row)" }

    /// For past conversations: whose they are and which ratings they have.
    static func past(organization: Int64, bot: Int64, ratedUp: Int, ratedDown: Int) -> String {
        var tokens = [Self.organization(organization), Self.bot(bot)]
        if ratedUp > 0 { tokens.append("ratedup") }
        if ratedDown > 0 { tokens.append("rateddown") }
        if ratedUp + ratedDown == 0 { tokens.append("ratednone") }
        return tokens.joined(separator: " ")
    }
}
