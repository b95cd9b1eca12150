package import Chat

/// What of a passage is said to the customer: its two or three best sentences, in their order.
package enum Quote {
    static let mostPieces = 3

    /// The run of up to three pieces that holds most of what was asked; lists and tables stay whole.
    package static func of(_ passage: Passage, for terms: WeighedTerms) -> String {
        let pieces = Article(passage.text).sections.flatMap(\.pieces)
        guard pieces.count > mostPieces else { return passage.text }
        let worths = pieces.map { terms.worth(of: $0.text) }
        var best = 0..<mostPieces
        var most = -1.0
        for start in 0...(pieces.count - mostPieces) {
            let run = start..<start + mostPieces
            let worth = run.reduce(0) { $0 + worths[$1] }
            if worth > most + 0.0001 {
                most = worth
                best = run
            }
        }
        return Cut.joined(pieces[best])
    }
}
