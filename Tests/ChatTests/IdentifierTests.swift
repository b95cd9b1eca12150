import Chat
import Testing
import TestSupport

@Test func `an id reads back as it was written`() throws {
    var random = Seeded(1)
    for _ in 0..<2_000 {
        let id = ConversationID(high: random.next(), low: random.next())
        #expect(id.description.hasPrefix("conv_") && id.description.utf8.count == 31)
        #expect(ConversationID(id.description) == id)
    }
    // The TypeID specification's own example, under another prefix.
    let known = try #require(BotID("bot_01h455vb4pex5vsknk084sn02q"))
    #expect(known.high == 0x0189_0A5D_AC96_774B && known.low == 0xBCCE_B302_099A_8057)
}

@Test(arguments: [
    "", "conv_", "bot_01h455vb4pex5vsknk084sn02q", "conv_81h455vb4pex5vsknk084sn02q", "conv_01h455vb4pex5vsknk084sn02",
    "conv_01h455vb4pex5vsknk084sn02qq", "conv_01H455VB4PEX5VSKNK084SN02Q", "conv_01h455vb4pex5vsknk084sn0 q",
    "conv-01h455vb4pex5vsknk084sn02q", "conv_01h455vb4pex5vsknk084sn02u", "conv_01h455vb4pex5vsknk084sn02l",
    "Conv_01h455vb4pex5vsknk084sn02q", "conv_01h455vb4pex5vsknk084sn0é", " conv_01h455vb4pex5vsknk084sn02q",
])
func `another prefix, alphabet or length is no id`(text: String) {
    #expect(ConversationID(text) == nil)
}

@Test func `an id carries its time, its version and its variant, and sorts by time`() {
    var random = Seeded(2)
    var last: ConversationID?
    for step in 0..<1_000 {
        let moment = Cast.start.adding(.milliseconds(step))
        let id = ConversationID(at: moment, random: &random)
        #expect(Int64(id.high >> 16) == moment.milliseconds)
        #expect(id.high >> 12 & 15 == 7 && id.low >> 62 == 2)
        if let last { #expect(last < id && last.description < id.description) }
        last = id
    }
    let many = Set((0..<1_000).map { _ in ConversationID.make(at: Cast.start) })
    #expect(many.count == 1_000)
}
