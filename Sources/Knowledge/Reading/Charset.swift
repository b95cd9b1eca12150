/// The character set of a page.
enum Charset {
    /// The mark at the beginning, what the server says, or what the page says of itself, in that order, in lower case.
    static func label(of bytes: [UInt8], contentType: String?) -> String? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return "utf-8" }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "utf-16" }
        if let told = contentType.flatMap({ named(in: $0[...]) }) { return told }
        let head = String(decoding: bytes.prefix(2_048).map { $0 < 0x80 ? $0 : 0x20 }, as: UTF8.self)
        var rest = head[...]
        while let start = rest.firstRange(of: "<meta") {
            rest = rest[start.upperBound...]
            if let told = named(in: rest.prefix { $0 != ">" }) {
                // A page cannot tell in UTF-16 that it is in UTF-16.
                return told.hasPrefix("utf-16") ? "utf-8" : told
            }
        }
        return nil
    }

    /// What stands behind `charset=`.
    private static func named(in text: Substring) -> String? {
        let text = text.lowercased()
        guard let range = text.firstRange(of: "charset") else { return nil }
        let rest = text[range.upperBound...].drop { $0.isWhitespace || $0 == "=" || $0 == "\"" || $0 == "'" }
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_:.".contains($0)) }
        guard !name.isEmpty else { return nil }
        return name == "utf8" ? "utf-8" : String(name)
    }

    /// Whether `PlainText` decodes it. What calls itself Latin-1 or ASCII is Windows-1252, as in browsers.
    static func isOurs(_ label: String) -> Bool {
        ["utf-8", "utf-16", "utf-16le", "utf-16be", "windows-1252", "cp1252", "iso-8859-1", "latin1", "iso8859-1",
            "us-ascii", "ascii"].contains(label)
    }

    /// UTF-8 in which single bytes are broken: these alone are replaced.
    static func repaired(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        let broken = text.unicodeScalars.count { $0 == "\u{FFFD}" }
        // Many broken ones, and it only calls itself UTF-8.
        return broken * 2 > bytes.count { $0 >= 0x80 } ? PlainText.decoded(bytes) : PlainText.decoded(Array(text.utf8))
    }
}
