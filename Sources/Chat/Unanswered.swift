/// A customer's question that the bot could not answer.
package struct UnansweredQuestion: Sendable, Equatable {
    /// As the bot looked it up: a follow-up that was written out stands here written out.
    package let text: String
    /// The bot's message that said so.
    package let occasion: Correction.Occasion
    package let askedAt: Moment

    package init(text: String, occasion: Correction.Occasion, askedAt: Moment) {
        self.text = text
        self.occasion = occasion
        self.askedAt = askedAt
    }
}

/// The questions that a bot could not answer, until somebody settles them. A bot keeps its newest 2,000.
package protocol UnansweredShelf: Sendable {
    /// Newest first.
    func unanswered(by bot: BotID, limit: Int) async throws -> [UnansweredQuestion]
    /// Takes them off the list; how many of them stood on it.
    func settle(_ occasions: [Correction.Occasion], of bot: BotID) async throws -> Int
}
