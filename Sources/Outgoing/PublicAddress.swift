import Chat

/// Which addresses belong to the public internet.
enum PublicAddress {
    /// Ranges that lead nowhere, back to us, or into somebody's own network (IANA special-purpose registries).
    private static let reserved = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    ].compactMap { AddressRange($0) }

    private static let mapped = AddressRange("::ffff:0:0/96")
    private static let global = AddressRange("2000::/3")
    /// Inside `2000::/3`: protocol assignments with Teredo, benchmarking and ORCHID; documentation; SRv6; 6to4.
    private static let notGlobal = ["2001::/23", "2001:db8::/32", "3fff::/20", "2002::/16", "2620:4f:8000::/48"]
        .compactMap { AddressRange($0) }

    /// Allows IPv4 outside the reserved ranges, and of IPv6 what is handed out as global unicast.
    ///
    /// Everything that carries an IPv4 address inside (mapped, NAT64, 6to4, Teredo) is refused, whatever it carries,
    /// but for the plain IPv4 addresses, which `IPAddress` holds in their mapped form.
    static func isPublic(_ address: IPAddress, isWrittenAsFour: Bool) -> Bool {
        guard let mapped, let global else { return false }
        if mapped.contains(address) {
            return isWrittenAsFour && !reserved.contains { $0.contains(address) }
        }
        return global.contains(address) && !notGlobal.contains { $0.contains(address) }
    }

    /// Whether a host is written as an address; `127.1` and `0x7f000001` are ones for the system's resolver alone,
    /// whose answer is checked.
    static func isAddress(_ host: String) -> Bool { IPAddress(host) != nil }

    /// Reads an address as a resolver gives it; a zone (`fe80::1%eth0`) makes it a local one.
    static func isPublic(_ text: String) -> Bool {
        guard let address = IPAddress(text) else { return false }
        return isPublic(address, isWrittenAsFour: !text.contains(":"))
    }
}
