/// Where sentences end, in scripts with and without spaces.
package enum Sentences {
    private static let stops: Set<Character> = [".", "!", "?", "…", "。", "！", "？", "।", "؟", "۔", "．"]
    private static let needNoSpace: Set<Character> = ["。", "！", "？", "।", "؟", "۔"]
    private static let closers: Set<Character> = ["\"", "'", "”", "’", "»", ")", "]", "」", "』", "）"]
    private static let abbreviations: Set<String> = [
        "e.g", "i.e", "etc", "vs", "approx", "incl", "no", "nr", "dr", "mr", "mrs", "ms", "st", "prof", "inc", "ltd",
        "z.b", "bzw", "ca", "usw", "d.h", "u.a", "evtl", "ggf", "inkl", "zzgl", "tel", "str", "p.ej", "sr", "sra", "ud",
        "uds", "aprox", "núm", "p.ex", "env", "art", "sig", "dott", "bijv", "o.a", "m.b.t", "np", "tj", "ul", "tzv",
        "např", "apod", "atd", "vb", "örn", "т.е", "др", "ул",
    ]

    package static func of(_ text: String) -> [String] {
        var sentences: [String] = []
        let characters = Array(text)
        var start = 0
        var position = 0
        while position < characters.count {
            defer { position += 1 }
            guard stops.contains(characters[position]) else { continue }
            var end = position + 1
            while end < characters.count, stops.contains(characters[end]) || closers.contains(characters[end]) { end += 1 }
            guard end == characters.count || characters[end].isWhitespace || needNoSpace.contains(characters[position]),
                !isInside(characters, stop: position, end: end)
            else { continue }
            append(characters[start..<end], to: &sentences)
            start = end
            position = end - 1
        }
        append(characters[start...], to: &sentences)
        return sentences
    }

    /// Whether a sentence that ends so is followed by the next one without a space.
    static func standTogether(after last: Unicode.Scalar) -> Bool {
        Script.isSpaceless(last) || ["。", "！", "？", "」", "』", "）"].contains(last)
    }

    /// A full stop after an abbreviation, an initial or an ordinal, or before a small letter, ends nothing.
    private static func isInside(_ characters: [Character], stop: Int, end: Int) -> Bool {
        guard characters[stop] == "." else { return false }
        let next = characters[end...].first(where: { !$0.isWhitespace })
        if let next, next.isLowercase { return true }
        var start = stop
        while start > 0, !characters[start - 1].isWhitespace, characters[start - 1] != "(" { start -= 1 }
        let word = String(characters[start..<stop]).lowercased()
        if next == nil { return false }
        if word.count == 1, word.first?.isLetter ?? false { return true }
        if word.count <= 2, !word.isEmpty, word.allSatisfy(\.isNumber) { return true }
        return abbreviations.contains(word)
    }

    private static func append(_ characters: ArraySlice<Character>, to sentences: inout [String]) {
        let text = trimmed(Substring(String(characters)))
        if !text.isEmpty { sentences.append(String(text)) }
    }
}
