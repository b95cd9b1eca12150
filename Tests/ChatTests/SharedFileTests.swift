import Chat
import Testing
import TestSupport

private func type(_ text: String) -> String { FileContent(beginning: Array(text.utf8)).type }

@Test func `what a file is follows from its bytes, and nothing that runs is named`() {
    let photo = FileContent(beginning: Images.jpeg(640, 480, orientation: 6))
    #expect(photo.type == "image/jpeg" && photo.width == 480 && photo.height == 640)
    #expect(type("%PDF-1.7\n…") == "application/pdf")
    #expect(type("PK\u{3}\u{4}rest") == "application/zip")
    #expect(type("Größe 42\r\n\tgrün\n") == "text/plain")
    #expect(type("<html><script>alert(1)</script></html>") == "text/plain")
    #expect(type("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>") == "text/plain")
    #expect(type("MZ\0\0") == "application/octet-stream")
    let both = FileContent(beginning: Images.gif(1, 1) + Array("<script>alert(1)</script>".utf8))
    #expect(both.type == "image/gif" && both.width == 1, "shown as a picture, served as nothing else")
    #expect(FileContent(beginning: [0xFF, 0xFE, 0x41]).type == "application/octet-stream")
    // Cut within a character, as the first piece of a long text is.
    #expect(FileContent(beginning: Array("Größe 🙂".utf8.dropLast(2))).type == "text/plain")
    #expect(FileContent(beginning: []).type == "application/octet-stream")
}

@Test(arguments: [
    ("invoice.pdf", "invoice.pdf"), ("  Größe 42 🙂.png ", "Größe 42 🙂.png"), ("👩‍💻.txt", "👩‍💻.txt"),
    ("C:\\Users\\me\\photo.jpg", "photo.jpg"), ("../../etc/passwd", "passwd"), ("a/b/", "b"),
    ("invoice\u{202E}fdp.exe", "invoicefdp.exe"), ("a\u{200F}\u{2066}b\u{FEFF}.txt", "ab.txt"),
    ("line\r\nSet-Cookie: x=1", "lineSet-Cookie: x=1"), ("a\u{2028}b", "ab"), ("\"><img src=x onerror=alert(1)>", "\"><img src=x onerror=alert(1)>"),
    ("", ""), ("...", ""), ("/", ""), ("\u{202E}", ""),
])
func `a name is shown without what turns, breaks or hides the line`(sent: String, shown: String) {
    #expect(FileName.cleaned(sent) == shown)
}

@Test func `a long name keeps its ending`() {
    let name = FileName.cleaned(String(repeating: "ä", count: 500) + ".docx")
    #expect(name.unicodeScalars.count == 200 && name.hasSuffix("ää.docx"))
    #expect(FileName.cleaned("a." + String(repeating: "b", count: 500)).unicodeScalars.count == 200)
}

@Test func `a customer uploads so many files and so much a day, and is told when it may go on`() {
    let now = Cast.start
    func ago(_ seconds: Int, _ size: Int = 1_000) -> (at: Moment, size: Int) { (now.adding(.seconds(-seconds)), size) }
    #expect(UploadLimit.retryAfter(recent: [], size: 10_000_000, now: now) == nil)
    let nineteen = (1...19).map { ago($0) }
    #expect(UploadLimit.retryAfter(recent: nineteen, size: 1, now: now) == nil)
    #expect(UploadLimit.retryAfter(recent: nineteen + [ago(590)], size: 1, now: now) == 10)
    #expect(UploadLimit.retryAfter(recent: nineteen + [ago(600)], size: 1, now: now) == nil)
    #expect(UploadLimit.retryAfter(recent: (1...25).map { ago($0 * 10) }, size: 1, now: now) == 400, "until nineteen are left")
    let full = (0..<10).map { ago(3_600 * ($0 + 2), 10_000_000) }
    #expect(UploadLimit.retryAfter(recent: full, size: 1, now: now) == 86_400 - 3_600 * 11)
    #expect(UploadLimit.retryAfter(recent: Array(full.dropLast()), size: 10_000_000, now: now) == nil)
}

@Test func `a file is read by who made it, and by who sees the message that brings it`() {
    let cast = Cast()
    let file = SharedFile(id: Cast.id(60), name: "a.pdf", type: "application/pdf", size: 3)
    func stored(_ customer: CustomerID?, _ person: OperatorID?, sharedWith: CustomerID?) -> StoredFile {
        StoredFile(file: file, organization: cast.organization.id, customer: customer, operator: person, sharedWith: sharedWith)
    }
    let (owner, stranger) = (Actor.customer(cast.customer.id), Actor.customer(Cast.id(61)))
    let elsewhere = Actor.operator(cast.anna.id, Cast.id(62))
    let unsent = stored(cast.customer.id, nil, sharedWith: nil)
    #expect(unsent.isVisible(to: owner) && !unsent.isVisible(to: stranger) && !unsent.isVisible(to: cast.anna.actor))
    let sent = stored(cast.customer.id, nil, sharedWith: cast.customer.id)
    #expect(sent.isVisible(to: owner) && sent.isVisible(to: cast.ben.actor))
    #expect(!sent.isVisible(to: stranger) && !sent.isVisible(to: elsewhere) && !sent.isVisible(to: .bot(cast.bot.id)))
    let written = stored(nil, cast.anna.id, sharedWith: nil)
    #expect(written.isVisible(to: cast.anna.actor) && !written.isVisible(to: cast.ben.actor) && !written.isVisible(to: owner))
    #expect(!written.isVisible(to: elsewhere))
    #expect(stored(nil, cast.anna.id, sharedWith: cast.customer.id).isVisible(to: owner))
}

@Test func `a message says something, or brings something`() throws {
    let ids: [FileID] = (0..<11).map { Cast.id(UInt64(70 + $0)) }
    try Check.messageText("", with: [ids[0]])
    try Check.messageText("Look", with: Array(ids.prefix(10)))
    #expect(throws: Refusal.self) { try Check.messageText("", with: []) }
    #expect(throws: Refusal.self) { try Check.messageText(" ", with: [ids[0]]) }
    #expect(throws: Refusal.self) { try Check.messageText("", with: ids) }
    #expect(throws: Refusal.invalid("files", "takes each file once.")) { try Check.messageText("", with: [ids[0], ids[0]]) }
    #expect(throws: Refusal.tooLong(field: "text", limit: 5_000)) {
        try Check.messageText(String(repeating: "a", count: 5_001), with: [ids[0]])
    }
    let json = JSON.array([.string(ids[0].description), .string(ids[1].description)])
    #expect(try FileID.list(json, field: "files") == Array(ids.prefix(2)))
    #expect(try FileID.list(.null, field: "files").isEmpty)
    for wrong in [JSON.string("x"), .array([.string("conv_1")]), .array([.int(1)])] {
        #expect(throws: Refusal.self) { try FileID.list(wrong, field: "files") }
    }
}

@Test func `files stand in items and in the last line of lists, for both sides alike`() throws {
    var stage = try Stage.assisted()
    let id: FileID = Cast.id(60)
    try stage.act(.send(id: "f", text: "", files: [id]), by: stage.customer)
    #expect(stage.log.last?.files.map(\.id) == [id] && stage.log.last?.text == "")
    #expect(stage.conversation.lastItem?.files.map(\.id) == [id])
    for audience in [Audience.operators, .customer] {
        var writer = JSONWriter()
        stage.log.last?.write(to: &writer, for: audience)
        let json = try JSON(parsing: writer.bytes)
        #expect(json["files"]?.array?.first?["name"]?.string == "a.txt" && json["files"]?.array?.first?["width"] == nil)
    }
    try stage.act(.send(id: "o", text: "Thanks"), by: stage.anna)
    #expect(stage.conversation.lastItem?.files.isEmpty == true)
}
