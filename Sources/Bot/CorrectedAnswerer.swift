package import Chat
package import Knowledge

/// Answers as operators taught it where a question comes again; everything else is left to the answerer behind.
package struct CorrectedAnswerer: Answering {
    /// Two questions are the same from this share of common stems on.
    static let sameness = 0.66
    /// A question of fewer stems means something only after what was said before it.
    static let tellingStems = 3
    private static let candidates = 20

    private let answerer: any Answering
    private let corrections: any CorrectionShelf
    private let librarian: Librarian
    private let draft: Correction?

    /// - Parameter draft: counts as if it were stored, and before all that are.
    package init(
        answerer: any Answering, corrections: any CorrectionShelf, librarian: Librarian, draft: Correction? = nil
    ) {
        self.answerer = answerer
        self.corrections = corrections
        self.librarian = librarian
        self.draft = draft
    }

    /// The same, as if this correction were stored.
    package func trying(_ draft: Correction) -> CorrectedAnswerer {
        CorrectedAnswerer(answerer: answerer, corrections: corrections, librarian: librarian, draft: draft)
    }

    package func answer(_ question: Question, draft sink: DraftSink) async throws -> Answer {
        if let correction = try await correction(for: question),
            let answer = try await answer(question, by: correction)
        {
            return answer
        }
        return try await answerer.answer(question, draft: sink)
    }

    /// The correction whose question this is.
    package func correction(for question: Question) async throws -> Correction? {
        let words = QuestionWords.stems(of: question.text)
        guard !words.isEmpty else { return nil }
        if let draft, Self.fits(draft, question, words) { return draft }
        let known = try await corrections.corrections(like: words, of: question.bot.id, limit: Self.candidates)
        return known.filter { $0.id != draft?.id && Self.fits($0, question, words) }
            .max { Self.rank($0, words) < Self.rank($1, words) }
    }

    private static func rank(_ correction: Correction, _ words: Set<String>) -> (Double, Moment) {
        (QuestionWords.likeness(QuestionWords.stems(of: correction.question), words), correction.updatedAt)
    }

    static func fits(_ correction: Correction, _ question: Question, _ words: Set<String>) -> Bool {
        let own = QuestionWords.stems(of: correction.question)
        guard QuestionWords.likeness(own, words) >= sameness else { return false }
        guard min(own.count, words.count) < tellingStems else { return true }
        // “And how long does it take?” is the same question only about the same thing.
        guard let then = lastLine(of: correction.history) else { return true }
        guard let now = lastLine(of: question.history) else { return false }
        return QuestionWords.likeness(QuestionWords.stems(of: then), QuestionWords.stems(of: now)) >= 0.5
    }

    private static func lastLine(of history: [Utterance]) -> String? {
        history.last { $0.role == .customer }?.text
    }

    /// Nil where the lesson's entry is gone.
    private func answer(_ question: Question, by correction: Correction) async throws -> Answer? {
        let phrases = Phrases.in(BuiltInAnswerer.language(of: question))
        switch correction.lesson {
        case .answer(let text):
            guard let text = AnswerText.finished(text) else { return nil }
            return Answer(text: text, confident: true, sources: [], band: .answer)
        case .entry(let id):
            guard let findings = try await librarian.find(question, in: id), let best = findings.found.first,
                let text = BuiltInAnswerer.text(of: best, in: findings)
            else { return nil }
            return Answer(
                text: text, confident: true, sources: [best.source], citations: [best.source], band: .answer)
        case .unknown:
            let text = question.bot.liveChat ? phrases.unknownOffer : phrases.unknownLeave
            return Answer(text: text, confident: false, sources: [], band: .unknown)
        case .handover:
            let text = BuiltInAnswerer.whoComes(question, in: phrases)
            return Answer(
                text: text, confident: true, handover: Handover(.taught, summary: [question.text]), sources: [],
                band: .handover)
        }
    }
}

extension Answering {
    /// The same, but as operators taught it where a question comes again.
    package func corrected(from corrections: any CorrectionShelf, _ librarian: Librarian) -> CorrectedAnswerer {
        CorrectedAnswerer(answerer: self, corrections: corrections, librarian: librarian)
    }
}
