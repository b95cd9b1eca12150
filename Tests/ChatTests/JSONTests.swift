import Chat
import Testing
import TestSupport

@Test(arguments: [
    ("null", .null), (" true ", .bool(true)), ("\t\r\nfalse\n", .bool(false)), ("0", .int(0)), ("-12", .int(-12)),
    ("9223372036854775807", .int(.max)), ("1.5", .double(1.5)), ("-0.25e2", .double(-25)), ("1E+2", .double(100)),
    ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("\"\"", .string("")), ("[]", .array([])),
    ("{}", .object([])), ("[1,[2 , 3],{}]", .array([.int(1), .array([.int(2), .int(3)]), .object([])])),
    (#""\u00e9\uD83D\uDE42\/\b\f\n\r\t\"\\""#, .string("é🙂/\u{8}\u{c}\n\r\t\"\\")), ("\"né🙂\"", .string("né🙂")),
    (#"{"a":1,"a":{"b":null}}"#, .object([.init("a", .int(1)), .init("a", .object([.init("b", .null)]))])),
] as [(String, JSON)])
func `JSON is read as RFC 8259 has it`(text: String, value: JSON) throws {
    #expect(try JSON(parsing: text) == value)
}

@Test(arguments: [
    "", " ", "nul", "nulll", "True", "NaN", "Infinity", "01", "-", "-a", "1.", ".5", "1e", "1e+", "+1", "0x1", "1 2",
    "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}",
    "{a:1}", "{1:1}", "{\"a\" 1}", "{,}", "\"", "\"a", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "'a'", "\"a\nb\"",
    "\"\t\"", "// c\n1", "1 // c", "\u{FEFF}1", "1e999", "[1]]", "\"\\u{41}\"",
])
func `what is malformed is refused`(text: String) {
    #expect(throws: JSONFault.self) { try JSON(parsing: text) }
}

@Test(arguments: [
    #""\u0000""#, #"{"\u0000":1}"#, #""\uD800""#, #""\uDC00""#, #""\uD800\uD800""#, #""\uD83Dx""#, #""\uDE42\uD83D""#,
    #""a\ud83d\n""#,
])
func `U+0000 and lone surrogates are refused`(text: String) {
    #expect(throws: JSONFault.self) { try JSON(parsing: text) }
}

@Test(arguments: [
    [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80], [0x00], [0xC3, 0x28],
] as [[UInt8]])
func `bytes that are no UTF-8 are refused, with an escape beside them or not`(bytes: [UInt8]) {
    for escape in ["", "\\n"] {
        let text = [UInt8(ascii: "\"")] + Array(escape.utf8) + bytes + [UInt8(ascii: "\"")]
        #expect(throws: JSONFault.self) { try JSON(parsing: text) }
    }
}

@Test func `nesting has a limit`() throws {
    func nested(_ levels: Int) -> String {
        String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    #expect(try JSON(parsing: nested(64)).array?.count == 1)
    #expect(throws: JSONFault.self) { try JSON(parsing: nested(65)) }
    #expect(throws: JSONFault.self) { try JSON(parsing: String(repeating: "{\"a\":", count: 100_000)) }
}

@Test func `of members with one name the last counts, and types are not mixed up`() throws {
    let json = try JSON(parsing: #"{"a":1,"b":2.0,"c":2.5,"d":"x","e":null,"f":1e300,"a":3}"#)
    #expect(json["a"]?.int == 3 && json["b"]?.int == 2 && json["c"]?.int == nil && json["f"]?.int == nil)
    #expect(json["d"]?.string == "x" && json["d"]?.int == nil && json["d"]?.bool == nil)
    #expect(json["e"]?.isNull == true && json["g"] == nil)
    #expect(json.members?.count == 7 && json["d"]?["x"] == nil && json["d"]?.array == nil)
}

private func random(_ chance: inout Seeded, depth: Int) -> JSON {
    switch chance.upTo(depth > 0 ? 6 : 4) {
    case 0: return .null
    case 1: return .bool(chance.chance(50))
    case 2: return .int(Int(truncatingIfNeeded: chance.next()) >> chance.upTo(63))
    case 3:
        let number = Double(bitPattern: chance.next())
        return .double(number.isFinite ? number : 0.1)
    case 4: return .string(text(&chance))
    case 5: return .array((0..<chance.upTo(4)).map { _ in random(&chance, depth: depth - 1) })
    default:
        return .object((0..<chance.upTo(4)).map { _ in .init(text(&chance), random(&chance, depth: depth - 1)) })
    }
}

private func text(_ chance: inout Seeded) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<chance.upTo(12) {
        let most: UInt32 = chance.one(of: [0x7F, 0x7F, 0x7FF, 0xFFFF, 0x10FFFF])
        if let scalar = Unicode.Scalar(UInt32.random(in: 1...most, using: &chance)) { text.append(scalar) }
    }
    return String(text)
}

@Test func `what is written reads back the same`() throws {
    var chance = Seeded(4)
    for _ in 0..<3_000 {
        let value = random(&chance, depth: 5)
        let written = value.text
        #expect(try JSON(parsing: written) == value, "\(written)")
        if case .string(let text) = value {
            #expect(try Array(JSON(parsing: written).string!.utf8) == Array(text.utf8))
        }
    }
}

@Test func `damaged bytes never trap, and what still reads is written and read the same`() throws {
    var chance = Seeded(5)
    for _ in 0..<4_000 {
        var bytes = Array(random(&chance, depth: 4).text.utf8)
        for _ in 0...chance.upTo(3) where !bytes.isEmpty {
            let place = chance.upTo(bytes.count - 1)
            switch chance.upTo(2) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: chance.next())
            case 1: bytes.remove(at: place)
            default: bytes.insert(UInt8(truncatingIfNeeded: chance.next()), at: place)
            }
        }
        guard let value = try? JSON(parsing: bytes) else { continue }
        #expect(try JSON(parsing: value.text) == value)
    }
}

@Test func `the writer separates and escapes by itself`() {
    let bytes = JSONWriter.object { writer in
        writer.field("a", 1)
        writer.field("b", "x\"\\\u{1}\n")
        writer.field("c", nil as String?)
        writer.key("d")
        writer.array([1, 20, -3]) { $0.int($1) }
        writer.field("e", Moment(milliseconds: 0))
        writer.key("f")
        writer.object { _ in }
        writer.key("g")
        writer.raw(Array("[true]".utf8))
        writer.member("h", "{")
        writer.field("i", JSON.double(0.5))
    }
    #expect(String(decoding: bytes, as: UTF8.self) == #"{"a":1,"b":"x\"\\\u0001\n","c":null,"d":[1,20,-3],"#
        + #""e":"1970-01-01T00:00:00.000Z","f":{},"g":[true],"h":"{","i":0.5}"#)
}
