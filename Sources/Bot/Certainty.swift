import Chat
import Knowledge

/// How sure the bot is of what it found, relative to the question: never by an absolute score of the index.
struct Certainty {
    let band: Answer.Band

    init(_ findings: Findings) {
        guard let best = findings.found.first?.likeness else {
            band = .unknown
            return
        }
        let next = findings.found.dropFirst().first?.likeness
        if Self.answers(best, next: next) {
            band = .answer
        } else {
            band = Self.isClose(best) ? .closest : .unknown
        }
    }

    private static func answers(_ best: Likeness, next: Likeness?) -> Bool {
        guard best.isConvincing(next: next) else { return false }
        // Asked in the very words of a stored question.
        if best.wording >= 0.95 { return true }
        if best.words == 1 {
            // A lone word must be most of what a title says, and of one title more than of others.
            return best.wording >= 0.7 && best.wording - (next?.wording ?? 0) >= 0.15
        }
        // One word of several is chance, unless it is the one that tells.
        return best.matched >= 2 || best.share >= 0.5
    }

    /// A good part of what was asked occurs in it, or it means as much the same as the right answers to the bot's
    /// stored questions do; less is chance.
    private static func isClose(_ best: Likeness) -> Bool {
        best.isNear || best.share >= 0.25 && (best.words >= 2 || best.wording >= 0.3)
    }
}
