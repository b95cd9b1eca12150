package import Chat

/// An entry that was found, with the passage that speaks for it.
package struct Found: Sendable {
    package let entry: KnowledgeEntry
    package let passage: Passage
    package let likeness: Likeness
    /// 0 to 1, comparable between questions.
    package var score: Double { likeness.score }

    package var source: Source {
        let title =
            switch entry.content {
            case .faq(let question, _, _): question
            case .text(let title, _): title
            case .note: ""
            }
        return Source(id: entry.id, title: title, passage: passage.text, score: score)
    }
}

/// What was found for a question: different entries, best first.
package struct Findings: Sendable {
    package let found: [Found]
    package let terms: WeighedTerms
    /// Whether the best entry may be given as the answer.
    package let isConfident: Bool
}

/// Keeps a bot's knowledge: cuts what is added, and finds what answers a question.
package struct Librarian: Sendable {
    /// Passages that the shelf proposes before they are weighed here.
    static let candidates = 60

    private let shelf: any KnowledgeShelf

    package init(shelf: any KnowledgeShelf) {
        self.shelf = shelf
    }

    /// Adds the entry, or replaces the one with its id.
    package func put(_ entry: KnowledgeEntry) async throws {
        try await shelf.put(entry, passages: Cut.passages(of: entry.content))
    }

    /// False where there is none.
    package func remove(_ id: KnowledgeID, of bot: BotID) async throws -> Bool {
        try await shelf.remove(id, of: bot)
    }

    /// The instructions that operators gave as feedback, oldest first.
    package func notes(of bot: BotID) async throws -> [String] {
        try await shelf.notes(of: bot)
    }

    package func find(_ question: Question) async throws -> Findings {
        let terms = Terms(question).all
        guard !terms.isEmpty else { return Findings(found: [], terms: WeighedTerms([], among: 0, [:]), isConfident: false) }
        let texts = terms.map(\.text)
        let (passages, occurrences) = try await shelf.frequencies(of: texts, in: question.bot.id)
        guard passages > 0 else { return Findings(found: [], terms: WeighedTerms([], among: 0, [:]), isConfident: false) }
        let hits = try await shelf.search(texts, in: question.bot.id, limit: Self.candidates)
        return Self.ranked(hits, for: WeighedTerms(terms, among: passages, occurrences))
    }

    /// The best passage of each entry, best entries first.
    static func ranked(_ hits: [PassageHit], for terms: WeighedTerms) -> Findings {
        var best: [KnowledgeID: Found] = [:]
        for hit in hits {
            let found = Found(entry: hit.entry, passage: hit.passage, likeness: Likeness(of: hit.passage, to: terms))
            guard found.score > 0 else { continue }
            if let other = best[hit.entry.id], other.score >= found.score { continue }
            best[hit.entry.id] = found
        }
        let found = best.values.sorted { ($0.score, $1.entry.id) > ($1.score, $0.entry.id) }.prefix(Limits.sources)
        let isConfident = found.first.map { first in
            first.likeness.isConvincing(next: found.dropFirst().first?.likeness)
        } ?? false
        return Findings(found: Array(found), terms: terms, isConfident: isConfident)
    }
}
