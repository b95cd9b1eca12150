package import Chat

/// How long the bot waits for a customer who has not finished: several quick messages get one answer.
package struct Patience: Sendable {
    /// Who types is waited for until this long after the last message …
    static let typing = Duration.seconds(4)
    /// … looked at this often.
    static let glance = Duration.milliseconds(200)
    /// An answer that is ready is held back until this long after the last message: another may follow at once.
    static let settling = Duration.milliseconds(300)
    /// Once the first message has waited this long, what is under way is finished, whatever is added.
    static let longest = Duration.seconds(12)

    private let clock: WallClock
    let sleep: @Sendable (Duration) async throws -> Void

    package init(
        clock: @escaping WallClock,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.clock = clock
        self.sleep = sleep
    }

    /// How long to wait before looking again; nil: begin the answer.
    func pause(before turn: Turn, isTyping: Bool) -> Duration? {
        guard isTyping, isEarly(turn), let since = elapsed(since: turn.lastAt), since < Self.typing else { return nil }
        return min(Self.glance, Self.typing - since)
    }

    /// How long an answer that is ready waits for a further message.
    func hold(_ turn: Turn) -> Duration? {
        guard let since = elapsed(since: turn.lastAt), since < Self.settling else { return nil }
        return Self.settling - since
    }

    /// Whether a further message may still begin the answer anew.
    func isEarly(_ turn: Turn) -> Bool {
        elapsed(since: turn.firstAt).map { $0 < Self.longest } ?? false
    }

    /// Nil where the wall clock was set back: then nobody waits.
    private func elapsed(since moment: Moment) -> Duration? {
        let since = clock().since(moment)
        return since < .zero ? nil : since
    }
}
