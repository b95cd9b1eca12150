/// One step of the schema, forward only; its number stands in `PRAGMA user_version`.
struct Migration: Sendable {
    let number: Int
    let name: String
    let sql: String

    static let all: [Migration] = [
        .foundation, .knowledgeAndPassages, .conversationSearch, .passageCounts, .humanRequests, .answersAndModels,
        .importedDocuments, .corrections, .passageBeginnings, .unansweredQuestions, .passageVectors,
        .picturesAndFiles,
    ]
    static var latest: Int { all.last!.number }
}
