import Chat

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A question's words with what each is worth: rare words in this bot's knowledge say more.
package struct WeighedTerms: Sendable {
    package let terms: [(term: Term, worth: Double)]
    /// The worth of all of them.
    package let total: Double

    init(_ terms: [Term], among passages: Int, _ occurrences: [String: Int]) {
        self.terms = terms.map { term in
            let count = Double(min(occurrences[term.text] ?? 0, passages))
            // Always positive: in a small collection half of the passages may have the word that matters.
            let rarity = log(1 + (Double(passages) - count + 0.5) / (count + 0.5))
            return (term, term.weight * (0.3 + rarity))
        }
        total = self.terms.reduce(0) { $0 + $1.worth }
    }

    /// The share of the question's worth that a text has, 0 to 1.
    func share(in index: WordIndex) -> Double {
        guard total > 0 else { return 0 }
        return terms.reduce(0) { $0 + $1.worth * index.match($1.term.word).quality } / total
    }

    /// What a sentence has of the question's worth.
    package func worth(of text: String) -> Double {
        let index = WordIndex(text)
        return terms.reduce(0) { $0 + $1.worth * index.match($1.term.word).quality }
    }
}

/// How much a passage is what a question asks for.
package struct Likeness: Sendable {
    /// The best single wording of the title against the question, in both directions.
    package let wording: Double
    /// The share of the question's worth that stands in the title, in the text, in either.
    package let title: Double
    package let text: Double
    package let either: Double
    /// Like `text`, counting repetitions, less the longer the text.
    package let frequency: Double

    init(of passage: Passage, to terms: WeighedTerms) {
        let titleIndex = WordIndex(passage.title)
        let textIndex = WordIndex(passage.text)
        let lengthFactor = 0.25 + 0.75 * Double(textIndex.length) / 100
        var title = 0.0
        var text = 0.0
        var either = 0.0
        var frequency = 0.0
        for (term, worth) in terms.terms {
            let inTitle = titleIndex.match(term.word)
            let inText = textIndex.match(term.word)
            title += worth * inTitle.quality
            text += worth * inText.quality
            either += worth * max(inTitle.quality, inText.quality)
            let count = Double(inText.count) * inText.quality
            frequency += worth * count / (count + 1.2 * lengthFactor)
        }
        let total = terms.total > 0 ? terms.total : 1
        self.title = title / total
        self.text = text / total
        self.either = either / total
        self.frequency = frequency / total
        wording = passage.title.split(separator: "\n").reduce(0) { max($0, Self.wording(of: $1, to: terms)) }
    }

    /// The question's share in one wording, lowered by the wording's words that the question lacks.
    private static func wording(of line: Substring, to terms: WeighedTerms) -> Double {
        let index = WordIndex(String(line))
        let share = terms.share(in: index)
        guard share > 0 else { return 0 }
        let own = index.distinct.filter { !StopWords.isCommon($0.text) }
        guard !own.isEmpty else { return share }
        let asked = own.count { word in terms.terms.contains { WordIndex.isLike($0.term.word, word) } }
        return share * (0.6 + 0.4 * Double(asked) / Double(own.count))
    }

    package var score: Double {
        0.35 * wording + 0.2 * title + 0.25 * either + 0.2 * frequency
    }

    func isConvincing(next: Likeness?) -> Bool {
        let margin = score - (next?.score ?? 0)
        return score >= 0.5 || either >= 0.6 && margin > 0.05
    }
}
