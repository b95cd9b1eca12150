extension IPAddress {
    /// Whether it belongs to the public internet: nothing of this machine, its networks or its cloud.
    ///
    /// An address that carries an IPv4 one inside (NAT64, 6to4) is what that one is.
    package var isPublic: Bool {
        if Self.wellKnownNAT64.contains(self) || Self.ownNAT64.contains(self) { return carried(at: 12).isPublic }
        if Self.sixToFour.contains(self) { return carried(at: 2).isPublic }
        return !Self.special.contains { $0.contains(self) }
    }

    private func carried(at index: Int) -> IPAddress { IPAddress(mapped: bytes[index..<index + 4]) }

    private static let wellKnownNAT64 = AddressRange("64:ff9b::/96")!
    private static let ownNAT64 = AddressRange("64:ff9b:1::/48")!
    private static let sixToFour = AddressRange("2002::/16")!

    /// IANA's special-purpose registries, as far as they are not globally reachable, and multicast.
    private static let special = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4", "::/96", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16",
        "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    ].map { AddressRange($0)! }
}
