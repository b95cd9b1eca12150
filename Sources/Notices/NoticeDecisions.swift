package import Chat

/// Whether something has to be told outside now. Pure.
package enum NoticeDecisions {
    /// A request for a human that waits for longer than its bot allows is told to every destination.
    package static func overlooked(_ situation: NoticeSituation) -> NoticePlan {
        let (conversation, alerts) = (situation.conversation, situation.bot.alerts)
        guard conversation.isWaitingForHuman, let requestedAt = conversation.requestedAt, !alerts.destinations.isEmpty
        else { return .nothing }
        let due = requestedAt.adding(.seconds(alerts.afterSeconds))
        guard situation.now >= due else { return .later(due) }
        return .deliver(alerts.destinations.map { kind, to in
            PlannedDelivery(kind: kind, to: to, cause: requestedAt, upTo: conversation.lastSeq)
        })
    }

    /// How long a customer who is there, but looks elsewhere, is waited for.
    private static let patience = Duration.seconds(3_600)

    /// What operators wrote is mailed to a customer who has gone without seeing it, once an absence.
    ///
    /// An absence begins when the last socket closed, or with the customer's last message where that came later: a
    /// process that was killed could not note the closing.
    /// - Parameter grace: how long it may take the customer to come back, and to see it.
    package static func reply(
        _ situation: NoticeSituation, _ status: CustomerStatus, grace: Duration
    ) -> NoticePlan {
        let conversation = situation.conversation
        guard let email = conversation.customer.email, let first = situation.unseen.first, let last = situation.unseen.last
        else { return .nothing }
        guard !status.online else {
            return situation.now.since(last.at) < patience ? .later(situation.now.adding(grace)) : .nothing
        }
        let began = max(status.lastSeenAt ?? conversation.startedAt, conversation.lastCustomerMessageAt ?? conversation.startedAt)
        if let lastReply = situation.lastReply, lastReply >= began { return .nothing }
        let due = max(last.at, began).adding(grace)
        guard situation.now >= due else { return .later(due) }
        var failure: String?
        if !LeftAddress.isAddress(email) {
            failure = "This address cannot be written to by mail servers everywhere: it holds more than plain ASCII."
        } else if situation.repliesToday >= Limits.repliesADay {
            failure = "This address got \(Limits.repliesADay) mails within a day already."
        }
        return .deliver([
            PlannedDelivery(
                kind: .reply, to: email, cause: began, after: first.seq - 1, upTo: last.seq, failure: failure),
        ])
    }
}
