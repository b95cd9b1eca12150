/// A word as texts are compared by it: lower case, without diacritics, with its light stem.
package struct Word: Hashable, Sendable {
    package let text: String
    let scalars: [UInt32]
    let stem: String

    init(folding word: String) {
        text = Folding.folded(word)
        scalars = text.unicodeScalars.map(\.value)
        stem = Stem.of(text)
    }

    package static func == (left: Word, right: Word) -> Bool { left.text == right.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

package enum Words {
    /// The words of a text in order, in lower case; scripts without spaces as overlapping pairs of characters.
    package static func of(_ text: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        var run: [Unicode.Scalar] = []
        func endRun() {
            if run.count == 1 { words.append(String(run[0])) }
            for index in run.indices.dropFirst() { words.append(String(String.UnicodeScalarView(run[index - 1...index]))) }
            run.removeAll(keepingCapacity: true)
        }
        func endWord() {
            if !word.isEmpty { words.append(String(word)) }
            word = String.UnicodeScalarView()
        }
        for scalar in text.unicodeScalars {
            if Script.isSpaceless(scalar) {
                endWord()
                run.append(scalar)
            } else if Script.isWordPart(scalar) {
                endRun()
                word.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            } else {
                endRun()
                endWord()
            }
        }
        endRun()
        endWord()
        return words
    }

    /// How much there is to read: words, or half the characters of scripts without spaces.
    static func count(_ text: some StringProtocol) -> Int {
        var words = 0
        var spaceless = 0
        var inside = false
        for scalar in text.unicodeScalars {
            if Script.isSpaceless(scalar) {
                spaceless += 1
                inside = false
            } else if Script.isWordPart(scalar) {
                if !inside { words += 1 }
                inside = true
            } else {
                inside = false
            }
        }
        return words + (spaceless + 1) / 2
    }
}

enum Script {
    static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            switch scalar.value {
            case 48...57, 65...90, 97...122: return true
            default: return false
            }
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .nonspacingMark, .spacingMark:
            return true
        default: return false
        }
    }

    /// Thai, Lao, Myanmar, Khmer; kana and ideographs. The word index of the store pairs the same characters.
    static func isSpaceless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0E01...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3005...0x3007, 0x3041...0x30FF, 0x3400...0x4DBF,
            0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
            scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
                || scalar.properties.generalCategory == .spacingMark
        default: false
        }
    }
}

/// Letters without their diacritics, as far as languages with Latin or Cyrillic letters leave them out when typing.
package enum Folding {
    private static let letters: [Unicode.Scalar: String] = {
        let rows: [(String, String)] = [
            ("àáâãäåāăą", "a"), ("çćĉċč", "c"), ("ďđð", "d"), ("èéêëēĕėęě", "e"), ("ĝğġģ", "g"), ("ĥħ", "h"),
            ("ìíîïĩīĭįı", "i"), ("ĵ", "j"), ("ķ", "k"), ("ĺļľŀł", "l"), ("ñńņňŉ", "n"), ("òóôõöøōŏő", "o"),
            ("ŕŗř", "r"), ("śŝşšș", "s"), ("ţťŧț", "t"), ("ùúûüũūŭůűų", "u"), ("ŵ", "w"), ("ýÿŷ", "y"), ("źżž", "z"),
            ("ß", "ss"), ("æ", "ae"), ("œ", "oe"), ("þ", "th"), ("ё", "е"),
        ]
        var table: [Unicode.Scalar: String] = [:]
        for (marked, plain) in rows { for scalar in marked.unicodeScalars { table[scalar] = plain } }
        return table
    }()

    /// `word` is in lower case; combining marks of the Latin script fall away, composed or not.
    package static func folded(_ word: String) -> String {
        if word.utf8.allSatisfy({ $0 < 128 }) { return word }
        var plain = String.UnicodeScalarView()
        for scalar in word.unicodeScalars {
            if (0x300...0x36F).contains(scalar.value) { continue }
            if let letter = letters[scalar] {
                plain.append(contentsOf: letter.unicodeScalars)
            } else {
                plain.append(scalar)
            }
        }
        return String(plain)
    }
}

/// English endings; other languages are met by common beginnings (`WordIndex`).
enum Stem {
    private static let endings = ["ings", "ing", "edly", "ed", "es", "s", "ly", "er", "e"]

    static func of(_ word: String) -> String {
        guard word.utf8.count > 3, word.utf8.allSatisfy({ $0 >= 97 && $0 <= 122 }) else { return word }
        if word.hasSuffix("ss") { return word }
        var stem = word
        if word.hasSuffix("ies"), word.utf8.count > 4 {
            stem = String(word.dropLast(3)) + "y"
        } else {
            for ending in endings where word.hasSuffix(ending) && word.utf8.count - ending.utf8.count >= 3 {
                stem = String(word.dropLast(ending.utf8.count))
                break
            }
        }
        // shipping → shipp → ship
        let bytes = Array(stem.utf8)
        if bytes.count > 3, stem.utf8.count < word.utf8.count, bytes[bytes.count - 1] == bytes[bytes.count - 2],
            ![UInt8(ascii: "l"), UInt8(ascii: "s"), UInt8(ascii: "e")].contains(bytes[bytes.count - 1])
        {
            stem.removeLast()
        }
        if stem.hasSuffix("y"), stem.utf8.count > 3 { stem = String(stem.dropLast()) + "i" }
        return stem
    }
}
