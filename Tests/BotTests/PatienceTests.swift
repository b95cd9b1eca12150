@testable import Bot
import Chat
import Synchronization
import Testing
import TestSupport

/// A customer at the keyboard: types until the given moment, and each message it sends is told.
private final class Keyboard: CustomerWatch {
    private let clock: HandClock
    private let typesUntil: Moment
    private let listeners = Mutex<[AsyncStream<Int>.Continuation]>([])

    init(_ clock: HandClock, typesFor duration: Duration) {
        self.clock = clock
        typesUntil = clock.now.adding(duration)
    }

    func isTyping(in conversation: ConversationID) -> Bool { clock.now < typesUntil }

    func messages(in conversation: ConversationID) -> AsyncStream<Int> {
        let (stream, continuation) = AsyncStream<Int>.makeStream()
        listeners.withLock { $0.append(continuation) }
        return stream
    }

    func sent(_ seq: Int) { for listener in listeners.withLock({ $0 }) { listener.yield(seq) } }
}

private func patience(_ clock: HandClock) -> Patience {
    Patience(clock: clock.wall, sleep: { clock.turn(by: $0) })
}

private func turn(first: Duration, last: Duration, before now: Moment) throws -> Turn {
    var stage = Stage(nil)
    stage.now = now.adding(.zero - first)
    stage.apply(stage.conversation.begin(id: "1", text: "One", in: stage.surroundings(for: stage.customer)))
    stage.now = now.adding(.zero - last)
    try stage.say("Two", by: stage.customer)
    return try #require(Turn(of: stage.conversation, bot: stage.cast.bot, items: stage.log))
}

@Test func `who types is waited for, four seconds after the last message at most`() throws {
    let clock = HandClock()
    clock.turn(by: .seconds(60))
    let patience = patience(clock)
    let fresh = try turn(first: .seconds(1), last: .seconds(1), before: clock.now)
    #expect(patience.pause(before: fresh, isTyping: true) == Patience.glance)
    #expect(patience.pause(before: fresh, isTyping: false) == nil, "who does not type is answered at once")
    let nearly = try turn(first: .seconds(5), last: .milliseconds(3_900), before: clock.now)
    #expect(patience.pause(before: nearly, isTyping: true) == .milliseconds(100))
    let late = try turn(first: .seconds(5), last: .seconds(4), before: clock.now)
    #expect(patience.pause(before: late, isTyping: true) == nil)
    let endless = try turn(first: .seconds(12), last: .seconds(1), before: clock.now)
    #expect(patience.pause(before: endless, isTyping: true) == nil && !patience.isEarly(endless))
    clock.turn(by: .seconds(-3_600))
    #expect(patience.pause(before: fresh, isTyping: true) == nil, "a clock that was set back holds nobody up")
    #expect(patience.hold(fresh) == nil)
}

@Test func `the bot waits while the customer types on, and answers once the keys are still`() async throws {
    let chat = try await Chatting("First")
    for (duration, waited) in [(Duration.milliseconds(900), Duration.milliseconds(1_000)), (.seconds(60), .seconds(4))] {
        let clock = HandClock()
        let begun = Mutex<Moment?>(nil)
        let bot = Puppet { _, _ in
            begun.withLock { $0 = clock.now }
            throw CancellationError()
        }
        _ = await chat.run(bot, waiting: (Keyboard(clock, typesFor: duration), patience(clock)))
        #expect(begun.withLock { $0 } == Premises.now.adding(waited))
    }
    try chat.premises.close()
}

@Test func `what is added while an answer is prepared is covered by one answer`() async throws {
    let chat = try await Chatting("First")
    let clock = HandClock()
    let keyboard = Keyboard(clock, typesFor: .zero)
    let bot = Puppet { question, draft in
        if question.text == "First" {
            try await chat.write("Second", id: "2")
            keyboard.sent(3)
            try await Task.sleep(for: .seconds(60))
        }
        draft.add("Bo")
        if question.text.hasSuffix("Second") {
            // Read already: what is added now has its own turn.
            try await chat.write("Third", id: "3")
            keyboard.sent(4)
        }
        return answer("Both.")
    }
    #expect(await chat.run(bot, waiting: (keyboard, patience(clock))))
    #expect(bot.asked.withLock { $0.map(\.text) } == ["First", "First\nSecond"])
    #expect(try await chat.messages.map(\.text) == ["First", "Second", "Third", "Both."])
    try chat.premises.close()
}

@Test func `after twelve seconds what is under way is finished, whatever is added`() async throws {
    let chat = try await Chatting("First")
    let clock = HandClock()
    clock.turn(by: .seconds(13))
    let keyboard = Keyboard(clock, typesFor: .seconds(60))
    let bot = Puppet { question, _ in
        guard question.text == "First" else { return answer("To the second.") }
        try await chat.write("Second", id: "2")
        keyboard.sent(3)
        return answer("To the first.")
    }
    #expect(await chat.run(bot, waiting: (keyboard, patience(clock))))
    #expect(try await chat.messages.map(\.text) == ["First", "Second", "To the first."])
    try chat.premises.close()
}

@Test func `whispers reach the answerer, however long ago they were said; return notes are none`() async throws {
    let chat = try await Chatting("First")
    try await chat.act(.whisper(id: "w1", text: "Offer ten percent."))
    for number in 0..<230 { try await chat.write("More \(number)", id: "m\(number)") }
    try await chat.act(.whisper(id: "w2", text: "Do not mention stock."))
    try await chat.act(.takeOver(again: false))
    try await chat.act(.leave(note: "Agreed on ten."))
    let bot = Puppet { _, _ in answer("Yes.") }
    #expect(await chat.run(bot))
    let question = try #require(bot.asked.withLock { $0.first })
    #expect(question.whispers == ["Offer ten percent.", "Do not mention stock."])
    #expect(question.agreements == ["Agreed on ten."])
    #expect(!question.isRequested)
    try chat.premises.close()
}
