import Chat

/// A bot's number as one token of both full-text indexes, so that a query is limited to its bot inside MATCH.
///
/// Three characters of the private use area, base 4096: one word to the word index (which takes that area as
/// letters), one trigram to the trigram index, and never a part of another bot's token.
enum BotToken {
    static func text(_ bot: Int64) -> String {
        precondition(bot >= 0 && bot < 1 << 36, "the token has room for 2^36 bots")
        var scalars = String.UnicodeScalarView()
        for shift in [24, 12, 0] { scalars.append(Unicode.Scalar(0xE000 + UInt32(bot >> shift & 0xFFF))!) }
        return String(scalars)
    }
}

/// What the word index has of a passage beside its text: words as people type them, and pairs of characters.
///
/// The index takes a run of Chinese, Japanese or Thai as one word; as overlapping pairs it can be found. Its own
/// folding knows Latin letters with accents and no others.
enum CharacterPairs {
    static func text(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 128 }) { return "" }
        var extra = String.UnicodeScalarView()
        var seen: Set<String> = []
        var word = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        func endWord() {
            guard !word.isEmpty else { return }
            let lower = String(word).lowercased()
            word = String.UnicodeScalarView()
            guard lower.unicodeScalars.contains(where: { $0.value >= 128 }), seen.insert(lower).inserted else { return }
            let plain = PlainSpelling.of(lower)
            let stem = PlainSpelling.stem(plain)
            for form in Set([plain, stem ?? plain]).sorted() where form != lower {
                extra.append(contentsOf: form.unicodeScalars)
                extra.append(" ")
            }
        }
        for scalar in text.unicodeScalars {
            if isSpaceless(scalar) {
                endWord()
                if let previous { extra.append(contentsOf: [previous, scalar, " "]) }
                previous = scalar
                continue
            }
            previous = nil
            if isWordPart(scalar) { word.append(scalar) } else { endWord() }
        }
        endWord()
        return String(extra)
    }

    /// Letters, marks and digits, and the joiners within words of Hindi and Persian.
    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200C, 0x200D: return true
        case 0..<128: return (48...57).contains(scalar.value) || (65...90).contains(scalar.value & ~32)
        default: break
        }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .nonspacingMark, .spacingMark:
            true
        default: false
        }
    }

    /// Thai, Lao, Myanmar, Khmer; kana and ideographs.
    private static func isSpaceless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0E01...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3005...0x3007, 0x3041...0x30FF,
            0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
            scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
                || scalar.properties.generalCategory == .spacingMark
        default: false
        }
    }
}
