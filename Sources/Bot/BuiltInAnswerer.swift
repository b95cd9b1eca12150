package import Chat
package import Knowledge

/// Answers without a language model: from stored answers and the sentences of articles, or honestly not.
package struct BuiltInAnswerer: Answering {
    /// Lines of a question that are looked up one by one at most.
    private static let mostLines = 5

    private let librarian: Librarian

    package init(librarian: Librarian) {
        self.librarian = librarian
    }

    /// Never uses the draft: its answers come at once.
    package func answer(_ question: Question, draft: DraftSink) async throws -> Answer {
        guard let answer = Self.withoutKnowledge(question) else {
            return Self.answer(question, from: try await findings(for: question))
        }
        // Even where it hands over for another reason, whoever tries the bot sees what it has found.
        guard let reason = answer.handover?.reason, reason == .upset || reason == .repeated else { return answer }
        var handover = answer
        handover.sources = try await librarian.find(question).found.map(\.source)
        return handover
    }

    /// What the whole question finds; where that is no answer and it has several lines (messages that came
    /// together), what one of them finds alone, the last line first.
    private func findings(for question: Question) async throws -> Findings {
        let whole = try await librarian.find(question)
        let lines = question.text.split(whereSeparator: \.isNewline).map(String.init)
        guard Certainty(whole).band != .answer, (2...Self.mostLines).contains(lines.count) else { return whole }
        for line in lines.reversed() where SmallTalk.read(line) == nil && !SmallTalk.isFragment(line) {
            let findings = try await librarian.find(Question(bot: question.bot, history: question.history, text: line))
            if Certainty(findings).band == .answer { return findings }
        }
        return whole
    }

    /// What is decided before anything is looked up: a hand-over, small talk, and what a colleague agreed.
    static func withoutKnowledge(_ question: Question) -> Answer? {
        filesAlone(question) ?? handover(question) ?? smallTalk(question) ?? agreement(question)
    }

    /// Nobody has asked anything, but somebody waits: it says that it cannot open files, and who can.
    private static func filesAlone(_ question: Question) -> Answer? {
        guard question.text.isEmpty else { return nil }
        let phrases = Phrases.in(language(of: question))
        return Answer(
            text: phrases.files + " " + offer(question, phrases), confident: false, sources: [], band: .smallTalk)
    }

    private static func smallTalk(_ question: Question) -> Answer? {
        if let last = question.history.last, last.role == .bot, Phrases.offersHuman(last.text),
            SmallTalk.declines(question.text)
        {
            return Answer(
                text: Phrases.in(language(of: question)).declined, confident: true, sources: [], band: .smallTalk)
        }
        if let (talk, language) = SmallTalk.read(question.text) {
            let phrases = Phrases.in(language)
            let text =
                switch talk {
                case .hello: phrases.hello
                case .thanks: phrases.welcome
                case .goodbye: phrases.goodbye
                case .identity: phrases.identity
                }
            return Answer(text: text, confident: true, sources: [], band: .smallTalk)
        }
        guard SmallTalk.isFragment(question.text) else { return nil }
        return Answer(
            text: Phrases.in(language(of: question)).sayMore, confident: false, sources: [], band: .smallTalk)
    }

    private static func agreement(_ question: Question) -> Answer? {
        guard let agreed = Agreements.answer(to: question) else { return nil }
        let text = Phrases.in(language(of: question)).agreed + " " + agreed
        guard let heeded = AnswerText.finished(Agreements.heeding(question.whispers, text)) else { return nil }
        return Answer(text: heeded, confident: true, sources: [], band: .answer)
    }

    static func answer(_ question: Question, from findings: Findings) -> Answer {
        let band = Certainty(findings).band
        guard band == .answer, let best = findings.found.first, let text = text(of: best, in: findings),
            let heeded = AnswerText.finished(Agreements.heeding(question.whispers, text))
        else {
            return unknown(question, from: findings, isClose: band == .closest)
        }
        let sources = findings.found.map(\.source)
        return Answer(
            text: heeded, confident: true, sources: sources, citations: Array(sources.prefix(1)), band: .answer)
    }

    static func text(of found: Found, in findings: Findings) -> String? {
        let text =
            switch found.entry.content {
            case .faq(_, let answer, _): answer
            case .url where found.passage.isAnswer, .file where found.passage.isAnswer: found.passage.text
            case .text, .url, .file: Quote.of(found.passage, for: findings.terms)
            case .note: ""
            }
        return AnswerText.finished(text)
    }

    /// That of the question, else of the lines before it.
    static func language(of question: Question) -> Language? {
        // "com" and "de" of an address are nobody's language.
        let words = question.text.split(whereSeparator: \.isWhitespace).filter { !$0.contains("@") && !$0.contains("://") }
        let earlier = question.history.filter { $0.role == .customer }.suffix(5).map(\.text)
        return Language.detected(in: words.joined(separator: " "))
            ?? Language.detected(in: earlier.joined(separator: "\n"))
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
