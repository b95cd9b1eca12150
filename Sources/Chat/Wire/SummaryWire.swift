/// The JSON of a conversation's summary, once an audience (contract, section 4).
package struct SummaryWire: Sendable {
    /// When a customer counts as inactive (`WHISPER_INACTIVE_SECONDS`).
    package let inactiveAfter: Duration

    package init(inactiveAfter: Duration) {
        self.inactiveAfter = inactiveAfter
    }

    package func write(
        _ conversation: Conversation, status: CustomerStatus, now: Moment, for audience: Audience,
        to writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.field("id", conversation.id)
            writer.key("bot")
            writer.object {
                $0.field("id", conversation.bot)
                $0.field("name", conversation.botName)
            }
            writer.key("customer")
            writer.object {
                $0.field("id", conversation.customer.id)
                $0.field("name", conversation.customer.name)
                $0.field("email", conversation.customer.email)
                $0.field("online", status.online)
                $0.field("lastSeenAt", status.lastSeenAt)
            }
            writer.field("mode", conversation.mode.rawValue)
            writer.field("section", conversation.section?.rawValue)
            writer.field("handling", conversation.handling.name)
            writer.key("handler")
            writeHandler(of: conversation, for: audience, to: &writer)
            writer.key("lastItem")
            writeLastItem(of: conversation, to: &writer)
            writer.field("lastSeq", conversation.lastSeq)
            writer.field(
                "unread", audience == .operators ? conversation.unreadByOperators : conversation.unreadByCustomer)
            writer.field("lastCustomerMessageAt", conversation.lastCustomerMessageAt)
            writer.field("customerInactive", conversation.isInactive(at: now, after: inactiveAfter))
            writer.field("requestedAt", conversation.requestedAt)
            if audience == .operators {
                writer.key("request")
                writeRequest(of: conversation, to: &writer)
            }
            writer.field("startedAt", conversation.startedAt)
            writer.field("endedAt", conversation.endedAt)
        }
    }

    private func writeHandler(of conversation: Conversation, for audience: Audience, to writer: inout JSONWriter) {
        guard let handler = conversation.handling.handler else {
            return writer.null()
        }
        writer.object { writer in
            if audience == .operators { writer.field("id", handler) }
            writer.field("name", conversation.handlerName)
            if audience == .customer { writer.field("picture", conversation.handlerPicture?.path) }
        }
    }

    /// For operators alone: why the bot handed over, and what the customer wants.
    private func writeRequest(of conversation: Conversation, to writer: inout JSONWriter) {
        guard conversation.handling != .automated, let request = conversation.request else { return writer.null() }
        writer.object { writer in
            writer.field("reason", request.handover.reason.rawValue)
            writer.key("summary")
            writer.array(request.handover.summary) { $0.string($1) }
            writer.field("at", request.at)
        }
    }

    private func writeLastItem(of conversation: Conversation, to writer: inout JSONWriter) {
        guard let item = conversation.lastItem else { return writer.null() }
        writer.object {
            $0.field("seq", item.seq)
            $0.field("kind", item.sort.name)
            $0.field("role", item.role.name)
            $0.field("text", item.text)
            if let event = item.event { $0.field("event", event.rawValue) }
            $0.field("at", item.at)
        }
    }
}
