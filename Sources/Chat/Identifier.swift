/// The kinds of things that carry an id; the raw value is the id's prefix.
package protocol IdentifierKind: Sendable {
    static var prefix: String { get }
}

package enum OrganizationKind: IdentifierKind { package static var prefix: String { "org" } }
package enum OperatorKind: IdentifierKind { package static var prefix: String { "oper" } }
package enum BotKind: IdentifierKind { package static var prefix: String { "bot" } }
package enum CustomerKind: IdentifierKind { package static var prefix: String { "cust" } }
package enum ConversationKind: IdentifierKind { package static var prefix: String { "conv" } }
package enum KnowledgeKind: IdentifierKind { package static var prefix: String { "know" } }
package enum CorrectionKind: IdentifierKind { package static var prefix: String { "corr" } }
package enum TokenKind: IdentifierKind { package static var prefix: String { "tok" } }
package enum IdentityKeyKind: IdentifierKind { package static var prefix: String { "idk" } }
package enum ItemKind: IdentifierKind { package static var prefix: String { "item" } }
package enum DeliveryKind: IdentifierKind { package static var prefix: String { "dlv" } }

package typealias OrganizationID = Identifier<OrganizationKind>
package typealias OperatorID = Identifier<OperatorKind>
package typealias BotID = Identifier<BotKind>
package typealias CustomerID = Identifier<CustomerKind>
package typealias ConversationID = Identifier<ConversationKind>
package typealias KnowledgeID = Identifier<KnowledgeKind>
package typealias CorrectionID = Identifier<CorrectionKind>
package typealias IdentityKeyID = Identifier<IdentityKeyKind>
package typealias TokenID = Identifier<TokenKind>
package typealias DeliveryID = Identifier<DeliveryKind>

/// A TypeID (prefix + UUIDv7 in lower-case Crockford base32, TypeID specification 0.3), 16 bytes in memory.
package struct Identifier<Kind: IdentifierKind>: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A new UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then version, variant and 74 random bits.
    package init(at moment: Moment, random: inout some RandomNumberGenerator) {
        let milliseconds = UInt64(bitPattern: moment.milliseconds) & 0xFFFF_FFFF_FFFF
        high = milliseconds << 16 | 0x7000 | random.next() & 0x0FFF
        low = 0x8000_0000_0000_0000 | random.next() & 0x3FFF_FFFF_FFFF_FFFF
    }

    package static func make(at moment: Moment) -> Self {
        var random = SystemRandomNumberGenerator()
        return Self(at: moment, random: &random)
    }

    /// The id that `text` spells, or nil for another prefix, another alphabet or another length.
    package init?(_ text: some StringProtocol) {
        var text = String(text)
        let read = text.withUTF8 { Self.read($0) }
        guard let read else { return nil }
        self = read
    }

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Self? {
        let digits = bytes.suffix(26)
        let prefix = bytes.dropLast(26)
        guard digits.count == 26, prefix.last == UInt8(ascii: "_"), prefix.dropLast().elementsEqual(Kind.prefix.utf8)
        else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for byte in digits {
            guard let value = Base32.value(of: byte) else { return nil }
            // 26 digits hold 130 bits: an id whose first two are set is none.
            guard high >> 59 == 0 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(value)
        }
        return Self(high: high, low: low)
    }

    /// Adds the characters of `description`.
    package func append(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: Kind.prefix.utf8)
        bytes.append(UInt8(ascii: "_"))
        for shift in stride(from: 125, through: 0, by: -5) { bytes.append(Base32.digit(bits(at: shift))) }
    }

    /// Random bits are hashed alone: two ids that differ in their time only do not occur.
    package func hash(into hasher: inout Hasher) { hasher.combine(low) }

    package var description: String {
        String(unsafeUninitializedCapacity: Kind.prefix.utf8.count + 27) { buffer in
            var position = 0
            for byte in Kind.prefix.utf8 {
                buffer[position] = byte
                position += 1
            }
            buffer[position] = UInt8(ascii: "_")
            position += 1
            for shift in stride(from: 125, through: 0, by: -5) {
                buffer[position] = Base32.digit(bits(at: shift))
                position += 1
            }
            return position
        }
    }

    private func bits(at shift: Int) -> UInt8 {
        if shift >= 64 { return UInt8(truncatingIfNeeded: high >> UInt64(shift - 64) & 31) }
        let fromLow = low >> UInt64(shift)
        let fromHigh = shift > 59 ? high << UInt64(64 - shift) : 0
        return UInt8(truncatingIfNeeded: (fromLow | fromHigh) & 31)
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

private enum Base32 {
    static let digits: [UInt8] = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, digit) in digits.enumerated() { table[Int(digit)] = UInt8(value) }
        return table
    }()

    static func digit(_ value: UInt8) -> UInt8 { digits[Int(value)] }
    static func value(of digit: UInt8) -> UInt8? {
        let value = values[Int(digit)]
        return value == 255 ? nil : value
    }
}
