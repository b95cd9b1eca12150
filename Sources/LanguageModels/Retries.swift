/// Whether and when a provider is asked once more. Nothing has been said yet then, so nothing is said twice.
struct Retries {
    static let most = 2
    /// A provider that wants to be left alone for longer is left alone.
    static let longestPause = Duration.seconds(5)
    private static let firstPauseMilliseconds = 200.0

    /// - Parameters:
    ///   - attempt: 0 for what failed the first time.
    ///   - retryAfter: seconds, as the provider wrote them.
    ///   - left: what is left of the time limit; half of it stays for the answer.
    ///   - chance: 0 to 1, so that hundreds that failed together do not come back together.
    /// - Returns: how long to wait; nil to give up.
    static func pause(
        after fault: ModelFault, attempt: Int, retryAfter: Int?, left: Duration, chance: Double
    ) -> Duration? {
        guard attempt < most else { return nil }
        let pause: Duration
        switch fault {
        case .rateLimited:
            guard let retryAfter, retryAfter >= 0 else { return nil }
            pause = .seconds(retryAfter) + .milliseconds(Int(chance * 100))
        case .refused(let status) where status >= 500:
            pause = retryAfter.map { .seconds(max($0, 0)) } ?? backoff(attempt, chance)
        case .unreachable: pause = backoff(attempt, chance)
        default: return nil
        }
        return pause <= longestPause && pause < left / 2 ? pause : nil
    }

    private static func backoff(_ attempt: Int, _ chance: Double) -> Duration {
        .milliseconds(Int(firstPauseMilliseconds * Double(1 << attempt) * (0.5 + chance)))
    }
}
