package import Chat

/// A word of the question, with its weight: 1 for what was asked now, less for what was said before.
package struct Term: Sendable {
    /// As the shelf looks it up.
    package let text: String
    package let word: Word
    package let weight: Double
    let lookup: Lookup

    init(_ text: String, _ word: Word, weight: Double, in language: Language?) {
        self.text = text
        self.word = word
        self.weight = weight
        lookup = Self.lookup(word, in: language)
    }

    /// The index stems English alone. In other languages a beginning of five to seven letters equals a
    /// stemmer; the index keeps such beginnings ready, longer ones it would have to gather.
    private static func lookup(_ word: Word, in language: Language?) -> Lookup {
        let forms = word.stem != word.text && PlainSpelling.stem(word.text) != nil ? [word.text, word.stem] : [word.text]
        let length = word.scalars.count
        let isPlain = word.scalars.allSatisfy { $0 < 128 }
        let isLetters = word.scalars.allSatisfy { !(48...57).contains($0) }
        guard language != .english || !isPlain, length >= 5, isLetters else {
            return Lookup(forms + (language == .english ? Synonyms.of(word).map(\.text) : []))
        }
        let beginning = String(word.text.unicodeScalars.prefix(min(7, max(5, (7 * length + 5) / 10))))
        return Lookup(forms, beginning: beginning)
    }
}

/// What a question looks for.
package struct Terms: Sendable {
    /// A MATCH with more than this many words finds no better passages, only slower.
    static let most = 32
    /// Lines before the question that may say what it is about, and how much less each older one counts.
    static let contextLines = 6
    static let mostContext = 20
    static let decay = 0.7

    /// The words of the question itself.
    package let own: [Term]
    /// Words of the lines before it: they decide between passages that answer it equally well.
    package let context: [Term]
    package let language: Language?

    package init(_ question: Question) {
        let text = String(question.text.suffix(2_000))
        let earlier = question.history.suffix(Self.contextLines).reversed().filter { $0.role != .system }
        language = Language.detected(in: text)
            ?? Language.detected(in: earlier.filter { $0.role == .customer }.map(\.text).joined(separator: "\n"))
        let language = language
        let stopWords = (language ?? .english).stopWords
        var seen: Set<Word> = []
        func terms(of text: String, weight: Double, most: Int, keepsStopWords: Bool = false) -> [Term] {
            var terms: [Term] = []
            for text in Words.of(text) where terms.count < most {
                let word = Word(folding: text)
                let meansNothing = stopWords.contains(word.text) || Self.isLoneLetter(word)
                if meansNothing && !keepsStopWords || !seen.insert(word).inserted { continue }
                terms.append(Term(text, word, weight: weight, in: language))
            }
            return terms
        }
        let asked = terms(of: text, weight: 1, most: Self.most)
        // "What is it?" has nothing else to go by.
        own = asked.isEmpty ? terms(of: text, weight: 1, most: Self.most, keepsStopWords: true) : asked
        var context: [Term] = []
        var weight = 1.0
        for line in earlier {
            context += terms(of: String(line.text.suffix(500)), weight: weight, most: Self.mostContext - context.count)
            weight *= Self.decay
        }
        self.context = context
    }

    private static func isLoneLetter(_ word: Word) -> Bool {
        guard word.scalars.count == 1, let value = word.scalars.first else { return false }
        return (97...122).contains(value)
    }
}
