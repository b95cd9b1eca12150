import Chat
import GRDB
import Synchronization

/// The one writer: whatever has gathered while the last transaction was being synced goes into the next.
///
/// Waiting work is bounded in number. If a commit fails, everything in it is answered `unavailable`
/// and what memory holds is forgotten, so that it is read anew from what is stored.
final class GroupCommit: Sendable {
    enum Work: Sendable {
        case order(PendingOrder)
        case task(TransactionTask)
    }

    /// What is told after the commit.
    private enum Answer {
        case order(PendingOrder, Result<Outcome, Refusal>)
        case task(() -> Void)

        func give() {
            switch self {
            case .order(let pending, let result): pending.done(result)
            case .task(let tell): tell()
            }
        }
    }

    private struct Waiting {
        var work: [Work] = []
        var isDraining = false
        var isClosed = false
    }

    static let maxWaiting = 50_000
    static let maxInTransaction = 1_024

    private let waiting = Mutex(Waiting())
    private let pool: DatabasePool
    private let clock: WallClock
    private let signals: any Signals
    private let bell: any JobBell
    private let repliesMailedAfter: Duration?
    private let memory = WriterMemory()
    let unfiled = Unfiled()
    let uncounted = Uncounted()
    let commits = Atomic<Int>(0)
    let orders = Atomic<Int>(0)
    let failures = Atomic<Int>(0)

    init(
        pool: DatabasePool, clock: @escaping WallClock, signals: any Signals, bell: any JobBell,
        repliesMailedAfter: Duration?
    ) {
        self.repliesMailedAfter = repliesMailedAfter
        self.pool = pool
        self.clock = clock
        self.signals = signals
        self.bell = bell
    }

    func submit(_ orders: [PendingOrder]) {
        let accepted = enqueue(orders.map(Work.order))
        if !accepted { for order in orders { order.done(.failure(.unavailable)) } }
    }

    /// A change of another kind; it joins the running group, and its own error undoes it alone.
    func perform<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
            let task = TransactionTask(body) { continuation.resume(with: $0) }
            if !enqueue([.task(task)]) { continuation.resume(throwing: Refusal.unavailable) }
        }
    }

    /// Whether work waits now; the indexer gives way to it.
    var isBusy: Bool { waiting.withLock { !$0.work.isEmpty } }

    /// Finishes what waits and takes no more.
    func close() {
        waiting.withLock { $0.isClosed = true }
        try? pool.barrierWriteWithoutTransaction { db in
            drain(db)
            memory.statements = nil
        }
    }

    private func enqueue(_ work: [Work]) -> Bool {
        let (accepted, start) = waiting.withLock { waiting in
            guard !waiting.isClosed, waiting.work.count + work.count <= Self.maxWaiting else { return (false, false) }
            waiting.work.append(contentsOf: work)
            defer { waiting.isDraining = true }
            return (true, !waiting.isDraining)
        }
        if start { pool.asyncWriteWithoutTransaction { db in self.drain(db) } }
        return accepted
    }

    private func drain(_ db: Database) {
        while true {
            let group: [Work] = waiting.withLock { waiting in
                if waiting.work.count <= Self.maxInTransaction {
                    defer { waiting.work.removeAll(keepingCapacity: true) }
                    if waiting.work.isEmpty { waiting.isDraining = false }
                    return waiting.work
                }
                defer { waiting.work.removeFirst(Self.maxInTransaction) }
                return Array(waiting.work.prefix(Self.maxInTransaction))
            }
            if group.isEmpty { return }
            commit(group, db)
        }
    }

    /// One transaction; then, and only then, the answers and the announcement.
    private func commit(_ group: [Work], _ db: Database) {
        let transaction = Transaction(
            db: db, memory: memory, now: clock(), repliesMailedAfter: repliesMailedAfter)
        var answers: [Answer] = []
        answers.reserveCapacity(group.count)
        do {
            try db.beginTransaction(.immediate)
            for work in group {
                switch work {
                case .order(let pending):
                    let result = try pending.refusal.map { .failure($0) } ?? transaction.carryOut(pending.order)
                    answers.append(.order(pending, result))
                case .task(let task):
                    answers.append(.task(try task.run(transaction)))
                }
            }
            try transaction.flush()
            try db.commit()
        } catch {
            if db.isInsideTransaction { try? db.rollback() }
            memory.forget()
            failures.add(1, ordering: .relaxed)
            for work in group {
                switch work {
                case .order(let pending): pending.done(.failure(pending.refusal ?? .unavailable))
                case .task(let task): task.fail(error)
                }
            }
            return
        }
        memory.trim()
        commits.add(1, ordering: .relaxed)
        orders.add(group.count, ordering: .relaxed)
        unfiled.add(transaction.spoken)
        uncounted.add(transaction.touched)
        signals.together {
            for answer in answers { answer.give() }
            if !transaction.changes.isEmpty { signals.committed(transaction.changes) }
        }
        if transaction.hasJobs { bell.ring() }
    }
}

/// A change that is no order, with the type of its result hidden.
struct TransactionTask: Sendable {
    private let body: @Sendable (Transaction) throws -> @Sendable () -> Void
    private let failed: @Sendable (any Error) -> Void

    init<T: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> T,
        done: @escaping @Sendable (Result<T, any Error>) -> Void
    ) {
        self.body = { transaction in
            let value = try body(transaction)
            return { done(.success(value)) }
        }
        failed = { done(.failure($0)) }
    }

    /// Runs inside a savepoint; what it throws is its own, unless the whole transaction is gone.
    func run(_ transaction: Transaction) throws -> () -> Void {
        let db = transaction.db
        // What the orders before it left is written outside the savepoint, so that its end cannot undo it.
        try transaction.flush()
        let ordersBefore = transaction.changes.count
        var answer: (() -> Void)?
        do {
            try db.inSavepoint {
                answer = try body(transaction)
                return .commit
            }
        } catch {
            guard db.isInsideTransaction else { throw error }
            transaction.undo(to: ordersBefore)
            return { failed(error) }
        }
        return answer!
    }

    func fail(_ error: any Error) { failed(error) }
}
