import Chat
import Foundation
@testable import Notices
import Testing
import TestSupport

private let sender = Mailbox("Shop “Blue” <chat@shop.example>")!

private func mail(to: String = "team@shop.example", _ subject: String, _ text: String = "Hello") throws -> (head: String, body: String) {
    let message = MailMessage(
        to: try #require(Mailbox(address: to)), subject: subject, text: text, id: "dlv_1", date: Moment(milliseconds: 1_780_000_000_000))
    let whole = String(decoding: message.bytes(from: sender), as: UTF8.self)
    let parts = whole.components(separatedBy: "\r\n\r\n")
    #expect(parts.count == 2)
    let packed = parts[1].replacingOccurrences(of: "\r\n", with: "")
    return (parts[0], String(decoding: try #require(Data(base64Encoded: packed)), as: UTF8.self))
}

private func subject(_ head: String) throws -> String {
    let start = try #require(head.range(of: "\r\nSubject: ")).upperBound
    let end = try #require(head.range(of: "\r\nMessage-ID: ")).lowerBound
    return String(head[start..<end])
}

@Test func `a mail has the headers that servers and readers want, and its text survives whatever it holds`() throws {
    let text = "Grüße 👩‍💻\n.\n\nFrom here on: \"quotes\"\n" + String(repeating: "long ", count: 400)
    let (head, body) = try mail("Jane has been waiting for 1 minute (Shop bot)", text)
    #expect(body == text.replacingOccurrences(of: "\n", with: "\r\n"))
    let lines = head.components(separatedBy: "\r\n")
    #expect(lines[0] == "Date: Thu, 28 May 2026 20:26:40 +0000")
    #expect(lines.contains("To: team@shop.example") && lines.contains("Message-ID: <dlv_1@shop.example>"))
    #expect(lines.contains("Subject: Jane has been waiting for 1 minute (Shop bot)"))
    #expect(lines.contains("Auto-Submitted: auto-generated") && lines.contains { $0.hasPrefix("From: =?UTF-8?B?") })
    #expect(head.utf8.allSatisfy { $0 < 128 } && lines.allSatisfy { $0.utf8.count <= 78 })
}

@Test func `nothing that a customer calls itself becomes a header of its own`() throws {
    for name in ["Eve\r\nBcc: all@shop.example", "Eve\nX: 1", "Eve\r", "Eve\u{2028}Bcc: x", "Eve\u{0}\u{B}", "=?UTF-8?B?QmNj?="] {
        let (head, _) = try mail("\(name) has been waiting")
        #expect(head.components(separatedBy: "\r\n").count { !$0.hasPrefix(" ") } == 10, "\(name.debugDescription)")
        #expect(!head.contains("\r\nBcc") && !head.contains("\r\nX:"))
        #expect(try !subject(head).contains("=?UTF-8?B?QmNj?="), "an encoded word is not taken over")
    }
    let (head, _) = try mail("\u{202E}evil\u{202C} 漢字 " + String(repeating: "é", count: 200))
    let words = try subject(head).components(separatedBy: "\r\n ")
    #expect(words.count > 5 && words.allSatisfy { $0.hasPrefix("=?UTF-8?B?") && $0.hasSuffix("?=") && $0.count <= 75 })
    let decoded = try words.map { word in
        String(decoding: try #require(Data(base64Encoded: String(word.dropFirst(10).dropLast(2)))), as: UTF8.self)
    }.joined()
    #expect(decoded == "evil 漢字 " + String(repeating: "é", count: 200), "without what turns the reading direction")
}

@Test func `addresses are plain ones, and nothing else is written to`() {
    for good in ["a@b.example", "first.last+tag@sub.shop.example"] { #expect(Mailbox(address: good) != nil) }
    for bad in ["", "a", "a@b", "a@b.example ", "a@b.example\r\nBcc: c@d.example", "A <a@b.example>", "a b@c.example", "ä@b.example", "a@b..example", "a@b.example,c@d.example", "<a@b.example>"] {
        #expect(Mailbox(address: bad) == nil, "\(bad)")
    }
    #expect(Mailbox("Shop <a@b.example>") == Mailbox(name: "Shop", address: "a@b.example"))
    #expect(Mailbox("\"Shop, Ltd\" <a@b.example>")?.header == "=?UTF-8?B?U2hvcCwgTHRk?= <a@b.example>")
    #expect(Mailbox(" a@b.example ")?.address == "a@b.example")
    #expect(Mailbox("Shop <a@b.example> x") == nil && Mailbox("<>") == nil)
}

@Test func `a mail server is encrypted unless it is this machine or the address says otherwise`() throws {
    let usual = try #require(MailServer("smtp://me%40shop.example:p%3Aw%22%5C@mail.shop.example"))
    #expect(usual.port == 587 && usual.encryption == .startTLS && usual.user == "me@shop.example")
    let orders = usual.orders(from: "a@b.example", to: "c@d.example", message: "/x/mail")
    #expect(orders.contains("url = \"smtp://mail.shop.example:587\"\n") && orders.hasSuffix("ssl-reqd\n"))
    #expect(orders.contains(#"user = "me@shop.example:p:w\"\\""#))
    #expect(!"\(usual)".contains("p:w"), "its description shows no password")
    let sealed = try #require(MailServer("smtps://mail.shop.example"))
    #expect(sealed.port == 465 && sealed.encryption == .always && sealed.user == nil)
    #expect(MailServer("smtp://127.0.0.1:2525")?.encryption == MailServer.Encryption.none)
    #expect(MailServer("smtp://[::1]:25")?.encryption == MailServer.Encryption.none)
    #expect(MailServer("smtp://localhost?starttls=always")?.encryption == .startTLS)
    #expect(MailServer("smtp://10.0.0.7:25?starttls=never")?.encryption == MailServer.Encryption.none)
    for bad in ["", "mail.shop.example", "http://mail.shop.example", "smtp://", "smtp://h:0", "smtp://h/path", "smtp://h?tls=1", "smtps://h?starttls=never", "smtp://:p@h", "smtp://a%3Ab:p@h"] {
        #expect(MailServer(bad) == nil, "\(bad)")
    }
}

@Test func `what a mail server refuses is said in its words, and nothing of what was said to it`() throws {
    let server = try #require(MailServer("smtp://me:secret@mail.shop.example"))
    let dialogue = "* Connected\n< 220 hi\n> AUTH PLAIN AG1lAHNlY3JldA==\n< 250-ok\n< 550 5.1.1 No such user\r\n> QUIT\n< 221 bye\n"
    let refused = MailSender.Ending(code: 55, dialogue: Array(dialogue.utf8))
    #expect(refused.refusal == "550 5.1.1 No such user")
    #expect(MailSender.fault(of: refused, at: server) == NotSent("The mail server refused the mail. It said: 550 5.1.1 No such user", isFinal: true))
    #expect(MailSender.fault(of: .init(code: 55, refusal: "451 later"), at: server)?.isFinal == false)
    #expect(MailSender.fault(of: .init(code: 67, refusal: "535 no"), at: server)?.isFinal == false, "settings can be mended")
    #expect(MailSender.fault(of: .init(code: 0, refusal: "550 earlier"), at: server) == nil)
    for code in Int32(1)...99 {
        let reason = MailSender.fault(of: .init(code: code, refusal: nil), at: server)?.reason ?? ""
        #expect(!reason.isEmpty && !reason.contains("secret"))
    }
}
