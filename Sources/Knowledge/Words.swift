import Chat

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
        each(in: text) { words.append($0) }
        return words
    }

    /// The same, one after another.
    static func each(in text: String, _ take: (String) -> Void) {
        eachUTF8(in: text) { take(String(decoding: $0, as: UTF8.self)) }
    }

    /// The same as UTF-8, without making a text of each.
    static func eachUTF8(in text: String, _ take: ([UInt8]) -> Void) {
        var word: [UInt8] = []
        // The last character of a run without spaces, and whether it stands in a pair already.
        var last: Unicode.Scalar?
        var isPaired = false
        func endWord() {
            guard !word.isEmpty else { return }
            take(word)
            word.removeAll(keepingCapacity: true)
        }
        func endRun() {
            if let scalar = last, !isPaired {
                word.append(contentsOf: UTF8.encode(scalar)!)
                endWord()
            }
            last = nil
            isPaired = false
        }
        for scalar in text.unicodeScalars {
            switch Script.part(of: scalar) {
            case .separator:
                endRun()
                endWord()
            case .spaceless:
                endWord()
                if let before = last {
                    word.append(contentsOf: UTF8.encode(before)!)
                    word.append(contentsOf: UTF8.encode(scalar)!)
                    endWord()
                    isPaired = true
                }
                last = scalar
            case .letter(let lower):
                endRun()
                if lower.value < 128 {
                    word.append(UInt8(lower.value))
                } else {
                    word.append(contentsOf: UTF8.encode(lower)!)
                }
            case .letters:
                endRun()
                for lower in scalar.properties.lowercaseMapping.unicodeScalars {
                    word.append(contentsOf: UTF8.encode(lower)!)
                }
            case .joiner: break
            }
        }
        endRun()
        endWord()
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
    /// What a character does to the word that it stands in.
    enum Part {
        case separator, spaceless, joiner
        /// Its lower case is this one character.
        case letter(Unicode.Scalar)
        /// Its lower case is several.
        case letters
    }

    /// Looking a character up in Unicode's tables takes longer than all else that is done with it.
    private static let known: [Part] = (0..<0x2100).map { value in Unicode.Scalar(value).map(lookUp) ?? .separator }

    static func part(of scalar: Unicode.Scalar) -> Part {
        if scalar.value < 0x2100 { return known[Int(scalar.value)] }
        return (0x4E00...0x9FFF).contains(scalar.value) ? .spaceless : lookUp(scalar)
    }

    private static func lookUp(_ scalar: Unicode.Scalar) -> Part {
        // Between letters of one word, in Hindi and Persian.
        if scalar.value == 0x200C || scalar.value == 0x200D { return .joiner }
        if isSpaceless(scalar) { return .spaceless }
        guard isWordPart(scalar) else { return .separator }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        guard let only = lower.first, lower.count == 1 else { return .letters }
        return .letter(only)
    }

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

/// Words without diacritics, as people type them.
package enum Folding {
    /// `word` is in lower case.
    package static func folded(_ word: String) -> String { PlainSpelling.of(word) }
}

/// Endings of English, Arabic and Hindi; other languages are met by common beginnings (`WordIndex`).
enum Stem {
    private static let endings = ["ings", "ing", "edly", "ed", "es", "s", "ly", "er", "e"]

    static func of(_ word: String) -> String {
        guard word.utf8.allSatisfy({ $0 >= 97 && $0 <= 122 }) else { return PlainSpelling.stem(word) ?? word }
        guard word.utf8.count > 3 else { return word }
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
