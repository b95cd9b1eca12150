/// The words of one text, looked up with tolerance for endings, compounds and typing errors.
struct WordIndex {
    private var counts: [Word: Int] = [:]
    private var byStem: [String: Int] = [:]
    private var byStart: [UInt32: [Word]] = [:]
    /// All words, stop words and repetitions included.
    private(set) var length = 0

    init(_ text: String) {
        for text in Words.of(text) {
            let word = Word(folding: text)
            length += 1
            byStem[word.stem, default: 0] += 1
            if let count = counts[word] {
                counts[word] = count + 1
            } else {
                counts[word] = 1
                if let first = word.scalars.first { byStart[first, default: []].append(word) }
            }
        }
    }

    /// How well the text has the word, 0 to 1, and how often.
    func match(_ word: Word) -> (quality: Double, count: Int) {
        if let count = counts[word] { return (1, count) }
        if let count = byStem[word.stem] { return (0.95, count) }
        guard word.scalars.count >= 4, let first = word.scalars.first else { return (0, 0) }
        var best = 0.0
        for other in byStart[first] ?? [] where other.scalars.count >= 4 {
            best = max(best, Self.likeness(word.scalars, other.scalars))
            if best >= 0.85 { break }
        }
        return best > 0 ? (best, 1) : (0, 0)
    }

    /// Two words that begin alike, or differ in one typing error.
    static func likeness(_ left: [UInt32], _ right: [UInt32]) -> Double {
        let shorter = min(left.count, right.count)
        let longer = max(left.count, right.count)
        var common = 0
        while common < shorter, left[common] == right[common] { common += 1 }
        let share = Double(common) / Double(longer)
        if common >= 4, share >= 0.7 { return 0.85 }
        if shorter >= 5, longer - shorter <= 1, Spelling.differByOne(left, right) { return 0.75 }
        // One word is the beginning of a compound, or endings are long.
        if common >= 5, share >= 0.5 || common == shorter { return 0.6 }
        return 0
    }
}

package enum Spelling {
    /// One letter more, fewer, other, or two neighbours swapped.
    static func differByOne<Letter: Equatable>(_ left: [Letter], _ right: [Letter]) -> Bool {
        let (short, long) = left.count <= right.count ? (left, right) : (right, left)
        guard long.count - short.count <= 1 else { return false }
        var start = 0
        while start < short.count, short[start] == long[start] { start += 1 }
        var end = 0
        while end < short.count - start, short[short.count - 1 - end] == long[long.count - 1 - end] { end += 1 }
        let restShort = short.count - start - end
        let restLong = long.count - start - end
        if restLong <= 1 { return true }
        return restShort == 2 && restLong == 2 && short[start] == long[start + 1] && short[start + 1] == long[start]
    }

    package static func differByOne(_ left: String, _ right: String) -> Bool {
        differByOne(Array(left.unicodeScalars), Array(right.unicodeScalars))
    }
}
