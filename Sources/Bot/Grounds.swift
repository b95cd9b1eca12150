/// What an answer may take its facts from: every fact of a sentence has to stand in one of the sentence's grounds.
struct Grounds {
    private var values: [String: Set<Facts.Sign?>] = [:]
    private var runs: Set<String> = []
    private var links: Set<String> = []
    private var hosts: Set<String> = []
    private var mails: Set<String> = []
    private var months: Set<Int> = []

    init(_ texts: [String]) {
        for text in texts { add(Facts(text)) }
    }

    private mutating func add(_ facts: Facts) {
        for figure in facts.figures {
            for value in figure.readings { values[value, default: []].insert(figure.sign) }
            for part in figure.parts { values[part, default: []].insert(nil) }
            runs.insert(figure.run)
        }
        for number in facts.spelled { values[number, default: []].insert(nil) }
        for link in facts.links {
            links.insert(link)
            hosts.insert(String(link.prefix { $0 != "/" && $0 != "?" && $0 != "#" }))
        }
        mails.formUnion(facts.mails)
        months.formUnion(facts.months)
    }

    func hold(_ figure: Facts.Figure) -> Bool {
        if let month = figure.month, !months.contains(month), values[String(month)] == nil { return false }
        if figure.readings.contains(where: { has($0, figure.sign) }) { return true }
        if figure.run.count >= 7, runs.contains(where: { $0.contains(figure.run) }) { return true }
        return !figure.parts.isEmpty && figure.parts.allSatisfy { has($0, nil) || isMonth($0) }
    }

    func hold(link: String) -> Bool { links.contains(link) || hosts.contains(link) }

    func hold(mail: String) -> Bool { mails.contains(mail) }

    private func isMonth(_ part: String) -> Bool { Int(part).map(months.contains) ?? false }

    /// A percentage is one in both places; a currency may be missing there, but not be another one.
    private func has(_ value: String, _ sign: Facts.Sign?) -> Bool {
        guard let signs = values[value] else { return false }
        return switch sign {
        case nil: true
        case .percent: signs.contains(.percent)
        case .money: signs.contains(sign) || signs.contains(nil)
        }
    }
}

/// The passages that a model was given, and what else its facts may come from.
struct AnswerGrounds {
    /// One for each passage, in the order of their numbers.
    private let passages: [Grounds]
    /// Instructions, agreements, whispers, and the words of the customer and of colleagues.
    private let always: Grounds

    init(passages: [String], always: [String]) {
        self.passages = passages.map { Grounds([$0]) }
        self.always = Grounds(always)
    }

    var passageCount: Int { passages.count }

    /// Whether every fact of a sentence stands in a passage that it cites (in any, where it cites none), or in
    /// what always counts.
    func hold(_ sentence: String, citing numbers: Set<Int>) -> Bool {
        let facts = Facts(sentence)
        guard !facts.isEmpty else { return true }
        let cited = numbers.isEmpty ? passages : numbers.map { passages[$0 - 1] }
        func someone(_ holds: (Grounds) -> Bool) -> Bool { holds(always) || cited.contains(where: holds) }
        return facts.figures.allSatisfy { figure in someone { $0.hold(figure) } }
            && facts.links.allSatisfy { link in someone { $0.hold(link: link) } }
            && facts.mails.allSatisfy { mail in someone { $0.hold(mail: mail) } }
    }
}
