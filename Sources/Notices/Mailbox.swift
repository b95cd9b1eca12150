import Chat

/// An address with the name that is shown for it.
package struct Mailbox: Sendable, Equatable {
    package let name: String?
    package let address: String

    /// Nil for what is no plain ASCII address.
    package init?(name: String? = nil, address: String) {
        guard LeftAddress.isAddress(address) else { return nil }
        self.name = name
        self.address = address
    }

    /// `chat@shop.example` or `Shop <chat@shop.example>`.
    package init?(_ text: String) {
        let text = text.drop(while: \.isWhitespace)
        guard let start = text.lastIndex(of: "<") else {
            self.init(address: String(text.reversed().drop(while: \.isWhitespace).reversed()))
            return
        }
        let rest = text[text.index(after: start)...]
        guard let end = rest.firstIndex(of: ">"), rest[rest.index(after: end)...].allSatisfy(\.isWhitespace) else { return nil }
        var name = text[..<start]
        while name.last?.isWhitespace ?? false { name = name.dropLast() }
        if name.count >= 2, name.first == "\"", name.last == "\"" { name = name.dropFirst().dropLast() }
        self.init(name: name.isEmpty ? nil : String(name), address: String(rest[..<end]))
    }

    package var domain: String { String(address.split(separator: "@").last ?? "") }

    /// As it stands in a header.
    var header: String {
        guard let name else { return address }
        return "\(HeaderText.phrase(name)) <\(address)>"
    }
}
