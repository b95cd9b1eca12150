import Chat
import Hummingbird
import Synchronization

/// What was sent outside, trying it again, and a test.
extension Routes {
    func addDeliveries() {
        get("/bots/:bot/deliveries") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            let page = try await call.services.deliveries.deliveries(
                of: bot.id, after: call.query("cursor"), limit: try call.limit())
            return .json { writer in
                writer.key("data")
                writer.array(page.elements) { $1.write(to: &$0) }
                writer.field("next", page.next)
                writer.field("mailFrom", call.services.mailFrom)
            }
        }
        post("/bots/:bot/deliveries/:delivery/retry") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            let id: DeliveryID = try call.id("delivery")
            try call.mayChange(session, atLeast: .admin)
            guard let delivery = try await call.services.deliveries.retry(id, of: bot.id) else { throw Refusal.notFound }
            var writer = JSONWriter()
            delivery.write(to: &writer)
            return .json(writer.bytes, status: .accepted)
        }
        post("/bots/:bot/alerts/test") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            try call.mayChange(session, atLeast: .admin)
            guard !bot.alerts.destinations.isEmpty else {
                throw Refusal.invalid("alerts", "Save an e-mail address or a webhook first.")
            }
            if let seconds = call.services.alertTests.take(bot.id) { throw Refusal.rateLimited(retryAfterSeconds: seconds) }
            let made = try await call.services.deliveries.testAlerts(of: bot.id)
            return .json(status: .accepted) { writer in
                writer.key("data")
                writer.array(made) { $1.write(to: &$0) }
            }
        }
        get("/conversations/:conversation/deliveries") { call in
            let session = try await call.signedIn()
            let conversation = try await call.conversation(for: session)
            let found = try await call.services.deliveries.deliveries(of: conversation.id)
            return .page(Page(found, next: nil)) { $1.write(to: &$0) }
        }
    }
}

extension Delivery {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", id)
            writer.field("kind", kind.name)
            writer.field("to", to)
            writer.field("conversation", conversation?.description)
            writer.field("state", state.name)
            writer.field("attempts", attempts)
            writer.field("error", error)
            writer.field("at", at)
            writer.field("nextAt", nextAt?.description)
        }
    }
}

/// How often a bot's alerts may be tested: each test writes to strangers' addresses.
final class TestAllowance: Sendable {
    private static let rate = Rate(count: 6, seconds: 60)
    private static let maxBots = 1_000
    private let buckets = Mutex<[BotID: RateBucket]>([:])

    /// Nil where it may be tested now, else after how many seconds.
    func take(_ bot: BotID) -> Int? {
        let now = ContinuousClock.now
        return buckets.withLock { buckets in
            if buckets.count >= Self.maxBots { buckets = buckets.filter { !$0.value.isFull(Self.rate, now: now) } }
            return buckets[bot, default: RateBucket(full: Self.rate, now: now)].take(Self.rate, now: now)
        }
    }
}
