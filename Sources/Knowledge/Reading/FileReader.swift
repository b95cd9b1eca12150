import Foundation
import Synchronization

/// Reads uploaded files: Markdown, plain text, HTML, PDF, DOCX and CSV.
package struct FileReader: Sendable {
    package static let maxBytes = 25_000_000
    /// For each program that is started for a file.
    package static let seconds = 20

    private let toolFolders: [String]

    /// - Parameter toolFolders: where `pdftotext` and `unzip` are looked for; nil means the `PATH`.
    package init(toolFolders: [String]? = nil) {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        self.toolFolders = toolFolders ?? path.split(separator: ":").map(String.init)
    }

    /// Parsing takes a processor for seconds, and programs are waited for: two files at once, on threads of their own.
    private static let queue: OperationQueue = {
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = 2
        queue.name = "whisper.reading"
        return queue
    }()

    /// The documents of a file, usually one.
    ///
    /// What it is is decided by its content first, then by the ending of its name. The work runs on threads of its
    /// own; cancelling the task ends it and the programs that it started.
    package func read(_ bytes: [UInt8], name: String) async throws(ReadingFault) -> [ReadDocument] {
        guard bytes.count <= Self.maxBytes else { throw .tooBig(maxBytes: Self.maxBytes) }
        let stop = Stop()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Self.queue.addOperation {
                    continuation.resume(returning: Result { () throws(ReadingFault) in
                        try readNow(bytes, name: name, stop: stop)
                    })
                }
            }
        } onCancel: {
            stop.pull()
        }
        return try result.get()
    }

    private func readNow(_ bytes: [UInt8], name: String, stop: Stop) throws(ReadingFault) -> [ReadDocument] {
        let tools = Tools(folders: toolFolders, seconds: Self.seconds, stop: stop)
        let stem = Self.stem(of: name)
        switch try FileKind(bytes, name: name) {
        case .pdf: return [try PDFDocument.read(bytes, name: name, otherwise: stem, tools: tools)]
        case .docx: return [try WordDocument.read(bytes, name: name, otherwise: stem, tools: tools)]
        case .csv: return [try QuestionTable.read(bytes, name: name, title: stem)]
        case .html:
            guard let tree = PageReader.tree(bytes, contentType: nil) else { throw .unsupported(found: nil) }
            let read = tree.read { PageReader.document($0, name: name, otherwise: stem) } ?? nil
            guard let read else { throw .noText }
            return [read]
        case .markdown, .text:
            let text = PlainText.decoded(bytes).replacing("\u{0C}", with: "\n\n")
            guard text.contains(where: { $0.isLetter || $0.isNumber }) else { throw .noText }
            let lines = text.split(whereSeparator: \.isNewline).lazy
            let heading = lines.first { $0.hasPrefix("# ") }.map { String(trimmed($0.dropFirst(2)).prefix(300)) } ?? ""
            return [ReadDocument(name: name, title: heading.isEmpty ? stem : heading, text: text)]
        }
    }

    /// The name without its folder and ending.
    private static func stem(of name: String) -> String {
        let last = name.split { $0 == "/" || $0 == "\\" }.last ?? name[...]
        guard let dot = last.lastIndex(of: "."), dot > last.startIndex else { return last.isEmpty ? "File" : String(last) }
        return String(last[..<dot])
    }
}

/// What a file is.
enum FileKind: Equatable {
    case markdown, text, html, pdf, docx, csv

    /// Content first: a PDF named `.txt` is a PDF.
    init(_ bytes: [UInt8], name: String) throws(ReadingFault) {
        if bytes.isEmpty { throw .noText }
        // Readers allow up to a kilobyte before the mark.
        if bytes.prefix(1_024).firstRange(of: Array("%PDF-".utf8)) != nil {
            self = .pdf
            return
        }
        let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            let isWord = bytes.firstRange(of: Array("word/document.xml".utf8)) != nil
            guard isWord || ending == "docx" else { throw .unsupported(found: "a ZIP archive or an office file") }
            self = .docx
            return
        }
        // OLE: the old .doc, or an encrypted .docx.
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            if ending == "docx" { throw .encrypted }
            throw .unsupported(found: "a file of an old office program")
        }
        if PlainText.isBinary(bytes) {
            if ending == "pdf" || ending == "docx" { throw .damaged(detail: "Its content is not of its kind.") }
            throw .unsupported(found: nil)
        }
        let head = PlainText.decoded(Array(bytes.prefix(1_024))).drop(while: \.isWhitespace).lowercased()
        if head.hasPrefix("<!doctype html") || head.hasPrefix("<html") {
            self = .html
            return
        }
        switch ending {
        case "md", "markdown": self = .markdown
        case "txt", "text": self = .text
        case "html", "htm", "xhtml": self = .html
        case "csv", "tsv": self = .csv
        case "pdf", "docx": throw .damaged(detail: "Its content is not of its kind.")
        default: throw .unsupported(found: nil)
        }
    }
}
