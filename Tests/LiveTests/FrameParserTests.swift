@testable import Live
import NIOCore
import Testing
import TestSupport

/// A client's frame, masked unless told otherwise.
private func frame(
    _ opcode: UInt8, _ payload: [UInt8] = [], final: Bool = true, reserved: UInt8 = 0, mask: [UInt8]? = [7, 42, 0, 255],
    length: Int? = nil, wide: Int = 0
) -> [UInt8] {
    let length = length ?? payload.count
    var bytes: [UInt8] = [(final ? 0x80 : 0) | reserved | opcode]
    let masked: UInt8 = mask == nil ? 0 : 0x80
    if wide == 8 || length > 0xFFFF {
        bytes.append(masked | 127)
        bytes += withUnsafeBytes(of: UInt64(length).bigEndian) { Array($0) }
    } else if wide == 2 || length > 125 {
        bytes.append(masked | 126)
        bytes += [UInt8(length >> 8), UInt8(length & 255)]
    } else {
        bytes.append(masked | UInt8(length))
    }
    guard let mask else { return bytes + payload }
    return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] }
}

private func text(_ text: String, final: Bool = true) -> [UInt8] { frame(1, Array(text.utf8), final: final) }

private func read(_ bytes: [UInt8], cutAt cuts: [Int] = []) -> [Incoming] {
    var parser = FrameParser()
    var incoming: [Incoming] = []
    for (start, end) in zip([0] + cuts, cuts + [bytes.count]) {
        parser.append(ByteBuffer(bytes: bytes[start..<end]))
        while let next = parser.next() { incoming.append(next) }
    }
    return incoming
}

private func code(_ bytes: [UInt8]) -> UInt16? {
    guard case .violation(let code, let why)? = read(bytes).last else { return nil }
    #expect(!why.isEmpty && why.utf8.count <= 60)
    return code
}

@Test func `texts, pings, pongs and closes are understood`() {
    #expect(read(text("né🙂")) == [.text(ByteBuffer(string: "né🙂"))])
    #expect(read(text("")) == [.text(ByteBuffer())])
    #expect(read(frame(9, [1, 2])) == [.ping(ByteBuffer(bytes: [1, 2]))])
    #expect(read(frame(10, [1])) == [.pong])
    #expect(read(frame(8)) == [.close(nil)])
    #expect(read(frame(8, [3, 232] + Array("bye".utf8))) == [.close(1000)])
    #expect(read(frame(1, Array("plain".utf8), mask: [0, 0, 0, 0])) == [.text(ByteBuffer(string: "plain"))])
    let fragments = text("né", final: false) + frame(9) + frame(0, Array("🙂".utf8), final: false) + frame(0, [33])
    #expect(read(fragments) == [.ping(ByteBuffer()), .text(ByteBuffer(string: "né🙂!"))])
}

@Test func `texts of every length up to 64 KiB are unmasked`() {
    for length in [1, 7, 8, 9, 125, 126, 127, 1_000, 65_535, 65_536] {
        let payload = (0..<length).map { UInt8(97 + $0 % 26) }
        #expect(read(frame(1, payload)) == [.text(ByteBuffer(bytes: payload))], "\(length)")
    }
}

@Test func `what breaks RFC 6455 is 1002`() {
    for reserved in [0x10, 0x20, 0x40] as [UInt8] { #expect(code(frame(1, reserved: reserved)) == 1002) }
    #expect(code(frame(1, [97], mask: nil)) == 1002)
    #expect(code(frame(9, mask: nil)) == 1002)
    for opcode in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] as [UInt8] { #expect(code(frame(opcode)) == 1002, "\(opcode)") }
    for opcode in [8, 9, 10] as [UInt8] {
        #expect(code(frame(opcode, final: false)) == 1002)
        #expect(code(frame(opcode, Array(repeating: 97, count: 126))) == 1002)
        #expect(code(frame(opcode, [97], wide: 2)) == 1002)
        #expect(code(frame(opcode, [97], wide: 8)) == 1002)
    }
    for (length, wide) in [(0, 2), (125, 2), (125, 8), (126, 8), (65_535, 8)] {
        #expect(code(frame(1, Array(repeating: 97, count: length), wide: wide)) == 1002, "\(length) in \(wide) bytes")
    }
    #expect(code(frame(0, [97])) == 1002)
    #expect(code(text("a", final: false) + text("b")) == 1002)
    #expect(code(text("a") + frame(0)) == 1002)
    #expect(code(text("a", final: false) + frame(2)) == 1002)
    #expect(code(frame(8, [3])) == 1002)
}

@Test func `binary is 1003, also in fragments`() {
    #expect(code(frame(2, [1, 2])) == 1003)
    #expect(code(frame(2, [1, 2], final: false)) == 1003)
}

@Test func `what is too long is 1009, before its bytes have come`() {
    #expect(code(frame(1, length: 65_537)) == 1009)
    #expect(code(frame(1, length: .max, wide: 8)) == 1009)
    #expect(code(frame(1, Array(repeating: 97, count: 60_000), final: false) + frame(0, length: 5_537)) == 1009)
    let many = text("a", final: false) + Array(repeating: frame(0, [97], final: false), count: 31).joined()
    #expect(read(many).isEmpty)
    #expect(code(many + frame(0, [97])) == 1009)
    #expect(code(many + frame(0, [97], final: false)) == 1009)
    let enough = text("a", final: false) + Array(repeating: frame(0, [97], final: false), count: 30).joined() + frame(0, [97])
    #expect(read(enough) == [.text(ByteBuffer(string: String(repeating: "a", count: 32)))])
}

@Test func `a refusal needs no more than the head`() {
    // Nothing after the second byte has come, and it is clear already.
    #expect(code([0x81 | 0x40, 0x80]) == 1002)
    #expect(code([0x83, 0x80]) == 1002)
    #expect(code([0x81, 0x05]) == 1002)
    #expect(read([0x81, 0x85]).isEmpty)
}

@Test(arguments: [
    [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80], [0xF0, 0x9F, 0x99],
] as [[UInt8]])
func `invalid UTF-8 is 1007, whole, split or in a close reason`(bytes: [UInt8]) {
    #expect(code(frame(1, bytes)) == 1007)
    #expect(code(frame(1, Array("12345678".utf8) + bytes)) == 1007)
    #expect(code(frame(1, [97], final: false) + frame(0, bytes)) == 1007)
    #expect(code(frame(1, [bytes[0]], final: false) + frame(0, Array(bytes.dropFirst()))) == 1007)
    #expect(code(frame(8, [3, 232] + bytes)) == 1007)
}

@Test func `a character may be split over fragments`() {
    let bytes = Array("🙂".utf8)
    for cut in 0...4 {
        let split = frame(1, Array(bytes[..<cut]), final: false) + frame(0, Array(bytes[cut...]))
        #expect(read(split) == [.text(ByteBuffer(string: "🙂"))])
    }
}

@Test func `close codes that may not be sent are 1002`() {
    func close(_ code: UInt16) -> [Incoming] { read(frame(8, [UInt8(code >> 8), UInt8(code & 255)])) }
    let good = Array(1000...1003) + Array(1007...1014) + [3000, 3999, 4000, 4999] as [UInt16]
    for code in good { #expect(close(code) == [.close(code)]) }
    for code in [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] as [UInt16] {
        guard case .violation(1002, _)? = close(code).first else {
            Issue.record("\(code) was taken")
            continue
        }
    }
}

@Test func `after a close or a violation nothing is read any more`() {
    #expect(read(frame(8) + text("late")) == [.close(nil)])
    #expect(read(frame(3) + text("late") + frame(9)).count == 1)
    #expect(read(text("early") + frame(2) + text("late")).count == 2)
}

private func traffic(_ random: inout Seeded) -> (bytes: [UInt8], expected: [Incoming]) {
    var bytes: [UInt8] = []
    var expected: [Incoming] = []
    for _ in 0...random.upTo(12) {
        let mask = (0..<4).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        switch random.upTo(5) {
        case 0:
            let payload = (0..<random.upTo(125)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            bytes += frame(9, payload, mask: mask)
            expected.append(.ping(ByteBuffer(bytes: payload)))
        case 1:
            bytes += frame(10, [1, 2, 3], mask: mask)
            expected.append(.pong)
        default:
            let most = random.one(of: [3, 40, 300, 3_000])
            let payload = Array((0..<random.upTo(most)).map { _ in random.one(of: ["a", "é", "字", "🙂"]) }.joined().utf8)
            let cuts = random.chance(50) ? [] : (0..<random.upTo(6)).map { _ in random.upTo(payload.count) }.sorted()
            for (index, (start, end)) in zip([0] + cuts, cuts + [payload.count]).enumerated() {
                let isLast = index == cuts.count
                bytes += frame(index == 0 ? 1 : 0, Array(payload[start..<end]), final: isLast, mask: mask)
                guard !isLast, random.chance(30) else { continue }
                bytes += frame(9, [9], mask: mask)
                expected.append(.ping(ByteBuffer(bytes: [9])))
            }
            expected.append(.text(ByteBuffer(bytes: payload)))
        }
    }
    return (bytes, expected)
}

@Test func `the same messages come out however the bytes are cut`() {
    var random = Seeded(31)
    for _ in 0..<300 {
        let (bytes, expected) = traffic(&random)
        #expect(read(bytes) == expected)
        let cuts = (0..<random.upTo(20)).map { _ in random.upTo(bytes.count) }.sorted()
        #expect(read(bytes, cutAt: cuts) == expected)
    }
    let (bytes, expected) = traffic(&random)
    #expect(read(bytes, cutAt: Array(1..<bytes.count)) == expected)
}

@Test func `no bytes at all make the parser trap or go on after a violation`() {
    var random = Seeded(32)
    for _ in 0..<2_000 {
        var (bytes, _) = traffic(&random)
        for _ in 0...random.upTo(4) { bytes[random.upTo(bytes.count - 1)] = UInt8(truncatingIfNeeded: random.next()) }
        let cuts = (0..<random.upTo(3)).map { _ in random.upTo(bytes.count) }.sorted()
        let whole = read(bytes)
        #expect(read(bytes, cutAt: cuts) == whole)
        let ends = whole.dropLast().contains { incoming in
            switch incoming {
            case .violation, .close: true
            default: false
            }
        }
        #expect(!ends)
    }
}
