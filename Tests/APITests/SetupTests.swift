@testable import API
import Chat
import SQLiteStore
import Synchronization
import Testing
import TestSupport

@Test func `a server is set up once, by whoever has the code of this start`() async throws {
    let empty = try await Premises()
    // This one has an organization: nothing is left to set up, and nobody makes a second first owner.
    let late = Setup(accounts: empty.store)
    #expect(try await late.neededCode() == nil)
    let owner = Operator(
        id: .make(at: Premises.now), organization: .make(at: Premises.now), email: "a@b.example", name: "A", role: .owner)
    #expect(try await !empty.store.addFirst(Organization(id: owner.organization, name: "Second"), owner: owner, passwordHash: "x"))
    #expect(try await empty.store.operator(email: "a@b.example") == nil)
    let other = Setup(accounts: empty.store)
    #expect(late.accepts(late.code) && !late.accepts(other.code) && !late.accepts("") && !late.accepts(late.code + "x"))
    #expect(late.code != other.code && late.code.count >= 40)
    try empty.close()
}

@Test func `where a widget was seen is remembered at once and stored at most once an hour`() async throws {
    let premises = try await Premises()
    let (store, id) = (premises.store, premises.bot.id)
    let now = Mutex(Premises.now)
    let clock: WallClock = { now.withLock { $0 } }
    let sightings = Sightings(bots: store, clock: clock)
    #expect(try await sightings.last(of: id) == nil)
    await sightings.saw(id, on: "https://shop.example")
    #expect(try await store.widgetSighting(of: id) == .init(origin: "https://shop.example", at: Premises.now))
    now.withLock { $0 = $0.adding(.seconds(3_599)) }
    await sightings.saw(id, on: "https://shop.example")
    #expect(try await sightings.last(of: id)?.at == clock())
    #expect(try await store.widgetSighting(of: id)?.at == Premises.now)
    // Another server on the same file begins with what is stored, and writes no more often.
    let next = Sightings(bots: store, clock: clock)
    #expect(try await next.last(of: id)?.at == Premises.now)
    await next.saw(id, on: "https://shop.example")
    #expect(try await next.last(of: id)?.at == clock())
    #expect(try await store.widgetSighting(of: id)?.at == Premises.now)
    now.withLock { $0 = $0.adding(.seconds(1)) }
    await sightings.saw(id, on: "https://other.example")
    #expect(try await store.widgetSighting(of: id) == .init(origin: "https://other.example", at: clock()))
    #expect(try await sightings.last(of: premises.otherBot.id) == nil)
    try premises.close()
}
