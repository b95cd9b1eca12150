package import Chat
package import Knowledge
package import LanguageModels
import Synchronization

/// Answers with a language model; whatever goes wrong there, the built-in answerer takes over the turn.
///
/// The model's text is only ever text: handing over, ending and rating are decided by rules, before it is asked.
package struct ModelAnswerer: Answering {
    private let librarian: Librarian
    let models: ChatCompletions
    private let server: ModelEndpoint?
    let budgets: Budgets
    let noteFault: @Sendable (ModelFault, BotID) -> Void

    /// - Parameters:
    ///   - server: the model of bots that name none of their own.
    ///   - noteFault: told of each fault, for logs and counters.
    package init(
        librarian: Librarian, models: ChatCompletions, server: ModelEndpoint?, budgets: Budgets,
        noteFault: @escaping @Sendable (ModelFault, BotID) -> Void
    ) {
        self.librarian = librarian
        self.models = models
        self.server = server
        self.budgets = budgets
        self.noteFault = noteFault
    }

    package func answer(_ question: Question, draft: DraftSink) async throws -> Answer {
        guard let endpoint = endpoint(for: question.bot) else {
            return try await BuiltInAnswerer(librarian: librarian).answer(question, draft: draft)
        }
        // Before anything else, so that no text of a document or a model has a say in it.
        if let ruled = BuiltInAnswerer.withoutKnowledge(question) { return ruled }
        let began = ContinuousClock.now
        var record = ModelRecord(endpoint: endpoint, question: question.text)
        async let notes = librarian.notes(of: question.bot.id)
        let findings = try await findings(for: question, at: endpoint, &record)
        // What operators agreed or whispered is something to answer from as well.
        guard !findings.found.isEmpty || !question.agreements.isEmpty || !question.whispers.isEmpty else {
            return record.signed(BuiltInAnswerer.answer(question, from: findings), isModels: false, of: question.bot)
        }
        let written = try await write(
            question, from: findings, notes: try await notes, spent: began.duration(to: .now), draft, &record)
        let answer = written ?? BuiltInAnswerer.answer(question, from: findings)
        return record.signed(answer, isModels: written != nil, of: question.bot)
    }

    func endpoint(for bot: WhisperBot) -> ModelEndpoint? {
        guard let own = bot.languageModel else { return server }
        return ModelEndpoint(url: own.url, key: own.key?.revealed, model: own.model, trust: .checked)
    }

    private func needsWritingOut(_ question: Question) async throws -> Bool {
        switch FollowUp.need(of: question) {
        case .none: false
        case .certain: true
        case .perhaps: try await !librarian.find(question.alone(question.text)).isConfident
        }
    }

    /// What is found for the question: a follow-up is first written out by the model, if that is quick.
    private func findings(
        for question: Question, at endpoint: ModelEndpoint, _ record: inout ModelRecord
    ) async throws -> Findings {
        guard try await needsWritingOut(question), models.isAnswering(endpoint),
            case .granted(let grant) = try await budgets.take(for: question)
        else { return try await librarian.find(question) }
        let text = Mutex("")
        do {
            async let kept: Void = budgets.keep(grant)
            record.add(try await models.complete(
                FollowUp.messages(for: question), at: endpoint,
                CompletionCall(isStreamed: false, timeout: FollowUp.limit, retries: false)
            ) { piece in text.withLock { $0 += piece } })
            await kept
        } catch let fault as ModelFault {
            record.faults.append("rewriting_" + fault.name)
            return try await librarian.find(question)
        }
        guard let rewritten = FollowUp.read(text.withLock { $0 }), rewritten != question.text else {
            return try await librarian.find(question)
        }
        record.question = rewritten
        return try await librarian.find(question.alone(rewritten))
    }

    /// The model's answer; nil where it has none that may be given.
    private func write(
        _ question: Question, from findings: Findings, notes: [String], spent: Duration, _ draft: DraftSink,
        _ record: inout ModelRecord
    ) async throws -> Answer? {
        let found = Array(findings.found.prefix(Prompt.passages))
        let grant: Budgets.Grant
        switch try await budgets.take(for: question) {
        case .granted(let granted): grant = granted
        case .spent(let name):
            record.faults.append(name)
            return nil
        }
        let growing = GrowingAnswer(draft: draft, checked: CheckedAnswer(passages: found.count) {
            AnswerGrounds(passages: found.map(Prompt.passage), always: Prompt.grounds(for: question, notes: notes))
        })
        do {
            // Stored while the provider thinks, so that no disk stands before the first word.
            async let kept: Void = budgets.keep(grant)
            record.add(try await models.complete(
                Prompt.messages(for: question, notes: notes, found: found), at: record.endpoint,
                CompletionCall(spent: spent)
            ) { growing.add($0) })
            await kept
        } catch let fault as ModelFault {
            noteFault(fault, question.bot.id)
            record.faults.append(fault.name)
            growing.restart()
            return nil
        }
        let checked = growing.finish()
        if checked.dropped > 0 { record.faults.append("ungrounded_sentences_\(checked.dropped)") }
        let sources = findings.found.map(\.source)
        if checked.isUnknown {
            growing.restart()
            return BuiltInAnswerer.unknown(
                question, from: findings, isClose: false, mayHandOver: Certainty(findings).band != .answer)
        }
        guard let text = checked.text else {
            growing.restart()
            return nil
        }
        return Answer(
            text: text, confident: true, sources: sources, citations: checked.cited.sorted().map { found[$0 - 1].source },
            band: .answer)
    }
}

extension Question {
    /// The same without the lines before it.
    fileprivate func alone(_ text: String) -> Question {
        Question(
            bot: bot, history: [], text: text, agreements: agreements, whispers: whispers, conversation: conversation,
            isSomebodyThere: isSomebodyThere, isOpen: isOpen)
    }
}

/// What only the model's side of an answer knows; `Traced` makes the whole of it.
private struct ModelRecord {
    let endpoint: ModelEndpoint
    /// As it was looked up.
    var question: String
    var faults: [String] = []
    private var tokens: TokenCount?

    init(endpoint: ModelEndpoint, question: String) {
        self.endpoint = endpoint
        self.question = question
    }

    mutating func add(_ count: TokenCount?) {
        guard let count else { return }
        tokens = tokens.map { $0 + count } ?? count
    }

    func signed(_ answer: Answer, isModels: Bool, of bot: WhisperBot) -> Answer {
        var answer = answer
        let cost = tokens.flatMap {
            bot.languageModel?.cost(promptTokens: $0.prompt, completionTokens: $0.completion)
        }
        answer.trace = AnswerTrace(.object([
            .init("answerer", .string(isModels ? "model" : "builtin")), .init("model", .string(endpoint.model)),
            .init("question", .string(question)),
            .init("tokens", tokens.map { tokens in
                .object([.init("prompt", .int(tokens.prompt)), .init("completion", .int(tokens.completion))])
            } ?? .null),
            .init("cost", cost.map { .double($0) } ?? .null), .init("faults", .array(faults.map { .string($0) })),
        ]))
        return answer
    }
}

/// A model's text as it comes, checked, and the draft that shows what will be stored of it.
private final class GrowingAnswer: Sendable {
    private let state: Mutex<(checked: CheckedAnswer, isShown: Bool)>  // Mutex: nothing inside awaits
    private let draft: DraftSink

    init(draft: DraftSink, checked: sending CheckedAnswer) {
        self.draft = draft
        state = Mutex((checked, false))
    }

    // Pieces come one after another, so the order of what follows outside the lock is theirs.
    func add(_ piece: String) { carryOut(state.withLock { $0.checked.feed(piece) }) }

    func finish() -> CheckedAnswer {
        carryOut(state.withLock { $0.checked.finish() })
        return state.withLock { $0.checked }
    }

    func restart() {
        let wasShown = state.withLock { state in
            defer { state.isShown = false }
            return state.isShown
        }
        if wasShown { draft.restart() }
    }

    private func carryOut(_ steps: [CheckedAnswer.Step]) {
        for step in steps {
            switch step {
            case .show(let text): show(text)
            case .replace(let text):
                restart()
                if !text.isEmpty { show(text) }
            }
        }
    }

    private func show(_ text: String) {
        state.withLock { $0.isShown = true }
        draft.add(text)
    }
}
