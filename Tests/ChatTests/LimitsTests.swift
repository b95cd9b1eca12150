import Chat
import Testing
import TestSupport

@Test func `limits count Unicode scalars, not bytes and not what looks like one character`() throws {
    for piece in ["a", "é", "字", "🙂", "\u{301}"] {
        try Check.messageText("x" + String(repeating: piece, count: 4_999))
        #expect(throws: Refusal.tooLong(field: "text", limit: 5_000)) {
            try Check.messageText("x" + String(repeating: piece, count: 5_000))
        }
    }
    let family = "👨‍👩‍👧"
    #expect(family.count == 1 && family.unicodeScalars.count == 5)
    try Check.messageText(String(repeating: family, count: 1_000))
    #expect(throws: Refusal.self) { try Check.messageText(String(repeating: family, count: 1_001)) }
}

@Test(arguments: ["", " ", "\n\t \r\n", "\u{A0}\u{2003}\u{3000}", "\u{2028}"])
func `white space alone is no message`(text: String) {
    #expect(throws: Refusal.invalid("text", "may not be empty.")) { try Check.messageText(text) }
}

@Test func `ids of messages take 1 to 64 characters`() throws {
    try Check.messageID("x")
    try Check.messageID(String(repeating: "é", count: 64))
    for id in ["", String(repeating: "x", count: 65)] {
        #expect(throws: Refusal.self) { try Check.messageID(id) }
    }
}

@Test func `the desk checks a command's own fields before anything is stored`() throws {
    let long = String(repeating: "x", count: 5_001)
    let bad: [(Command, String)] = [
        (.send(id: "", text: "a"), "invalid"), (.send(id: "1", text: " "), "invalid"),
        (.send(id: "1", text: long), "too_long"), (.leave(note: " "), "invalid"), (.leave(note: long), "too_long"),
        (.returnToAI(again: false, note: long), "too_long"), (.returnToAI(again: true, note: ""), "invalid"),
        (.rate(seq: 1, thumb: .up, note: String(repeating: "é", count: 2_001)), "too_long"),
    ]
    for (command, code) in bad {
        do throws(Refusal) {
            try Desk.check(command)
            Issue.record("\(command) was accepted")
        } catch {
            #expect(error.code == code)
        }
    }
    for command in [
        Command.leave(note: nil), .rate(seq: 1, thumb: .up, note: ""), .end, .seen(seq: 1),
        .rate(seq: 1, thumb: .down, note: String(repeating: "é", count: 2_000)), .send(id: "1", text: "a"),
    ] { try Desk.check(command) }
}

@Test func `a past conversation of another system is read with its mistakes named`() throws {
    func read(_ line: String) throws -> PastConversation { try PastConversation(line: Array(line.utf8)) }
    let good = try read(#"""
        {"id":"x1","customer":{"name":"Cleo"},"startedAt":"2026-01-01T10:00:00Z","messages":[
        {"role":"customer","text":"Hi","at":"2026-01-01T10:00:05Z"},{"role":"bot","text":"Hello","at":"2026-01-01T10:00:01Z"}]}
        """#)
    #expect(good.externalID == "x1" && good.customerName == "Cleo" && good.customerEmail == nil)
    #expect(good.messages.map(\.role) == [.customer, .bot])
    #expect(good.endedAt.description == "2026-01-01T10:00:05.000Z")
    let start = #""startedAt":"2026-01-01T10:00:00Z""#
    for (line, field) in [
        ("{", ""), ("[]", ""), (#"{"messages":[]}"#, "startedAt"), ("{\(start)}", "messages"),
        ("{\(start),\"messages\":[]}", "messages"), (#"{"startedAt":"yesterday","messages":[{}]}"#, "startedAt"),
        ("{\(start),\"messages\":[{\"role\":\"system\"}]}", "messages[0].role"),
        ("{\(start),\"messages\":[{\"role\":\"bot\"}]}", "messages[0].text"),
        ("{\(start),\"messages\":[{\"role\":\"bot\",\"text\":\" \",\"at\":\"2026-01-01T10:00:00Z\"}]}", "messages[0].text"),
        ("{\(start),\"messages\":[{\"role\":\"bot\",\"text\":\"a\",\"at\":5}]}", "messages[0].at"),
        ("{\"id\":5,\(start),\"messages\":[{}]}", "id"),
    ] {
        do {
            _ = try read(line)
            Issue.record("\(line) was accepted")
        } catch Refusal.invalid(let errors) {
            #expect(errors.map(\.field) == [field], "\(line)")
        }
    }
}

@Test func `codes keep their statuses`() {
    let all: [(Refusal, String, Int)] = [
        (.unauthenticated, "unauthenticated", 401), (.notFound, "not_found", 404), (.forbidden("No."), "forbidden", 403),
        (.rateLimited(retryAfterSeconds: 3), "rate_limited", 429), (.invalid("a", "b"), "invalid", 422),
        (.tooLong(field: "a", limit: 1), "too_long", 413), (.idReused, "id_reused", 409), (.ended, "ended", 409),
        (.liveChatDisabled, "live_chat_disabled", 403),
        (.handledByAnother(id: Cast.id(3), name: "Anna"), "handled_by_another", 409),
        (.notTheHandler, "not_the_handler", 409), (.notAnAssistantMessage, "not_an_assistant_message", 409),
        (.unavailable, "unavailable", 503),
    ]
    for (refusal, code, status) in all {
        #expect(refusal.code == code && refusal.httpStatus == status)
        #expect(!refusal.sentence.isEmpty)
    }
}
