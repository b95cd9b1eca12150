package import Chat

/// An entry that was found, with the passage that speaks for it.
package struct Found: Sendable {
    package let entry: KnowledgeEntry
    package let passage: Passage
    package let likeness: Likeness
    /// 0 to 1, comparable between questions.
    package var score: Double { min(1, likeness.score) }

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

    static let none = Findings(found: [], terms: WeighedTerms([], among: 0, []), isConfident: false)
}

/// Keeps a bot's knowledge: cuts what is added, and finds what answers a question.
package struct Librarian: Sendable {
    /// Passages that the shelf proposes before they are weighed here.
    static let candidates = 60
    /// What a word of the lines before is worth that names nothing, against one that does.
    static let plainWord = 0.25
    /// What the lines before are worth where the question names something itself.
    static let named = 0.3

    let shelf: any KnowledgeShelf
    private let meaning: Meaning?

    /// - Parameter meaning: nil where no embeddings are to be had.
    package init(shelf: any KnowledgeShelf, meaning: Meaning? = nil) {
        self.shelf = shelf
        self.meaning = meaning
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
        guard !terms.own.isEmpty else { return .none }
        let bot = question.bot.id
        async let asked = meaning?.asked(question)
        let hits = try await shelf.search(
            terms.own.map(\.lookup), context: terms.context.map(\.lookup), in: bot, limit: Self.candidates)
        guard hits.passages > 0 else { return .none }
        let own = WeighedTerms(terms.own, among: hits.passages, hits.own)
        let known = zip(terms.context, hits.context).filter { $1 > 0 }
        let context = WeighedTerms(known.map { $0.0 }, among: hits.passages, known.map { $0.1 })
        let shown = question.history.filter { $0.role != .customer }.map(\.text)
        var meanings: Meanings?
        if let asked = try await asked {
            meanings = try await meaning?.meanings(asked, in: bot, beside: hits.hits)
        }
        let ranked = Self.ranked(
            meanings?.joined(with: hits.hits) ?? hits.hits, for: own, context: context, shown: shown, meanings: meanings)
        var entries: [KnowledgeID: KnowledgeEntry] = [:]
        for entry in try await shelf.entries(ranked.map(\.entry), of: bot) { entries[entry.id] = entry }
        // An entry may have been removed since.
        let found = ranked.compactMap { hit in
            entries[hit.entry].map { Found(entry: $0, passage: hit.passage, likeness: hit.likeness) }
        }
        let isConfident = found.first.map { first in
            first.likeness.isConvincing(next: found.dropFirst().first?.likeness)
        } ?? false
        return Findings(found: found, terms: own, isConfident: isConfident)
    }

    /// A passage that was weighed.
    struct Weighed {
        let entry: KnowledgeID
        let passage: Passage
        let number: Int64
        var likeness: Likeness
    }

    /// The best passage of each entry, best entries first.
    static func ranked(
        _ hits: [PassageHit], for terms: WeighedTerms, context: WeighedTerms, shown: [String] = [],
        meanings: Meanings? = nil
    ) -> [Weighed] {
        var vocabulary = Vocabulary(own: terms, context: context)
        var weighed: [Weighed] = hits.map { hit in
            Weighed(
                entry: hit.entry, passage: hit.passage, number: hit.number,
                likeness: Likeness(of: hit.passage, in: &vocabulary))
        }
        placeInConversation(&weighed, terms, context)
        if !shown.isEmpty {
            for index in weighed.indices { weighed[index].likeness.wasShown = isShown(weighed[index].passage, in: shown) }
        }
        if let meanings {
            for index in weighed.indices { weighed[index].likeness.add(meanings, of: weighed[index].number) }
        }
        var best: [KnowledgeID: Weighed] = [:]
        for hit in weighed where hit.likeness.score > 0 && (hit.likeness.share > 0 || hit.likeness.isNear) {
            if let other = best[hit.entry], other.likeness.score >= hit.likeness.score { continue }
            best[hit.entry] = hit
        }
        return Array(
            best.values.sorted { ($0.likeness.score, $1.entry) > ($1.likeness.score, $0.entry) }.prefix(Limits.sources))
    }

    /// How much each passage is about the thing that was talked about: what is named in it and was named before.
    private static func placeInConversation(_ weighed: inout [Weighed], _ own: WeighedTerms, _ context: WeighedTerms) {
        guard !context.terms.isEmpty else { return }
        var names: [String: Int] = [:]
        for hit in weighed {
            for name in Names.of(hit.passage.title).union(Names.of(hit.passage.text)) { names[name, default: 0] += 1 }
        }
        func isName(_ term: Term, _ having: (Likeness) -> Double) -> Bool {
            let count = weighed.count { having($0.likeness) == 1 }
            return count > 0 && 2 * names[term.word.text, default: 0] >= count
        }
        let worths = context.terms.enumerated().map { index, term in
            isName(term.term) { $0.talkedAbout[index] } ? term.worth : plainWord * term.worth
        }
        // A question that names something is not about what was talked about before.
        let asksByName = own.terms.enumerated().contains { index, term in isName(term.term) { $0.asked[index] } }
        let sums = weighed.map { hit in zip(worths, hit.likeness.talkedAbout).reduce(0) { $0 + $1.0 * $1.1 } }
        guard let most = sums.max(), most > 0 else { return }
        for (index, sum) in sums.enumerated() {
            weighed[index].likeness.context = (asksByName ? named : 1) * sum / most
        }
    }

    /// Whether a line of the bot's or an operator's holds the passage, or its beginning.
    private static func isShown(_ passage: Passage, in lines: [String]) -> Bool {
        guard !lines.isEmpty else { return false }
        let beginning = passage.text.prefix(80)
        return lines.contains { $0.contains(beginning) }
    }
}
