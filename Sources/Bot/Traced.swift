package import Chat
package import Knowledge

/// Keeps with every answer in a conversation how it came about, whoever wrote it.
///
/// It stands around the answerer that the server uses; what that one alone knows (model, tokens, faults) it says
/// in the answer's own trace, and the rest is added here.
package struct Traced: Answering {
    private let answerer: any Answering
    private let librarian: Librarian

    package init(_ answerer: any Answering, librarian: Librarian) {
        self.answerer = answerer
        self.librarian = librarian
    }

    package func answer(_ question: Question, draft: DraftSink) async throws -> Answer {
        let began = ContinuousClock.now
        var answer = try await answerer.answer(question, draft: draft)
        let took = began.duration(to: .now)
        // Who only tries the bot has no message that it could be asked about.
        guard question.conversation != nil else {
            answer.trace = nil
            return answer
        }
        let notes = try await librarian.notes(of: question.bot.id)
        answer.trace = Self.trace(of: answer, to: question, notes: notes, took: took)
        return answer
    }

    static func trace(of answer: Answer, to question: Question, notes: [String], took: Duration) -> AnswerTrace {
        let told = answer.trace?.json
        let cited = Set(answer.citations.map { PassageName(id: $0.id, text: $0.passage) })
        let passages = answer.sources.map { source in
            JSON.object([
                .init("id", .string(source.id.description)), .init("title", .string(source.title)),
                .init("text", .string(source.passage)), .init("score", .double(source.score)),
                .init("cited", .bool(cited.contains(PassageName(id: source.id, text: source.passage)))),
            ])
        }
        func texts(_ lines: [String]) -> JSON { .array(lines.map { .string($0) }) }
        let settings = JSON.object([
            .init("instructions", .string(question.bot.instructions)), .init("notes", texts(notes)),
            .init("whispers", texts(question.whispers)), .init("agreements", texts(question.agreements)),
            .init("language", Language.detected(in: question.text).map { .string($0.rawValue) } ?? .null),
        ])
        return AnswerTrace(.object([
            .init("answerer", told?["answerer"] ?? .string("builtin")), .init("model", told?["model"] ?? .null),
            .init("band", .string(answer.band.rawValue)), .init("question", told?["question"] ?? .string(question.text)),
            .init("passages", .array(passages)), .init("settings", settings), .init("tokens", told?["tokens"] ?? .null),
            .init("cost", told?["cost"] ?? .null), .init("milliseconds", .int(Int(took.wholeMilliseconds))),
            .init("faults", told?["faults"] ?? .array([])),
        ]))
    }

    private struct PassageName: Hashable {
        let id: KnowledgeID
        let text: String
    }
}
