package import Chat

/// The work behind the jobs `alert`, `mailReply` and `deliver`: decide what has to be told, and tell it.
///
/// At least once: killed in the middle, the same delivery is sent again under the same id.
package struct NoticeJobs: Sendable {
    /// Sends a request by POST to a public address.
    /// - Returns: the status of the answer.
    package typealias Post = @Sendable (
        _ url: String, _ headers: [(name: String, value: String)], _ body: [UInt8]
    ) async throws(NotSent) -> Int

    package struct Settings: Sendable {
        /// Links in mails and webhooks begin with it; nil leaves them out.
        package let publicURL: String?
        /// How long a customer has to come back before a reply is mailed.
        package let replyGrace: Duration
        /// Spreads what failed together: a number from 0 to below 1.
        package let chance: @Sendable () -> Double

        package init(
            publicURL: String?, replyGrace: Duration, chance: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
        ) {
            self.publicURL = publicURL
            self.replyGrace = replyGrace
            self.chance = chance
        }
    }

    /// After a start, customers get this long to connect again before they count as gone.
    private static let returnGrace = Duration.seconds(6)

    private let shelf: any NoticeShelf
    private let presence: any Presence
    private let mail: MailSender?
    private let post: Post
    private let settings: Settings
    private let clock: WallClock
    private let startedAt = ContinuousClock.now

    /// - Parameter mail: nil where no mail server is configured.
    package init(
        shelf: any NoticeShelf, presence: any Presence, mail: MailSender?, post: @escaping Post, settings: Settings,
        clock: @escaping WallClock
    ) {
        self.shelf = shelf
        self.presence = presence
        self.mail = mail
        self.post = post
        self.settings = settings
        self.clock = clock
    }

    /// Whether the job is done; false puts it off.
    package func run(_ job: Job) async -> Bool {
        do {
            switch job.sort {
            case .alert: try await shelf.plan(job) { NoticeDecisions.overlooked($0) }
            case .mailReply:
                guard startedAt.duration(to: .now) > Self.returnGrace else { return false }
                try await shelf.plan(job) { [presence, settings] situation in
                    NoticeDecisions.reply(
                        situation, presence.status(of: situation.conversation.customer), grace: settings.replyGrace)
                }
            case .deliver: try await deliver(job)
            case .answer, .importKnowledge: preconditionFailure("jobs of other rooms")
            }
            return true
        } catch {
            return false
        }
    }

    private func deliver(_ job: Job) async throws {
        guard let id = DeliveryID(job.key), let dispatch = try await shelf.dispatch(id) else { return }
        let outcome: DeliveryOutcome
        do throws(NotSent) {
            try await send(dispatch)
            outcome = .sent
        } catch {
            outcome = next(after: error, dispatch)
        }
        // Stopping, the job stands, and the attempt does not count.
        try Task.checkCancellation()
        try await shelf.settle(id, outcome)
    }

    private func next(after fault: NotSent, _ dispatch: Dispatch) -> DeliveryOutcome {
        let attempts = dispatch.delivery.attempts + 1
        guard !fault.isFinal, dispatch.conversation != nil,
            let wait = Backoff.wait(afterAttempts: attempts, chance: settings.chance())
        else { return .failed(reason: fault.reason) }
        return .again(at: clock().adding(wait), reason: fault.reason)
    }

    private func send(_ dispatch: Dispatch) async throws(NotSent) {
        try isStillWanted(dispatch)
        let text = NoticeText(dispatch: dispatch, publicURL: settings.publicURL)
        let delivery = dispatch.delivery
        switch delivery.kind {
        case .email, .reply:
            guard let mail else {
                throw NotSent(
                    "Mail is not set up on this server. Set WHISPER_SMTP_URL and WHISPER_MAIL_FROM.", isFinal: true)
            }
            guard let to = Mailbox(address: delivery.to) else {
                throw NotSent("This is no address that mail can go to.", isFinal: true)
            }
            try await mail.send(
                MailMessage(to: to, subject: text.subject, text: text.text, id: delivery.id.description, date: clock()))
        case .webhook:
            guard let webhook = dispatch.bot.alerts.webhook, webhook.url == delivery.to else {
                throw NotSent("The webhook was changed in the settings meanwhile.", isFinal: true)
            }
            let body = text.json
            guard let headers = WebhookSignature.headers(
                id: delivery.id.description, now: clock(), body: body, secret: webhook.secret)
            else { throw NotSent("The webhook's secret is not valid. Replace it.", isFinal: true) }
            let status = try await post(webhook.url, headers, body)
            guard (200..<300).contains(status) else {
                throw NotSent("It answered with the status \(status); 200 to 299 means that it was taken.", isFinal: status == 410)
            }
        }
    }

    /// Later attempts come too late for a request that was taken meanwhile, and nobody is mailed who is there.
    private func isStillWanted(_ dispatch: Dispatch) throws(NotSent) {
        guard let conversation = dispatch.conversation else { return }
        if dispatch.delivery.kind == .reply {
            guard presence.status(of: conversation.customer).online else { return }
            throw NotSent("It was not sent: the customer has come back.", isFinal: true)
        }
        guard dispatch.delivery.attempts > 0, !conversation.isWaitingForHuman || conversation.requestedAt != dispatch.cause
        else { return }
        throw NotSent(
            "It was not sent in time: the request waits no longer. Before that: \(dispatch.delivery.error ?? "")",
            isFinal: true)
    }
}
