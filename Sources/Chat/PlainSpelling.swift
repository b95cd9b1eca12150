/// Words as people type them: without diacritics, and with one letter for each group that is used for another.
///
/// The index and the questions fold alike, so that "Ruckgabe" finds "Rückgabe", and "طلبات" is found by any hamza.
package enum PlainSpelling {
    /// What each letter becomes; empty where it falls away.
    private static let letters: [Unicode.Scalar: [Unicode.Scalar]] = {
        let rows: [(String, String)] = [
            // Latin; comma and cedilla below, tones and horns above.
            ("àáâãäåāăąạảấầẩẫậắằẳẵặǎ", "a"), ("çćĉċč", "c"), ("ďđð", "d"), ("èéêëēĕėęěẹẻẽếềểễệ", "e"), ("ĝğġģǧ", "g"),
            ("ĥħ", "h"), ("ìíîïĩīĭįıỉịǐ", "i"), ("ĵ", "j"), ("ķ", "k"), ("ĺļľŀł", "l"), ("ñńņňŉ", "n"),
            ("òóôõöøōŏőơọỏốồổỗộớờởỡợǒ", "o"), ("ŕŗř", "r"), ("śŝşšș", "s"), ("ţťŧț", "t"),
            ("ùúûüũūŭůűųưụủứừửữựǔ", "u"), ("ŵẁẃẅ", "w"), ("ýÿŷỳỵỷỹ", "y"), ("źżž", "z"), ("ß", "ss"), ("æ", "ae"),
            ("œ", "oe"), ("þ", "th"),
            // Greek: accents, and the sigma that ends a word.
            ("άὰᾶἀἁἄἅ", "α"), ("έὲἐἑἔἕ", "ε"), ("ήὴῆἠἡ", "η"), ("ίϊΐὶῖἰἱ", "ι"), ("όὸὀὁ", "ο"), ("ύϋΰὺῦὐὑ", "υ"),
            ("ώὼῶὠὡ", "ω"), ("ς", "σ"),
            ("ёѐ", "е"), ("ѝ", "и"),
            // Arabic: hamzas, ya and ta marbuta as they are typed; Persian forms of the same letters.
            ("أإآٱ", "ا"), ("ىئیے", "ي"), ("ؤ", "و"), ("ةۀ", "ه"), ("ک", "ك"),
            // Devanagari: one nasal sign stands for the other.
            ("ँ", "ं"),
        ]
        var table: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        for (marked, plain) in rows {
            for scalar in marked.unicodeScalars { table[scalar] = Array(plain.unicodeScalars) }
        }
        // Composed letters of Devanagari, which source texts decompose.
        for (composed, plain) in zip(0x0958...0x095F, [0x915, 0x916, 0x917, 0x91C, 0x921, 0x922, 0x92B, 0x92F]) {
            table[Unicode.Scalar(UInt32(composed))!] = [Unicode.Scalar(UInt32(plain))!]
        }
        // Combining marks, tatweel, vowel signs of Arabic and Hebrew, nukta, joiners.
        for range: ClosedRange<UInt32> in [
            0x300...0x36F, 0x591...0x5BD, 0x640...0x640, 0x64B...0x65F, 0x670...0x670, 0x93C...0x93C, 0x200C...0x200D,
        ] {
            for value in range { table[Unicode.Scalar(value)!] = [] }
        }
        // Digits of other scripts, and full-width letters and digits.
        for (zero, count): (UInt32, UInt32) in [(0x660, 10), (0x6F0, 10), (0x966, 10), (0xE50, 10), (0xFF10, 10)] {
            for digit in 0..<count { table[Unicode.Scalar(zero + digit)!] = [Unicode.Scalar(48 + digit)!] }
        }
        for letter: UInt32 in 0..<26 { table[Unicode.Scalar(0xFF41 + letter)!] = [Unicode.Scalar(97 + letter)!] }
        return table
    }()

    /// The same as a table, for the letters that nearly all texts are written in.
    private static let common: [[Unicode.Scalar]?] = (0..<0x2000).map { value in
        Unicode.Scalar(value).flatMap { letters[$0] }
    }

    private static func plain(_ scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
        Int(scalar.value) < common.count ? common[Int(scalar.value)] : letters[scalar]
    }

    /// `word` is in lower case; marks fall away, composed or not.
    package static func of(_ word: String) -> String {
        if word.utf8.allSatisfy({ $0 < 128 }) { return word }
        guard word.unicodeScalars.contains(where: { plain($0) != nil }) else { return word }
        var folded = String.UnicodeScalarView()
        for scalar in word.unicodeScalars {
            if let letters = plain(scalar) {
                folded.append(contentsOf: letters)
            } else {
                folded.append(scalar)
            }
        }
        return String(folded)
    }

    /// A shorter form that a folded word of Arabic or Hindi shares with its other forms; nil for other scripts.
    ///
    /// Arabic puts the article and small words before a word, both put endings behind it.
    package static func stem(_ word: String) -> String? {
        guard let first = word.unicodeScalars.first?.value else { return nil }
        switch first {
        case 0x621...0x64A: return cut(word, before: arabicBeginnings, behind: arabicEndings, least: 3)
        case 0x904...0x939: return cut(word, before: [], behind: hindiEndings, least: 2)
        default: return nil
        }
    }

    private static let arabicBeginnings = scalars(["وال", "بال", "كال", "فال", "لل", "ال"])
    private static let arabicEndings = scalars(["ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"])
    private static let hindiEndings = scalars([
        "ियों", "ियां", "ाओं", "ाएं", "ुओं", "ुएं", "ों", "ें", "ओं", "एं", "ां", "ीं", "ा", "ि", "ी", "ु", "ू", "े", "ो",
    ])

    private static func scalars(_ texts: [String]) -> [[Unicode.Scalar]] { texts.map { Array($0.unicodeScalars) } }

    private static func cut(
        _ word: String, before: [[Unicode.Scalar]], behind: [[Unicode.Scalar]], least: Int
    ) -> String {
        var rest = Array(word.unicodeScalars)[...]
        if let begin = before.first(where: { rest.starts(with: $0) && rest.count - $0.count >= least }) {
            rest = rest.dropFirst(begin.count)
        }
        if let end = behind.first(where: { rest.reversed().starts(with: $0.reversed()) && rest.count - $0.count >= least }) {
            rest = rest.dropLast(end.count)
        }
        return String(String.UnicodeScalarView(rest))
    }
}
