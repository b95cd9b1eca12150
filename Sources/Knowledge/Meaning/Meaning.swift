package import Chat
package import LanguageModels
import Synchronization

/// What a question means, for bots whose own questions are found better with it.
///
/// Customers wait for it 300 ms at most. Whatever goes wrong, the words alone decide.
package final class Meaning: Sendable {
    static let limit = Duration.milliseconds(300)
    /// Nearest passages that are weighed beside those that words have found.
    static let nearest = 20

    private let shelf: any VectorShelf
    private let embeddings: Embeddings
    private let noteFault: @Sendable (ModelFault) -> Void
    private let recent: Mutex<RecentVectors>  // Mutex: nothing inside awaits
    private let now: @Sendable () -> ContinuousClock.Instant

    /// - Parameter noteFault: told of each fault, for logs and counters.
    package init(
        shelf: any VectorShelf, embeddings: Embeddings, noteFault: @escaping @Sendable (ModelFault) -> Void,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.shelf = shelf
        self.embeddings = embeddings
        self.noteFault = noteFault
        self.now = now
        recent = Mutex(RecentVectors())
    }

    var model: String { embeddings.endpoint.model }

    /// A question's vector, and how much it counts for its bot.
    struct Asked: Sendable {
        let vector: Vector
        let test: EmbeddingTest
    }

    /// Nil where the bot's test has not accepted the model, and where the provider is late or fails.
    func asked(_ question: Question) async throws -> Asked? {
        guard let test = try await shelf.embeddingTest(of: question.bot.id, model: model), test.weight > 0,
            let vector = try await vector(of: Self.text(of: question))
        else { return nil }
        return Asked(vector: vector, test: test)
    }

    /// How near the passages are; `hits` are those that words have found.
    func meanings(_ asked: Asked, in bot: BotID, beside hits: [PassageHit]) async throws -> Meanings {
        let comparison = try await shelf.compare(
            asked.vector, in: bot, model: model, limit: Self.nearest, and: hits.map(\.number))
        return Meanings(comparison, weight: asked.test.weight, near: asked.test.near)
    }

    /// As much of a question as is embedded.
    static func text(of question: Question) -> String { String(question.text.suffix(2_000)) }

    private func vector(of text: String) async throws -> Vector? {
        if let known = recent.withLock({ $0.vector(of: text, at: now()) }) { return known.vector }
        var vector: Vector?
        do {
            vector = Vector(try await embeddings.vector(of: text, within: Self.limit))
        } catch let fault as ModelFault {
            if fault != .resting { noteFault(fault) }
        }
        recent.withLock { $0.keep(vector, of: text, at: now()) }
        return vector
    }
}

/// The vectors of the last questions. That one could not be had is remembered for a few seconds too: an answer may
/// look the same question up several times, and waits once.
struct RecentVectors {
    static let most = 200
    static let faultKeptFor = Duration.seconds(5)

    private struct Entry {
        let vector: Vector?
        let kept: ContinuousClock.Instant
        var used: Int
    }

    private var entries: [String: Entry] = [:]
    private var uses = 0

    /// Nil where nothing is known; a known fault has no vector.
    mutating func vector(of text: String, at now: ContinuousClock.Instant) -> (vector: Vector?, Void)? {
        guard let entry = entries[text] else { return nil }
        if entry.vector == nil, now >= entry.kept + Self.faultKeptFor {
            entries[text] = nil
            return nil
        }
        uses += 1
        entries[text]?.used = uses
        return (entry.vector, ())
    }

    mutating func keep(_ vector: Vector?, of text: String, at now: ContinuousClock.Instant) {
        uses += 1
        entries[text] = Entry(vector: vector, kept: now, used: uses)
        guard entries.count > Self.most else { return }
        if let oldest = entries.min(by: { $0.value.used < $1.value.used }) { entries[oldest.key] = nil }
    }
}

/// What the nearness of passages adds to their scores, relative to this question's passages: cosines of one model
/// mean nothing beside those of another, and little beside those of another question.
struct Meanings: Sendable {
    private let comparison: Comparison
    let weight: Double
    private let near: Double
    private let most: Double

    init(_ comparison: Comparison, weight: Double, near: Double) {
        self.comparison = comparison
        self.weight = weight
        self.near = near
        most = comparison.cosines.values.max() ?? 0
    }

    /// The hits, and the nearest passages that are not among them and are near enough without a word.
    func joined(with hits: [PassageHit]) -> [PassageHit] {
        let known = Set(hits.map(\.number))
        return hits + comparison.nearest.filter { !known.contains($0.number) && isNear($0.number) }
    }

    /// What is added to the score of the passage, 0 to the weight.
    func added(to passage: Int64) -> Double { weight * part(of: passage) }

    /// Whether it may be found without a word of the question.
    func isNear(_ passage: Int64) -> Bool { (comparison.cosines[passage] ?? -1) >= near }

    /// 1 for the nearest passage, 0 for one no nearer than the mean.
    private func part(of passage: Int64) -> Double {
        // A passage without a vector was added just now: neither praised nor blamed.
        guard let cosine = comparison.cosines[passage] else { return 0.5 }
        let range = most - comparison.mean
        guard range > 0.001 else { return 0 }
        return max(0, (cosine - comparison.mean) / range)
    }
}
