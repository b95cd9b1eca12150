import Chat
import Foundation
import GRDB

/// The alerts of a bot as they stand beside it; without a row they are the standard ones.
enum AlertColumns {
    static func decode(_ row: Row) -> AlertSettings {
        guard let seconds = row["alert_after"] as Int? else { return AlertSettings() }
        let emails = (row["alert_emails"] as String?).flatMap { try? JSON(parsing: $0) }?.array?.compactMap(\.string)
        var settings = AlertSettings(afterSeconds: seconds, emails: emails ?? [])
        if let url = row["webhook_url"] as String?, let secret = row["webhook_secret"] as String? {
            settings.webhook = .init(url: url, secret: Secret(secret))
        }
        return settings
    }

    static func store(_ settings: AlertSettings?, of bot: Int64, _ db: Database) throws {
        guard let settings else {
            try db.execute(sql: "DELETE FROM bot_alerts WHERE bot = ?", arguments: [bot])
            return
        }
        try db.execute(sql: """
            INSERT OR REPLACE INTO bot_alerts(bot, after_seconds, emails, webhook_url, webhook_secret)
            VALUES (?, ?, ?, ?, ?)
            """, arguments: [
                bot, settings.afterSeconds, JSON.array(settings.emails.map { .string($0) }).text, settings.webhook?.url,
                settings.webhook?.secret.revealed,
            ])
    }
}

/// Jobs about what has to be told outside, stored with the change that gives the reason.
extension Transaction {
    /// A request begins or ends; an operator writes to a customer whose address is known.
    func askForNotices(before: Conversation, _ decision: Decision) throws {
        let after = decision.conversation
        let (waited, waits) = (before.isWaitingForHuman, after.isWaitingForHuman)
        if waits, !waited || before.requestedAt != after.requestedAt {
            try askForAlert(after)
        } else if waited, !waits {
            try db.cachedStatement(sql: "DELETE FROM job WHERE sort = ? AND key = ?")
                .execute(arguments: [Job.Sort.alert.rawValue, after.id.description])
        }
        if let repliesMailedAfter, after.customer.email != nil,
            decision.items.contains(where: { $0.sort == .message && $0.role == .operator }) {
            // Put off by every further message, so that one mail holds all of them.
            try ask(.mailReply, after.id.description, due: now.adding(repliesMailedAfter))
        }
    }

    /// After a change of the bot's alerts: what waits is told by the new ones.
    func askForAlert(_ id: ConversationID) throws {
        guard let conversation = try entry(id)?.conversation, conversation.isWaitingForHuman else { return }
        try askForAlert(conversation)
    }

    private func askForAlert(_ conversation: Conversation) throws {
        let alerts = try bot(conversation.bot).alerts
        guard let requestedAt = conversation.requestedAt, !alerts.destinations.isEmpty else { return }
        try ask(.alert, conversation.id.description, due: requestedAt.adding(.seconds(alerts.afterSeconds)))
    }
}
