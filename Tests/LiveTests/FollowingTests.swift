import Chat
@testable import Live
import Testing
import TestSupport

private let conversation: ConversationID = Cast.id(9)
private let customer = Cast().customer.id

@Test func `history first, then live, each item once`() {
    var places = Subscriptions()
    places.begin(conversation, customer: customer, after: 4)
    #expect(places.isCatchingUp && places.count == 1)
    // Announced while the history is read: it is read, not sent.
    #expect(places.deliver(conversation, from: 7, to: 7) == .skip)
    places.advance(conversation, to: 6)
    #expect(places.goLive(conversation) == false, "something was missed, so it must look again")
    places.advance(conversation, to: 7)
    #expect(places.goLive(conversation) == true)
    #expect(!places.isCatchingUp)
    #expect(places.deliver(conversation, from: 7, to: 7) == .skip, "sent already with the history")
    #expect(places.deliver(conversation, from: 8, to: 9) == .send)
    #expect(places[conversation]?.seq == 9)
    #expect(places.deliver(conversation, from: 10, to: 10) == .send)
    #expect(places.goLive(conversation) == true)
}

@Test func `a hole is read before anything newer is sent`() {
    var places = Subscriptions()
    places.begin(conversation, customer: customer, after: 0)
    places.advance(conversation, to: 3)
    #expect(places.goLive(conversation) == true)
    #expect(places.deliver(conversation, from: 5, to: 5) == .catchUp)
    #expect(places.isCatchingUp)
    #expect(places.deliver(conversation, from: 6, to: 6) == .skip)
    places.advance(conversation, to: 5)
    #expect(places.goLive(conversation) == false)
    places.advance(conversation, to: 6)
    #expect(places.goLive(conversation) == true)
    #expect(places.deliver(conversation, from: 7, to: 7) == .send)
    // Half of it was sent before.
    #expect(places.deliver(conversation, from: 7, to: 8) == .catchUp)
}

@Test func `what is not followed is not sent, and positions never go back`() {
    var places = Subscriptions()
    #expect(places.deliver(conversation, from: 1, to: 1) == .skip)
    #expect(places.goLive(conversation) == true)
    places.begin(conversation, customer: customer, after: 5)
    places.begin(conversation, customer: customer, after: 2)
    #expect(places[conversation]?.seq == 2)
    places.advance(conversation, to: 4)
    places.advance(conversation, to: 3)
    #expect(places[conversation]?.seq == 4)
    places.remove(conversation)
    #expect(!places.isCatchingUp && places.count == 0 && places[conversation] == nil)
    places.remove(conversation)
    places.advance(conversation, to: 9)
    #expect(!places.isCatchingUp)
}

/// A log that grows, its announcements, and one reader of both, in every order that can happen.
@Test(arguments: 1...40 as ClosedRange<UInt64>)
func `whatever overtakes what, a follower gets every item once and in order`(seed: UInt64) {
    var random = Seeded(seed)
    var places = Subscriptions()
    var (stored, announced) = (random.upTo(5), 0)
    announced = stored
    var sent: [Int] = []
    var isReading = true
    let start = random.upTo(stored)
    places.begin(conversation, customer: customer, after: start)
    while sent.last != 60 {
        switch random.upTo(2) {
        case 0 where stored < 60: stored += 1
        case 1 where announced < stored:
            let to = announced + 1 + random.upTo(stored - announced - 1)
            // Some announcements never arrive, as when the connection moved.
            if stored == 60 || random.chance(90) {
                switch places.deliver(conversation, from: announced + 1, to: to) {
                case .send: sent += Array(announced + 1...to)
                case .skip: break
                case .catchUp: isReading = true
                }
            }
            announced = to
        case 2 where isReading:
            let from = places[conversation]!.seq
            let to = min(stored, from + 4)
            if to > from { sent += Array(from + 1...to) }
            places.advance(conversation, to: to)
            isReading = to - from == 4 || !places.goLive(conversation)
        default:
            // The last announcements were lost, and no next one shows the hole: it reconnects and resumes.
            guard stored == 60, announced == 60, !isReading, sent.last != 60 else { break }
            isReading = true
            places.begin(conversation, customer: customer, after: places[conversation]!.seq)
        }
    }
    #expect(sent == Array(start + 1...60))
}

@Test func `a draft's pieces stand one behind the other, in Unicode scalars`() {
    var drafts = Drafts()
    #expect(drafts.add("né", to: "d1", in: conversation) == 0)
    #expect(drafts.add("🙂👨‍👩‍👧", to: "d1", in: conversation) == 2)
    #expect(drafts.add("e", to: "d1", in: conversation) == 8)
    #expect(drafts.add("\u{301}", to: "d1", in: conversation) == 9)
    #expect(drafts.current(in: conversation)?.text == "né🙂👨‍👩‍👧e\u{301}")
    #expect(drafts.current(in: Cast.id(10)) == nil)
    // Another draft takes its place.
    #expect(drafts.add("New", to: "d2", in: conversation) == 0)
    #expect(drafts.current(in: conversation)?.id == "d2")
}

@Test func `a withdrawn draft stays away though its writer goes on`() {
    var drafts = Drafts()
    _ = drafts.add("So", to: "d1", in: conversation)
    #expect(drafts.withdraw("d0", in: conversation) == false)
    #expect(drafts.withdraw("d1", in: conversation) == true)
    #expect(drafts.withdraw("d1", in: conversation) == false, "it stands on no screen any more")
    #expect(drafts.add(" on", to: "d1", in: conversation) == nil)
    #expect(drafts.current(in: conversation) == nil)
    drafts.forget("d1", in: conversation)
    #expect(drafts.add("Again", to: "d1", in: conversation) == 0)
    drafts.finish("d0", in: conversation)
    #expect(drafts.current(in: conversation)?.text == "Again")
    drafts.finish("d1", in: conversation)
    #expect(drafts.current(in: conversation) == nil)
}
