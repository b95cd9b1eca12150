package import Chat
package import Knowledge
package import LanguageModels
import Synchronization

/// Answers with a language model; whatever goes wrong there, the built-in answerer takes over the turn.
package struct ModelAnswerer: Answering {
    private let librarian: Librarian
    private let models: ChatCompletions
    private let endpoint: ModelEndpoint
    private let noteFault: @Sendable (ModelFault) -> Void

    /// - Parameter noteFault: told of each fault, for logs and counters.
    package init(
        librarian: Librarian, models: ChatCompletions, endpoint: ModelEndpoint,
        noteFault: @escaping @Sendable (ModelFault) -> Void
    ) {
        self.librarian = librarian
        self.models = models
        self.endpoint = endpoint
        self.noteFault = noteFault
    }

    package func answer(_ question: Question, draft: DraftSink) async throws -> Answer {
        // Before anything else, so that no text of a document or a model has a say in it.
        if let handover = BuiltInAnswerer.handover(question) { return handover }
        let findings = try await librarian.find(question)
        let notes = try await librarian.notes(of: question.bot.id)
        let messages = Prompt.messages(for: question, notes: notes, findings: findings)
        let growing = GrowingAnswer(draft: draft)
        do {
            try await models.complete(messages, at: endpoint) { growing.add($0) }
            guard let text = AnswerText.finished(growing.text) else { throw ModelFault.empty }
            let sources = findings.found.map(\.source)
            return Answer(
                text: text, confident: !sources.isEmpty, sources: sources,
                citations: findings.isConfident ? Self.near(sources) : [], band: .answer)
        } catch let fault as ModelFault {
            noteFault(fault)
            growing.restart()
            return BuiltInAnswerer.withoutKnowledge(question) ?? BuiltInAnswerer.answer(question, from: findings)
        }
    }
}

extension ModelAnswerer {
    /// The best source and those that come close to it: what a model was most likely led by.
    private static func near(_ sources: [Source]) -> [Source] {
        guard let best = sources.first?.score else { return [] }
        return Array(sources.prefix(3).filter { $0.score >= best / 2 })
    }
}

/// A model's text as it comes, and the draft that shows exactly what will be stored of it.
private final class GrowingAnswer: Sendable {
    private struct State {
        var text = ""
        var scalars = 0
        var shown = false
    }
    private let state = Mutex(State())  // Mutex: nothing inside awaits
    private let draft: DraftSink

    init(draft: DraftSink) {
        self.draft = draft
    }

    var text: String { state.withLock { $0.text } }

    func add(_ piece: String) {
        let new = state.withLock { state in
            var kept = String.UnicodeScalarView()
            for scalar in piece.unicodeScalars where scalar.value != 0 {
                // An answer neither begins with white space nor passes a message's limit.
                if state.scalars == 0, scalar.properties.isWhitespace { continue }
                guard state.scalars < Limits.messageText else { break }
                kept.append(scalar)
                state.scalars += 1
            }
            state.text.unicodeScalars.append(contentsOf: kept)
            if !kept.isEmpty { state.shown = true }
            return String(kept)
        }
        // Pieces come one after another, so the order outside the lock is theirs.
        if !new.isEmpty { draft.add(new) }
    }

    func restart() {
        let shown = state.withLock { state in
            defer { state = State() }
            return state.shown
        }
        if shown { draft.restart() }
    }
}
