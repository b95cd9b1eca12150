package import Chat

/// A word of the question, with its weight: 1 for what was asked now, less for what was said before.
package struct Term: Sendable {
    /// As the shelf looks it up.
    package let text: String
    package let word: Word
    package let weight: Double
}

/// What a question looks for.
package struct Terms: Sendable {
    /// A MATCH with more than this many words finds no better passages, only slower.
    static let most = 32
    /// Lines before the question that may say what it is about, and how much less each older one counts.
    static let contextLines = 6
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
        let stopWords = (language ?? .english).stopWords
        var seen: Set<Word> = []
        func terms(of text: String, weight: Double, most: Int, keepsStopWords: Bool = false) -> [Term] {
            var terms: [Term] = []
            for text in Words.of(text) where terms.count < most {
                let word = Word(folding: text)
                let meansNothing = stopWords.contains(word.text) || Self.isLoneLetter(word)
                if meansNothing && !keepsStopWords || !seen.insert(word).inserted { continue }
                terms.append(Term(text: text, word: word, weight: weight))
            }
            return terms
        }
        let asked = terms(of: text, weight: 1, most: Self.most)
        // "What is it?" has nothing else to go by.
        own = asked.isEmpty ? terms(of: text, weight: 1, most: Self.most, keepsStopWords: true) : asked
        var context: [Term] = []
        var weight = 1.0
        for line in earlier {
            context += terms(of: String(line.text.suffix(500)), weight: weight, most: Self.most - context.count)
            weight *= Self.decay
        }
        self.context = context
    }

    private static func isLoneLetter(_ word: Word) -> Bool {
        guard word.scalars.count == 1, let value = word.scalars.first else { return false }
        return (97...122).contains(value)
    }
}
