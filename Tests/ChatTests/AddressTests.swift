import Chat
import Testing

@Test(arguments: [
    ("127.0.0.1", "::ffff:127.0.0.1"), ("10.1.2.3", "::FFFF:0a01:0203"), ("::1", "0:0:0:0:0:0:0:1"),
    ("2001:db8::", "2001:db8:0:0:0:0:0:0"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::", "0:0::0:0"),
])
func `two spellings of an address are one`(one: String, other: String) {
    #expect(IPAddress(one) != nil)
    #expect(IPAddress(one) == IPAddress(other))
}

@Test(arguments: [
    "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.-4", "1.2.3.+4", "+1.2.3.4", "a.b.c.d", "1.2.3.4:80", ":", ":::",
    "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::", "::1%eth0", "[::1]", "+1::",
    "::1.2.3", " 1.2.3.4", "localhost", "unknown", "1.2.3.4::", "0001.2.3.4",
])
func `what is no address is none`(text: String) {
    #expect(IPAddress(text) == nil)
}

@Test func `ranges hold what their bits say`() throws {
    func holds(_ range: String, _ address: String) throws -> Bool {
        try #require(AddressRange(range)).contains(try #require(IPAddress(address)))
    }
    #expect(try holds("10.0.0.0/8", "10.255.0.1") && !holds("10.0.0.0/8", "11.0.0.0"))
    #expect(try holds("10.0.0.0/8", "::ffff:10.1.1.1"))
    #expect(try holds("192.168.4.0/22", "192.168.7.255") && !holds("192.168.4.0/22", "192.168.8.0"))
    #expect(try holds("127.0.0.1", "127.0.0.1") && !holds("127.0.0.1", "127.0.0.2"))
    #expect(try holds("0.0.0.0/0", "8.8.8.8") && !holds("0.0.0.0/0", "2001:db8::1"))
    #expect(try holds("::/0", "8.8.8.8") && holds("fd00::/8", "fdff::1") && !holds("fd00::/8", "fe00::1"))
    #expect(try holds("2001:db8::/33", "2001:db8:7fff::1") && !holds("2001:db8::/33", "2001:db8:8000::1"))
    for text in ["", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "10.0.0.0/8/8", "10/8", "::1/+8"] {
        #expect(AddressRange(text) == nil, "\(text)")
    }
}

private func origin(
    _ policy: OriginPolicy, peer: String, for hops: [String] = [], proto: String? = nil, host: String? = nil
) -> RequestOrigin {
    policy.origin(
        peer: peer, host: "chat.example:8080", forwardedFor: hops, forwardedProto: proto, forwardedHost: host)
}

@Test func `forwarding headers are read from the right, through trusted proxies alone`() throws {
    let trusted = ["10.0.0.0/8", "fd00::/8"].compactMap { AddressRange($0) }
    let policy = OriginPolicy(publicURL: nil, trusted: trusted)
    for (peer, hops, client) in [
        ("203.0.113.9", ["1.1.1.1"], "203.0.113.9"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.7"], "203.0.113.7"),
        // What the client itself wrote stands on the left and is not believed.
        ("10.0.0.1", ["1.1.1.1, 203.0.113.7"], "203.0.113.7"),
        ("10.0.0.1", ["1.1.1.1", "203.0.113.7, 10.0.0.2"], "203.0.113.7"),
        ("10.0.0.1", ["1.1.1.1,203.0.113.7 ,\t10.0.0.2 "], "203.0.113.7"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["203.0.113.7, nonsense, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", ["nonsense"], "10.0.0.1"),
        ("fd00::1", ["2001:db8::5, fd00::2"], "2001:db8::5"),
        ("::ffff:10.0.0.1", ["203.0.113.7"], "203.0.113.7"),
    ] as [(String, [String], String)] {
        #expect(origin(policy, peer: peer, for: hops).address == client, "\(peer) \(hops)")
    }
    let trusting = OriginPolicy(publicURL: nil, trusted: [])
    #expect(origin(trusting, peer: "127.0.0.1", for: ["1.1.1.1"]).address == "127.0.0.1")
}

@Test func `the own origin is the public one, else that of the request`() throws {
    let trusted = [try #require(AddressRange("10.0.0.0/8"))]
    let policy = OriginPolicy(publicURL: nil, trusted: trusted)
    #expect(origin(policy, peer: "203.0.113.9", proto: "https", host: "evil.example").own == "http://chat.example:8080")
    #expect(origin(policy, peer: "10.0.0.1", proto: "https", host: "Shop.Example:443").own == "https://shop.example")
    #expect(origin(policy, peer: "10.0.0.1", proto: "https").own == "https://chat.example:8080")
    let known = OriginPolicy(publicURL: "https://Chat.Shop.example:443/desk?x", trusted: trusted)
    #expect(origin(known, peer: "10.0.0.1", proto: "http", host: "evil.example").own == "https://chat.shop.example")
    for (url, own) in [
        ("http://a.example:80", "http://a.example"), ("https://a.example:80/", "https://a.example:80"),
        ("HTTPS://A.example#x", "https://a.example"), ("http://[::1]:8080/x", "http://[::1]:8080"), ("null", "null"),
    ] { #expect(OriginPolicy.origin(of: url) == own) }
}
