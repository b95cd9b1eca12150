/// What the bot tells an operator about a conversation; nothing of it is stored or reaches the customer.
package protocol Advising: Sendable {
    /// The bot's own answer to what the customer last said.
    func suggestion(for conversation: Conversation) async throws -> Suggestion
    func summary(of conversation: Conversation) async throws -> ChatSummary
}

package struct Suggestion: Sendable, Equatable {
    /// Empty where the bot has nothing.
    package let text: String
    package let confident: Bool
    /// What the text rests on, best first.
    package let sources: [Source]

    package init(text: String, confident: Bool, sources: [Source]) {
        self.text = text
        self.confident = confident
        self.sources = sources
    }

    package static let nothing = Suggestion(text: "", confident: false, sources: [])
}

/// A chat so far in two to four lines, for whoever takes it over.
package struct ChatSummary: Sendable, Equatable {
    package enum Line: Sendable, Equatable {
        /// In the customer's own words.
        case wants(String)
        case answered(String)
        /// Titles of what the bot found close to it.
        case unknown([String])
        case colleague(String)
        case handedOver(Handover.Reason)
        case address(String)

        package var name: String {
            switch self {
            case .wants: "wants"
            case .answered: "answered"
            case .unknown: "unknown"
            case .colleague: "colleague"
            case .handedOver: "reason"
            case .address: "address"
            }
        }

        /// The line's own part, without the words that say what it is.
        package var text: String {
            switch self {
            case .wants(let text), .answered(let text), .colleague(let text), .address(let text): text
            case .unknown(let titles): titles.joined(separator: "; ")
            case .handedOver(let reason): reason.rawValue
            }
        }

        /// In English, as programs without words of their own show it.
        package var sentence: String {
            switch self {
            case .wants(let text): "The customer wrote: " + text
            case .answered(let text): "The bot answered: " + text
            case .unknown(let titles) where titles.isEmpty: "The bot did not know."
            case .unknown: "The bot did not know; closest: " + text
            case .colleague(let text): "A colleague wrote: " + text
            case .handedOver(let reason): reason.sentence
            case .address(let address): "Address: " + address
            }
        }
    }

    package let lines: [Line]
    /// What a language model wrote of it; nil where there is none or it failed.
    package let written: String?

    package init(lines: [Line], written: String?) {
        self.lines = lines
        self.written = written
    }

    package var text: String { written ?? lines.map(\.sentence).joined(separator: "\n") }
}

extension Handover.Reason {
    fileprivate var sentence: String {
        switch self {
        case .asked: "Handed over: the customer asked for a person."
        case .unknownTwice: "Handed over: the bot did not know twice in a row."
        case .repeated: "Handed over: the same question came again."
        case .upset: "Handed over: the customer is upset."
        case .ownMatter: "Handed over: it is about the customer's own account or order."
        case .taught: "Handed over: such questions are for people."
        }
    }
}
