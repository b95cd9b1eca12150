import Chat
@testable import Live
import Testing
import TestSupport

@Test func `a customer is online with a socket, and offline only after the grace`() throws {
    let clock = HandClock()
    let book = PresenceBook(clock: clock.wall)
    var cleo = Cast().customer
    cleo.lastSeenAt = Cast.start.adding(.seconds(-100))
    #expect(book.status(of: cleo) == CustomerStatus(online: false, lastSeenAt: cleo.lastSeenAt))
    #expect(book.opened(cleo.id) == Cast.start)
    #expect(book.opened(cleo.id) == nil, "the second tab is no news")
    #expect(book.closed(cleo.id) == nil)
    clock.turn(by: .seconds(5))
    let visit = try #require(book.closed(cleo.id))
    clock.turn(by: .seconds(3))
    #expect(book.isOnline(cleo.id))
    #expect(book.status(of: cleo) == CustomerStatus(online: true, lastSeenAt: Cast.start))
    let left = book.left(cleo.id, visit: visit)
    #expect(left == Cast.start.adding(.seconds(5)), "since the closing, not since the grace")
    #expect(!book.isOnline(cleo.id))
    #expect(book.status(of: cleo) == CustomerStatus(online: false, lastSeenAt: left))
    let unsaved = book.takeUnsaved()
    #expect(unsaved.map(\.0) == [cleo.id] && unsaved.map(\.1) == [left])
    #expect(book.takeUnsaved().isEmpty)
}

@Test func `a reload does not flicker, and an old closing ends no newer visit`() throws {
    let book = PresenceBook(clock: HandClock().wall)
    let id = Cast().customer.id
    #expect(book.opened(id) != nil)
    let first = try #require(book.closed(id))
    #expect(book.opened(id) == nil, "back within the grace: it was never offline")
    #expect(book.left(id, visit: first) == nil)
    let second = try #require(book.closed(id))
    #expect(second != first)
    #expect(book.left(id, visit: first) == nil)
    #expect(book.isOnline(id))
    #expect(book.left(id, visit: second) != nil)
    #expect(book.left(id, visit: second) == nil)
    #expect(book.closed(id) == nil)
    #expect(book.opened(id) != nil)
}

@Test func `at the stop everyone who is there, or still in the grace, was last seen`() throws {
    let clock = HandClock()
    let book = PresenceBook(clock: clock.wall)
    let (there, leaving): (CustomerID, CustomerID) = (Cast.id(21), Cast.id(22))
    _ = book.opened(there)
    _ = book.opened(leaving)
    _ = book.closed(leaving)
    clock.turn(by: .seconds(2))
    let visits = Dictionary(uniqueKeysWithValues: book.takeOpenVisits())
    #expect(visits == [there: clock.now, leaving: Cast.start])
}

@Test func `an operator is away without a socket and without a call`() {
    let book = PresenceBook(clock: HandClock().wall)
    let id = Cast().anna.id
    let organization = Cast().organization.id
    #expect(!book.isAway(id, for: .seconds(300)), "a start gives everyone the time to come back")
    #expect(book.isAway(id, for: .zero))
    book.operatorOpened(id, of: organization)
    #expect(!book.isAway(id, for: .zero))
    book.operatorOpened(id, of: organization)
    book.operatorClosed(id)
    #expect(!book.isAway(id, for: .zero))
    book.operatorClosed(id)
    #expect(book.isAway(id, for: .zero))
    #expect(!book.isAway(id, for: .seconds(300)))
    book.noteActivity(of: id)
    #expect(!book.isAway(id, for: .seconds(300)))
}

@Test func `somebody is there while a console of the organization is open, or was just now`() {
    let book = PresenceBook(clock: HandClock().wall)
    let (acme, other): (OrganizationID, OrganizationID) = (Cast.id(1), Cast.id(31))
    let id = Cast().anna.id
    book.noteActivity(of: id)
    #expect(!book.isSomebodyThere(in: acme), "a call alone may be a script's")
    book.operatorOpened(id, of: acme)
    #expect(book.isSomebodyThere(in: acme))
    #expect(!book.isSomebodyThere(in: other), "another organization's people help nobody here")
    book.operatorClosed(id)
    #expect(book.isSomebodyThere(in: acme), "a reload is no leaving")
    #expect(!book.isSomebodyThere(in: acme, within: .zero))
}

@Test func `somebody who is away does not count as there, also before the next hello`() {
    let book = PresenceBook(clock: HandClock().wall)
    let acme: OrganizationID = Cast.id(1)
    let (anna, ben) = (Cast().anna.id, Cast().ben.id)
    book.operatorOpened(anna, of: acme, available: false)
    #expect(!book.isSomebodyThere(in: acme))
    book.operatorOpened(ben, of: acme)
    #expect(book.isSomebodyThere(in: acme))
    book.note(available: false, of: ben)
    book.operatorOpened(ben, of: acme, available: true)
    #expect(!book.isSomebodyThere(in: acme), "what was said since the session was read counts")
    #expect(!book.isAway(ben, for: .zero), "a chat that it handles stays its own")
    book.note(available: true, of: anna)
    #expect(book.isSomebodyThere(in: acme))
}

@Test func `who types is known until the message is sent, and each message is told`() async {
    let attention = Attention()
    let stage = Stage("Hello?")
    let id = stage.conversation.id
    let (phone, laptop) = (HandClock(), HandClock())
    attention.note(typing: true, in: id, on: ObjectIdentifier(phone))
    attention.note(typing: true, in: id, on: ObjectIdentifier(laptop))
    attention.note(typing: false, in: id, on: ObjectIdentifier(phone))
    #expect(attention.isTyping(in: id))
    var messages = attention.messages(in: id).makeAsyncIterator()
    attention.committed([Change(conversation: stage.conversation, items: stage.log)])
    #expect(!attention.isTyping(in: id))
    #expect(await messages.next() == 2)
}

@Test func `sockets of an address are counted while they are open`() {
    let book = AddressBook(most: 2)
    #expect(book.admit("a") && book.admit("a") && !book.admit("a") && book.admit("b"))
    book.release("a")
    #expect(book.admit("a") && !book.admit("a"))
    book.release("nobody")
    let open = AddressBook(most: nil)
    #expect((0..<5_000).allSatisfy { _ in open.admit("a") })
}

@Test func `a customer's rate counts over all its sockets, and off means off`() {
    let limiter = CustomerLimiter(rate: Rate(count: 3, seconds: 600))
    let (cleo, dora): (CustomerID, CustomerID) = (Cast.id(21), Cast.id(22))
    for _ in 0..<3 { #expect(limiter.take(cleo) == nil) }
    let wait = limiter.take(cleo)
    #expect(wait.map { (1...200).contains($0) } == true)
    #expect(limiter.take(dora) == nil)
    let off = CustomerLimiter(rate: nil)
    #expect((0..<1_000).allSatisfy { _ in off.take(cleo) == nil })
}
