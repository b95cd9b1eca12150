package import Chat
import Knowledge

/// Replays what operators rated or corrected, and says what became of it.
package struct Evaluator: Evaluating {
    private static let itemsRead = 500

    private let conversations: any ConversationReading
    private let corrections: any CorrectionShelf
    private let answerer: CorrectedAnswerer

    package init(
        conversations: any ConversationReading, corrections: any CorrectionShelf, answerer: CorrectedAnswerer
    ) {
        self.conversations = conversations
        self.corrections = corrections
        self.answerer = answerer
    }

    /// Corrections first, then rated messages without one, by conversation: `limit` of these a page, so that a page
    /// may hold more cases, or none.
    package func evaluate(
        _ bot: WhisperBot, with draft: Correction?, after cursor: String?, limit: Int
    ) async throws -> Page<EvaluatedCase> {
        let answerer = draft.map(answerer.trying) ?? answerer
        let place = try Place(cursor)
        switch place.part {
        case .corrections:
            let page = try await corrections.corrections(of: bot.id, after: place.cursor, limit: limit)
            var lessons = page.elements.filter { $0.id != draft?.id }
            if let draft, place.cursor == nil { lessons.insert(draft, at: 0) }
            var cases: [EvaluatedCase] = []
            for lesson in lessons { cases.append(try await replay(lesson, of: bot, by: answerer)) }
            return Page(cases, next: page.next.map { Place.Part.corrections.rawValue + $0 } ?? Place.Part.up.rawValue)
        case .up, .down:
            var filter = ConversationFilter(organization: bot.organization, limit: limit)
            (filter.bot, filter.cursor, filter.rated) = (bot.id, place.cursor, place.part == .up ? .up : .down)
            var cases: [EvaluatedCase] = []
            let page = try await conversations.conversations(filter)
            // What has both thumbs was visited for its first.
            for conversation in page.elements where place.part == .up || conversation.ratedUp == 0 {
                cases += try await rated(conversation, of: bot, by: answerer, with: draft)
            }
            let last = place.part == .up ? Place.Part.down.rawValue : nil
            return Page(cases, next: page.next.map { place.part.rawValue + $0 } ?? last)
        }
    }

    private func replay(
        _ correction: Correction, of bot: WhisperBot, by answerer: CorrectedAnswerer
    ) async throws -> EvaluatedCase {
        let question = Question(bot: bot, history: correction.history, text: correction.question)
        let answer = try await answerer.answer(question, draft: .none)
        return EvaluatedCase(
            occasion: correction.occasion, correction: correction.id, thumb: nil, question: correction.question,
            expected: Self.expected(correction.lesson), answer: answer.text,
            outcome: Self.follows(answer, correction.lesson) ? .fixed : .broken)
    }

    private func rated(
        _ conversation: Conversation, of bot: WhisperBot, by answerer: CorrectedAnswerer, with draft: Correction?
    ) async throws -> [EvaluatedCase] {
        let items = try await conversations.items(
            ItemQuery(conversation.id, limit: Self.itemsRead, audience: .operators))
        let corrected = Set(try await corrections.corrections(of: bot.id, in: conversation.id).compactMap(\.occasion?.seq))
        var cases: [EvaluatedCase] = []
        for item in items where item.rating != nil && !corrected.contains(item.seq) {
            let occasion = Correction.Occasion(conversation: conversation.id, seq: item.seq)
            guard occasion != draft?.occasion, let thumb = item.rating?.thumb,
                let exchange = Exchange(endingAt: item.seq, in: items)
            else { continue }
            let answer = try await answerer.answer(
                Question(bot: bot, history: exchange.history, text: exchange.question), draft: .none)
            cases.append(EvaluatedCase(
                occasion: occasion, correction: nil, thumb: thumb, question: exchange.question,
                expected: item.text ?? "", answer: answer.text,
                outcome: Self.outcome(of: answer, then: item, rated: thumb)))
        }
        return cases
    }

    // MARK: - Judging

    static func outcome(of answer: Answer, then item: Item, rated thumb: Thumb) -> EvaluatedCase.Outcome {
        let isSame = same(answer.text, item.text ?? "")
        switch thumb {
        case .up:
            // The same entry in other words is as right as it was: a model words it anew each time.
            let rests = item.sources.first.map { $0.id == answer.citations.first?.id } ?? false
            return isSame || rests ? .unchanged : .broken
        case .down: return isSame ? .unchanged : .changed
        }
    }

    static func follows(_ answer: Answer, _ lesson: Correction.Lesson) -> Bool {
        switch lesson {
        case .answer(let text): same(answer.text, text)
        case .entry(let id): answer.citations.first?.id == id
        case .unknown: !answer.confident && !answer.handoff
        case .handover: answer.handoff
        }
    }

    private static func same(_ left: String, _ right: String) -> Bool {
        left.split(whereSeparator: \.isWhitespace) == right.split(whereSeparator: \.isWhitespace)
    }

    private static func expected(_ lesson: Correction.Lesson) -> String {
        switch lesson {
        case .answer(let text): text
        case .entry(let id): id.description
        case .unknown, .handover: ""
        }
    }
}

/// Where an evaluation goes on: a letter for the part, then that list's own cursor.
private struct Place {
    enum Part: String { case corrections = "c", up = "u", down = "d" }

    let part: Part
    let cursor: String?

    init(_ cursor: String?) throws {
        guard let cursor else {
            part = .corrections
            self.cursor = nil
            return
        }
        guard let part = Part(rawValue: String(cursor.prefix(1))) else { throw BadCursor() }
        self.part = part
        self.cursor = cursor.count > 1 ? String(cursor.dropFirst()) : nil
    }
}
