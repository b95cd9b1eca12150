import Chat
import Synchronization

/// What the facts behind the insights still lack, and how far they reach.
///
/// Two ways lead there: what commits touched, and a sweep over all conversations by row, which begins anew at
/// every start. The sweep finds what was stored before this schema, what was imported, and what a killed process
/// had not filed.
final class Uncounted: Sendable {
    struct Step {
        let touched: [Int64]
        /// The sweep goes on behind this row.
        let sweptTo: Int64
        /// Whether nothing touched is left behind after this step.
        let takesAll: Bool
        /// How often the sweep had begun anew.
        let sweep: Int
    }

    private struct State {
        var touched: [Int64] = []
        var sweptTo: Int64 = 0
        var sweep = 0
        var upTo: Moment?
    }

    /// More than this is forgotten, and swept again: a step takes some hundred.
    private static let mostTouched = 100_000

    private let state = Mutex(State())

    var upTo: Moment? { state.withLock(\.upTo) }
    var sweptTo: Int64 { state.withLock(\.sweptTo) }

    /// Called after the commit and before its answers: what was acknowledged stands here.
    func add(_ conversations: [Int64]) {
        guard !conversations.isEmpty else { return }
        state.withLock { state in
            state.touched.append(contentsOf: conversations)
            if state.touched.count > Self.mostTouched { Self.sweepAgain(&state) }
        }
    }

    func next(limit: Int) -> Step {
        state.withLock { state in
            var seen: Set<Int64> = []
            var rest: [Int64] = []
            for conversation in state.touched where !seen.contains(conversation) {
                if seen.count < limit { seen.insert(conversation) } else { rest.append(conversation) }
            }
            state.touched = rest
            return Step(touched: Array(seen), sweptTo: state.sweptTo, takesAll: rest.isEmpty, sweep: state.sweep)
        }
    }

    /// - Parameter upTo: when the step began, where it left nothing behind.
    func filed(_ step: Step, sweptTo: Int64, upTo: Moment?) {
        state.withLock { state in
            // Meanwhile too much may have been touched.
            guard state.sweep == step.sweep else { return }
            state.sweptTo = sweptTo
            if let upTo { state.upTo = max(upTo, state.upTo ?? upTo) }
        }
    }

    func failed(_ step: Step) { add(step.touched) }

    private static func sweepAgain(_ state: inout State) {
        state.touched = []
        state.sweptTo = 0
        state.sweep += 1
    }
}
