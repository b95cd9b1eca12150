/// What of a text can be looked up elsewhere: numbers (prices, percentages, dates), links, e-mail addresses.
struct Facts {
    /// A number as it may be read, with what stands by it.
    struct Figure {
        /// `1.299` is one and a bit to some people and over a thousand to others.
        var readings: Set<String>
        /// `12.03.2024` taken apart; empty where the number has at most one reading too many.
        var parts: [String]
        var sign: Sign?
        /// All digits of the run that it stands in: a telephone number is written with gaps.
        var run: String
        /// The month named beside it, 1–12.
        var month: Int?
    }

    enum Sign: Hashable { case percent, money(String) }

    private(set) var figures: [Figure] = []
    private(set) var links: Set<String> = []
    private(set) var mails: Set<String> = []
    /// Months that are named anywhere.
    private(set) var months: Set<Int> = []
    /// Number words as figures.
    private(set) var spelled: Set<String> = []

    var isEmpty: Bool { figures.isEmpty && links.isEmpty && mails.isEmpty }

    init(_ text: String) {
        var plain = ""
        for piece in Self.pieces(of: text) {
            switch WebName(piece) {
            case .link(let link): links.insert(link)
            case .mail(let mail): mails.insert(mail)
            case nil: plain += piece
            }
        }
        var figures = Figures(plain)
        self.figures = figures.all()
        months = figures.months
        spelled = figures.spelled
    }

    /// Words and what stands between them, in order.
    private static func pieces(of text: String) -> [String] {
        var pieces: [String] = []
        var word = ""
        for character in text {
            if character.isWhitespace || "<>()[]{}\"“”«»„|*`，。、（）「」".contains(character) {
                if !word.isEmpty { pieces.append(word) }
                word = ""
                pieces.append(String(character))
            } else {
                word.append(character)
            }
        }
        if !word.isEmpty { pieces.append(word) }
        return pieces
    }
}

/// A link or an e-mail address in the form in which two spellings of it are equal.
enum WebName: Equatable {
    case link(String)
    case mail(String)

    init?(_ word: String) {
        var text = word.lowercased()
        while let last = text.last, ".,;:!?…'’".contains(last) { text.removeLast() }
        if text.hasPrefix("mailto:") { text.removeFirst(7) }
        if let at = text.firstIndex(of: "@"), at > text.startIndex, text[at...].contains("."), !text.contains("://") {
            self = .mail(text)
            return
        }
        let isLink = text.contains("://") || text.hasPrefix("www.") || text.hasPrefix("javascript:")
            || text.hasPrefix("data:") || Self.isBareHost(text)
        guard isLink else { return nil }
        for prefix in ["https://", "http://", "www."] where text.hasPrefix(prefix) { text.removeFirst(prefix.count) }
        while text.last == "/" { text.removeLast() }
        self = .link(text)
    }

    private static let endings: Set<Substring> = [
        "com", "org", "net", "info", "biz", "io", "app", "dev", "shop", "store", "eu", "co", "ai", "de", "uk", "fr", "es",
        "it", "nl", "pl", "cz", "tr", "pt", "br", "at", "ch", "example", "test",
    ]

    private static func isBareHost(_ text: String) -> Bool {
        let labels = text.prefix { $0 != "/" && $0 != "?" && $0 != "#" }.split(
            separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let last = labels.last, endings.contains(last) else { return false }
        return labels.allSatisfy { label in
            !label.isEmpty && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        } && labels.contains { $0.contains(where: \.isLetter) } && labels[0].count > 1
    }
}
