import Knowledge

/// What the bot says in its own words, in one language.
struct Phrases: Sendable {
    let hello: String
    let welcome: String
    let goodbye: String
    let identity: String
    /// A question back, where nothing was asked.
    let sayMore: String
    /// After an offer that was not taken.
    let declined: String
    /// Stands before what an operator agreed with the customer.
    let agreed: String

    /// Files came and nothing else; an offer stands behind it.
    let files: String
    let unknown: String
    /// Stands before the titles of what comes near.
    let closest: String
    /// Stands behind `unknown` or the titles: a human can be had, …
    let offer: String
    /// … or cannot, …
    let leave: String
    /// … or has been asked for already.
    let waiting: String

    let handsOver: String
    let nobodyThere: String
    /// Why it hands over by itself; `handsOver` or `nobodyThere` follows.
    let neither: String
    let repeated: String
    let upset: String
    let ownMatter: String
    let notedAddress: String

    /// It does not know, and a human can be had.
    var unknownOffer: String { unknown + " " + offer }
    /// It does not know, and no human can be had.
    var unknownLeave: String { unknown + " " + leave }

    /// English where a language has none.
    static func `in`(_ language: Language?) -> Phrases { all[language ?? .english] ?? all[.english]! }

    /// Whether this is a bot's line that offered a human.
    static func offersHuman(_ line: String) -> Bool { all.values.contains { line.hasSuffix($0.offer) } }

    /// Whether this is a bot's line that said it does not know; the closest it has counts too.
    static func isUnknown(_ line: String) -> Bool {
        all.values.contains { line.hasPrefix($0.unknown) || line.hasPrefix($0.closest) || line.hasPrefix($0.neither) }
    }

    /// Whether this is a bot's line that asked for an e-mail address.
    static func asksForAddress(_ line: String) -> Bool {
        all.values.contains { line.hasSuffix($0.leave) || line.hasSuffix($0.nobodyThere) }
    }

    /// Whether this is a bot's line that answered nothing: small talk, a question back, a hand-over.
    static func isNoAnswer(_ line: String) -> Bool {
        all.values.contains { phrases in
            [phrases.hello, phrases.welcome, phrases.goodbye, phrases.sayMore, phrases.declined, phrases.notedAddress]
                .contains(line) || line.hasSuffix(phrases.handsOver) || line.hasSuffix(phrases.nobodyThere)
                || line.hasPrefix(phrases.files)
        }
    }

    private static let all = western.merging(eastern) { first, _ in first }
}
