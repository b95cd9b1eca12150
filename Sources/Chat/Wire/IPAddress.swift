/// An IPv4 or IPv6 address as 16 bytes; IPv4 in its mapped form, so that both compare alike.
package struct IPAddress: Sendable, Equatable {
    package let bytes: [UInt8]

    package init?(_ text: some StringProtocol) {
        if let four = Self.four(String(text)) {
            bytes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] + four
        } else if let sixteen = Self.sixteen(String(text)) {
            bytes = sixteen
        } else {
            return nil
        }
    }

    /// The IPv4 address of these four bytes.
    init(mapped four: ArraySlice<UInt8>) {
        precondition(four.count == 4, "an IPv4 address has four bytes")
        bytes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] + four
    }

    private static func four(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        // Digits alone: Swift's integers would take a sign, too.
        let numbers = parts.compactMap { part in part.count <= 3 && part.first != "+" ? UInt8(part) : nil }
        return numbers.count == 4 ? numbers : nil
    }

    private static func sixteen(_ text: String) -> [UInt8]? {
        let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count <= 2, text.contains(":"), let head = groups(String(halves[0])),
            let tail = halves.count == 2 ? groups(String(halves[1])) : []
        else { return nil }
        if halves.count == 1 { return head.count == 16 ? head : nil }
        guard !halves[0].contains(".") else { return nil }
        guard head.count + tail.count <= 14 else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func groups(_ text: String) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, let four = four(String(part)) {
                bytes += four
            } else if (1...4).contains(part.count), part.first != "+", let number = UInt16(part, radix: 16) {
                bytes += [UInt8(number >> 8), UInt8(number & 255)]
            } else {
                return nil
            }
        }
        return bytes
    }
}

/// A CIDR range (RFC 4632, RFC 4291).
package struct AddressRange: Sendable, Equatable {
    private let base: IPAddress
    private let bits: Int

    /// `10.0.0.0/8`, `::1/128`, or a single address.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let base = IPAddress(parts[0]) else { return nil }
        let isFour = parts[0].contains(".") && !parts[0].contains(":")
        let most = isFour ? 32 : 128
        guard parts.last?.first != "+", let length = parts.count == 2 ? Int(parts[1]) : most, (0...most).contains(length)
        else { return nil }
        self.base = base
        bits = isFour ? length + 96 : length
    }

    package func contains(_ address: IPAddress) -> Bool {
        for index in 0..<16 {
            let left = bits - index * 8
            if left <= 0 { return true }
            let mask: UInt8 = left >= 8 ? 0xFF : ~(0xFF >> UInt8(left))
            guard address.bytes[index] & mask == base.bytes[index] & mask else { return false }
        }
        return true
    }
}
