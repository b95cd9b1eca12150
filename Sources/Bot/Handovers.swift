import Chat
import Knowledge

/// When the bot asks for a human, and what it says then. Rules alone decide it, on the customer's own words:
/// nothing that stands in a document or comes from a model can hand over.
extension BuiltInAnswerer {
    /// What hands over before anything is looked up: the wish for a human or the yes to the offer of one, an
    /// address that was asked for, anger, and the question that was answered before.
    static func handover(_ question: Question) -> Answer? {
        if let wished = HumanWish.language(of: question.text) {
            return asked(question, in: Language.detected(in: question.text) ?? wished)
        }
        let lastBotLine = question.history.last.flatMap { $0.role == .bot ? $0.text : nil }
        if let lastBotLine, Phrases.offersHuman(lastBotLine), SmallTalk.agrees(question.text) {
            return asked(question, in: language(of: question))
        }
        if let address = Address.left(in: question) { return noted(address, question) }
        // Who waits for a human already is not told so again and again.
        guard !question.isRequested else { return nil }
        if Anger.isHeard(in: question.text) { return handover(question, because: .upset) }
        if RepeatedQuestion.isOne(question) { return handover(question, because: .repeated) }
        return nil
    }

    /// What it says where it does not know: the closest titles or none, an offer that can be kept; the second
    /// time in a row, or in a matter of the customer's own, it hands over.
    ///
    /// - Parameter mayHandOver: false where the rules alone would have answered and only a model says that it
    ///   does not know: a document that makes it say so must hand nothing over.
    static func unknown(
        _ question: Question, from findings: Findings, isClose: Bool, mayHandOver: Bool = true
    ) -> Answer {
        let sources = findings.found.map(\.source)
        if !question.isRequested, mayHandOver {
            if OwnMatter.isOne(question.text) {
                return handover(question, because: .ownMatter, sources: sources, confident: false)
            }
            if let last = question.history.last(where: { $0.role != .customer }), last.role == .bot,
                Phrases.isUnknown(last.text)
            {
                return handover(question, because: .unknownTwice, sources: sources, confident: false)
            }
        }
        let phrases = Phrases.in(language(of: question))
        let offer = offer(question, phrases)
        let titles = isClose ? closestTitles(of: sources) : []
        guard !titles.isEmpty else {
            return Answer(
                text: phrases.unknown + " " + offer, confident: false, sources: sources, band: .unknown)
        }
        let text = phrases.closest + "\n\n" + titles.map { "- \($0)" }.joined(separator: "\n") + "\n\n" + offer
        return Answer(text: text, confident: false, sources: sources, band: .closest)
    }

    /// That a human can be had, has been asked for already, or cannot be had now.
    static func offer(_ question: Question, _ phrases: Phrases) -> String {
        guard question.canBeJoined else { return phrases.leave }
        return question.isRequested ? phrases.waiting : phrases.offer
    }

    private static func closestTitles(of sources: [Source]) -> [String] {
        var titles: [String] = []
        for source in sources.prefix(3) {
            let title = HandoverSummary.shortened(source.title, to: 120)
            if !title.isEmpty, !titles.contains(title) { titles.append(title) }
        }
        return titles
    }

    /// Who joins now: a colleague, or nobody, and what to leave then. Outside the opening hours in the bot's own words.
    static func whoComes(_ question: Question, in phrases: Phrases) -> String {
        guard question.bot.liveChat, !question.isOpen else {
            return question.canBeJoined ? phrases.handsOver : phrases.nobodyThere
        }
        let own = question.bot.openingHours?.closedText ?? ""
        return own.allSatisfy(\.isWhitespace) ? phrases.nobodyThere : own + " " + phrases.leave
    }

    private static func asked(_ question: Question, in language: Language?) -> Answer {
        let phrases = Phrases.in(language)
        return Answer(
            text: whoComes(question, in: phrases), confident: true,
            handover: Handover(.asked, summary: HandoverSummary.lines(of: question)), sources: [], band: .handover)
    }

    private static func noted(_ address: String, _ question: Question) -> Answer {
        Answer(
            text: Phrases.in(language(of: question)).notedAddress, confident: true,
            handover: Handover(.asked, summary: HandoverSummary.lines(of: question)), sources: [], band: .handover,
            address: address)
    }

    private static func handover(
        _ question: Question, because reason: Handover.Reason, sources: [Source] = [], confident: Bool = true
    ) -> Answer {
        let phrases = Phrases.in(language(of: question))
        let opening =
            switch reason {
            case .asked, .taught: ""
            case .unknownTwice: phrases.neither
            case .repeated: phrases.repeated
            case .upset: phrases.upset
            case .ownMatter: phrases.ownMatter
            }
        let summary = HandoverSummary.lines(of: question, closest: sources)
        return Answer(
            text: opening + " " + whoComes(question, in: phrases), confident: confident,
            handover: Handover(reason, summary: summary), sources: sources, band: .handover)
    }
}

extension Question {
    /// Whether a person could take the chat over now.
    fileprivate var canBeJoined: Bool { bot.liveChat && isSomebodyThere && isOpen }
}

/// Two lines for the operator: what the customer wants, in its own words, and what the bot said or found.
enum HandoverSummary {
    static let lineScalars = 160

    /// - Parameter closest: what was found though it is no answer.
    static func lines(of question: Question, closest: [Source] = []) -> [String] {
        let said = question.history.filter { $0.role == .customer }.map(\.text) + [question.text]
        // The wish itself, a yes or an address says nothing about the matter; what was asked before it does.
        let matter = said.last(where: isMatter) ?? question.text
        var lines = [shortened(matter, to: lineScalars)]
        if let tried = tried(question, closest) { lines.append(tried) }
        return lines.filter { !$0.isEmpty }
    }

    static func isMatter(_ text: String) -> Bool {
        HumanWish.language(of: text) == nil && SmallTalk.read(text) == nil && !SmallTalk.isFragment(text)
            && !SmallTalk.agrees(text) && !SmallTalk.declines(text) && LeftAddress.found(in: text) == nil
    }

    private static func tried(_ question: Question, _ closest: [Source]) -> String? {
        let titles = closest.prefix(2).map { shortened($0.title, to: 60) }.filter { !$0.isEmpty }
        if !titles.isEmpty { return "The bot did not know; closest: " + titles.joined(separator: "; ") }
        guard let last = question.history.last(where: { $0.role == .bot && !Phrases.isNoAnswer($0.text) }) else { return nil }
        if Phrases.isUnknown(last.text) { return "The bot did not know." }
        return "The bot answered: " + shortened(last.text, to: lineScalars - 18)
    }

    /// In one line, cut at a word.
    static func shortened(_ text: String, to scalars: Int) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard line.unicodeScalars.count > scalars else { return line }
        let kept = String(String.UnicodeScalarView(line.unicodeScalars.prefix(scalars - 1)))
        guard let space = kept.lastIndex(of: " "), kept.distance(from: kept.startIndex, to: space) > scalars / 2 else {
            return kept + "…"
        }
        return kept[..<space] + "…"
    }
}

/// The e-mail address that a customer leaves: when the bot has asked for one, or, waiting for a human, as a
/// message of its own (the widget offers a field for it then).
enum Address {
    static func left(in question: Question) -> String? {
        if question.isRequested, let address = LeftAddress.alone(in: question.text) { return address }
        guard question.history.suffix(6).contains(where: { $0.role == .bot && Phrases.asksForAddress($0.text) }) else {
            return nil
        }
        return LeftAddress.found(in: question.text)
    }
}

/// Whether the bot has answered this very question a moment ago: then its answer did not help.
enum RepeatedQuestion {
    /// Of the words that mean something in either wording, how many both have.
    static let likeness = 0.8
    /// The customer's turns before this one that are looked at.
    static let turns = 2

    static func isOne(_ question: Question) -> Bool {
        let words = meaning(of: question.text)
        guard words.count >= 2 || words.contains(where: { $0.utf8.count >= 4 }) else { return false }
        var seen = 0
        let recent = question.history.indices.suffix(question.linesSinceHandling)
        for index in recent.reversed() where question.history[index].role == .customer {
            seen += 1
            guard seen <= turns else { return false }
            guard isSame(words, meaning(of: question.history[index].text)) else { continue }
            let reply = question.history[(index + 1)...].first { $0.role != .customer }
            if let reply, reply.role == .bot, !Phrases.isNoAnswer(reply.text) { return true }
        }
        return false
    }

    private static func isSame(_ left: Set<String>, _ right: Set<String>) -> Bool {
        guard !right.isEmpty else { return false }
        return Double(left.intersection(right).count) >= likeness * Double(left.union(right).count)
    }

    private static func meaning(of text: String) -> Set<String> {
        let words = Set(Words.of(text).map { Folding.folded($0) })
        let telling = words.filter { !Language.isCommonWord($0) }
        return telling.isEmpty ? [] : telling
    }
}
