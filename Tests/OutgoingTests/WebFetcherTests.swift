import Foundation
import Outgoing
import Testing

/// A server, and a fetcher to which only `shop.test` at this server's port is allowed by the configuration.
private struct Web {
    let server: WebServer
    let fetcher: WebFetcher

    init(
        _ answers: [String: WebServer.Answer] = [:], names: [String: [String]] = [:], limit: Duration = .seconds(10)
    ) async throws {
        let server = try await WebServer(answers)
        self.server = server
        let names = names.merging(["shop.test": ["127.0.0.1"]]) { $1 }
        fetcher = WebFetcher(
            allowedHosts: [try #require(AllowedHost("shop.test:\(server.port)"))],
            resolver: { names[$0] ?? [] }, limit: limit)
    }

    func get(_ path: String, accepting: [String] = [], maxBytes: Int = 5_000_000) async throws(FetchFault) -> Fetched {
        try await fetcher.fetch("http://shop.test:\(server.port)\(path)", accepting: accepting, maxBytes: maxBytes)
    }

    func refuses(_ path: String, with fault: FetchFault, maxBytes: Int = 5_000_000) async {
        await #expect(throws: fault, "\(path)") { try await get(path, maxBytes: maxBytes) }
        #expect(!fault.sentence.isEmpty)
    }

    func stop() async throws {
        await fetcher.shutdown()
        try await server.stop()
    }
}

@Test func `a page comes from the checked address, under its own name`() async throws {
    let web = try await Web(["/robots": .page("x", "X-Robots-Tag: noindex\r\n")])
    let page = try await web.get("/a?b=1#c")
    #expect(page.status == 200)
    #expect(String(decoding: page.body, as: UTF8.self) == "shop.test:\(web.server.port)|WhisperDesk")
    #expect(page.url == "http://shop.test:\(web.server.port)/a?b=1")
    #expect(page.contentType == "text/html; charset=utf-8")
    #expect(try await web.get("/robots").robotsTag == "noindex")
    #expect(try await web.get("/a", accepting: ["text/*", "application/pdf"]).status == 200)
    await #expect(throws: FetchFault.unwanted(contentType: "text/html; charset=utf-8")) {
        try await web.get("/a", accepting: ["application/pdf"])
    }
    try await web.stop()
}

@Test func `addresses that are not public are refused, however they are written`() async throws {
    let web = try await Web(names: [
        "one.test": ["93.184.215.14", "10.0.0.1"], "mapped.test": ["::ffff:93.184.215.14"], "zone.test": ["fe80::1%eth0"],
        "nat.test": ["64:ff9b::5db8:d70e"], "six.test": ["2002:7f00:1::"], "teredo.test": ["2001:0:1::1"],
    ])
    for host in [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.31.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "198.18.0.1", "203.0.113.9", "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[ff02::1]",
        "[::ffff:127.0.0.1]", "[::ffff:93.184.215.14]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:db8::1]", "[2001::1]",
        "[::127.0.0.1]", "one.test", "mapped.test", "zone.test", "nat.test", "six.test", "teredo.test",
    ] {
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        await #expect(throws: FetchFault.notPublic(host: bare), "\(host)") { try await web.fetcher.fetch("http://\(host)/") }
    }
    #expect(FetchFault.notPublic(host: "10.0.0.1").sentence.contains("configuration"))
    await #expect(throws: FetchFault.unknownHost("gone.test")) { try await web.fetcher.fetch("https://gone.test/") }
    try await web.stop()
}

@Test func `the system's own resolver cannot be talked into loopback`() async throws {
    let fetcher = WebFetcher(allowedHosts: [])
    for url in ["http://localhost/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://LOCALHOST./"] {
        do {
            _ = try await fetcher.fetch(url)
            Issue.record("\(url) was fetched")
        } catch {
            switch error {
            case .notPublic, .unknownHost, .badAddress: break
            default: Issue.record("\(url): \(error)")
            }
        }
    }
    await fetcher.shutdown()
}

@Test func `only the configured port of a configured host is open`() async throws {
    let web = try await Web(names: ["public.test": ["93.184.215.14"]])
    await #expect(throws: FetchFault.notPublic(host: "shop.test")) { try await web.fetcher.fetch("http://shop.test/") }
    await #expect(throws: FetchFault.portNotAllowed(22)) { try await web.fetcher.fetch("http://shop.test:22/") }
    await #expect(throws: FetchFault.portNotAllowed(8080)) { try await web.fetcher.fetch("http://public.test:8080/") }
    for bad in ["ftp://a.test/", "file:///etc/passwd", "http://u:p@a.test/", "a.test", "", "http://", "http://a b/", "http://a.test:0/"] {
        await #expect(throws: FetchFault.badAddress, "\(bad)") { try await web.fetcher.fetch(bad) }
    }
    try await web.stop()
}

@Test func `redirects are followed three times and checked each time`() async throws {
    let web = try await Web([
        "/1": .redirect("/2"), "/2": .redirect("3#x"), "/3": .redirect("/end"), "/0": .redirect("/1"),
        "/loop": .redirect("/loop"), "/private": .redirect("http://10.0.0.1/"), "/meta": .redirect("http://metadata.test/"),
        "/ssh": .redirect("http://shop.test:22/"), "/file": .redirect("file:///etc/passwd"),
        "/nowhere": .bytes(Array("HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n".utf8)),
    ], names: ["metadata.test": ["169.254.169.254"]])
    #expect(try await web.get("/1").url == "http://shop.test:\(web.server.port)/end")
    await web.refuses("/0", with: .tooManyRedirects)
    await web.refuses("/loop", with: .tooManyRedirects)
    await web.refuses("/private", with: .notPublic(host: "10.0.0.1"))
    await web.refuses("/meta", with: .notPublic(host: "metadata.test"))
    await web.refuses("/ssh", with: .portNotAllowed(22))
    await web.refuses("/file", with: .badRedirect)
    await web.refuses("/nowhere", with: .badRedirect)
    try await web.stop()
}

/// gzip of this many zeros, packed about a thousandfold, by Python's `gzip`.
private func packed(zeros: Int) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", "import gzip,sys;sys.stdout.buffer.write(gzip.compress(bytes(\(zeros))))"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    return bytes
}

@Test func `what unpacks to too much stops early`() async throws {
    let (small, bomb) = (try packed(zeros: 100_000), try packed(zeros: 60_000_000))
    let encoded = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n"
    let file = "Content-Type: application/x-gzip\r\n"
    let web = try await Web([
        "/small": .ok(small, encoded), "/bomb": .ok(bomb, encoded), "/map.xml.gz": .ok(small, file),
        "/bomb.xml.gz": .ok(bomb, file), "/cut": .ok(Array(small.prefix(small.count / 2)), file),
        "/garbage": .ok(Array("no gzip at all".utf8), encoded),
    ])
    #expect(try await web.get("/small").body == [UInt8](repeating: 0, count: 100_000))
    #expect(try await web.get("/map.xml.gz").body.count == 100_000)
    await web.refuses("/bomb", with: .tooBig(maxBytes: 5_000_000))
    await web.refuses("/bomb.xml.gz", with: .tooBig(maxBytes: 5_000_000))
    await web.refuses("/small", with: .tooBig(maxBytes: 99_999), maxBytes: 99_999)
    await web.refuses("/cut", with: .unreadable)
    await web.refuses("/garbage", with: .unreadable)
    try await web.stop()
}

@Test func `a body may be as long as the limit, and not a byte longer`() async throws {
    let full = [UInt8](repeating: 0x61, count: 5_000_000)
    let head = Array("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n".utf8)
    let web = try await Web([
        "/full": .ok(full, ""), "/more": .ok(full + [0x61], ""),
        "/endless": .endless(head: head, piece: [UInt8](repeating: 0x61, count: 65_536)),
    ])
    #expect(try await web.get("/full").body.count == 5_000_000)
    await web.refuses("/more", with: .tooBig(maxBytes: 5_000_000))
    await web.refuses("/endless", with: .tooBig(maxBytes: 5_000_000))
    try await web.stop()
}

@Test func `a server that is slow, silent or speaks no HTTP does not hold anybody up`() async throws {
    let head = Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun".utf8)
    let header = Array(("HTTP/1.1 200 OK\r\nX-Long: " + String(repeating: "a", count: 300_000) + "\r\n\r\n").utf8)
    let web = try await Web([
        "/silent": .stall([]), "/slow": .stall(head), "/header": .bytes(header), "/ssh": .bytes(Array("SSH-2.0-x\r\n".utf8)),
    ], limit: .seconds(1))
    let begin = ContinuousClock.now
    await web.refuses("/silent", with: .tookTooLong(seconds: 1))
    await web.refuses("/slow", with: .tookTooLong(seconds: 1))
    #expect(ContinuousClock.now - begin < .seconds(8))
    await web.refuses("/header", with: .unreadable)
    await web.refuses("/ssh", with: .unreadable)
    let waiting = Task { try await web.get("/silent") }
    waiting.cancel()
    await #expect(throws: FetchFault.cancelled) { try await waiting.value }
    let (port, server) = (web.server.port, web.server)
    try await server.stop()
    await #expect(throws: FetchFault.unreachable(host: "shop.test")) { try await web.fetcher.fetch("http://shop.test:\(port)/") }
}

@Test func `the configuration's hosts are read as they are written`() {
    #expect(AllowedHost("Shop.internal:8080").map { [$0.host, "\($0.port ?? 0)"] } == ["shop.internal", "8080"])
    #expect(AllowedHost("10.0.0.7").map { [$0.host, "\($0.port ?? 0)"] } == ["10.0.0.7", "0"])
    #expect(AllowedHost("[::1]:81").map { [$0.host, "\($0.port ?? 0)"] } == ["::1", "81"])
    #expect(AllowedHost("::1").map { $0.host } == "::1")
    for bad in ["", "http://a", "a:", "a:b", "a:0", "a:70000", "[::1", "[::1]x", "[a]:1", "*.a", "a/b"] {
        #expect(AllowedHost(bad) == nil, "\(bad)")
    }
}
