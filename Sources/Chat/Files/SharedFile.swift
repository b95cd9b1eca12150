package enum SharedFileKind: IdentifierKind { package static var prefix: String { "file" } }
package typealias FileID = Identifier<SharedFileKind>

/// A file that a message brings.
package struct SharedFile: Sendable, Equatable {
    package let id: FileID
    /// For people alone, cleaned by `FileName`; nothing is stored or found under it.
    package let name: String
    /// Told by the content: a picture's kind, or a type that no browser runs.
    package let type: String
    /// In bytes.
    package let size: Int
    /// Of pictures alone, in pixels as they are shown.
    package let width: Int?
    package let height: Int?

    package init(id: FileID, name: String, type: String, size: Int, width: Int? = nil, height: Int? = nil) {
        self.id = id
        self.name = name
        self.type = type
        self.size = size
        self.width = width
        self.height = height
    }

    /// The same for every audience: whoever sees the message may have its files.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", id)
            writer.field("name", name)
            writer.field("type", type)
            writer.field("size", size)
            if let width, let height {
                writer.field("width", width)
                writer.field("height", height)
            }
        }
    }
}

/// What a file is, told by its beginning alone: what was sent as its type is what a stranger says.
package struct FileContent: Sendable, Equatable {
    package let type: String
    package let width: Int?
    package let height: Int?

    /// Types that are named beside pictures; everything else is bytes. None of them is run by a browser, and
    /// none begins like a picture's, so that nobody takes it for one.
    private static let marks: [(beginning: [UInt8], type: String)] = [
        (Array("%PDF-".utf8), "application/pdf"), ([0x50, 0x4B, 3, 4], "application/zip"),
        ([0x50, 0x4B, 5, 6], "application/zip"), ([0x1F, 0x8B], "application/gzip"),
    ]

    /// - Parameter beginning: some hundred kilobytes, or all of it; text may be cut within a character.
    package init(beginning: [UInt8]) {
        if let head = ImageHead(beginning) {
            type = head.kind.rawValue
            (width, height) = (head.width, head.height)
            return
        }
        (width, height) = (nil, nil)
        if let mark = Self.marks.first(where: { beginning.starts(with: $0.beginning) }) {
            type = mark.type
        } else {
            type = Self.isText(beginning) ? "text/plain" : "application/octet-stream"
        }
    }

    /// UTF-8 without control characters, those of lines and tabs aside.
    private static func isText(_ bytes: [UInt8]) -> Bool {
        let isClean = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || (0x09...0x0D).contains($0) }
        guard isClean, !bytes.isEmpty else { return false }
        // The last character may be cut: up to three of its bytes are there.
        return (0...min(3, bytes.count - 1)).contains { String(validating: bytes.dropLast($0), as: UTF8.self) != nil }
    }
}

/// Names of files as people see them.
package enum FileName {
    /// The last part of a path, as old browsers sent one, without what would turn, break or hide the rest of a
    /// line; too long ones keep their ending. Empty where nothing is left.
    package static func cleaned(_ sent: String) -> String {
        let last = sent.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
        var scalars = String.UnicodeScalarView(last.unicodeScalars.filter(isShown))
        while scalars.first?.properties.isWhitespace ?? false { scalars.removeFirst() }
        while scalars.last?.properties.isWhitespace ?? false { scalars.removeLast() }
        if scalars.count > Limits.name {
            let whole = Array(scalars)
            let ending = whole.lastIndex(of: ".").map { whole[$0...] } ?? []
            let kept = ending.count <= longestEnding ? ending : []
            scalars = String.UnicodeScalarView(whole.prefix(Limits.name - kept.count) + kept)
        }
        let name = String(scalars)
        return name.allSatisfy { $0 == "." } ? "" : name
    }

    private static let longestEnding = 20

    /// Joiners stay: scripts and emoji need them.
    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
        case .format: scalar == "\u{200C}" || scalar == "\u{200D}"
        default: true
        }
    }
}
