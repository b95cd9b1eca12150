import Chat
@testable import Jobs
import Logging
import Synchronization
import Testing
import TestSupport

/// Conversations in memory, carried out by the rules alone.
private final class Desktop: ConversationReading, OrderStore {
    private let stages: Mutex<[Stage]>
    private let clock: HandClock
    private let isAway = Mutex(false)
    let epoch = "e"

    init(_ stages: [Stage], _ clock: HandClock) {
        self.stages = Mutex(stages)
        self.clock = clock
    }

    var current: [Stage] { stages.withLock { $0 } }
    func goAway() { isAway.withLock { $0 = true } }

    func submit(_ orders: [PendingOrder]) {
        for pending in orders {
            if isAway.withLock({ $0 }) {
                pending.done(.failure(.unavailable))
                continue
            }
            let result: Result<Outcome, Refusal> = stages.withLock { stages in
                let index = stages.firstIndex { .conversation($0.conversation.id) == pending.order.target }!
                stages[index].now = clock.now
                do throws(Refusal) {
                    let decision = try stages[index].act(pending.order.command, by: pending.order.actor)
                    return .success(Outcome(conversation: stages[index].conversation, items: decision.items))
                } catch {
                    return .failure(error)
                }
            }
            pending.done(result)
        }
    }

    func assistedConversations() async throws -> [Conversation] {
        current.map(\.conversation).filter { $0.endedAt == nil && $0.handling.handler != nil }
    }
    func quietConversations(since moment: Moment, limit: Int) async throws -> [Conversation] {
        Array(current.map(\.conversation).filter { $0.endedAt == nil && $0.lastMessageAt <= moment }.prefix(limit))
    }
    func conversation(_ id: ConversationID) async throws -> Conversation? {
        current.map(\.conversation).first { $0.id == id }
    }
    func activeConversation(of customer: CustomerID) async throws -> Conversation? { throw Refusal.unavailable }
    func conversations(_ filter: ConversationFilter) async throws -> Page<Conversation> { throw Refusal.unavailable }
    func conversations(of customer: CustomerID, after cursor: String?, limit: Int) async throws -> Page<Conversation> {
        throw Refusal.unavailable
    }
    func items(_ query: ItemQuery) async throws -> [Item] { throw Refusal.unavailable }
}

private final class Register: PresenceWatch {
    private let state = Mutex((online: Set<CustomerID>(), heard: [OperatorID: Moment]()))
    private let clock: HandClock

    init(_ clock: HandClock) {
        self.clock = clock
    }

    func open(_ id: CustomerID) { state.withLock { _ = $0.online.insert(id) } }
    func close(_ id: CustomerID) { state.withLock { _ = $0.online.remove(id) } }
    func hear(_ id: OperatorID) { state.withLock { $0.heard[id] = clock.now } }
    func isOnline(_ customer: CustomerID) -> Bool { state.withLock { $0.online.contains(customer) } }
    func isAway(_ id: OperatorID, for limit: Duration) -> Bool {
        clock.now.since(state.withLock { $0.heard[id] } ?? Cast.start) > limit
    }
}

private struct Office {
    let clock = HandClock(Cast.start)
    let desktop: Desktop
    let register: Register
    let keeping: Housekeeping

    init(_ stages: Stage...) {
        desktop = Desktop(stages, clock)
        register = Register(clock)
        keeping = Housekeeping(
            store: desktop, desk: Desk(store: desktop), presence: register,
            limits: .init(idleEnd: .seconds(86_400), handlerAway: .seconds(300)), clock: clock.wall,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    var stage: Stage { desktop.current[0] }
}

@Test func `a chat ends when its customer is offline and nothing was said for long`() async throws {
    for stage in [Stage(), try .requested(), try .assisted()] {
        let office = Office(stage)
        office.register.open(stage.cast.customer.id)
        office.clock.turn(by: .seconds(86_399))
        office.register.close(stage.cast.customer.id)
        try await office.keeping.endIdle()
        #expect(office.stage.conversation.mode == .active)
        office.register.open(stage.cast.customer.id)
        office.clock.turn(by: .seconds(2))
        try await office.keeping.endIdle()
        #expect(office.stage.conversation.mode == .active, "whoever is there is not shown the door")
        office.register.close(stage.cast.customer.id)
        try await office.keeping.endIdle()
        #expect(office.stage.conversation.mode == .past)
        #expect(office.stage.log.last?.event == .ended && office.stage.log.last?.role == .system)
        try await office.keeping.endIdle()
        #expect(office.stage.events.count { $0 == .ended } == 1)
    }
}

@Test func `events are nothing said, messages are`() async throws {
    var noisy = Stage()
    noisy.now = Cast.start.adding(.seconds(86_000))
    try noisy.act(.requestHuman, by: .system)
    let office = Office(noisy)
    office.clock.turn(by: .seconds(86_400))
    try await office.keeping.endIdle()
    #expect(office.stage.conversation.mode == .past)
    var talking = Stage()
    talking.now = Cast.start.adding(.seconds(86_000))
    try talking.say(by: talking.customer)
    let other = Office(talking)
    other.clock.turn(by: .seconds(86_400))
    try await other.keeping.endIdle()
    #expect(other.stage.conversation.mode == .active)
}

@Test func `a clock set back ends nothing early`() async throws {
    let office = Office(Stage())
    office.clock.turn(by: .seconds(-86_400 * 30))
    try await office.keeping.endIdle()
    #expect(office.stage.conversation.mode == .active)
}

@Test func `a handler who went away with the customer waiting is relieved`() async throws {
    let office = Office(try .assisted())
    office.clock.turn(by: .seconds(300))
    try await office.keeping.relieveAwayHandlers()
    #expect(office.stage.conversation.handling.handler != nil)
    office.clock.turn(by: .seconds(1))
    try await office.keeping.relieveAwayHandlers()
    #expect(office.stage.conversation.handling == .requested)
    #expect(office.stage.log.last?.event == .handlerAway)
    try await office.keeping.relieveAwayHandlers()
    #expect(office.stage.events.count { $0 == .handlerAway } == 1)
}

@Test func `a handler of whom something was heard, or who spoke last, is left alone`() async throws {
    let heard = Office(try .assisted())
    heard.clock.turn(by: .seconds(200))
    heard.register.hear(heard.stage.cast.anna.id)
    heard.clock.turn(by: .seconds(200))
    try await heard.keeping.relieveAwayHandlers()
    #expect(heard.stage.conversation.handling.handler != nil)
    var answered = try Stage.assisted()
    try answered.say(by: answered.anna)
    let office = Office(answered)
    office.clock.turn(by: .seconds(9_999))
    try await office.keeping.relieveAwayHandlers()
    #expect(office.stage.conversation.handling.handler != nil)
}

@Test func `a sweep that comes too late does nothing, and one that could not store says so`() async throws {
    let office = Office(Stage())
    office.clock.turn(by: .seconds(90_000))
    office.desktop.goAway()
    await #expect(throws: Refusal.unavailable) { try await office.keeping.endIdle() }
    #expect(office.stage.conversation.mode == .active)
}
