/// A question as the set of its stems, by which two wordings of it are compared.
package enum QuestionWords {
    /// Stems without the words that mean nothing by themselves; all of them where nothing else is left.
    package static func stems(of text: String) -> Set<String> {
        let words = Words.of(String(text.suffix(2_000))).map { Word(folding: $0) }
        let stopWords = (Language.detected(in: text) ?? .english).stopWords
        let telling = words.filter { !stopWords.contains($0.text) }
        // Twice, so that “delivering” (deliver) and “deliver” (deliv) meet.
        return Set((telling.isEmpty ? words : telling).map { Stem.of($0.stem) })
    }

    /// The share of all stems that both have (Jaccard), 0 to 1.
    package static func likeness(_ left: Set<String>, _ right: Set<String>) -> Double {
        let all = left.union(right).count
        return all == 0 ? 0 : Double(left.intersection(right).count) / Double(all)
    }
}
