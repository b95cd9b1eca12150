import Chat
import Knowledge

/// What was found out about a bot's widget on one page of a website. A pure value.
struct Installation: Equatable {
    enum Problem: Equatable {
        /// Nothing came; the sentence says why and what to do.
        case unreachable(String)
        case notFound
        /// The tag names no bot, and the page's settings name none either.
        case withoutBot
        case anotherBot(String)
        /// The widget is loaded from another server.
        case anotherServer(String)
        /// The page's own policy keeps the widget out.
        case policy([PolicyOfPage.Lack])
        /// The website is not among the bot's allowed ones.
        case notAllowed(origin: String)
    }

    let found: Bool
    /// The most telling first; empty where all is well.
    let problems: [Problem]

    static func unreachable(_ sentence: String) -> Installation {
        Installation(found: false, problems: [.unreachable(sentence)])
    }

    private init(found: Bool, problems: [Problem]) {
        self.found = found
        self.problems = problems
    }

    /// - Parameters:
    ///   - policies: those that came with the page as headers; its own are in `page`.
    ///   - own: the origin that the widget should come from.
    ///   - origin: the website's.
    init(of bot: WhisperBot, in page: WidgetOnPage, policies: [String], own: String, origin: String) {
        let ours = page.tags.filter { $0.origin == own }
        let id = bot.id.description
        let tag = ours.first { $0.bot == id }
            ?? ours.first { ($0.bot ?? "").isEmpty && page.settings.contains { $0.contains(id) } }
        found = tag != nil
        var problems: [Problem] = []
        if tag == nil {
            if let other = ours.lazy.compactMap(\.bot).first(where: { !$0.isEmpty }) {
                problems.append(.anotherBot(String(other.prefix(Limits.name))))
            } else if !ours.isEmpty {
                problems.append(.withoutBot)
            } else if let other = page.tags.first(where: { $0.bot?.hasPrefix("bot_") == true }) {
                problems.append(.anotherServer(other.origin))
            } else {
                problems.append(.notFound)
            }
        }
        if !bot.allowedOrigins.isEmpty, !bot.allowedOrigins.contains(where: { PolicyOfPage.matches($0, origin) }) {
            problems.append(.notAllowed(origin: origin))
        }
        var lacks: [PolicyOfPage.Lack] = []
        for policy in PolicyOfPage.all(headers: policies, metas: page.policies) {
            for lack in policy.lacks(for: own, on: origin, nonce: tag?.nonce ?? ours.first?.nonce)
            where !lacks.contains(where: { $0.directive == lack.directive }) {
                lacks.append(lack)
            }
        }
        if !lacks.isEmpty { problems.append(.policy(lacks)) }
        self.problems = problems
    }
}

extension Installation.Problem {
    var code: String {
        switch self {
        case .unreachable: "unreachable"
        case .notFound: "not_found"
        case .withoutBot: "without_bot"
        case .anotherBot: "another_bot"
        case .anotherServer: "another_server"
        case .policy: "policy"
        case .notAllowed: "not_allowed"
        }
    }

    /// What to tell the operator: the cause and the next step.
    var sentence: String {
        switch self {
        case .unreachable(let sentence): sentence
        case .notFound:
            """
            The line is not in this page's HTML. Paste it there, or, where a tag manager or a script adds it later, \
            open the page in a browser and look here when a visitor saw the widget last.
            """
        case .withoutBot: "The script is there, but names no bot. Add data-bot to it."
        case .anotherBot(let id): "The script is there, but with another bot's id, \(id)."
        case .anotherServer(let origin): "The page loads a widget from \(origin), which is not this server."
        case .policy(let lacks):
            """
            The page's Content Security Policy keeps the widget out: \
            \(lacks.map { $0.line.isEmpty ? "the script tag needs the page's nonce" : $0.line }.joined(separator: "; ")).
            """
        case .notAllowed(let origin): "\(origin) is not among the bot's allowed websites."
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("code", code)
            writer.field("detail", sentence)
            switch self {
            case .anotherBot(let id): writer.field("bot", id)
            case .anotherServer(let origin), .notAllowed(let origin): writer.field("origin", origin)
            case .policy(let lacks):
                writer.key("lines")
                writer.array(lacks) { writer, lack in
                    writer.object {
                        $0.field("directive", lack.directive)
                        $0.field("line", lack.line)
                    }
                }
            case .unreachable, .notFound, .withoutBot: break
            }
        }
    }
}
