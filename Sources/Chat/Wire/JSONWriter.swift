/// Writes JSON straight into bytes: what fans out to many sockets is encoded once, by hand, without reflection.
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// Where the JSON begins in `bytes`: what stands before is the caller's.
    private let start: Int

    /// - Parameter head: zeros in front of the JSON, for what the caller sends before it.
    package init(capacity: Int = 256, head: Int = 0) {
        bytes.reserveCapacity(capacity)
        start = head
        for _ in 0..<head { bytes.append(0) }
    }

    /// The bytes of one object.
    package static func object(
        capacity: Int = 256, head: Int = 0, _ body: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: capacity, head: head)
        writer.object(body)
        return writer.bytes
    }

    package mutating func object(_ body: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "{"))
        body(&self)
        bytes.append(UInt8(ascii: "}"))
    }

    package mutating func array<Values: Sequence>(
        _ values: Values, _ body: (inout JSONWriter, Values.Element) -> Void
    ) {
        separate()
        bytes.append(UInt8(ascii: "["))
        for value in values { body(&self, value) }
        bytes.append(UInt8(ascii: "]"))
    }

    /// A name; the next value written is its value.
    package mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    package mutating func field(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }

    package mutating func field(_ name: StaticString, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    package mutating func field(_ name: StaticString, _ value: Int) {
        key(name)
        int(value)
    }

    package mutating func field(_ name: StaticString, _ value: Bool) {
        key(name)
        bool(value)
    }

    package mutating func field(_ name: StaticString, _ value: Moment?) {
        key(name)
        guard let value else { return null() }
        bytes.append(UInt8(ascii: "\""))
        value.appendRFC3339(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    package mutating func field(_ name: StaticString, _ value: JSON) {
        key(name)
        self.value(value)
    }

    package mutating func field<Kind>(_ name: StaticString, _ id: Identifier<Kind>) {
        key(name)
        bytes.append(UInt8(ascii: "\""))
        id.append(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Bytes that are a JSON value already.
    package mutating func raw(_ value: [UInt8]) {
        separate()
        bytes.append(contentsOf: value)
    }

    package mutating func null() {
        separate()
        bytes.append(contentsOf: [110, 117, 108, 108])
    }

    package mutating func bool(_ value: Bool) {
        separate()
        bytes.append(contentsOf: value ? Array("true".utf8) : Array("false".utf8))
    }

    package mutating func int(_ value: Int) {
        separate()
        if value >= 0, value < 10_000 {
            if value >= 1_000 { bytes.append(48 + UInt8(value / 1_000)) }
            if value >= 100 { bytes.append(48 + UInt8(value / 100 % 10)) }
            if value >= 10 { bytes.append(48 + UInt8(value / 10 % 10)) }
            bytes.append(48 + UInt8(value % 10))
        } else {
            bytes.append(contentsOf: String(value).utf8)
        }
    }

    package mutating func value(_ value: JSON) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .int(let value): int(value)
        case .double(let value):
            separate()
            bytes.append(contentsOf: String(value).utf8)
        case .string(let value): string(value)
        case .array(let values): array(values) { $0.value($1) }
        case .object(let members):
            object { writer in
                for member in members {
                    writer.string(member.key)
                    writer.bytes.append(UInt8(ascii: ":"))
                    writer.value(member.value)
                }
            }
        }
    }

    package mutating func string(_ value: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        var value = value
        value.withUTF8 { utf8 in
            var start = 0
            for index in 0..<utf8.count {
                let byte = utf8[index]
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
                escape(byte)
                start = index + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<utf8.count]))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        default:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: [117, 48, 48, digits[Int(byte >> 4)], digits[Int(byte & 15)]])
        }
    }

    /// A comma where the last byte shows that a value stands before the next one.
    private mutating func separate() {
        guard bytes.count > start, let last = bytes.last else { return }
        if last != UInt8(ascii: "{"), last != UInt8(ascii: "["), last != UInt8(ascii: ":") {
            bytes.append(UInt8(ascii: ","))
        }
    }
}

extension JSONWriter {
    /// A member whose name is not known in advance.
    package mutating func member(_ name: String, _ value: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        string(value)
    }
}
