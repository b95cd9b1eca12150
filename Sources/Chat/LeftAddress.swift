/// An e-mail address in what a customer wrote.
package enum LeftAddress {
    /// The address that is all of a text: whoever sends that leaves it.
    package static func alone(in text: String) -> String? {
        let words = text.split(whereSeparator: \.isWhitespace)
        return words.count == 1 ? found(in: text) : nil
    }

    /// The last word that is an address as mail servers take them; nothing is looked up.
    package static func found(in text: String) -> String? {
        text.split(whereSeparator: \.isWhitespace).compactMap(address).last
    }

    /// Whether a text is an address and nothing else: ASCII, no name before it, nothing that a header could carry on.
    package static func isAddress(_ text: String) -> Bool { address(text[...]) == text }

    private static func address(_ word: Substring) -> String? {
        var word = word
        if word.lowercased().hasPrefix("mailto:") { word = word.dropFirst(7) }
        while let first = word.first, "<([{\"'„“«".contains(first) { word = word.dropFirst() }
        while let last = word.last, ">)]}\"'”“»,;:.!?".contains(last) { word = word.dropLast() }
        let parts = word.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, word.utf8.count <= 254, (1...64).contains(parts[0].utf8.count) else { return nil }
        let isLocal = parts[0].utf8.allSatisfy { isAlphanumeric($0) || ".!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard isLocal, !parts[0].hasPrefix("."), !parts[0].hasSuffix("."), !parts[0].contains(".."), labels.count >= 2,
            labels.allSatisfy(isLabel), let last = labels.last, last.utf8.count >= 2,
            last.utf8.contains(where: { !(48...57).contains($0) })
        else { return nil }
        return String(word)
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}
