import Chat
import Knowledge

/// `alerts` of a bot as a request names it: what is left out stays, null takes all of it away.
struct AlertsField: Sendable {
    private enum WebhookChange: Sendable {
        case none
        case remove
        /// Without a secret: the one that is there, else a new one. With null: a new one.
        case set(url: String, secret: Secret?, isRenewed: Bool)
    }

    private static let seconds = 1...86_400

    private let isReset: Bool
    private let afterSeconds: Int?
    private let emails: [String]?
    private let webhook: WebhookChange
    private let fresh = WebhookSecret.make()

    init(_ fields: inout Fields) {
        guard let value = fields.json["alerts"], !value.isNull, value.members != nil else {
            isReset = fields.json["alerts"]?.isNull ?? false
            if !isReset, fields.json["alerts"] != nil {
                fields.refuse("alerts", "takes an object with afterSeconds, emails and webhook, or null.")
            }
            (afterSeconds, emails, webhook) = (nil, nil, .none)
            return
        }
        isReset = false
        afterSeconds = Self.seconds(value, &fields)
        emails = Self.emails(value, &fields)
        webhook = Self.webhook(value, &fields)
    }

    func apply(to bot: inout WhisperBot) {
        if isReset { bot.alerts = AlertSettings() }
        if let afterSeconds { bot.alerts.afterSeconds = afterSeconds }
        if let emails { bot.alerts.emails = emails }
        switch webhook {
        case .none: break
        case .remove: bot.alerts.webhook = nil
        case .set(let url, let secret, let isRenewed):
            let kept = isRenewed ? nil : bot.alerts.webhook?.secret
            bot.alerts.webhook = .init(url: url, secret: secret ?? kept ?? fresh)
        }
    }

    /// The secret that this request made, to be shown this once.
    func made(for bot: WhisperBot) -> Secret? {
        bot.alerts.webhook?.secret == fresh ? fresh : nil
    }

    private static func seconds(_ value: JSON, _ fields: inout Fields) -> Int? {
        guard let given = value["afterSeconds"], !given.isNull else { return nil }
        guard let number = given.int, seconds.contains(number) else {
            fields.refuse("alerts.afterSeconds", "takes a number of seconds from \(seconds.lowerBound) to \(seconds.upperBound).")
            return nil
        }
        return number
    }

    private static func emails(_ value: JSON, _ fields: inout Fields) -> [String]? {
        guard let given = value["emails"], !given.isNull else { return nil }
        guard let list = given.array, list.count <= Limits.alertEmails else {
            fields.refuse("alerts.emails", "takes a list of at most \(Limits.alertEmails) addresses.")
            return nil
        }
        var known: Set<String> = []
        var emails: [String] = []
        for (index, entry) in list.enumerated() {
            guard let email = entry.string, LeftAddress.isAddress(email) else {
                fields.refuse("alerts.emails[\(index)]", "takes an e-mail address such as team@shop.example.")
                continue
            }
            if known.insert(email.lowercased()).inserted { emails.append(email) }
        }
        return emails
    }

    private static func webhook(_ value: JSON, _ fields: inout Fields) -> WebhookChange {
        guard let given = value["webhook"] else { return .none }
        if given.isNull { return .remove }
        let url = given["url"]?.string ?? ""
        if url.utf8.count > Limits.url || WebAddress(url) == nil || !url.utf8.allSatisfy({ (33...126).contains($0) }) {
            fields.refuse("alerts.webhook.url", "takes an address such as https://hooks.shop.example/whisper.")
        }
        var secret: Secret?
        if let text = given["secret"]?.string {
            secret = Secret(text)
            if WebhookSecret.key(of: Secret(text)) == nil {
                fields.refuse("alerts.webhook.secret", "takes whsec_ and 24 to 64 bytes in base64; left out, one is made.")
            }
        } else if let other = given["secret"], !other.isNull {
            fields.refuse("alerts.webhook.secret", "takes a text, or null for a new one.")
        }
        return .set(url: url, secret: secret, isRenewed: given["secret"]?.isNull ?? false)
    }
}

extension AlertSettings {
    /// - Parameter secret: the webhook's, where the answer is the one that shows it.
    func write(to writer: inout JSONWriter, showing secret: Secret? = nil) {
        writer.object { writer in
            writer.field("afterSeconds", afterSeconds)
            writer.key("emails")
            writer.array(emails) { $0.string($1) }
            writer.key("webhook")
            guard let webhook else { return writer.null() }
            writer.object { writer in
                writer.field("url", webhook.url)
                writer.field("hasSecret", true)
                if let secret { writer.field("secret", secret.revealed) }
            }
        }
    }
}
