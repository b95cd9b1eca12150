import Chat

/// Asks a bot's own questions, each while its passage does not have it: what comes first by words alone, and what
/// with the model at several weights?
struct SelfTest: Sendable {
    /// More questions say little more, and each costs two texts of the provider.
    static let mostQuestions = 200
    /// Of one passage with many wordings.
    static let mostWordings = 4

    let knowledge: any KnowledgeShelf
    let vectors: any VectorShelf
    let model: String
    let at: Moment
    let embed: @Sendable ([String]) async throws -> [Vector?]

    /// A question, and its passage without it.
    struct Item: Sendable, Equatable {
        let question: String
        let hidden: PassageHit
    }

    func run(_ bot: WhisperBot) async throws -> EmbeddingTest {
        // Nobody asks a deleted one.
        let sample = bot.deleted ? [] : try await vectors.embeddedSample(of: bot.id, limit: Self.mostQuestions)
        let items = Self.items(of: sample)
        guard !items.isEmpty else {
            return EmbeddingTest(weight: 0, near: 1, questions: 0, without: 0, with: 0, at: at)
        }
        let asked = try await embed(items.map(\.question))
        let hidden = try await embed(items.map { $0.hidden.passage.meant })
        var cases: [Case] = []
        for (item, (question, hidden)) in zip(items, zip(asked, hidden)) {
            guard let question, let cosine = hidden.flatMap(question.cosine) else { continue }
            if let known = try await self.case(of: item, in: bot, question, cosine) { cases.append(known) }
            await Task.yield()
        }
        return Self.result(of: cases, at: at)
    }

    /// Each wording in turn while there is room, so that every passage has its first before any has a second.
    static func items(of sample: [PassageHit]) -> [Item] {
        let wordings = sample.map { $0.passage.title.split(separator: "\n").prefix(mostWordings).map(String.init) }
        var items: [Item] = []
        for place in 0..<mostWordings {
            for (hit, lines) in zip(sample, wordings) where place < lines.count && items.count < mostQuestions {
                let passage = Passage(
                    title: title(hit.passage.title, without: place), text: hit.passage.text,
                    isAnswer: hit.passage.isAnswer)
                items.append(Item(
                    question: lines[place],
                    hidden: PassageHit(
                        entry: hit.entry, passage: passage, number: hit.number, document: hit.document)))
            }
        }
        return items
    }

    /// A lone wording loses every other word alone: people ask in other words, but not without any of them, and
    /// where words had nothing to go by, a poor model would look good.
    private static func title(_ title: String, without place: Int) -> String {
        var wordings = title.split(separator: "\n")
        guard wordings.count == 1 else {
            wordings.remove(at: place)
            return wordings.joined(separator: "\n")
        }
        return title.split(whereSeparator: \.isWhitespace).enumerated().filter { $0.offset % 2 == 1 }.map { $0.element }
            .joined(separator: " ")
    }

    /// A question with everything that may come first.
    struct Case: Sendable {
        let terms: WeighedTerms
        let hits: [PassageHit]
        let comparison: Comparison
        let right: Int64
        /// How near the right passage is, and whether none is nearer.
        let cosine: Double
        let isNearest: Bool
    }

    /// Nil for a question without words.
    private func `case`(of item: Item, in bot: WhisperBot, _ vector: Vector, _ cosine: Double) async throws -> Case? {
        let terms = Terms(Question(bot: bot, history: [], text: item.question))
        guard !terms.own.isEmpty else { return nil }
        let found = try await knowledge.search(
            terms.own.map(\.lookup), context: [], in: bot.id, limit: Librarian.candidates)
        // One more than is used, since the passage itself and its neighbours are left out.
        var comparison = try await vectors.compare(
            vector, in: bot.id, model: model, limit: 2 * Meaning.nearest, and: found.hits.map(\.number))
        let hidden = item.hidden
        func isHidden(_ hit: PassageHit) -> Bool { hit.entry == hidden.entry && hit.document == hidden.document }
        for hit in found.hits + comparison.nearest where isHidden(hit) { comparison.cosines[hit.number] = nil }
        let others = comparison.nearest.filter { !isHidden($0) }.prefix(Meaning.nearest)
        let best = others.compactMap { comparison.cosines[$0.number] }.max() ?? comparison.cosines.values.max() ?? -1
        comparison.cosines[hidden.number] = cosine
        comparison.nearest = others + [hidden]
        // It is found by words only if words are left that find it: `Librarian` drops what has none of them.
        let hits = found.hits.filter { !isHidden($0) } + (found.hits.contains { $0.number == hidden.number } ? [hidden] : [])
        return Case(
            terms: WeighedTerms(terms.own, among: max(1, found.passages), found.own), hits: hits, comparison: comparison,
            right: hidden.number, cosine: cosine, isNearest: cosine > best)
    }

    static func result(of cases: [Case], at moment: Moment) -> EmbeddingTest {
        guard !cases.isEmpty else {
            return EmbeddingTest(weight: 0, near: 1, questions: 0, without: 0, with: 0, at: moment)
        }
        let cosines = cases.map(\.cosine).sorted()
        let near = cosines[cosines.count / 5]
        let found = WeightChoice.weights.map { weight in cases.count { $0.isFound(weight: weight, near: near) } }
        let choice = WeightChoice(
            questions: cases.count, found: found, nearest: cases.count(where: \.isNearest),
            chance: cases.reduce(0) { $0 + 1 / Double($1.comparison.cosines.count) } / Double(cases.count))
        let questions = Double(cases.count)
        return EmbeddingTest(
            weight: WeightChoice.weights[choice.best], near: near, questions: cases.count,
            without: Double(found[0]) / questions, with: Double(found[choice.best]) / questions, at: moment)
    }
}

extension SelfTest.Case {
    func isFound(weight: Double, near: Double) -> Bool {
        let nothing = WeighedTerms([], among: 0, [])
        let meanings = weight > 0 ? Meanings(comparison, weight: weight, near: near) : nil
        let ranked = Librarian.ranked(
            meanings?.joined(with: hits) ?? hits, for: terms, context: nothing, meanings: meanings)
        return ranked.first?.number == right
    }
}

/// Which weight a model deserves.
struct WeightChoice {
    /// 0 first: the words alone.
    static let weights = [0, 0.1, 0.2, 0.3, 0.45]
    /// By chance alone a useless model may be as good as this once in a thousand tests.
    static let chanceOfLuck = 0.001
    /// A model that has not even this share of the right passages nearest is too poor to overrule words.
    static let leastNearest = 0.25

    /// Of `weights`: the lowest of those that find most, if that is more than words find and the model is not
    /// merely lucky.
    let best: Int

    /// - Parameters:
    ///   - found: how many questions found their passage, for each of `weights`.
    ///   - nearest: how many had their passage nearest in meaning.
    ///   - chance: of being nearest for a passage that is drawn at random.
    init(questions: Int, found: [Int], nearest: Int, chance: Double) {
        let most = found.max() ?? 0
        let gain = most - (found.first ?? 0)
        let isTelling = Self.chance(of: nearest, orMoreOf: questions, each: chance) < Self.chanceOfLuck
        // One question more among hundreds is no gain.
        let isGood = Double(nearest) >= Self.leastNearest * Double(questions)
        best = isTelling && isGood && gain * 100 >= questions && gain > 0 ? found.firstIndex(of: most) ?? 0 : 0
    }

    /// That at least `count` of `all` independent events happen that each happen with `chance`.
    static func chance(of count: Int, orMoreOf all: Int, each chance: Double) -> Double {
        guard count > 0 else { return 1 }
        guard chance > 0, chance < 1 else { return chance > 0 ? 1 : 0 }
        // Term by term from none on; a few hundred at most.
        var term = 1.0
        for _ in 0..<all { term *= 1 - chance }
        var below = 0.0
        for happened in 0..<count {
            below += term
            term *= Double(all - happened) / Double(happened + 1) * chance / (1 - chance)
        }
        return max(0, 1 - below)
    }
}
