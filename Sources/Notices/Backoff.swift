/// When a delivery that failed is tried again: soon at first, then rarely, for most of a day.
package enum Backoff {
    /// Seconds before the second, third … attempt; after the last one it has failed.
    private static let waits = [60, 300, 1_500, 7_200, 14_400, 18_000, 21_600]
    package static let maxAttempts = waits.count + 1

    /// How long to wait after so many attempts; nil where there is none left.
    ///
    /// - Parameter chance: from 0 to below 1; spreads what failed together by a fifth to either side.
    package static func wait(afterAttempts attempts: Int, chance: Double) -> Duration? {
        guard attempts >= 1, attempts <= waits.count else { return nil }
        let milliseconds = Double(waits[attempts - 1]) * 1_000 * (0.8 + 0.4 * chance)
        return .milliseconds(Int64(milliseconds))
    }
}
