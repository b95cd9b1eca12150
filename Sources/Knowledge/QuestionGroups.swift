/// Questions that ask for the same, so that one sees which article is missing.
package enum QuestionGroups {
    /// Two questions are about the same from this share of common stems on.
    static let sameness = 0.5

    /// The places of texts that belong together, in their order; the largest group first, then by its first text.
    ///
    /// Every text is compared with the most frequent wording of each group only: what is a little like a little
    /// like it does not join.
    package static func of(_ texts: [String]) -> [[Int]] {
        var wordings: [Set<String>: [Int]] = [:]
        for (place, text) in texts.enumerated() { wordings[key(of: text), default: []].append(place) }
        let byFrequency = wordings.sorted { ($0.value.count, $1.value[0]) > ($1.value.count, $0.value[0]) }
        var groups: [[Int]] = []
        var leaders: [Set<String>] = []
        var leadersWith: [String: [Int]] = [:]
        for (stems, places) in byFrequency {
            var near: [Int: Int] = [:]
            for stem in stems { for leader in leadersWith[stem] ?? [] { near[leader, default: 0] += 1 } }
            let nearest = near.map { leader, common in
                (likeness: Double(common) / Double(stems.count + leaders[leader].count - common), leader: leader)
            }.max { ($0.likeness, $1.leader) < ($1.likeness, $0.leader) }
            if let nearest, nearest.likeness >= sameness {
                groups[nearest.leader] += places
            } else {
                for stem in stems { leadersWith[stem, default: []].append(groups.count) }
                leaders.append(stems)
                groups.append(places)
            }
        }
        return groups.map { $0.sorted() }.sorted { ($0.count, $1[0]) > ($1.count, $0[0]) }
    }

    /// The most frequent of these wordings, letter case and white space aside; of equals the first.
    package static func wording(of texts: [String]) -> String {
        var counts: [String: (count: Int, first: Int)] = [:]
        for (place, text) in texts.enumerated() {
            counts[Words.of(text).joined(separator: " "), default: (0, place)].count += 1
        }
        let best = counts.values.max { ($0.count, $1.first) < ($1.count, $0.first) }
        return best.map { texts[$0.first] } ?? ""
    }

    /// A text without a word is like its equals alone.
    private static func key(of text: String) -> Set<String> {
        let stems = QuestionWords.stems(of: text)
        return stems.isEmpty ? [text] : stems
    }
}
