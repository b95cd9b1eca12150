/// How many in how long: `20/10s`, or `off`.
package struct Rate: Sendable, Equatable {
    package let count: Int
    package let seconds: Int

    package init(count: Int, seconds: Int) {
        precondition(count > 0 && seconds > 0, "a rate allows something in some time")
        self.count = count
        self.seconds = seconds
    }

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), count > 0, parts[1].hasSuffix("s"),
            let seconds = Int(parts[1].dropLast()), seconds > 0
        else { return nil }
        self.init(count: count, seconds: seconds)
    }
}

/// A token bucket: a burst of `rate.count`, refilled evenly. Runs on the monotonic clock.
package struct RateBucket: Sendable {
    private var tokens: Double
    private var filledAt: ContinuousClock.Instant

    package init(full rate: Rate, now: ContinuousClock.Instant) {
        tokens = Double(rate.count)
        filledAt = now
    }

    /// Takes one; nil when it was there, else the whole seconds after which to try again.
    package mutating func take(_ rate: Rate, now: ContinuousClock.Instant) -> Int? {
        let perSecond = Double(rate.count) / Double(rate.seconds)
        let passed = filledAt.duration(to: now)
        let seconds = Double(passed.components.seconds) + Double(passed.components.attoseconds) / 1e18
        tokens = min(Double(rate.count), tokens + max(0, seconds) * perSecond)
        filledAt = now
        // A hair of rounding must not make somebody wait again who waited as long as told.
        guard tokens < 1 - 1e-9 else {
            tokens = max(0, tokens - 1)
            return nil
        }
        return max(1, Int(((1 - tokens) / perSecond).rounded(.up)))
    }

    /// Whether nothing was taken lately, so that it can be forgotten.
    package func isFull(_ rate: Rate, now: ContinuousClock.Instant) -> Bool {
        filledAt.duration(to: now) > .seconds(rate.seconds)
    }
}
