package import Chat
package import LanguageModels

/// Embeds the passages of all bots behind everything else, and asks each bot's own questions once that is done.
///
/// Where it is stands in the store: a restart goes on there.
package actor Embedder: EmbeddingWork {
    /// A bot is tested once its knowledge has rested this long, and not again within `testPause`.
    private let quiet: Duration
    private let testPause: Duration
    private let shelf: any VectorShelf
    private let knowledge: any KnowledgeShelf
    private let embeddings: Embeddings
    private let clock: WallClock
    private let now: @Sendable () -> ContinuousClock.Instant
    private var hasBegun = false
    private var changing: [BotID: (changes: Int, since: ContinuousClock.Instant)] = [:]
    private var tested: [BotID: ContinuousClock.Instant] = [:]

    package init(
        shelf: any VectorShelf & KnowledgeShelf, embeddings: Embeddings, clock: @escaping WallClock,
        quiet: Duration = .seconds(2), testPause: Duration = .seconds(60),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.shelf = shelf
        knowledge = shelf
        self.embeddings = embeddings
        self.clock = clock
        self.quiet = quiet
        self.testPause = testPause
        self.now = now
    }

    /// - Throws: `ModelFault`, and what the store throws.
    package func step() async throws -> Bool {
        if !hasBegun {
            try await shelf.use(embeddings.endpoint.model)
            hasBegun = true
        }
        guard let batch = try await shelf.unembedded(limit: Embeddings.mostTexts) else { return try await testNext() }
        let vectors = batch.passages.isEmpty ? [] : try await vectors(of: batch.passages.map { $0.passage.meant })
        guard try await shelf.keep(vectors, of: batch) else { throw ModelFault.misshapen }
        return true
    }

    // MARK: - Passages

    /// Of texts that are refused by themselves, one is no vector and the others are not held up.
    private func vectors(of texts: [String]) async throws -> [Vector?] {
        do {
            return try await embed(texts)
        } catch let fault as ModelFault where fault.blamesTexts {
            var vectors: [Vector?] = []
            for text in texts { vectors.append(try await vector(of: text)) }
            // Where everything is refused, it is not for what stands there.
            if vectors.allSatisfy({ $0 == nil }) { _ = try await embed(["Hello"]) }
            return vectors
        }
    }

    /// Of a text that is too long for the model, the beginning counts.
    private func vector(of text: String) async throws -> Vector? {
        for beginning in [text, String(text.prefix(800))] {
            do {
                return try await embed([beginning]).first
            } catch let fault as ModelFault where fault.blamesTexts {
                continue
            }
        }
        return nil
    }

    private func embed(_ texts: [String]) async throws -> [Vector] {
        try await embeddings.vectors(of: texts).map { values in
            guard let vector = Vector(values) else { throw ModelFault.misshapen }
            return vector
        }
    }

    // MARK: - Tests

    /// False where no bot is due.
    private func testNext() async throws -> Bool {
        for untested in try await shelf.untestedBots() {
            let id = untested.bot.id
            if changing[id]?.changes != untested.changes { changing[id] = (untested.changes, now()) }
            guard let change = changing[id], now() >= change.since + quiet,
                tested[id].map({ now() >= $0 + testPause }) ?? true
            else { continue }
            let test = try await SelfTest(
                knowledge: knowledge, vectors: shelf, model: embeddings.endpoint.model, at: clock(),
                embed: { try await self.embedAll($0) }
            ).run(untested.bot)
            try await shelf.keep(test, of: untested)
            tested[id] = now()
            changing[id] = nil
            return true
        }
        return false
    }

    private func embedAll(_ texts: [String]) async throws -> [Vector?] {
        var vectors: [Vector?] = []
        var rest = texts[...]
        while !rest.isEmpty {
            vectors += try await self.vectors(of: Array(rest.prefix(Embeddings.mostTexts)))
            rest = rest.dropFirst(Embeddings.mostTexts)
        }
        return vectors
    }
}

extension ModelFault {
    /// Whether another text might be taken: 400, 413 and 422 are said of texts that are too long.
    fileprivate var blamesTexts: Bool {
        switch self {
        case .refused(let status): status == 400 || status == 413 || status == 422
        default: false
        }
    }
}

extension Passage {
    /// What of it is embedded: more than models read is not sent.
    var meant: String { String((title.isEmpty ? text : title + "\n" + text).prefix(6_000)) }
}
