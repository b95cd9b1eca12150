/// A word as it is looked up in a bot's knowledge.
package struct Lookup: Sendable, Hashable {
    /// Its forms, any of which counts; plain words, never query syntax.
    package let forms: [String]
    /// Words that begin so count too.
    package let beginning: String?

    package init(_ forms: [String], beginning: String? = nil) {
        self.forms = forms
        self.beginning = beginning
    }
}

/// Passages that may answer a question, unordered by anything but a first estimate.
package struct PassageHits: Sendable {
    /// How many passages the bot has.
    package let passages: Int
    /// In how many of them each word stands, in the order of the words; beyond some hundreds an estimate.
    package let own: [Int]
    package let context: [Int]
    package let hits: [PassageHit]

    package init(passages: Int, own: [Int], context: [Int], hits: [PassageHit]) {
        self.passages = passages
        self.own = own
        self.context = context
        self.hits = hits
    }

    package static let none = PassageHits(passages: 0, own: [], context: [], hits: [])
}
