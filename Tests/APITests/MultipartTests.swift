@testable import API
import Testing

private func form(_ lines: String...) -> [UInt8] { Array(lines.joined(separator: "\r\n").utf8) }

private func parts(_ bytes: [UInt8], _ contentType: String = "multipart/form-data; boundary=xYz") throws -> [Multipart.Part] {
    try Multipart(bytes, contentType: contentType).parts
}

@Test func `a form's fields and its file are read, whatever bytes the file has`() throws {
    let content = Array(0...255) + Array("\r\n--xY\r\n\r\n--".utf8)
    let bytes = form("--xYz", "Content-Disposition: form-data; name=\"kind\"", "", "file", "--xYz",
        "content-type: application/octet-stream", "CONTENT-DISPOSITION: form-data; name=file; filename=\"a b.txt\"", "", "")
        + content + form("", "--xYz--", "")
    let found = try parts(bytes)
    #expect(found.map(\.name) == ["kind", "file"])
    #expect(found.map(\.filename) == [nil, "a b.txt"])
    #expect(found[0].bytes.elementsEqual("file".utf8))
    #expect(found[1].bytes.elementsEqual(content))
    #expect(try parts(form("a preamble", "--xYz") + bytes.dropFirst(5)).count == 2)
    #expect(try parts(bytes, "Multipart/Form-Data; charset=x; boundary=\"xYz\"").count == 2)
    #expect(try parts(form("--xYz", "Content-Disposition: form-data; name=\"file\"; filename=\"\"", "", "", "--xYz--"))[0].bytes.isEmpty)
}

@Test func `names of files arrive as browsers and programs write them`() throws {
    for (written, name) in [
        ("filename=\"Preisliste Größen.pdf\"", "Preisliste Größen.pdf"),
        ("filename=\"%22quoted%22.md\"", "\"quoted\".md"),
        ("filename=\"100%.md\"", "100%.md"),
        ("filename=\"a\\\"b\\\\c.md\"", "a\"b\\c.md"),
        ("filename=\"C:\\Users\\x.md\"", "C:\\Users\\x.md"),
        ("filename=\"x.md\"; filename*=UTF-8''%e2%82%ac%20rates.md", "€ rates.md"),
        ("filename=\"a;b=c.md\"; size=1", "a;b=c.md"),
    ] {
        let bytes = form("--xYz", "Content-Disposition: form-data; name=\"file\"; \(written)", "", "x", "--xYz--")
        #expect(try parts(bytes)[0].filename == name)
    }
}

@Test func `what is no whole form is refused, at every length`() throws {
    let whole = form("--xYz", "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"", "", "text", "--xYz--", "")
    #expect(try parts(whole).count == 1)
    for length in 0..<(whole.count - 4) {
        #expect(throws: MultipartFault.self, "\(length) bytes of it") { try parts(Array(whole.prefix(length))) }
    }
    for contentType in ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"a b\""] {
        #expect(throws: MultipartFault.self) { try parts(whole, contentType) }
    }
    for bytes in [
        form("--xYz", "", "text", "--xYz--"), form("--xYz", "Content-Disposition: form-data", "", "x", "--xYz--"),
        form("--xYz", "Content-Disposition: attachment; name=\"file\"", "", "x", "--xYz--"),
        form("--xYz", "no colon", "", "x", "--xYz--"), form("--xYzz", "A: b", "", "x", "--xYz--"),
        form("--xYz", "Content-Disposition: form-data; name=\"\(String(repeating: "n", count: 9_000))\"", "", "x", "--xYz--"),
    ] {
        #expect(throws: MultipartFault.self) { try parts(bytes) }
    }
    let part = form("--xYz", "Content-Disposition: form-data; name=\"f\"", "", "x", "")
    #expect(throws: MultipartFault.self) { try parts(Array(repeatElement(part, count: 17).joined()) + form("--xYz--")) }
    #expect(!Multipart.isNamed(by: "application/json") && !Multipart.isNamed(by: nil))
    #expect(Multipart.isNamed(by: "Multipart/form-data ; boundary=x"))
}
