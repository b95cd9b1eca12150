/// A JSON value (RFC 8259), members in their order. Strings never hold U+0000 or a lone surrogate.
package enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case array([JSON])
    case object([Member])

    package struct Member: Sendable, Equatable {
        package let key: String
        package let value: JSON

        package init(_ key: String, _ value: JSON) {
            self.key = key
            self.value = value
        }
    }

    /// The value of the last member of that name; nil also where this is no object.
    package subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        for member in members.reversed() where member.key == key { return member.value }
        return nil
    }

    package var string: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    package var int: Int? {
        switch self {
        case .int(let number): number
        case .double(let number) where number == number.rounded() && abs(number) < 9e15: Int(number)
        default: nil
        }
    }

    package var bool: Bool? {
        if case .bool(let value) = self { return value }
        return nil
    }

    package var array: [JSON]? {
        if case .array(let values) = self { return values }
        return nil
    }

    package var members: [Member]? {
        if case .object(let members) = self { return members }
        return nil
    }

    package var isNull: Bool { self == .null }

    /// Reads one JSON text; throws on anything that RFC 8259 does not allow, and on more than 64 levels.
    package init(parsing bytes: UnsafeRawBufferPointer) throws(JSONFault) {
        var parser = JSONParser(bytes: bytes)
        self = try parser.document()
    }

    package init(parsing bytes: [UInt8]) throws(JSONFault) {
        var fault: JSONFault?
        let value: JSON? = bytes.withUnsafeBytes { buffer in
            do throws(JSONFault) {
                return try JSON(parsing: buffer)
            } catch {
                fault = error
                return nil
            }
        }
        guard let value else { throw fault ?? JSONFault(position: 0, what: "no value") }
        self = value
    }

    package init(parsing text: String) throws(JSONFault) {
        try self.init(parsing: Array(text.utf8))
    }

    package var text: String {
        var writer = JSONWriter()
        writer.value(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// Where a text stops being JSON, and why.
package struct JSONFault: Error, Sendable, Equatable {
    package let position: Int
    package let what: String
}

private struct JSONParser {
    let bytes: UnsafeRawBufferPointer
    var position = 0
    static let maxDepth = 64

    init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    mutating func document() throws(JSONFault) -> JSON {
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw fault("text after the value") }
        return value
    }

    private func fault(_ what: String) -> JSONFault { JSONFault(position: position, what: what) }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private mutating func value(depth: Int) throws(JSONFault) -> JSON {
        guard depth < Self.maxDepth else { throw fault("nested too deeply") }
        skipSpace()
        guard position < bytes.count else { throw fault("the text ends early") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONFault) -> JSON {
        let length = word.utf8CodeUnitCount
        guard position + length <= bytes.count else { throw fault("unknown word") }
        for offset in 0..<length where bytes[position + offset] != word.utf8Start[offset] {
            throw fault("unknown word")
        }
        position += length
        return value
    }

    private mutating func object(depth: Int) throws(JSONFault) -> JSON {
        position += 1
        var members: [JSON.Member] = []
        skipSpace()
        if position < bytes.count, bytes[position] == UInt8(ascii: "}") {
            position += 1
            return .object(members)
        }
        while true {
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw fault("a name is missing") }
            let key = try string()
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { throw fault("':' is missing") }
            position += 1
            members.append(JSON.Member(key, try value(depth: depth + 1)))
            skipSpace()
            guard position < bytes.count else { throw fault("an object is not closed") }
            let next = bytes[position]
            position += 1
            if next == UInt8(ascii: "}") { return .object(members) }
            guard next == UInt8(ascii: ",") else { throw fault("',' is missing") }
        }
    }

    private mutating func array(depth: Int) throws(JSONFault) -> JSON {
        position += 1
        var values: [JSON] = []
        skipSpace()
        if position < bytes.count, bytes[position] == UInt8(ascii: "]") {
            position += 1
            return .array(values)
        }
        while true {
            values.append(try value(depth: depth + 1))
            skipSpace()
            guard position < bytes.count else { throw fault("an array is not closed") }
            let next = bytes[position]
            position += 1
            if next == UInt8(ascii: "]") { return .array(values) }
            guard next == UInt8(ascii: ",") else { throw fault("',' is missing") }
        }
    }

    private mutating func number() throws(JSONFault) -> JSON {
        let start = position
        func digit() -> Bool { position < bytes.count && bytes[position] >= 48 && bytes[position] <= 57 }
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
        guard digit() else { throw fault("not a value") }
        if bytes[position] == 48 {
            position += 1
            guard !digit() else { throw fault("a number begins with 0") }
        } else {
            while digit() { position += 1 }
        }
        var whole = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            whole = false
            position += 1
            guard digit() else { throw fault("digits are missing") }
            while digit() { position += 1 }
        }
        if position < bytes.count, bytes[position] | 32 == UInt8(ascii: "e") {
            whole = false
            position += 1
            if position < bytes.count, bytes[position] == 43 || bytes[position] == 45 { position += 1 }
            guard digit() else { throw fault("digits are missing") }
            while digit() { position += 1 }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if whole, let number = Int(text) { return .int(number) }
        guard let number = Double(text), number.isFinite else { throw fault("a number is out of range") }
        return .double(number)
    }

    private mutating func string() throws(JSONFault) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                guard let text = String(validating: bytes[start..<position], as: UTF8.self) else {
                    throw fault("invalid UTF-8")
                }
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw fault("a control character in a string") }
            position += 1
        }
        throw fault("a string is not closed")
    }

    /// The slow path: a string with at least one escape, whose plain beginning ends at `position`.
    private mutating func escapedString(from start: Int) throws(JSONFault) -> String {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw fault("invalid UTF-8") }
                position += 1
                return string
            case UInt8(ascii: "\\"):
                position += 1
                try appendEscape(to: &text)
            case 0..<0x20:
                throw fault("a control character in a string")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw fault("a string is not closed")
    }

    private mutating func appendEscape(to text: inout [UInt8]) throws(JSONFault) {
        guard position < bytes.count else { throw fault("an escape ends early") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = UInt32(try hex())
            if (0xD800...0xDBFF).contains(code) {
                guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                    bytes[position + 1] == UInt8(ascii: "u")
                else { throw fault("a lone surrogate") }
                position += 2
                let low = UInt32(try hex())
                guard (0xDC00...0xDFFF).contains(low) else { throw fault("a lone surrogate") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard code != 0, let scalar = Unicode.Scalar(code) else {
                throw fault(code == 0 ? "U+0000 is not allowed" : "a lone surrogate")
            }
            text.append(contentsOf: UTF8.encode(scalar)!)
        default: throw fault("an unknown escape")
        }
    }

    private mutating func hex() throws(JSONFault) -> UInt16 {
        guard position + 4 <= bytes.count else { throw fault("an escape ends early") }
        var value: UInt16 = 0
        for offset in 0..<4 {
            let byte = bytes[position + offset]
            let digit: UInt8
            switch byte {
            case 48...57: digit = byte - 48
            case 65...70: digit = byte - 55
            case 97...102: digit = byte - 87
            default: throw fault("an escape takes four hexadecimal digits")
            }
            value = value << 4 | UInt16(digit)
        }
        position += 4
        return value
    }
}
