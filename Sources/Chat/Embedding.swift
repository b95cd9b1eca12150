/// A passage that the model in use has not seen yet.
package struct UnembeddedPassage: Sendable, Equatable {
    package let number: Int64
    package let passage: Passage

    package init(number: Int64, passage: Passage) {
        self.number = number
        self.passage = passage
    }
}

/// The next passages to be embedded, and how far that brings the work.
package struct UnembeddedBatch: Sendable, Equatable {
    package let passages: [UnembeddedPassage]
    /// Up to this number nothing is left when these are kept.
    package let through: Int64

    package init(passages: [UnembeddedPassage], through: Int64) {
        self.passages = passages
        self.through = through
    }
}

/// What a bot's own questions said about the model: how much its word counts, and for what.
package struct EmbeddingTest: Sendable, Equatable {
    /// Added to a score for the passage that is nearest; 0 where the model does not help.
    package let weight: Double
    /// From this cosine on a passage is near enough to be found without a word of the question.
    package let near: Double
    package let questions: Int
    /// The share of them whose passage came first, by words alone and with the model; 0 to 1.
    package let without: Double
    package let with: Double
    package let at: Moment

    package init(weight: Double, near: Double, questions: Int, without: Double, with: Double, at: Moment) {
        self.weight = weight
        self.near = near
        self.questions = questions
        self.without = without
        self.with = with
        self.at = at
    }
}

/// How far a bot's knowledge is embedded, and what came of it.
package struct BotEmbedding: Sendable, Equatable {
    package let model: String
    package let passages: Int
    package let embedded: Int
    package let test: EmbeddingTest?

    package init(model: String, passages: Int, embedded: Int, test: EmbeddingTest?) {
        self.model = model
        self.passages = passages
        self.embedded = embedded
        self.test = test
    }
}

/// How near a bot's passages are to a question.
package struct Comparison: Sendable {
    /// The nearest ones, nearest first; empty where a bot has too many passages to look at all of them.
    package var nearest: [PassageHit]
    /// Of these and of the passages that were asked for, by their numbers.
    package var cosines: [Int64: Double]
    /// The mean cosine of all that were looked at.
    package var mean: Double

    package init(nearest: [PassageHit], cosines: [Int64: Double], mean: Double) {
        self.nearest = nearest
        self.cosines = cosines
        self.mean = mean
    }

    package static let none = Comparison(nearest: [], cosines: [:], mean: 0)
}

/// A bot whose vectors have changed since its test.
package struct UntestedBot: Sendable {
    package let bot: WhisperBot
    /// Counts the changes; what is tested is tested as of this one.
    package let changes: Int

    package init(bot: WhisperBot, changes: Int) {
        self.bot = bot
        self.changes = changes
    }
}

/// Where vectors stand beside the passages. A passage that goes takes its vector along.
package protocol VectorShelf: Sendable {
    /// Vectors of this model count from now on; those of another one are made anew.
    func use(_ model: String) async throws
    /// Nil when every passage has been looked at.
    func unembedded(limit: Int) async throws -> UnembeddedBatch?
    /// Keeps the vectors of a batch, in its order; nil where a passage can have none. Those that have changed
    /// meanwhile come again.
    /// - Returns: false where the vectors are of another length than those kept before: all are made anew.
    func keep(_ vectors: [Vector?], of batch: UnembeddedBatch) async throws -> Bool
    /// Compares with all passages of the bot, or with the named ones alone where it has too many.
    /// - Parameters:
    ///   - limit: how many of the nearest are wanted.
    ///   - numbers: passages whose cosines are wanted whether or not they are among the nearest.
    func compare(
        _ vector: Vector, in bot: BotID, model: String, limit: Int, and numbers: [Int64]
    ) async throws -> Comparison
    /// What the bot's own questions said about this model; nil before they were asked.
    func embeddingTest(of bot: BotID, model: String) async throws -> EmbeddingTest?
    func untestedBots() async throws -> [UntestedBot]
    /// Up to `limit` passages with vectors, spread evenly over the bot's knowledge.
    func embeddedSample(of bot: BotID, limit: Int) async throws -> [PassageHit]
    func keep(_ test: EmbeddingTest, of bot: UntestedBot) async throws
    func embedding(of bot: BotID, model: String) async throws -> BotEmbedding
}

/// What is embedded behind everything else.
package protocol EmbeddingWork: Sendable {
    /// One step; false when nothing was left to do. Throws what the provider or the store threw.
    func step() async throws -> Bool
}
