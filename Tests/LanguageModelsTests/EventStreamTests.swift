import LanguageModels
import Testing

private func events(of bytes: [UInt8], cutEvery size: Int) throws -> [String] {
    var stream = EventStream()
    var events: [String] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
        events += try stream.feed(bytes[start..<min(start + size, bytes.count)])
    }
    return events
}

@Test(arguments: [1, 2, 3, 5, 7, 1000], ["\n", "\r\n", "\r"])
func `events read the same however their bytes are split`(size: Int, newline: String) throws {
    let text = [
        ": a comment", "data: grüße", "", "event: ping", "id: 7", "", "data: zwei", "data:  Zeilen", "data", "",
        "data:🙂", "", "",
    ].joined(separator: newline)
    #expect(try events(of: Array(text.utf8), cutEvery: size) == ["grüße", "zwei\n Zeilen\n", "🙂"])
}

@Test func `a byte order mark before the first line is skipped`() throws {
    #expect(try events(of: [0xEF, 0xBB, 0xBF] + Array("data: a\n\n".utf8), cutEvery: 1) == ["a"])
}

@Test func `bytes that are no UTF-8 become replacement characters`() throws {
    let bytes = Array("data: a".utf8) + [0xFF] + Array("b\n\n".utf8)
    #expect(try events(of: bytes, cutEvery: 1) == ["a\u{FFFD}b"])
}

@Test func `an event without its last empty line is given out at the end alone`() throws {
    var stream = EventStream()
    #expect(try stream.feed("data: [DONE]".utf8).isEmpty)
    #expect(stream.end() == "[DONE]")
    #expect(stream.end() == nil)
}

@Test func `a line that never ends is a fault and no memory`() throws {
    var stream = EventStream(maxBytes: 100)
    #expect(try stream.feed("data: short\n\n".utf8) == ["short"])
    #expect(throws: ModelFault.endless) { try stream.feed(Array(repeating: UInt8(ascii: "x"), count: 101)) }
}
