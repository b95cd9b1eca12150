package import Chat
package import Logging
import ServiceLifecycle

/// What happens by time alone: chats end that nobody follows, and nobody is left waiting on an empty chair.
package struct Housekeeping: Service, Sendable {
    package struct Limits: Sendable {
        /// `WHISPER_IDLE_END_SECONDS` and `WHISPER_HANDLER_AWAY_SECONDS`.
        package let idleEnd: Duration
        package let handlerAway: Duration

        package init(idleEnd: Duration, handlerAway: Duration) {
            self.idleEnd = idleEnd
            self.handlerAway = handlerAway
        }
    }

    /// After a start, customers get this long to come back before their chats count as left.
    private static let returnGrace = Duration.seconds(6)

    private let store: any ConversationReading
    private let desk: Desk
    private let presence: any PresenceWatch
    private let limits: Limits
    private let clock: WallClock
    private let logger: Logger

    package init(
        store: any ConversationReading, desk: Desk, presence: any PresenceWatch, limits: Limits,
        clock: @escaping WallClock, logger: Logger
    ) {
        self.store = store
        self.desk = desk
        self.presence = presence
        self.limits = limits
        self.clock = clock
        self.logger = logger
    }

    package func run() async throws {
        let idleEvery = min(max(limits.idleEnd / 5, .milliseconds(250)), .seconds(30))
        let awayEvery = min(max(limits.handlerAway / 5, .milliseconds(250)), .seconds(10))
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    try? await Task.sleep(for: Self.returnGrace)
                    await every(idleEvery) { try await endIdle() }
                }
                group.addTask { await every(awayEvery) { try await relieveAwayHandlers() } }
            }
        }
    }

    private func every(_ interval: Duration, _ sweep: @Sendable () async throws -> Void) async {
        while !Task.isCancelled {
            do {
                try await sweep()
            } catch where !Task.isCancelled {
                logger.warning("a sweep failed and is tried again", metadata: ["error": "\(error)"])
            } catch {
                return
            }
            guard (try? await Task.sleep(for: interval)) != nil else { return }
        }
    }

    /// Offline customers in whose chat nothing was said for long; by stored wall times, across restarts.
    package func endIdle() async throws {
        let since = Moment(milliseconds: clock().milliseconds - limits.idleEnd.wholeMilliseconds)
        for conversation in try await store.quietConversations(since: since, limit: 10_000)
        where !presence.isOnline(conversation.customer.id) {
            try await ignoringRefusals { _ = try await desk.carryOut(.end, on: conversation.id, by: .system) }
        }
    }

    /// Handlers of whom nothing was heard while the customer's message is the last one.
    package func relieveAwayHandlers() async throws {
        for conversation in try await store.assistedConversations() where conversation.lastMessageRole == .customer {
            guard let handler = conversation.handling.handler, presence.isAway(handler, for: limits.handlerAway) else {
                continue
            }
            try await ignoringRefusals {
                _ = try await desk.carryOut(.handlerAway(handler: handler), on: conversation.id, by: .system)
            }
        }
    }

    /// What changed meanwhile is refused, and that is right.
    private func ignoringRefusals(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let refusal as Refusal where refusal != .unavailable {
            logger.debug("a sweep came too late", metadata: ["code": "\(refusal.code)"])
        }
    }
}
