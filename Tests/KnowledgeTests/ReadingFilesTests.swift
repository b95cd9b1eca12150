import Foundation
import Knowledge
import Testing
import TestSupport

private func bytes(_ file: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: Checkout.root.appending(path: "Tests/Fixtures/documents/\(file)")))
}

private func read(_ file: String) async throws -> ReadDocument {
    let documents = try await FileReader().read(try bytes(file), name: file)
    #expect(documents.count == 1)
    return try #require(documents.first)
}

private func text(_ text: String, name: String) async throws -> ReadDocument {
    try #require(try await FileReader().read(Array(text.utf8), name: name).first)
}

@Test func `a DOCX of pandoc keeps its title, headings, lists and table`() async throws {
    let document = try await read("pandoc.docx")
    #expect(document.title == "Lantern care guide")
    #expect(document.text.contains("# Charging\n\nCharge the lantern with the cable from the box."))
    #expect(document.text.contains("1. Open the flap.\n2. Put in the cable.\n3. Wait for the green light."))
    #expect(document.text.contains("\n\n## Charging abroad\n\n"))
    #expect(document.text.contains("- Never use alcohol:\n  - not on the glass\n  - not on the base"))
    #expect(document.text.contains("| Model | Height | Price |\n| --- | --- | --- |\n| Mini | 12 cm | 19 € |\n| Maxi"))
    #expect(document.text.hasSuffix("“Opened” boxes count, too — naïve, but true."))
}

@Test func `a DOCX of LibreOffice Writer is read by its own styles and numberings`() async throws {
    let document = try await read("writer.docx")
    #expect(document.title == "Warranty terms")
    #expect(document.text.contains("The warranty runs for two years from the day of delivery."))
    #expect(document.text.contains("## How to claim\n\n1. Take a photo of the fault.\n2. Send it with the order number."))
    #expect(document.text.contains("- Breakage in normal use\n- Batteries\n  - for one year"))
    #expect(document.text.contains("| Part | Years |\n| --- | --- |\n| Lamp | 2 |"))
}

@Test func `a PDF loses its page headers, footers and the hyphens at its line ends`() async throws {
    let document = try await read("manual.pdf")
    #expect(document.title == "Lantern manual")
    for gone in ["edition 7", "Harbour Street", "\u{AD}", "\u{2010}", "\u{0C}"] {
        #expect(!document.text.contains(gone), "\(gone)")
    }
    #expect(document.text.contains("comprehensive documentation of every rechargeable"))
    let running = document.text.replacing("\n", with: " ")
    #expect(running.contains("The recycling number of this lantern is R-4711. Bring it to a collection point."))
    #expect((1...20).allSatisfy { running.contains("Step \($0). ") })
    let short = try await read("chromium.pdf")
    #expect(short.title == "Shipping overview")
    #expect(short.text.contains("größere Pakete kosten 12 € mehr"))
}

@Test func `what cannot be read is refused with the cause and the next step`() async throws {
    let cases: [(String, ReadingFault, String)] = [
        ("locked.pdf", .encrypted, "password"), ("scanned.pdf", .noText, "OCR"),
        ("cut.pdf", .damaged(detail: "Its pages cannot be found."), "damaged"),
        ("cut.docx", .damaged(detail: "Its text cannot be unpacked."), "damaged"),
        ("bomb.docx", .tooBig(maxBytes: 20_000_000), "20 MB"),
    ]
    for (file, fault, word) in cases {
        let bytes = try bytes(file)
        await #expect(throws: fault, "\(file)") { try await FileReader().read(bytes, name: file) }
        #expect(fault.sentence.contains(word))
    }
    let big = [UInt8](repeating: 0x61, count: FileReader.maxBytes + 1)
    await #expect(throws: ReadingFault.tooBig(maxBytes: 25_000_000)) { try await FileReader().read(big, name: "a.txt") }
}

@Test func `a missing program is named with its package`() async throws {
    for (file, tool, package) in [("chromium.pdf", "pdftotext", "poppler-utils"), ("pandoc.docx", "unzip", "unzip")] {
        let bytes = try bytes(file)
        let fault = ReadingFault.toolMissing(tool: tool, package: package)
        await #expect(throws: fault) { try await FileReader(toolFolders: []).read(bytes, name: file) }
        #expect(fault.sentence.contains("Debian package \(package)"))
    }
}

@Test func `a program that hangs ends with the task that waits for it`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "whisper-tools-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let tool = folder.appending(path: "pdftotext")
    let started = folder.appending(path: "started")
    try "#!/bin/sh\ntouch \(started.path)\nexec sleep 60\n".write(to: tool, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tool.path)
    let bytes = try bytes("chromium.pdf")
    let reading = Task { try await FileReader(toolFolders: [folder.path]).read(bytes, name: "a.pdf") }
    while !FileManager.default.fileExists(atPath: started.path) { await Task.yield() }
    let begin = ContinuousClock.now
    reading.cancel()
    await #expect(throws: ReadingFault.tookTooLong(seconds: 20)) { try await reading.value }
    #expect(ContinuousClock.now - begin < .seconds(10))
}

@Test func `content decides before the name does`() async throws {
    let pdf = try bytes("chromium.pdf")
    #expect(try await FileReader().read(pdf, name: "notes.txt").first?.title == "Shipping overview")
    let page = try await text("<!DOCTYPE html><title>Hours</title><p>We open at nine.</p>", name: "hours.txt")
    #expect(page.title == "Hours")
    #expect(page.text == "We open at nine.")
    let other = try await text("<p>We open at nine.</p>", name: "hours.html")
    #expect(other == ReadDocument(name: "hours.html", title: "hours", text: "We open at nine."))
    for (name, head) in [("a.zip", [0x50, 0x4B, 0x03, 0x04] as [UInt8]), ("a.doc", [0xD0, 0xCF, 0x11, 0xE0]), ("a.png", [0x89, 0x50, 0, 0, 0])] {
        do {
            _ = try await FileReader().read(head + [UInt8](repeating: 0, count: 200), name: name)
            Issue.record("\(name) was read")
        } catch {
            guard case .unsupported = error else { throw error }
            #expect(error.sentence.contains("Save it as"))
        }
    }
    await #expect(throws: ReadingFault.unsupported(found: nil)) { try await FileReader().read([0x61], name: "a.exe") }
    await #expect(throws: ReadingFault.noText) { try await FileReader().read([], name: "a.md") }
}

@Test func `text is read in UTF-8, UTF-16 and Windows-1252`() async throws {
    let wanted = "Größe: 5 € – “naïve”"
    let markdown = try await text("# Sizes\n\n\(wanted)\n", name: "sizes.md")
    #expect(markdown.title == "Sizes")
    #expect(markdown.text.contains(wanted))
    let little: [UInt8] = [0xFF, 0xFE] + wanted.utf16.reduce(into: []) { $0 += [UInt8($1 & 255), UInt8($1 >> 8)] }
    let big: [UInt8] = [0xFE, 0xFF] + wanted.utf16.reduce(into: []) { $0 += [UInt8($1 >> 8), UInt8($1 & 255)] }
    let windows = try #require(wanted.data(using: .windowsCP1252))
    for bytes in [little, big, [UInt8](windows), [0xEF, 0xBB, 0xBF] + Array(wanted.utf8)] {
        let document = try #require(try await FileReader().read(bytes, name: "sizes.txt").first)
        #expect(document == ReadDocument(name: "sizes.txt", title: "sizes", text: wanted))
    }
}

@Test func `a table of questions is read in any common shape, and says which rows lack something`() async throws {
    let german = try await read("python.csv")
    #expect(german.faqs == [
        .init(question: "Wie lange dauert der Versand?", answer: "Zwei bis drei Tage; ins Ausland fünf."),
        .init(question: "Was heißt \"Express\"?", answer: "Lieferung am nächsten Tag.\nNur werktags."),
    ])
    #expect(german.remarks == ["Row 4 lacks an answer."])
    let expected = [ReadDocument.Faq(question: "Open?", answer: "Yes, \"always\"")]
    for shape in [
        "Answer,ID,QUESTION\r\n\"Yes, \"\"always\"\"\",7,Open?\r\n", "q\ta\nOpen?\t\"Yes, \"\"always\"\"\"",
        "Open?;\"Yes, \"\"always\"\"\"\n", "pregunta,respuesta\n Open? ,\"Yes, \"\"always\"\"\"\n\n",
    ] {
        #expect(try await text(shape, name: "faq.csv").faqs == expected, "\(shape)")
    }
    for bad in ["question,price\na,b\n", "question,answer\n", "just one column\nand more\n"] {
        await #expect(throws: ReadingFault.self, "\(bad)") { try await text(bad, name: "faq.csv") }
    }
    await #expect(throws: ReadingFault.self) { try await text("question,answer\n\"a\"b,c\n", name: "faq.csv") }
}

@Test func `bytes at random never stop the server`() async throws {
    var seed = SystemRandomNumberGenerator()
    let samples = try ["pandoc.docx", "chromium.pdf", "python.csv"].map(bytes) + [Array("<html><body><p>a".utf8), []]
    for round in 0..<60 {
        var bytes = samples[round % samples.count]
        if bytes.isEmpty { bytes = (0..<Int.random(in: 1...3_000, using: &seed)).map { _ in .random(in: 0...255, using: &seed) } }
        for _ in 0..<Int.random(in: 1...30, using: &seed) {
            bytes[Int.random(in: bytes.indices, using: &seed)] = .random(in: 0...255, using: &seed)
        }
        bytes = Array(bytes.prefix(Int.random(in: 1...bytes.count, using: &seed)))
        for name in ["a.html", "a.csv", "a.docx", "a.pdf"] {
            do { #expect(!(try await FileReader().read(bytes, name: name)).isEmpty) } catch { #expect(!error.sentence.isEmpty) }
        }
        let page = try? PageReader.read(bytes, at: "https://example.com/a", contentType: nil)
        #expect(page?.links.allSatisfy { $0.hasPrefix("http") } ?? true)
        _ = Robots(bytes)
        _ = try? Sitemap(bytes)
    }
}
