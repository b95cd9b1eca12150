import Chat
import Synchronization

/// When and where visitors' browsers showed the widgets last: in memory, and stored at most once an hour a bot.
///
/// A proof for operators that the line on their website works. Anybody can send an `Origin`, so it decides nothing.
final class Sightings: Sendable {
    private static let storeEvery = Duration.seconds(3_600)
    /// Bots that are remembered; then all are forgotten, and asked from the store again.
    private static let most = 10_000

    private let bots: any BotStore
    private let clock: WallClock
    private let known = Mutex<[BotID: (last: WidgetSighting, stored: Moment?)]>([:])  // Mutex: nothing inside awaits

    init(bots: any BotStore, clock: @escaping WallClock) {
        self.bots = bots
        self.clock = clock
    }

    /// A browser loaded the settings of this bot for a page of this origin.
    func saw(_ bot: BotID, on origin: String) async {
        let sighting = WidgetSighting(origin: origin, at: clock())
        let isDue = known.withLock { known in
            if known[bot] == nil, known.count >= Self.most { known.removeAll() }
            let stored = known[bot]?.stored
            let isDue = stored.map { sighting.at.since($0) >= Self.storeEvery || sighting.at < $0 } ?? true
            known[bot] = (sighting, isDue ? sighting.at : stored)
            return isDue
        }
        guard isDue else { return }
        // After a start nothing is known of the last hour; a sighting that is not stored is no loss.
        if let stored = try? await bots.widgetSighting(of: bot), stored.origin == origin,
            sighting.at.since(stored.at) < Self.storeEvery
        { return }
        try? await bots.note(sighting, of: bot)
    }

    func last(of bot: BotID) async throws -> WidgetSighting? {
        if let last = known.withLock({ $0[bot]?.last }) { return last }
        return try await bots.widgetSighting(of: bot)
    }
}
