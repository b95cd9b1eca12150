import Chat

/// The words of a delivery, from the conversation as it is.
struct NoticeText {
    let dispatch: Dispatch
    /// Up to and without the last slash; nil where `WHISPER_PUBLIC_URL` is not set.
    let publicURL: String?

    private static let nameLimit = 60
    private static let lineLimit = 500

    // MARK: - E-mail

    var subject: String {
        let bot = dispatch.bot.name
        switch dispatch.delivery.kind {
        case .reply:
            let names = Set(dispatch.lines.compactMap { $0.author?.name })
            guard names.count == 1, let name = names.first else { return "New messages for you (\(bot))" }
            return "\(shortened(name)) answered you (\(bot))"
        case .email, .webhook:
            guard dispatch.conversation != nil else { return "Test of the alerts of \(bot)" }
            return "\(customer) has been waiting for \(Self.spelled(waiting)) (\(bot))"
        }
    }

    var text: String {
        switch dispatch.delivery.kind {
        case .reply: reply
        case .email, .webhook: dispatch.conversation == nil ? test : alert
        }
    }

    private var test: String {
        """
        This is a test. A request for a person that no one takes for \(Self.spelled(.seconds(dispatch.bot.alerts.afterSeconds))) \
        in a chat of \(dispatch.bot.name) is mailed to this address.

        The settings stand in the console on the page of the bot, under Alerts.
        """ + "\n"
    }

    private var alert: String {
        var parts = ["\(customer) has been waiting for a person for \(Self.spelled(waiting)), and no one has taken the chat yet."]
        if let handover = dispatch.conversation?.request?.handover {
            let summary = handover.summary.map { "  " + cut($0) }
            parts.append((["Why: " + Self.why(handover.reason)] + summary).joined(separator: "\n"))
        }
        if !dispatch.lines.isEmpty {
            parts.append((["The last lines:"] + dispatch.lines.map { "  \(speaker($0)): \(cut($0.text ?? ""))" }).joined(separator: "\n"))
        }
        if let url {
            parts.append("Open the chat: \(url)")
        } else {
            parts.append("Open the console and look under Chat, in the section Assisted: who waits longest stands on top.")
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private var reply: String {
        let greeting = dispatch.conversation?.customer.name.map { "Hello \(shortened($0))," } ?? "Hello,"
        var parts = [greeting, "this was written to you in the chat with \(dispatch.bot.name) after you had left:"]
        var last: String?
        for line in dispatch.lines {
            let name = line.author?.name.map(shortened) ?? dispatch.bot.name
            parts.append((name == last ? "" : name + ":\n") + (line.text ?? ""))
            last = name
        }
        let website = dispatch.bot.allowedOrigins.first { !$0.contains("*") }
        parts.append(website.map { "To go on with the chat, open \($0) in the browser that you wrote from." }
            ?? "To go on with the chat, open the website again in the browser that you wrote from.")
        parts.append("You get this mail because you left this address in the chat.")
        return parts.joined(separator: "\n\n") + "\n"
    }

    // MARK: - Webhook

    var json: [UInt8] {
        JSONWriter.object { writer in
            writer.field("type", dispatch.conversation == nil ? "test" : "request.overlooked")
            writer.field("id", dispatch.delivery.id)
            writer.field("at", dispatch.delivery.madeAt)
            writer.key("bot")
            writer.object {
                $0.field("id", dispatch.bot.id)
                $0.field("name", dispatch.bot.name)
            }
            guard let conversation = dispatch.conversation else { return }
            writer.key("conversation")
            writer.object {
                $0.field("id", conversation.id)
                $0.field("url", url)
            }
            writer.key("customer")
            writer.object {
                $0.field("name", conversation.customer.name)
                $0.field("email", conversation.customer.email)
            }
            writer.field("waitingSeconds", Int(waiting.components.seconds))
            writer.key("lastMessage")
            guard let last = dispatch.lines.last else { return writer.null() }
            writer.object {
                $0.field("role", last.role.name)
                $0.field("text", last.text)
                $0.field("at", last.at)
            }
        }
    }

    // MARK: - Words

    private var url: String? {
        guard let publicURL, let conversation = dispatch.conversation else { return nil }
        return "\(publicURL)/chat/\(conversation.id)"
    }

    /// Up to when the delivery was decided on, so that every attempt says the same.
    private var waiting: Duration { max(.zero, dispatch.delivery.madeAt.since(dispatch.cause)) }

    private var customer: String {
        let known = dispatch.conversation?.customer.name ?? dispatch.conversation?.customer.email
        return known.map(shortened) ?? "A customer"
    }

    private func speaker(_ line: Item) -> String {
        line.role == .customer ? customer : line.author?.name.map(shortened) ?? line.role.name
    }

    private func shortened(_ name: String) -> String {
        let line = HeaderText.oneLine(name)
        return line.count > Self.nameLimit ? line.prefix(Self.nameLimit) + "…" : line
    }

    private func cut(_ text: String) -> String {
        let line = HeaderText.oneLine(text)
        return line.count > Self.lineLimit ? line.prefix(Self.lineLimit) + "…" : line
    }

    /// `45 seconds`, `1 minute`, `3 hours`; rounded down.
    static func spelled(_ duration: Duration) -> String {
        let seconds = Int(duration.components.seconds)
        let (count, unit) =
            seconds < 60 ? (seconds, "second") : seconds < 3_600 ? (seconds / 60, "minute")
            : seconds < 172_800 ? (seconds / 3_600, "hour") : (seconds / 86_400, "day")
        return "\(count) \(unit)\(count == 1 ? "" : "s")"
    }

    private static func why(_ reason: Handover.Reason) -> String {
        switch reason {
        case .asked: "The customer asked for a person."
        case .unknownTwice: "The bot did not know an answer twice in a row."
        case .repeated: "The customer asked the same question again."
        case .upset: "The customer is upset."
        case .ownMatter: "It is about the customer's own account, order or money."
        case .taught: "The bot was taught to hand such questions over."
        }
    }
}
