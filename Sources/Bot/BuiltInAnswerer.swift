package import Chat
package import Knowledge

/// Answers without a language model: from stored answers and the sentences of articles, or honestly not.
package struct BuiltInAnswerer: Answering {
    private let librarian: Librarian

    package init(librarian: Librarian) {
        self.librarian = librarian
    }

    /// Never uses the draft: its answers come at once.
    package func answer(_ question: Question, draft: DraftSink) async throws -> Answer {
        if let answer = Self.withoutKnowledge(question) { return answer }
        return Self.answer(question, from: try await librarian.find(question))
    }

    /// The wish for a human, and small talk: what rules decide before anything is looked up.
    static func withoutKnowledge(_ question: Question) -> Answer? {
        if let handover = handover(question) { return handover }
        guard let (talk, language) = SmallTalk.read(question.text) else { return nil }
        let phrases = Phrases.in(language)
        let text =
            switch talk {
            case .hello: phrases.hello
            case .thanks: phrases.welcome
            case .identity: phrases.identity
            }
        return Answer(text: text, confident: true, sources: [], band: .smallTalk)
    }

    /// The answer to somebody who asks for a human, or agrees to the offer of one.
    static func handover(_ question: Question) -> Answer? {
        let language: Language?
        if let wished = HumanWish.language(of: question.text) {
            language = Language.detected(in: question.text) ?? wished
        } else if let last = question.history.last, last.role == .bot, Phrases.offersHuman(last.text),
            SmallTalk.agrees(question.text)
        {
            language = self.language(of: question)
        } else {
            return nil
        }
        let phrases = Phrases.in(language)
        let text = question.bot.liveChat ? phrases.handsOver : phrases.nobodyThere
        return Answer(text: text, confident: true, handover: Handover(.asked), sources: [], band: .handover)
    }

    static func answer(_ question: Question, from findings: Findings) -> Answer {
        let sources = findings.found.map(\.source)
        guard findings.isConfident, let best = findings.found.first, let text = text(of: best, in: findings) else {
            let phrases = Phrases.in(language(of: question))
            let text = question.bot.liveChat ? phrases.unknownOffer : phrases.unknownLeave
            return Answer(text: text, confident: false, sources: sources, band: .unknown)
        }
        return Answer(
            text: text, confident: true, sources: sources, citations: Array(sources.prefix(1)), band: .answer)
    }

    private static func text(of found: Found, in findings: Findings) -> String? {
        let text =
            switch found.entry.content {
            case .faq(_, let answer, _): answer
            case .url where found.passage.isAnswer, .file where found.passage.isAnswer: found.passage.text
            case .text, .url, .file: Quote.of(found.passage, for: findings.terms)
            case .note: ""
            }
        return AnswerText.finished(text)
    }

    private static func language(of question: Question) -> Language? {
        let earlier = question.history.filter { $0.role == .customer }.suffix(5).map(\.text)
        return Language.detected(in: question.text) ?? Language.detected(in: earlier.joined(separator: "\n"))
    }
}

/// What may be stored as the bot's message.
enum AnswerText {
    /// Trimmed to the limit of a message, without white space around; nil where nothing is left.
    static func finished(_ text: String) -> String? {
        var scalars = Array(text.unicodeScalars.lazy.filter { $0.value != 0 })
        while scalars.last?.properties.isWhitespace ?? false { scalars.removeLast() }
        let kept = scalars.drop { $0.properties.isWhitespace }.prefix(Limits.messageText)
        guard !kept.isEmpty else { return nil }
        return String(String.UnicodeScalarView(kept))
    }
}
