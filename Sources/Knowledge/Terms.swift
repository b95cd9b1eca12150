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
    /// A question with fewer words of its own is read together with the lines before it.
    static let few = 4

    package let all: [Term]
    package let language: Language?

    package init(_ question: Question) {
        let text = String(question.text.suffix(2_000))
        let earlier = question.history.suffix(8).reversed().filter { $0.role == .customer }
        language = Language.detected(in: text)
            ?? Language.detected(in: earlier.map(\.text).joined(separator: "\n"))
        let stopWords = (language ?? .english).stopWords
        var terms: [Term] = []
        var seen: Set<Word> = []
        func add(_ text: String, weight: Double, keepsStopWords: Bool = false) {
            for text in Words.of(text) {
                guard terms.count < Self.most else { return }
                let word = Word(folding: text)
                let meansNothing = stopWords.contains(word.text) || Self.isLoneLetter(word)
                if meansNothing && !keepsStopWords || !seen.insert(word).inserted { continue }
                terms.append(Term(text: text, word: word, weight: weight))
            }
        }
        add(text, weight: 1)
        // "What is it?" has nothing else to go by.
        if terms.isEmpty { add(text, weight: 1, keepsStopWords: true) }
        if terms.count < Self.few {
            var weight = 0.5
            for line in earlier.prefix(3) {
                add(String(line.text.suffix(500)), weight: weight)
                weight *= 0.5
            }
        }
        all = terms
    }

    private static func isLoneLetter(_ word: Word) -> Bool {
        guard word.scalars.count == 1, let value = word.scalars.first else { return false }
        return (97...122).contains(value)
    }
}
