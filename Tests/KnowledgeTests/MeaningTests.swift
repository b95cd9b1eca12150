import Chat
@testable import Knowledge
import LanguageModels
import SQLiteStore
import Testing
import TestSupport

/// Made-up words, so that nothing but the model knows that those of a line mean the same.
private let meanings = [
    ["kalomi", "brundel", "zwarik"], ["fintos", "helmar", "oquist"], ["jabreg", "lomtur", "vespik"],
    ["dornal", "pirkes", "xuntha"], ["gubrik", "malvet", "tyrsen"], ["halfor", "nirgul", "wexami"],
    ["cestin", "quorba", "rufalk"], ["sidwen", "ulbrok", "yendra"], ["bixtor", "emvalu", "krasno"],
    ["apgred", "itshom", "ozfeln"],
]
private let concepts = Concepts(meanings)

/// Premises where the first two words of each meaning are stored, and a model that knows all three.
private struct Shop {
    let premises: Premises
    let provider: ScriptedModel
    let embeddings: Embeddings
    let entries: [KnowledgeEntry]

    init(
        _ steps: [ScriptedModel.Step] = ScriptedModel.Step.embeddings { concepts.vector(of: $0) }, model: String = "m-1"
    ) async throws {
        premises = try await Premises()
        provider = try await ScriptedModel(steps)
        embeddings = Embeddings(endpoint: ModelEndpoint(url: provider.url, key: nil, model: model))
        var entries: [KnowledgeEntry] = []
        for (number, words) in meanings.enumerated() {
            entries.append(try await premises.learn(.faq(
                question: "What is \(words[0])?", answer: "Reply \(number).", alternatives: ["About \(words[1])"])))
        }
        self.entries = entries
    }

    func embedder(_ embeddings: Embeddings? = nil) -> Embedder {
        Embedder(
            shelf: premises.store, embeddings: embeddings ?? self.embeddings, clock: { Premises.now }, quiet: .zero,
            testPause: .zero)
    }

    func settle(_ embeddings: Embeddings? = nil) async throws {
        let embedder = embedder(embeddings)
        while try await embedder.step() {}
    }

    func find(_ text: String, with embeddings: Embeddings? = nil) async throws -> Findings {
        let meaning = Meaning(shelf: premises.store, embeddings: embeddings ?? self.embeddings, noteFault: { _ in })
        return try await Librarian(shelf: premises.store, meaning: meaning).find(premises.question(text))
    }

    func figures(_ model: String = "m-1") async throws -> BotEmbedding {
        try await premises.store.embedding(of: premises.bot.id, model: model)
    }

    func close() async throws {
        await embeddings.shutdown()
        try await provider.stop()
        try premises.close()
    }
}

@Test func `a question without a word of its answer is found by its meaning, but never answered as if it were sure`()
    async throws
{
    let shop = try await Shop()
    #expect(try await shop.find("Explain zwarik").found.isEmpty, "nothing is embedded yet")
    #expect(shop.provider.requests.isEmpty)
    try await shop.settle()
    let figures = try await shop.figures()
    #expect((figures.passages, figures.embedded) == (10, 10))
    let test = try #require(figures.test)
    #expect((test.questions, test.without, test.with, test.at) == (20, 0, 1, Premises.now))
    #expect(test.weight > 0)
    for (words, entry) in zip(meanings, shop.entries) {
        let findings = try await shop.find("Explain \(words[2])")
        #expect(findings.found.first?.entry == entry)
        #expect(findings.found.first?.likeness.isNear == true)
        #expect(!findings.isConfident)
        // Its very words still stand above everything.
        let exact = try await shop.find("What is \(words[0])?")
        #expect(exact.found.first?.entry == entry)
        #expect(exact.isConfident)
    }
    for text in ["Do penguins dream?", "umbrellas", "???"] {
        #expect(try await shop.find(text).found.isEmpty, "\(text)")
    }
    try await shop.close()
}

@Test func `a model that knows nothing is not heard`() async throws {
    let shop = try await Shop(ScriptedModel.Step.embeddings { Concepts.noise($0) })
    try await shop.settle()
    let test = try #require(try await shop.figures().test)
    #expect(test.weight == 0)
    #expect((test.questions, test.with) == (20, test.without))
    let asked = shop.provider.requests.count
    for words in meanings {
        let text = "What about \(words[1]) and \(words[0])?"
        #expect(try await shop.find(text).found.map(\.entry) == shop.premises.find(text).found.map(\.entry))
    }
    #expect(shop.provider.requests.count == asked, "nobody asks it about questions")
    try await shop.close()
}

@Test func `whatever a provider does, the words still find in time`() async throws {
    let shop = try await Shop()
    try await shop.settle()
    let faults: [[ScriptedModel.Step]] = [
        [.hang], [.cut], ScriptedModel.Step.refusal(401), ScriptedModel.Step.refusal(429),
        ScriptedModel.Step.refusal(500), ScriptedModel.Step.json("{not json"), ScriptedModel.Step.json(#"{"data":[]}"#),
        ScriptedModel.Step.json(#"{"data":[{"embedding":[1,2,3]}]}"#), ScriptedModel.Step.json(#"{"data":[{"embedding":[]}]}"#),
        ScriptedModel.Step.embeddings { _ in [Float](repeating: 0, count: 256) },
    ]
    for steps in faults {
        let provider = try await ScriptedModel(steps)
        let embeddings = Embeddings(endpoint: ModelEndpoint(url: provider.url, key: nil, model: "m-1"))
        let began = ContinuousClock.now
        let findings = try await shop.find("What is dornal?", with: embeddings)
        #expect(began.duration(to: .now) < .seconds(10))
        #expect(findings.found.first?.entry == shop.entries[3])
        #expect(findings.isConfident)
        #expect(provider.requests.count == 1)
        await embeddings.shutdown()
        try await provider.stop()
    }
    try await shop.close()
}

@Test func `what stands already is not embedded again, what changed is, and what is gone is not found`() async throws {
    let shop = try await Shop()
    try await shop.settle()
    let asked = shop.provider.requests.count
    try await shop.settle()
    #expect(shop.provider.requests.count == asked, "as after a restart")
    // The newest passage's number is given to the one that replaces it.
    var entry = shop.entries[9]
    entry.content = .faq(question: "What is newword?", answer: "Reply.", alternatives: [meanings[0][2]])
    try await shop.premises.librarian.put(entry)
    #expect(try await shop.figures().embedded == 9)
    try await shop.settle()
    #expect(try await shop.figures().embedded == 10)
    #expect(try await !shop.find("Explain ozfeln").found.map(\.entry.id).contains(entry.id))
    #expect(try await shop.find("kalomi").found.map(\.entry.id).contains(entry.id))
    for entry in shop.entries { #expect(try await shop.premises.librarian.remove(entry.id, of: shop.premises.bot.id)) }
    #expect(try await shop.figures().embedded == 0)
    try await shop.premises.learn(.text(title: "Other", text: "Something else."))
    #expect(try await shop.find("Explain zwarik").found.isEmpty)
    try await shop.close()
}

@Test func `another model, or another length of vectors, begins anew`() async throws {
    let shop = try await Shop()
    try await shop.settle()
    let longer = Concepts(meanings, dimensions: 300)
    let provider = try await ScriptedModel(ScriptedModel.Step.embeddings { longer.vector(of: $0) })
    let second = Embeddings(endpoint: ModelEndpoint(url: provider.url, key: nil, model: "m-2"))
    #expect(try await shop.figures("m-2").embedded == 0)
    #expect(try await shop.find("Explain zwarik", with: second).found.isEmpty, "no vector of another model counts")
    #expect(provider.requests.isEmpty)
    try await shop.settle(second)
    #expect(try await shop.figures("m-2").embedded == 10)
    #expect(try await shop.figures("m-1") == BotEmbedding(model: "m-1", passages: 10, embedded: 0, test: nil))
    #expect(try await shop.find("Explain zwarik", with: second).found.first?.entry == shop.entries[0])
    // The same name, but other vectors than before.
    try await shop.premises.learn(.text(title: "New", text: "Something new."))
    let changed = Embeddings(endpoint: ModelEndpoint(url: shop.provider.url, key: nil, model: "m-2"))
    let embedder = shop.embedder(changed)
    await #expect(throws: ModelFault.misshapen) { try await embedder.step() }
    while try await embedder.step() {}
    #expect(try await shop.figures("m-2").embedded == 11)
    await second.shutdown()
    await changed.shutdown()
    try await provider.stop()
    try await shop.close()
}

@Test func `one text that is refused holds up no other, and a refusal of everything skips nothing`() async throws {
    let shop = try await Shop()
    try await shop.premises.learn(.text(title: "Long", text: String(repeating: "kalomi ", count: 110)))
    try await shop.premises.learn(.text(title: "Bad", text: "Poison."))
    let good = ScriptedModel.Step.embeddings { concepts.vector(of: $0) }
    let none = ScriptedModel.Step.refusal(400)
    // The batch, then its twelve texts one by one, the last of them twice (its beginning alone).
    let picky = try await ScriptedModel(none, good, good, good, good, good, good, good, good, good, good, good, none, none, good)
    let embeddings = Embeddings(endpoint: ModelEndpoint(url: picky.url, key: nil, model: "m-1"))
    try await shop.settle(embeddings)
    let figures = try await shop.figures()
    #expect((figures.passages, figures.embedded) == (12, 11))
    let closed = try await ScriptedModel(none)
    let other = Embeddings(endpoint: ModelEndpoint(url: closed.url, key: nil, model: "m-2"))
    let embedder = shop.embedder(other)
    await #expect(throws: ModelFault.refused(status: 400)) { try await embedder.step() }
    #expect(try await shop.premises.store.unembedded(limit: 20)?.passages.count == 12)
    await embeddings.shutdown()
    await other.shutdown()
    try await picky.stop()
    try await closed.stop()
    try await shop.close()
}

@Test func `a weight is given for a gain that is no luck, and never more than is needed`() {
    func weight(_ questions: Int, _ found: [Int], nearest: Int, chance: Double) -> Double {
        WeightChoice.weights[WeightChoice(questions: questions, found: found, nearest: nearest, chance: chance).best]
    }
    #expect(weight(20, [10, 15, 18, 18, 17], nearest: 18, chance: 0.05) == 0.2)
    #expect(weight(20, [18, 18, 18, 17, 10], nearest: 18, chance: 0.05) == 0)
    #expect(weight(20, [10, 12, 11, 9, 8], nearest: 2, chance: 0.05) == 0, "luck")
    #expect(weight(200, [1, 4, 6, 8, 10], nearest: 11, chance: 0.01) == 0, "better than luck, and still poor")
    #expect(weight(3, [1, 3, 3, 3, 3], nearest: 3, chance: 0.5) == 0, "three questions of two entries say nothing")
    #expect(weight(200, [150, 151, 151, 151, 151], nearest: 100, chance: 0.01) == 0, "half a percent is no gain")
    #expect(abs(WeightChoice.chance(of: 2, orMoreOf: 2, each: 0.5) - 0.25) < 1e-9)
    #expect(abs(WeightChoice.chance(of: 1, orMoreOf: 3, each: 0.1) - 0.271) < 1e-9)
    #expect(WeightChoice.chance(of: 0, orMoreOf: 3, each: 0.1) == 1)
}

@Test func `the last two hundred questions are remembered, and a fault for five seconds`() throws {
    let start = ContinuousClock.now
    let vector = try #require(Vector([1, 2]))
    var recent = RecentVectors()
    let nothing = recent.vector(of: "a", at: start)
    #expect(nothing == nil)
    recent.keep(vector, of: "a", at: start)
    recent.keep(nil, of: "b", at: start)
    let known = recent.vector(of: "a", at: start + .seconds(900))
    #expect(known?.vector == vector)
    let fault = recent.vector(of: "b", at: start + .seconds(4))
    #expect(fault != nil)
    #expect(fault?.vector == nil)
    let later = recent.vector(of: "b", at: start + .seconds(5))
    #expect(later == nil)
    for number in 0..<RecentVectors.most { recent.keep(vector, of: "\(number)", at: start) }
    let (oldest, newest) = (recent.vector(of: "a", at: start), recent.vector(of: "199", at: start))
    #expect(oldest == nil)
    #expect(newest != nil)
}

@Test func `a passage's questions are asked in turn, each while it does not stand there`() {
    let hits = (1...3).map { number in
        PassageHit(
            entry: .make(at: Premises.now), passage: Passage(title: "One \(number)\nTwo \(number)", text: "Text."),
            number: Int64(number))
    }
    let lone = PassageHit(entry: hits[0].entry, passage: Passage(title: "How do I pay it back", text: "Text."))
    #expect(SelfTest.items(of: [lone]).map(\.hidden.passage.title) == ["do pay back"])
    let items = SelfTest.items(of: hits + [PassageHit(entry: hits[0].entry, passage: Passage(title: "Title", text: "T."))])
    #expect(items.map(\.question) == ["One 1", "One 2", "One 3", "Title", "Two 1", "Two 2", "Two 3"])
    #expect(items.map(\.hidden.passage.title) == ["Two 1", "Two 2", "Two 3", "", "One 1", "One 2", "One 3"])
}
