/// The kinds of files that can be imported.
package enum FileKind: Sendable, CaseIterable {
    case markdown, text, html, pdf, docx, csv

    package var mediaType: String {
        switch self {
        case .markdown: "text/markdown"
        case .text: "text/plain"
        case .html: "text/html"
        case .pdf: "application/pdf"
        case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        case .csv: "text/csv"
        }
    }

    private static let endings: [String: FileKind] = [
        "md": .markdown, "markdown": .markdown, "txt": .text, "text": .text, "html": .html, "htm": .html,
        "xhtml": .html, "csv": .csv,
    ]

    /// What an uploaded file is: by its first bytes where they say so, else, for text, by the ending of its name.
    /// Nil for what cannot be imported. Whether it can be read is seen when it is read.
    package init?(name: String, bytes: some Collection<UInt8>) {
        let head = Array(bytes.prefix(1_024))
        if Self.holds("%PDF-", in: head) {
            self = .pdf
            return
        }
        let ending = name.contains(".") ? name.split(separator: ".").last.map { $0.lowercased() } ?? "" : ""
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            guard ending == "docx" else { return nil }
            self = .docx
            return
        }
        guard Self.looksLikeText(head) else { return nil }
        if let kind = Self.endings[ending] {
            self = kind
            return
        }
        let start = String(decoding: head, as: UTF8.self).lowercased()
        guard ending.isEmpty, start.contains("<!doctype html") || start.contains("<html") else { return nil }
        self = .html
    }

    /// No zero bytes, unless it begins as UTF-16; few other control characters.
    private static func looksLikeText(_ head: [UInt8]) -> Bool {
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { return true }
        let controls = head.count { $0 < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D, 0x1B].contains($0) }
        return !head.contains(0) && controls * 50 <= head.count
    }

    private static func holds(_ mark: String, in head: [UInt8]) -> Bool {
        let mark = Array(mark.utf8)
        guard head.count >= mark.count else { return false }
        return (0...(head.count - mark.count)).contains { head[$0..<$0 + mark.count].elementsEqual(mark) }
    }
}
