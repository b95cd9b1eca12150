package import Chat

extension Librarian {
    /// Passages of one entry among which the best for a question is looked for.
    private static let looked = 200

    /// What one entry says to a question; nil where it is gone, or holds nothing that could be quoted.
    package func find(_ question: Question, in id: KnowledgeID) async throws -> Findings? {
        guard let entry = try await shelf.entry(id, of: question.bot.id) else { return nil }
        let terms = Terms(question)
        var hits = try await shelf.search(terms.own.map(\.text), in: question.bot.id, limit: Self.looked)
            .filter { $0.entry.id == id }
        if hits.isEmpty {
            hits = Cut.passages(of: entry.content).map { PassageHit(entry: entry, passage: $0, score: 0) }
        }
        guard let first = hits.first else { return nil }
        let weighed = WeighedTerms(terms.own, among: hits.count, [:])
        let ranked = Self.ranked(hits, for: weighed, context: WeighedTerms([], among: 0, [:]))
        if !ranked.found.isEmpty { return ranked }
        let likeness = Likeness(of: first.passage, to: weighed, context: WeighedTerms([], among: 0, [:]))
        return Findings(
            found: [Found(entry: entry, passage: first.passage, likeness: likeness)], terms: weighed, isConfident: false)
    }
}
