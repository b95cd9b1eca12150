import Chat
@testable import Live
import NIOCore
import Testing
import TestSupport

private let conversation = (Cast.id(9) as ConversationID).description

private func refusal(_ text: String) -> (Refusal?, Request.Reference) {
    let (result, reference) = Request.parse(ByteBuffer(string: text))
    if case .failure(let refusal) = result { return (refusal, reference) }
    return (nil, reference)
}

@Test func `every frame of the contract is read`() throws {
    for (text, name) in [
        (#"{"type":"hello"}"#, "hello"), (#"{"type":"hello","token":"t","epoch":"e","after":{"x":4,"y":0}}"#, "hello"),
        (#"{"type":"send","id":"1","text":"Hi"}"#, "send"),
        ("{\"type\":\"typing\",\"conversation\":\"\(conversation)\",\"on\":true}", "typing"),
        ("{\"type\":\"seen\",\"conversation\":\"\(conversation)\",\"seq\":4}", "seen"),
        ("{\"type\":\"request_human\",\"conversation\":\"\(conversation)\"}", "requestHuman"),
        ("{\"type\":\"end\",\"conversation\":\"\(conversation)\"}", "end"),
        ("{\"type\":\"watch\",\"conversation\":\"\(conversation)\",\"after\":7}", "watch"),
        ("{\"type\":\"unwatch\",\"conversation\":\"\(conversation)\"}", "unwatch"),
        (#"{"type":"inbox","bot":null}"#, "inbox"), (#" { "unknown":[1], "type":"ping" } "#, "ping"),
    ] {
        let request = try Request.parse(ByteBuffer(string: text)).0.get()
        #expect("\(request)".hasPrefix(name), "\(text)")
    }
    guard case .hello(let token, let epoch, let after) = try Request.parse(
        ByteBuffer(string: #"{"type":"hello","token":"t","epoch":"e","after":{"x":4,"y":0}}"#)).0.get()
    else {
        Issue.record("no hello")
        return
    }
    #expect(token == "t" && epoch == "e" && after.map(\.name) == ["x", "y"] && after.map(\.seq) == [4, 0])
}

@Test(arguments: [
    "", "{", "[]", "1", "null", "\"ping\"", "{}", #"{"type":5}"#, #"{"type":"unknown"}"#, #"{"type":"send","text":"x"}"#,
    #"{"type":"send","id":5,"text":"x"}"#, #"{"type":"send","id":"1"}"#, #"{"type":"send","id":"1","text":5}"#,
    #"{"type":"send","id":"1","text":"a\u0000"}"#, #"{"type":"send","id":"1","text":"x","conversation":5}"#,
    #"{"type":"typing","on":true}"#, #"{"type":"typing","conversation":"c","on":1}"#, #"{"type":"seen","conversation":"c"}"#,
    #"{"type":"seen","conversation":"c","seq":-1}"#, #"{"type":"seen","conversation":"c","seq":1.5}"#,
    #"{"type":"watch","conversation":"c","after":"x"}"#, #"{"type":"hello","token":5}"#, #"{"type":"hello","after":[]}"#,
    #"{"type":"hello","after":{"c":"x"}}"#, #"{"type":"inbox","bot":5}"#, #"{"type":"end"}"#, #"{"type":"ping","id":5}"#,
])
func `a bad frame is invalid`(text: String) {
    #expect(refusal(text).0?.code == "invalid")
}

@Test func `an error names what it answers, even where that is wrong`() {
    let (fault, reference) = refusal(#"{"type":"send","id":"m1","conversation":"c1"}"#)
    #expect(fault?.code == "invalid" && reference.id == "m1" && reference.conversation == "c1")
    let unknown = refusal(#"{"type":"end","id":"e1","conversation":"conv_nonsense"}"#)
    #expect(unknown.0 == .notFound && unknown.1.conversation == "conv_nonsense")
    #expect(refusal("nonsense").1.id == nil)
}

@Test func `resume points are bounded`() {
    func hello(_ count: Int) -> String {
        "{\"type\":\"hello\",\"after\":{" + (0..<count).map { "\"c\($0)\":1" }.joined(separator: ",") + "}}"
    }
    #expect(refusal(hello(Subscriptions.most)).0 == nil)
    #expect(refusal(hello(Subscriptions.most + 1)).0?.code == "invalid")
}
