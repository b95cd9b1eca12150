@testable import API
import Chat
import Knowledge
import Testing

private let own = "https://chat.shop.example"
private let website = "https://shop.example"
private let bot = WhisperBot(
    id: .make(at: Moment(milliseconds: 1)), organization: .make(at: Moment(milliseconds: 1)), name: "Bo",
    createdAt: Moment(milliseconds: 1))

private func read(_ body: String, at url: String = website + "/help/") throws -> WidgetOnPage {
    try #require(WidgetOnPage.read(Array("<!doctype html><html><head><title>A</title></head><body>\(body)</body></html>".utf8), at: url, contentType: "text/html"))
}

private func look(_ body: String, policies: [String] = [], allowed: [String] = []) throws -> Installation {
    var bot = bot
    bot.allowedOrigins = allowed
    return Installation(of: bot, in: try read(body), policies: policies, own: own, origin: website)
}

private let line = "<script async src=\"\(own)/widget.js\" data-bot=\"\(bot.id)\"></script>"

@Test func `the line that was pasted is found however the page writes it`() throws {
    for body in [
        line, line.replacing("script", with: "SCRIPT").replacing("src=", with: "SRC = ").replacing("data-bot", with: "Data-Bot"),
        "<script defer data-bot=\(bot.id) src='HTTPS://CHAT.shop.example:443/widget.js?v=2'></script>",
        "<script src=/widget.js></script><script>a()</script>" + line,
        "<script>window.whisperSettings = { bot: \"\(bot.id)\" }</script><script src=\"\(own)/widget.js\"></script>",
    ] {
        let found = try look(body)
        #expect(found.found && found.problems.isEmpty, "\(body) \(found.problems)")
    }
    let relative = try read("<script src=widget.js data-bot=x></script>", at: own + "/shop/")
    #expect(relative.tags == [.init(origin: own, bot: "x")])
    #expect(WidgetOnPage.read([0, 1, 2], at: website, contentType: "image/png") == nil)
}

@Test func `what is on the page instead is said`() throws {
    let cases: [(String, Installation.Problem)] = [
        ("<p>Nothing</p>", .notFound), ("<p>&lt;script src=\"\(own)/widget.js\" data-bot=\"\(bot.id)\"&gt;</p>", .notFound),
        ("<!-- \(line) -->", .notFound), ("<script src=\"\(own)/other.js\" data-bot=\"\(bot.id)\"></script>", .notFound),
        ("<script src=\"\(own)/widget.js\"></script>", .withoutBot),
        ("<script src=\"\(own)/widget.js\" data-bot=\"\"></script>", .withoutBot),
        ("<script src=\"\(own)/widget.js\" data-bot=\"bot_other\"></script>", .anotherBot("bot_other")),
        ("<script src=\"https://old.example/widget.js\" data-bot=\"\(bot.id)\"></script>", .anotherServer("https://old.example")),
        ("<script src=\"https://other.example/widget.js\"></script>", .notFound),
    ]
    for (body, problem) in cases {
        let found = try look(body)
        #expect(!found.found && found.problems == [problem], "\(body) \(found.problems)")
    }
    #expect(try look(line, allowed: ["https://*.shop.example", "https://shop.example"]).problems.isEmpty)
    let strange = try look(line, allowed: ["https://other.example"])
    #expect(strange.found && strange.problems == [.notAllowed(origin: website)])
}

@Test func `a policy of the website that keeps the widget out is named with the line that lets it in`() throws {
    func lines(_ policies: String..., body: String = line) throws -> [String] {
        let found = try look(body, policies: policies)
        guard case .policy(let lacks)? = found.problems.first else { return [] }
        return lacks.map(\.line)
    }
    #expect(try lines("default-src 'self'") == [
        "script-src 'self' \(own)", "frame-src 'self' \(own)", "connect-src 'self' \(own)",
    ])
    #expect(try lines("default-src 'none'; script-src 'none'; frame-src *; connect-src https:") == ["script-src \(own)"])
    #expect(try lines("img-src 'self'", "default-src *", "upgrade-insecure-requests").isEmpty)
    #expect(try lines("script-src \(own); frame-src chat.shop.example; connect-src *.shop.example").isEmpty)
    #expect(try lines("SCRIPT-SRC HTTP://CHAT.SHOP.EXAMPLE:80; frame-src https://chat.shop.example/widget/; connect-src \(own)/api/v1/widget/bots/").isEmpty)
    #expect(try lines("script-src https://chat.shop.example:8443; frame-src wss:; connect-src https://shop.example") == [
        "script-src https://chat.shop.example:8443 \(own)", "frame-src wss: \(own)", "connect-src https://shop.example \(own)",
    ])
    // Several hold together, in one header or more; what the page itself says counts too.
    #expect(try lines("default-src *, script-src 'self'") == ["script-src 'self' \(own)"])
    #expect(try lines(body: "<meta http-equiv='Content-Security-Policy' content=\"child-src 'self'\">" + line) == ["child-src 'self' \(own)"])
    // Trust that is handed on knows no hosts.
    #expect(try lines("script-src 'nonce-abc' 'strict-dynamic' https:") == [""])
    let trusted = line.replacing("<script ", with: "<script nonce=abc ")
    #expect(try lines("script-src 'nonce-abc' 'strict-dynamic'", body: trusted).isEmpty)
    #expect(try lines("script-src-elem 'self'; script-src *") == ["script-src-elem 'self' \(own)"])
}
