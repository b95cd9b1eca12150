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

    /// - Parameter occurrences: in how many of the passages each term stands, in the terms' order.
    init(_ terms: [Term], among passages: Int, _ occurrences: [Int]) {
        self.terms = zip(terms, occurrences).map { term, occurrences in
            let count = Double(min(occurrences, passages))
            // Always positive: in a small collection half of the passages may have the word that matters.
            let rarity = log(1 + (Double(passages) - count + 0.5) / (count + 0.5))
            return (term, term.weight * (0.3 + rarity))
        }
        total = self.terms.reduce(0) { $0 + $1.worth }
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
    /// What the passage has of what was talked about before, against the one that has most of it.
    package internal(set) var context = 0.0
    /// How well it has each word of the question, and each of the lines before.
    let asked: [Double]
    let talkedAbout: [Double]
    /// The share that its very words have, and not others that mean the same.
    private let literalShare: Double
    /// What its nearness in meaning adds to the score, and whether that is near enough without any word.
    private var meaning = 0.0
    package private(set) var isNear = false
    /// Whether its text was said in the conversation before.
    package internal(set) var wasShown = false
    /// How many words the question has.
    package let words: Int
    /// How many of them stand in title or text.
    package var matched: Int { asked.count { $0 > 0 } }

    init(of passage: Passage, in vocabulary: inout Vocabulary) {
        // Most titles are one wording, counted once for both.
        let wordings = passage.title.split(separator: "\n")
        let title = vocabulary.tally(passage.title, keepsWords: wordings.count == 1)
        let text = vocabulary.tally(passage.text)
        let lengthFactor = 0.25 + 0.75 * Double(text.length) / 100
        var share = 0.0
        var frequency = 0.0
        var literal = 0.0
        var asked: [Double] = []
        for (term, worth) in vocabulary.ownWorths.enumerated() {
            let inText = text.match(term)
            let quality = max(title.match(term).quality, inText.quality)
            asked.append(quality)
            share += worth * quality
            if quality > Synonyms.quality { literal += worth * quality }
            let count = Double(inText.count) * inText.quality
            frequency += worth * count / (count + 1.2 * lengthFactor)
        }
        let total = vocabulary.ownTotal > 0 ? vocabulary.ownTotal : 1
        self.asked = asked
        self.share = share / total
        literalShare = literal / total
        self.frequency = frequency / total
        talkedAbout = vocabulary.contextWorths.indices.map { term in
            let place = vocabulary.ownWorths.count + term
            return max(title.match(place).quality, text.match(place).quality)
        }
        var lines: [Double] = []
        for line in wordings {
            let tally = wordings.count == 1 ? title : vocabulary.tally(String(line), keepsWords: true)
            lines.append(Self.wording(tally, text, in: vocabulary))
        }
        lines.sort(by: >)
        wording = lines.first ?? 0
        self.wordings = lines.prefix(3).reduce(0, +) / Double(max(1, min(3, lines.count)))
        words = vocabulary.ownWorths.count
    }

    /// The question's share in one wording, lowered by the wording's words that the question lacks.
    ///
    /// "Do you serve alcohol?" leaves the name of the place to its answer, where a question names it.
    private static func wording(
        _ tally: Vocabulary.Tally, _ text: Vocabulary.Tally, in vocabulary: Vocabulary
    ) -> Double {
        guard vocabulary.ownTotal > 0 else { return 0 }
        var share = 0.0
        var isNear = false
        for (term, worth) in vocabulary.ownWorths.enumerated() {
            let quality = tally.match(term).quality
            if quality > 0 { isNear = true }
            share += worth * max(quality, textInWording * text.match(term).quality)
        }
        guard isNear else { return 0 }
        share /= vocabulary.ownTotal
        guard share > 0 else { return 0 }
        let (telling, asked) = vocabulary.telling(in: tally)
        return telling > 0 ? share * (0.6 + 0.4 * Double(asked) / Double(telling)) : share
    }

    // The weights below were fitted on public sets of questions (shop, hotel, encyclopaedia; six languages).

    static let contextWeight = 0.4
    /// What a word in the text adds to a wording that lacks it.
    static let textInWording = 0.5

    /// What orders the entries, for the question alone, 0 to 1.
    var ownScore: Double { 0.3 * wording + 0.4 * wordings + 0.1 * share + 0.2 * frequency }

    /// The most that meaning adds to the lead over the next entry, where the words alone have to convince.
    static let mostLeadByMeaning = 0.02

    mutating func add(_ meanings: Meanings, of passage: Int64) {
        // Nothing is nearer than the very words of a stored question.
        meaning = wording >= 0.95 ? meanings.weight : meanings.added(to: passage)
        isNear = meanings.isNear(passage)
    }

    /// What orders the entries.
    var score: Double { wordScore + (wasShown && wording < 0.95 ? 0 : meaning) }

    /// What was said before decides between entries that are about equally near; what was shown is not what is
    /// asked for now, unless it is asked for in its very words.
    private var wordScore: Double {
        guard wasShown, wording < 0.95 else {
            return (ownScore + Self.contextWeight * context) / (1 + Self.contextWeight)
        }
        return 0.7 * ownScore / (1 + Self.contextWeight)
    }

    /// Whether this is an answer: by the share of the question that is found, and the lead over the next entry.
    package func isConvincing(next: Likeness?) -> Bool {
        // Asked in the very words of a stored question.
        if wording >= 0.95 { return true }
        guard literalShare >= 0.4 else { return false }
        let byWords = wordScore - (next?.wordScore ?? 0)
        let byMeaning = score - (next?.score ?? 0) - byWords
        let lead = (byWords + min(byMeaning, Self.mostLeadByMeaning)) * (1 + Self.contextWeight)
        let length = Double(min(words, 8))
        return 2.3 * ownScore + 18 * lead + 10 * literalShare * min(1, length / 6) + 0.24 * length - 5 * frequency
            - 5 * (share - literalShare) > 4.7
    }
}
