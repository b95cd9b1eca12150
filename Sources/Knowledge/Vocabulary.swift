/// The words of the passages that are weighed for one question.
///
/// Passages of one bot share most of their words, so each word is folded and compared with the question's words
/// when it is first met, and only counted from then on.
struct Vocabulary {
    /// How a word is one of the question's.
    private enum Match {
        case same(Int)
        case stem(Int)
        case like(Int, Double)
    }
    private struct Entry {
        /// As it stands in the passages, in UTF-8.
        let word: [UInt8]
        /// Folded.
        let text: String
        let matches: [Match]
        let isOwn: Bool
    }

    /// The question's words first, then those of the lines before it.
    let ownWorths: [Double]
    let contextWorths: [Double]
    let ownTotal: Double
    private let terms: [Word]
    private let synonyms: [String: [Int]]
    private let byFirst: [UInt32: [Int]]
    /// By their bytes' hash; where two share one, the later stands at the next free number.
    private var numbers: [UInt64: Int] = [:]
    private var entries: [Entry] = []

    init(own: WeighedTerms, context: WeighedTerms) {
        ownWorths = own.terms.map(\.worth)
        contextWorths = context.terms.map(\.worth)
        ownTotal = own.total
        terms = own.terms.map(\.term.word) + context.terms.map(\.term.word)
        var synonyms: [String: [Int]] = [:]
        for (index, word) in terms.enumerated() {
            for other in Synonyms.of(word) { synonyms[other.stem, default: []].append(index) }
        }
        self.synonyms = synonyms
        var byFirst: [UInt32: [Int]] = [:]
        for (index, word) in terms.enumerated() {
            // A stem may have lost the letter that its word begins with.
            for first in Set([word.scalars.first, word.stem.unicodeScalars.first?.value].compactMap { $0 }) {
                byFirst[first, default: []].append(index)
            }
        }
        for other in synonyms.keys {
            if let first = other.unicodeScalars.first?.value, byFirst[first] == nil { byFirst[first] = [] }
        }
        self.byFirst = byFirst
    }

    /// How one text has the question's words.
    struct Tally {
        fileprivate(set) var length = 0
        fileprivate var words: Set<Int> = []
        fileprivate var same: [Int: Int] = [:]
        fileprivate var stems: [Int: Int] = [:]
        fileprivate var like: [Int: Double] = [:]

        /// How well the text has the word of this number, 0 to 1, and how often.
        func match(_ term: Int) -> (quality: Double, count: Int) {
            if let count = same[term] { return (1, count) }
            if let count = stems[term] { return (0.95, count) }
            return like[term].map { ($0, 1) } ?? (0, 0)
        }
    }

    /// - Parameter keepsWords: for `telling`, which other texts do not need.
    mutating func tally(_ text: String, keepsWords: Bool = false) -> Tally {
        var tally = Tally()
        Words.eachUTF8(in: text) { word in
            tally.length += 1
            let number = number(of: word)
            if keepsWords { tally.words.insert(number) }
            for match in entries[number].matches {
                switch match {
                case .same(let term): tally.same[term, default: 0] += 1
                case .stem(let term): tally.stems[term, default: 0] += 1
                case .like(let term, let quality): tally.like[term] = max(tally.like[term] ?? 0, quality)
                }
            }
        }
        return tally
    }

    /// How many different words of the text mean something, and how many of them the question has.
    func telling(in tally: Tally) -> (words: Int, asked: Int) {
        var words: Set<String> = []
        var asked = 0
        for number in tally.words where !StopWords.isCommon(entries[number].text) {
            if words.insert(entries[number].text).inserted, entries[number].isOwn { asked += 1 }
        }
        return (words.count, asked)
    }

    private mutating func number(of word: [UInt8]) -> Int {
        // FNV-1a.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        while let number = numbers[hash] {
            if entries[number].word == word { return number }
            hash &+= 1
        }
        entries.append(entry(word))
        numbers[hash] = entries.count - 1
        return entries.count - 1
    }

    private func entry(_ utf8: [UInt8]) -> Entry {
        let text = String(decoding: utf8, as: UTF8.self)
        let folded = Folding.folded(text)
        var matches: [Match] = []
        let first = folded.unicodeScalars.first?.value ?? 0
        // Letters of Arabic may be an article that hides the word.
        if byFirst[first] != nil || (0x600...0x6FF).contains(first) {
            let word = Word(folding: text)
            let begin = word.stem.unicodeScalars.first?.value ?? first
            var near = byFirst[first] ?? []
            if begin != first { near += (byFirst[begin] ?? []).filter { !near.contains($0) } }
            matches = near.compactMap { compare(word, with: $0) }
            if matches.isEmpty, let meant = synonyms[word.stem] {
                matches = meant.map { .like($0, Synonyms.quality) }
            }
        }
        let isOwn = matches.contains { match in
            switch match {
            case .same(let term), .stem(let term), .like(let term, _): term < ownWorths.count
            }
        }
        return Entry(word: utf8, text: folded, matches: matches, isOwn: isOwn)
    }

    private func compare(_ word: Word, with number: Int) -> Match? {
        let term = terms[number]
        if word == term { return .same(number) }
        if word.stem == term.stem { return .stem(number) }
        guard word.scalars.count >= 4, term.scalars.count >= 4, word.scalars.first == term.scalars.first else { return nil }
        let likeness = WordIndex.likeness(term.scalars, word.scalars)
        return likeness > 0 ? .like(number, likeness) : nil
    }
}
