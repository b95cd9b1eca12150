import Bot
import Chat
import Foundation
import Logging
import Notices
import Outgoing

/// The settings of the contract's section 7, read from the environment.
struct Configuration: Sendable {
    struct Address: Sendable, Equatable {
        let host: String
        let port: Int
    }

    struct Model: Sendable {
        let url: String
        let key: String?
        let name: String
    }

    var address: Address
    var publicURL: String?
    var databasePath: String
    var inactiveAfter: Duration
    var handlerAwayAfter: Duration
    var idleEndAfter: Duration
    var customerRate: Rate?
    var socketRate: Rate?
    var addressConnections: Int?
    var trustedProxies: [AddressRange]
    var model: Model?
    var embeddings: Model?
    var modelTimeout: Duration
    var budgets: BudgetLimits
    /// Hosts whose pages are imported even though they are not public.
    var fetchHosts: [AllowedHost]
    /// The server that takes mail, and who it comes from; nil: nothing is mailed.
    var mail: MailSender?
    /// How long a customer has to come back before a reply is mailed.
    var replyMailedAfter: Duration
    var metricsAddress: Address?
    var logLevel: Logger.Level
    var web: String?

    init(_ environment: [String: String]) throws {
        let read = Environment(values: environment)
        address = try read.value("WHISPER_ADDRESS", "127.0.0.1:8080", "a listen address such as 127.0.0.1:8080", Self.address)
        publicURL = try read.optional("WHISPER_PUBLIC_URL", "a URL such as https://chat.example.org", Self.url)
        databasePath = try read.value(
            "WHISPER_DATABASE", "sqlite:data/whisper.db", "sqlite: and a file, such as sqlite:data/whisper.db"
        ) { text in
            guard text.hasPrefix("sqlite:"), text.count > 7 else { return nil }
            return String(text.dropFirst(7))
        }
        inactiveAfter = try read.seconds("WHISPER_INACTIVE_SECONDS", 300)
        handlerAwayAfter = try read.seconds("WHISPER_HANDLER_AWAY_SECONDS", 300)
        idleEndAfter = try read.seconds("WHISPER_IDLE_END_SECONDS", 86_400)
        customerRate = try read.value("WHISPER_CUSTOMER_RATE", "20/10s", Self.rateHint, Self.rate)
        socketRate = try read.value("WHISPER_SOCKET_RATE", "60/10s", Self.rateHint, Self.rate)
        addressConnections = try read.value(
            "WHISPER_ADDRESS_CONNECTIONS", "1000", "a number from 1, or off"
        ) { $0 == "off" ? .some(nil) : Int($0).flatMap { $0 > 0 ? .some($0) : nil } }
        trustedProxies = try read.value(
            "WHISPER_TRUSTED_PROXIES", "", "address ranges such as 10.0.0.0/8, separated by commas"
        ) { text in
            var ranges: [AddressRange] = []
            for part in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
                guard let range = AddressRange(part) else { return nil }
                ranges.append(range)
            }
            return ranges
        }
        fetchHosts = try read.value(
            "WHISPER_FETCH_HOSTS", "", "hosts such as wiki.internal or 10.0.0.7:8080, separated by commas"
        ) { text in
            var hosts: [AllowedHost] = []
            for part in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
                guard let host = AllowedHost(String(part)) else { return nil }
                hosts.append(host)
            }
            return hosts
        }
        modelTimeout = try read.seconds("WHISPER_LLM_TIMEOUT_SECONDS", 30)
        budgets = BudgetLimits(
            bot: try read.value("WHISPER_LLM_BOT_BUDGET", "5000", Self.budgetHint, Self.budget),
            conversation: try read.value("WHISPER_LLM_CONVERSATION_BUDGET", "100", Self.budgetHint, Self.budget),
            address: try read.value("WHISPER_LLM_ADDRESS_BUDGET", "500", Self.budgetHint, Self.budget))
        mail = try Self.mail(read)
        replyMailedAfter = try read.seconds("WHISPER_REPLY_MAIL_SECONDS", 60)
        metricsAddress = try read.optional(
            "WHISPER_METRICS_ADDRESS", "a listen address such as 127.0.0.1:9090", Self.address)
        logLevel = try read.value(
            "WHISPER_LOG", "info", Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
        ) { Logger.Level(rawValue: $0) }
        web = read.text("WHISPER_WEB")
        model = try Self.model("WHISPER_LLM", read)
        embeddings = try Self.model("WHISPER_EMBEDDINGS", read)
    }

    /// The endpoint of `PREFIX_URL`, with its `PREFIX_KEY` and `PREFIX_MODEL`.
    private static func model(_ prefix: String, _ read: Environment) throws -> Model? {
        guard let url = try read.optional("\(prefix)_URL", "a URL such as https://api.example.org/v1", Self.url) else {
            return nil
        }
        guard let name = read.text("\(prefix)_MODEL") else {
            throw Fault("\(prefix)_MODEL is missing: with \(prefix)_URL it takes the name of a model.")
        }
        return Model(url: url, key: read.text("\(prefix)_KEY"), name: name)
    }

    /// The value of `WHISPER_SMTP_URL` may hold a password, so that no error shows it.
    private static func mail(_ read: Environment) throws -> MailSender? {
        let sender = try read.optional("WHISPER_MAIL_FROM", "an address such as Shop <chat@shop.example>") { Mailbox($0) }
        guard let url = read.text("WHISPER_SMTP_URL") else { return nil }
        guard let server = MailServer(url) else {
            throw Fault("""
                WHISPER_SMTP_URL cannot be read; it takes smtp://USER:PASSWORD@HOST:587, perhaps with ?starttls=never, or \
                smtps://USER:PASSWORD@HOST:465, with @ : / in user and password percent-encoded.
                """)
        }
        guard let sender else {
            throw Fault("WHISPER_MAIL_FROM is missing: with WHISPER_SMTP_URL it takes the address that mail comes from.")
        }
        return MailSender(server: server, sender: sender)
    }

    /// Whether a connection to an address that an operator named may be made: public ones, and the very hosts and
    /// ports that this configuration names.
    var mayConnect: @Sendable (_ host: String, _ port: Int, _ address: String) -> Bool {
        let named = [model?.url].compactMap { $0.flatMap(URLComponents.init(string:)) }.map { parts in
            (host: parts.host?.lowercased() ?? "", port: parts.port ?? (parts.scheme == "http" ? 80 : 443))
        }
        return { host, port, address in
            if named.contains(where: { $0.host == host.lowercased() && $0.port == port }) { return true }
            // What is no plain address (one with a zone, say) is not public.
            return IPAddress(address)?.isPublic ?? false
        }
    }

    private static let budgetHint = "a number of calls a day from 0, or off"

    private static func budget(_ text: String) -> Int?? {
        text == "off" ? .some(nil) : Int(text).flatMap { $0 >= 0 ? .some($0) : nil }
    }

    private static let rateHint = "a rate such as 20/10s, or off"

    private static func rate(_ text: String) -> Rate?? { text == "off" ? .some(nil) : Rate(text).map { .some($0) } }

    private static func url(_ text: String) -> String? {
        guard let parts = URLComponents(string: text), parts.scheme == "http" || parts.scheme == "https",
            parts.host?.isEmpty == false
        else { return nil }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    private static func address(_ text: String) -> Address? {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty, !host.contains("/") else { return nil }
        return Address(host: host, port: port)
    }
}

/// Variables one by one; a bad value names the variable, the value and what it takes.
private struct Environment {
    let values: [String: String]

    func text(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

    func value<Value>(
        _ name: String, _ standard: String, _ takes: String, _ parse: (String) -> Value?
    ) throws -> Value {
        let text = text(name) ?? standard
        guard let value = parse(text) else { throw Fault("\(name) is “\(text)”; it takes \(takes).") }
        return value
    }

    func optional<Value>(_ name: String, _ takes: String, _ parse: (String) -> Value?) throws -> Value? {
        guard let text = text(name) else { return nil }
        return try value(name, text, takes, parse)
    }

    func seconds(_ name: String, _ standard: Int) throws -> Duration {
        try value(name, "\(standard)", "a number of seconds from 1") { text in
            Int(text).flatMap { $0 > 0 && $0 < 1_000_000_000 ? .seconds($0) : nil }
        }
    }
}
