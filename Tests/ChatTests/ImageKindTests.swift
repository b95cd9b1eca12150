import Chat
import Testing
import TestSupport

private func told(_ bytes: [UInt8]) -> String? {
    ImageHead(bytes).map { "\($0.kind.rawValue) \($0.width)x\($0.height)" }
}

@Test func `a picture's kind and size are told by its bytes`() {
    #expect(told(Images.png(640, 480)) == "image/png 640x480")
    #expect(told(Images.gif(300, 7)) == "image/gif 300x7")
    for webp in Images.webps(1_000, 333) { #expect(told(webp) == "image/webp 1000x333") }
    #expect(told(Images.jpeg(4_032, 3_024)) == "image/jpeg 4032x3024")
}

@Test func `a photo taken upright is as high as it is shown`() {
    for isLittle in [true, false] {
        for orientation in 1...4 {
            #expect(told(Images.jpeg(4_032, 3_024, orientation: orientation, isLittle: isLittle)) == "image/jpeg 4032x3024")
        }
        for orientation in 5...8 {
            #expect(told(Images.jpeg(4_032, 3_024, orientation: orientation, isLittle: isLittle)) == "image/jpeg 3024x4032")
        }
    }
}

@Test func `what only says that it is a picture is none`() {
    for text in [
        "", "<html><script>alert(1)</script>", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script/></svg>",
        "<?xml version='1.0'?><svg/>", "GIF", "RIFF....WEBPVP9 ", "BM......", "%PDF-1.7",
    ] { #expect(told(Array(text.utf8)) == nil, "\(text)") }
    #expect(told(Images.png(0, 10)) == nil && told(Images.png(10, 0)) == nil)
    #expect(told(Images.png(30_001, 10)) == nil, "longer than anybody shows")
    #expect(told(Images.png(20_000, 20_000)) == nil, "a few bytes that would take gigabytes to show")
    #expect(told([0xFF, 0xD8, 0xFF, 0xD9]) == nil && told([0xFF, 0xD8, 0xFF, 0xE0, 0, 1]) == nil)
}

@Test func `a beginning that is cut anywhere is told or not, and never read past its end`() {
    for whole in [Images.png(5, 6), Images.gif(5, 6), Images.jpeg(5, 6, orientation: 6)] + Images.webps(5, 6) {
        for length in 0..<whole.count {
            if let head = ImageHead(Array(whole.prefix(length))) { #expect(Set([head.width, head.height]) == [5, 6]) }
        }
    }
    var seeded = Seeded(7)
    for _ in 0..<2_000 {
        var bytes = Images.jpeg(50, 60, orientation: 6)
        for _ in 0..<4 { bytes[Int.random(in: 3..<bytes.count, using: &seeded)] = UInt8.random(in: 0...255, using: &seeded) }
        if let head = ImageHead(bytes) { #expect(head.width > 0 && head.height > 0) }
    }
}

@Test func `a face is a small picture, and a refusal says what to do`() throws {
    let name = PictureName("x")
    #expect(try Picture(Images.png(96, 96), name: name).kind == .png)
    #expect(throws: Refusal.invalid("picture", "takes a PNG, JPEG, WebP or GIF.")) { try Picture(Array("<svg/>".utf8), name: name) }
    #expect(throws: Refusal.tooLong(field: "The picture", limit: 524_288)) {
        try Picture(Images.png(96, 96) + [UInt8](repeating: 0, count: 524_288), name: name)
    }
    #expect(throws: Refusal.invalid("picture", "takes at most 4096 × 4096 pixels, this one has 4097 × 5.")) {
        try Picture(Images.png(4_097, 5), name: name)
    }
    #expect(Set((0..<100).map { _ in PictureName.make().text }).count == 100)
}
