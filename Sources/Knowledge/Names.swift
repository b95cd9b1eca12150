/// Words that a text writes with a capital letter within a sentence: names of what it is about.
///
/// In scripts without capitals every word may be one, and so may German nouns: rarity alone decides there.
enum Names {
    static func of(_ text: String) -> Set<String> {
        var names: Set<String> = []
        var begins = true
        for part in text.split(whereSeparator: \.isWhitespace) {
            let word = part.drop { !$0.isLetter && !$0.isNumber }
            if let first = word.unicodeScalars.first {
                let isCapital = first.properties.isUppercase
                let hasCase = isCapital || first.properties.isLowercase
                if !hasCase || isCapital && !begins {
                    Words.each(in: String(word)) { names.insert(Folding.folded($0)) }
                }
            }
            begins = part.last.map { ".!?:".contains($0) } ?? false
        }
        return names
    }
}
