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
            case .url, .file: String(passage.title.prefix { $0 != "\n" })
            case .note: ""
            }
        return Source(id: entry.id, title: title, passage: passage.text, score: score, url: passage.url)
    }
}

/// What was found for a question: different entries, best first.
package struct Findings: Sendable {
    package let found: [Found]
    package let terms: WeighedTerms
    /// Whether the best entry may be given as the answer.
    package let isConfident: Bool

    static let none = Findings(found: [], terms: WeighedTerms([], among: 0, [:]), isConfident: false)
}

private struct PassageKey: Hashable {
    let entry: KnowledgeID
    let text: String
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
        let terms = Terms(question)
        let own = terms.own.map(\.text)
        let context = terms.context.map(\.text)
        guard !own.isEmpty else { return .none }
        let bot = question.bot.id
        let (passages, occurrences) = try await shelf.frequencies(of: own + context, in: bot)
        guard passages > 0 else { return .none }
        var hits = try await shelf.search(own, in: bot, limit: Self.candidates)
        if !context.isEmpty {
            // Rare words of the lines before name what is talked about.
            let telling = terms.context.filter { (occurrences[$0.text] ?? 0) > 0 }
                .sorted { (occurrences[$0.text] ?? 0) < (occurrences[$1.text] ?? 0) }.prefix(8).map(\.text)
            hits += try await shelf.search(own + telling, in: bot, limit: Self.candidates)
        }
        return Self.ranked(
            hits, for: WeighedTerms(terms.own, among: passages, occurrences),
            context: WeighedTerms(
                terms.context.filter { (occurrences[$0.text] ?? 0) > 0 }, among: passages, occurrences))
    }

    /// The best passage of each entry, best entries first.
    static func ranked(_ hits: [PassageHit], for terms: WeighedTerms, context: WeighedTerms) -> Findings {
        var weighed: Set<PassageKey> = []
        var best: [KnowledgeID: Found] = [:]
        for hit in hits where weighed.insert(PassageKey(entry: hit.entry.id, text: hit.passage.text)).inserted {
            let likeness = Likeness(of: hit.passage, to: terms, context: context)
            let found = Found(entry: hit.entry, passage: hit.passage, likeness: likeness)
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
