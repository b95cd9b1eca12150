import Chat
@testable import Jobs
import Logging
import Synchronization
import Testing
import TestSupport

/// Jobs in memory, with the promises of a stored one.
private final class JobShelf: JobStore {
    private struct Entry {
        var job: Job
        var due: Moment
    }

    private struct Shelf {
        var entries: [String: Entry] = [:]
        var postponed: [Duration] = []
        var failures = 0
    }

    private let shelf = Mutex(Shelf())
    private let clock: HandClock

    init(_ clock: HandClock) {
        self.clock = clock
    }

    var postponed: [Duration] { shelf.withLock { $0.postponed } }
    var keys: Set<String> { shelf.withLock { Set($0.entries.keys) } }
    /// The next calls fail, as when the storage is away.
    func fail(_ count: Int) { shelf.withLock { $0.failures = count } }

    func ask(_ key: String, _ sort: Job.Sort = .answer) {
        shelf.withLock { shelf in
            let number = (shelf.entries[key]?.job.number ?? 0) + 1
            shelf.entries[key] = Entry(job: Job(sort: sort, key: key, number: number, attempts: 0), due: clock.now)
        }
    }

    func dueJobs(_ sort: Job.Sort, now: Moment, limit: Int, except running: Set<String>) async throws -> [Job] {
        try shelf.withLock { shelf in
            try Self.mayFail(&shelf)
            return Array(shelf.entries.values
                .filter { $0.job.sort == sort && $0.due <= now && !running.contains($0.job.key) }
                .sorted { ($0.due, $0.job.key) < ($1.due, $1.job.key) }.map(\.job).prefix(limit))
        }
    }

    func nextDue(after now: Moment) async throws -> Moment? {
        shelf.withLock { $0.entries.values.map(\.due).filter { $0 > now }.min() }
    }

    func finish(_ job: Job) async throws {
        try shelf.withLock { shelf in
            try Self.mayFail(&shelf)
            if shelf.entries[job.key]?.job.number == job.number { shelf.entries[job.key] = nil }
        }
    }

    func postpone(_ job: Job, until moment: Moment) async throws {
        shelf.withLock { shelf in
            shelf.postponed.append(moment.since(clock.now))
            guard shelf.entries[job.key]?.job.number == job.number else { return }
            let next = Job(sort: job.sort, key: job.key, number: job.number, attempts: job.attempts + 1)
            // At once, so that the test need not wait; how long it would be is noted above.
            shelf.entries[job.key] = Entry(job: next, due: clock.now)
        }
    }

    private static func mayFail(_ shelf: inout Shelf) throws {
        guard shelf.failures > 0 else { return }
        shelf.failures -= 1
        throw Refusal.unavailable
    }
}

/// What was done, and whether two of one key ever ran at once.
private final class Record: Sendable {
    private let state = Mutex((done: [String](), running: [String: Int](), most: [String: Int]()))

    var done: [String] { state.withLock { $0.done } }
    /// The most that ran at once, of any one key.
    var mostOfOneKey: Int { state.withLock { $0.most.values.max() ?? 0 } }

    func begin(_ key: String) {
        state.withLock {
            $0.running[key, default: 0] += 1
            $0.most[key] = max($0.most[key] ?? 0, $0.running[key]!)
        }
    }

    func end(_ key: String) {
        state.withLock {
            $0.running[key]! -= 1
            $0.done.append(key)
        }
    }
}

private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

private func until(_ limit: Duration = .seconds(60), _ condition: () -> Bool) async throws {
    let end = ContinuousClock.now + limit
    while !condition() {
        try #require(ContinuousClock.now < end, "it did not come about in time")
        try await Task.sleep(for: .milliseconds(2))
    }
}

private func running(
    _ shelf: JobShelf, _ clock: HandClock, work: @escaping JobRunner.Work, _ body: (Bell) async throws -> Void
) async throws {
    let bell = Bell()
    let runner = JobRunner(store: shelf, bell: bell, clock: clock.wall, logger: quiet, work: [.answer: work, .importKnowledge: work])
    let running = Task { try await runner.run() }
    try await body(bell)
    running.cancel()
    try await running.value
}

@Test func `what waited before the start is done, and each key runs once at a time`() async throws {
    let clock = HandClock()
    let (shelf, record) = (JobShelf(clock), Record())
    for key in 0..<20 { shelf.ask("k\(key)") }
    try await running(shelf, clock, work: { job in
        record.begin(job.key)
        try? await Task.sleep(for: .milliseconds(5))
        record.end(job.key)
        return true
    }) { bell in
        for turn in 0..<200 {
            shelf.ask("k\(turn % 20)")
            bell.ring()
            if turn % 10 == 0 { try await Task.sleep(for: .milliseconds(1)) }
        }
        try await until { shelf.keys.isEmpty }
    }
    #expect(record.mostOfOneKey == 1)
    #expect(Set(record.done).count == 20)
    #expect(shelf.postponed.isEmpty)
}

@Test func `what was asked for again while it ran is done again`() async throws {
    let clock = HandClock()
    let (shelf, record) = (JobShelf(clock), Record())
    shelf.ask("k")
    try await running(shelf, clock, work: { job in
        record.begin(job.key)
        if record.done.isEmpty { shelf.ask("k") }
        record.end(job.key)
        return true
    }) { _ in
        try await until { record.done.count == 2 && shelf.keys.isEmpty }
    }
    #expect(record.done == ["k", "k"])
}

@Test func `a job that fails is put off, longer each time, up to a limit`() async throws {
    let clock = HandClock()
    let (shelf, record) = (JobShelf(clock), Record())
    shelf.ask("k")
    try await running(shelf, clock, work: { job in
        record.begin(job.key)
        record.end(job.key)
        return job.attempts == 12
    }) { bell in
        try await until {
            bell.ring()
            return shelf.keys.isEmpty
        }
    }
    let seconds = shelf.postponed.map { Int($0.components.seconds) }
    #expect(seconds == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
    #expect(record.done.count == 13)
}

@Test func `one job that hangs holds up no other`() async throws {
    let clock = HandClock()
    let (shelf, record) = (JobShelf(clock), Record())
    for key in ["slow", "a", "b", "c"] { shelf.ask(key) }
    try await running(shelf, clock, work: { job in
        if job.key == "slow" { try? await Task.sleep(for: .seconds(600)) }
        record.begin(job.key)
        record.end(job.key)
        return true
    }) { bell in
        try await until { shelf.keys == ["slow"] }
        shelf.ask("later")
        bell.ring()
        try await until { shelf.keys == ["slow"] && record.done.count == 4 }
    }
    // Cancelled half-way, the job stands and is done after the restart.
    #expect(shelf.keys == ["slow"])
}

@Test func `while the storage is away, jobs wait and are then done`() async throws {
    let clock = HandClock()
    let (shelf, record) = (JobShelf(clock), Record())
    shelf.ask("k")
    shelf.fail(1)
    try await running(shelf, clock, work: { job in
        record.begin(job.key)
        record.end(job.key)
        return true
    }) { _ in
        try await until { record.done.count == 1 && shelf.keys.isEmpty }
    }
}

@Test func `rings while nobody listens become one`() async {
    let bell = Bell()
    for _ in 0..<100 { bell.ring() }
    var rings = bell.rings.makeAsyncIterator()
    #expect(await rings.next() != nil)
    let next = Task { await bell.rings.first { _ in true } }
    next.cancel()
    #expect(await next.value == nil)
}

@Test func `imports run two at once, and however many wait, answers do not wait behind them`() async throws {
    let clock = HandClock()
    let (shelf, record) = (JobShelf(clock), Record())
    for number in 0..<600 { shelf.ask("import \(number)", .importKnowledge) }
    let imports = Mutex((running: 0, most: 0))
    try await running(shelf, clock, work: { job in
        guard job.sort == .importKnowledge else {
            record.begin(job.key)
            record.end(job.key)
            return true
        }
        imports.withLock {
            $0.running += 1
            $0.most = max($0.most, $0.running)
        }
        try? await Task.sleep(for: .seconds(600))
        imports.withLock { $0.running -= 1 }
        return true
    }) { bell in
        try await until { imports.withLock { $0.running } == 2 }
        for number in 0..<20 {
            shelf.ask("answer \(number)")
            bell.ring()
        }
        try await until { record.done.count == 20 }
        // What is stopped makes room for the next one, and stands.
        bell.stop("import 0")
        try await until { imports.withLock { $0.running } == 2 && bell.keys(of: .importKnowledge).count == 2 }
    }
    #expect(imports.withLock { $0.most } == 2)
    #expect(shelf.keys.count == 600)
}
