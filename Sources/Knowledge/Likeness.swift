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

    func share(in title: WordIndex, or text: WordIndex) -> Double {
        guard total > 0 else { return 0 }
        return terms.reduce(0) { sum, term in
            let inTitle = title.match(term.term.word).quality
            return sum + term.worth * (inTitle == 1 ? 1 : max(inTitle, text.match(term.term.word).quality))
        } / total
    }

    /// What a sentence has of the question's worth.
    package func worth(of text: String) -> Double {
        let index = WordIndex(text)
        return terms.reduce(0) { $0 + $1.worth * index.match($1.term.word).quality }
    }
}

/// How much a passage is what a question asks for; every part is 0 to 1.
package struct Likeness: Sendable {
    /// The best single wording of the title against the question, in both directions.
    package let wording: Double
    /// The mean of the three best wordings: an entry that is near in several ways is no chance hit.
    package let wordings: Double
    /// The share of the question's worth that stands in title or text.
    package let share: Double
    /// The share in the text, repetitions counted, less the longer the text.
    package let frequency: Double
    /// The share of what was talked about before that the passage has.
    package let context: Double
    /// How many words the question has, and how many of them stand in title or text.
    package let words: Int
    package let matched: Int

    init(of passage: Passage, to terms: WeighedTerms, context: WeighedTerms) {
        let titleIndex = WordIndex(passage.title)
        let textIndex = WordIndex(passage.text)
        let lengthFactor = 0.25 + 0.75 * Double(textIndex.length) / 100
        var share = 0.0
        var frequency = 0.0
        var matched = 0
        for (term, worth) in terms.terms {
            let inText = textIndex.match(term.word)
            let quality = max(titleIndex.match(term.word).quality, inText.quality)
            share += worth * quality
            if quality > 0 { matched += 1 }
            let count = Double(inText.count) * inText.quality
            frequency += worth * count / (count + 1.2 * lengthFactor)
        }
        let total = terms.total > 0 ? terms.total : 1
        self.share = share / total
        self.frequency = frequency / total
        self.context = context.share(in: titleIndex, or: textIndex)
        let lines = passage.title.split(separator: "\n").map { Self.wording(of: $0, to: terms) }.sorted(by: >)
        wording = lines.first ?? 0
        wordings = lines.prefix(3).reduce(0, +) / Double(max(1, min(3, lines.count)))
        words = terms.terms.count
        self.matched = matched
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

    // The weights below were fitted on public sets of questions (shop, hotel, encyclopaedia; six languages).

    /// What orders the entries, for the question alone, 0 to 1.
    var ownScore: Double { 0.3 * wording + 0.4 * wordings + 0.1 * share + 0.2 * frequency }

    /// What was said before decides between entries that are about equally near.
    var score: Double { (ownScore + 0.4 * context) / 1.4 }

    /// Whether this is an answer: by the share of the question that is found, and the lead over the next entry.
    package func isConvincing(next: Likeness?) -> Bool {
        // Asked in the very words of a stored question.
        if wording >= 0.95 { return true }
        guard share >= 0.4 else { return false }
        let lead = (score - (next?.score ?? 0)) * 1.4
        let length = Double(min(words, 8))
        return 2.3 * ownScore + 18 * lead + 10 * share * min(1, length / 6) + 0.24 * length - 5 * frequency > 4.7
    }
}
