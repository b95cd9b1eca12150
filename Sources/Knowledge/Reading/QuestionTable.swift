import SwiftCSV

/// A table of questions and answers.
enum QuestionTable {
    private static let questionNames: Set<String> = [
        "question", "questions", "q", "frage", "fragen", "pregunta", "preguntas", "pergunta", "domanda", "vraag",
        "pytanie", "otázka", "soru",
    ]
    private static let answerNames: Set<String> = [
        "answer", "answers", "a", "antwort", "antworten", "respuesta", "respuestas", "réponse", "reponse", "resposta",
        "risposta", "antwoord", "odpowiedź", "odpověď", "cevap", "yanıt",
    ]
    private static let maxRemarks = 50

    static func read(_ bytes: [UInt8], name: String, title: String) throws(ReadingFault) -> ReadDocument {
        let rows = try rows(of: PlainText.decoded(bytes))
        guard let head = rows.first else { throw .noText }
        let names = head.map { PlainText.collapsed($0).lowercased() }
        var columns = (question: 0, answer: 1)
        var start = 0
        if let question = names.firstIndex(where: questionNames.contains),
            let answer = names.firstIndex(where: answerNames.contains)
        {
            columns = (question, answer)
            start = 1
        } else if names.contains(where: { questionNames.contains($0) || answerNames.contains($0) }) {
            // One of the two is named, the other is not there.
            throw .noQuestions
        }
        var faqs: [ReadDocument.Faq] = []
        var remarks: [String] = []
        for (index, row) in rows.enumerated().dropFirst(start) {
            func cell(_ column: Int) -> String { column < row.count ? row[column].trimmedBoth : "" }
            let faq = ReadDocument.Faq(question: PlainText.collapsed(cell(columns.question)), answer: cell(columns.answer))
            if !faq.question.isEmpty, !faq.answer.isEmpty {
                faqs.append(faq)
            } else if row.contains(where: { !$0.allSatisfy(\.isWhitespace) }), remarks.count < maxRemarks {
                remarks.append("Row \(index + 1) lacks \(faq.question.isEmpty ? "a question" : "an answer").")
            }
        }
        guard !faqs.isEmpty else { throw .noQuestions }
        return ReadDocument(name: name, title: title, text: "", faqs: faqs, remarks: remarks)
    }

    private static func rows(of text: String) throws(ReadingFault) -> [[String]] {
        var rows: [[String]] = []
        do {
            // Grapheme by grapheme, the package takes CRLF for one line end inside quotes, too.
            let table = try CSV<Enumerated>(string: text, delimiter: delimiter(of: text), loadColumns: false)
            rows = [table.header] + table.rows
        } catch {
            let detail = "A quotation mark stands where none may; cells with one are written in quotation marks, and it is doubled."
            throw .damaged(detail: detail)
        }
        // A single column is no table of two.
        return rows.contains { $0.count > 1 } ? rows : []
    }

    /// Whatever stands most often in the first line outside its quotes.
    private static func delimiter(of text: String) -> CSVDelimiter {
        var counts: [Character: Int] = [:]
        var isQuoted = false
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            if isQuoted { continue }
            if character.isNewline { break }
            if character == "," || character == ";" || character == "\t" { counts[character, default: 0] += 1 }
        }
        let best = counts.max { ($0.value, $0.key == "," ? 0 : 1) < ($1.value, $1.key == "," ? 0 : 1) }?.key
        return best == ";" ? .semicolon : best == "\t" ? .tab : .comma
    }
}

extension String {
    fileprivate var trimmedBoth: String { String(trimmed(self[...])) }
}
