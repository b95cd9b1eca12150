import Foundation

/// Why a body is no `multipart/form-data`, in words for whoever sent it.
struct MultipartFault: Error, Equatable {
    let what: String
}

/// A body of `multipart/form-data` (RFC 7578, RFC 2046): its parts in their order.
struct Multipart {
    struct Part: Equatable {
        let name: String
        /// Set where the part is a file, even an unnamed one.
        let filename: String?
        let bytes: ArraySlice<UInt8>
    }

    static let maxParts = 16
    static let maxHeadBytes = 8_192
    static let maxBoundary = 70

    let parts: [Part]

    /// Whether this is the media type of an upload, whatever its parameters.
    static func isNamed(by contentType: String?) -> Bool {
        contentType.map { $0.prefix { $0 != ";" }.lowercased().trimmed == "multipart/form-data" } ?? false
    }

    /// - Parameter contentType: the value of the request's header, with the boundary.
    init(_ bytes: [UInt8], contentType: String) throws(MultipartFault) {
        guard let boundary = HeaderParameters(contentType).values["boundary"], !boundary.isEmpty,
            boundary.utf8.count <= Self.maxBoundary, boundary.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw MultipartFault(what: "Its Content-Type names no usable boundary.") }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        let first = Array(delimiter.dropFirst(2))
        // What stands before the first delimiter is a preamble, to be ignored; ours rarely have one.
        var position: Int
        if bytes.starts(with: first) {
            position = first.count
        } else if let start = Self.find(delimiter, in: bytes, from: 0) {
            position = start + delimiter.count
        } else {
            throw MultipartFault(what: "Its boundary does not occur.")
        }
        var parts: [Part] = []
        while true {
            if bytes[position...].starts(with: Array("--".utf8)) { break }
            // A transport may have put white space after the delimiter (RFC 2046, section 5.1.1).
            while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
            guard bytes[position...].starts(with: [0x0D, 0x0A]) else {
                throw MultipartFault(what: "A boundary is not followed by a new line.")
            }
            guard parts.count < Self.maxParts else {
                throw MultipartFault(what: "It has more than \(Self.maxParts) parts.")
            }
            guard let end = Self.find(delimiter, in: bytes, from: position) else {
                throw MultipartFault(what: "It ends in the middle of a part.")
            }
            parts.append(try Self.part(bytes, from: position, to: end))
            position = end + delimiter.count
        }
        self.parts = parts
    }

    /// One part: the line break after the delimiter, the head, an empty line, the body.
    private static func part(_ bytes: [UInt8], from start: Int, to end: Int) throws(MultipartFault) -> Part {
        let blank: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        guard let headEnd = find(blank, in: bytes, from: start), headEnd + blank.count <= end else {
            throw MultipartFault(what: "A part has no head.")
        }
        guard headEnd - start <= maxHeadBytes else { throw MultipartFault(what: "The head of a part is too long.") }
        guard let head = String(validating: bytes[start..<headEnd], as: UTF8.self) else {
            throw MultipartFault(what: "The head of a part is not UTF-8.")
        }
        var disposition: HeaderParameters?
        for line in head.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else {
                throw MultipartFault(what: "A line in the head of a part has no colon.")
            }
            if line[..<colon].lowercased() == "content-disposition" {
                disposition = HeaderParameters(String(line[line.index(after: colon)...]))
            }
        }
        guard let disposition, disposition.value == "form-data", let name = disposition.values["name"] else {
            throw MultipartFault(what: "A part does not name its field.")
        }
        return Part(
            name: name, filename: disposition.filename, bytes: bytes[(headEnd + blank.count)..<end])
    }

    /// Jumps from one first byte to the next: forms hold files of many megabytes.
    private static func find(_ mark: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return nil }
            let last = bytes.count - mark.count
            var position = start
            while position <= last, let next = memchr(base + position, Int32(mark[0]), last - position + 1) {
                position = UnsafeRawPointer(next) - base
                if bytes[position..<position + mark.count].elementsEqual(mark) { return position }
                position += 1
            }
            return nil
        }
    }
}

/// A header's value and its parameters: `form-data; name="file"; filename="a.txt"`.
struct HeaderParameters {
    let value: String
    /// By their names in lower case; the first of a name counts.
    private(set) var values: [String: String] = [:]

    init(_ text: String) {
        var rest = Substring(text)
        value = Self.until(";", &rest).lowercased().trimmed
        while !rest.isEmpty {
            let name = Self.until("=", &rest).lowercased().trimmed
            rest = rest.drop { $0 == " " || $0 == "\t" }
            let found: String
            if rest.first == "\"" {
                rest.removeFirst()
                found = Self.quoted(&rest)
                _ = Self.until(";", &rest)
            } else {
                found = Self.until(";", &rest).trimmed
            }
            if values[name] == nil { values[name] = found }
        }
    }

    /// The name of a file. Browsers write UTF-8 with `"` and line breaks as percent codes (WHATWG HTML); some
    /// programs write `filename*` (RFC 8187).
    var filename: String? {
        if let extended = values["filename*"] {
            let parts = extended.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
            if parts.count == 3, parts[0].lowercased() == "utf-8", let name = String(parts[2]).removingPercentEncoding {
                return name
            }
        }
        return values["filename"].map {
            $0.replacing("%22", with: "\"").replacing("%0D", with: " ").replacing("%0A", with: " ")
        }
    }

    /// Takes what stands before the mark, and the mark.
    private static func until(_ mark: Character, _ rest: inout Substring) -> String {
        let found = rest.prefix { $0 != mark }
        rest = rest.dropFirst(found.count + 1)
        return String(found)
    }

    /// Takes a quoted string and its closing mark. A backslash escapes a quotation mark or itself alone: old
    /// browsers sent whole paths of Windows.
    private static func quoted(_ rest: inout Substring) -> String {
        var text = ""
        while let next = rest.popFirst(), next != "\"" {
            if next == "\\", let escaped = rest.first, escaped == "\"" || escaped == "\\" {
                text.append(rest.removeFirst())
            } else {
                text.append(next)
            }
        }
        return text
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
