package import Chat

extension Librarian {
    /// Passages among which those of the entry are looked for.
    private static let looked = 200

    /// What one entry says to a question; nil where it is gone, or holds nothing that could be quoted.
    package func find(_ question: Question, in id: KnowledgeID) async throws -> Findings? {
        let bot = question.bot.id
        guard let entry = try await shelf.entry(id, of: bot) else { return nil }
        let terms = Terms(question)
        let hits = try await shelf.search(terms.own.map(\.lookup), context: [], in: bot, limit: Self.looked)
        var passages = hits.hits.filter { $0.entry == id }
        if passages.isEmpty {
            passages = Cut.passages(of: entry.content).map { PassageHit(entry: id, passage: $0) }
        }
        guard let first = passages.first else { return nil }
        let own = WeighedTerms(terms.own, among: max(1, hits.passages), hits.own)
        let nothing = WeighedTerms([], among: 0, [])
        var vocabulary = Vocabulary(own: own, context: nothing)
        let best = Self.ranked(passages, for: own, context: nothing).first
        let found = Found(
            entry: entry, passage: best?.passage ?? first.passage,
            likeness: best?.likeness ?? Likeness(of: first.passage, in: &vocabulary))
        return Findings(found: [found], terms: own, isConfident: false)
    }
}
