/// Why a file or a page could not be read.
package enum ReadingFault: Error, Sendable, Equatable {
    /// - Parameter found: what it seems to be, such as `a ZIP archive`; nil where nothing is known.
    case unsupported(found: String?)
    /// Longer than may be read, packed or unpacked.
    case tooBig(maxBytes: Int)
    /// It asks for a password, or forbids to copy its text.
    case encrypted
    /// It holds no text: pages that were scanned, an empty file, a page that scripts write.
    case noText
    /// A program that reads this kind is not installed.
    case toolMissing(tool: String, package: String)
    /// - Parameter detail: a sentence on what is wrong with it.
    case damaged(detail: String)
    /// - Parameter limit: the seconds that it had.
    case tookTooLong(seconds: Int)
    /// The table has no column of questions or none of answers, or no row with both.
    case noQuestions
    /// The machine gave no process, file or memory for it; trying later may help.
    case noResources

    /// What to tell the operator: the cause and the next step.
    package var sentence: String {
        switch self {
        case .unsupported(let found?):
            "It is \(found), which cannot be read. Save it as Markdown, text, HTML, PDF, DOCX or CSV."
        case .unsupported(nil):
            "This kind of file cannot be read. Save it as Markdown, text, HTML, PDF, DOCX or CSV."
        case .tooBig(let maxBytes):
            "It is larger than \(maxBytes / 1_000_000) MB, or unpacks to more. Split it into parts."
        case .encrypted: "It is protected by a password or against copying. Save it without protection."
        case .noText: "No text was found in it. Scanned pages need text recognition (OCR) first."
        case .toolMissing(let tool, let package):
            "The server lacks the program \(tool). Install the Debian package \(package) on it, then try again."
        case .damaged(let detail): "It seems to be damaged. \(detail) Save it again and retry."
        case .tookTooLong(let seconds): "Reading it took longer than \(seconds) s. Split it into parts."
        case .noQuestions: "No row has a question and an answer. Name two columns “question” and “answer”."
        case .noResources: "The server had no room to read it. Try again later."
        }
    }
}
