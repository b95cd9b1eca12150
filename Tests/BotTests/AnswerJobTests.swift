@testable import Bot
import Chat
import Knowledge
import SQLiteStore
import Synchronization
import Testing
import TestSupport

/// An answerer that the test speaks through; it notes what it was asked.
final class Puppet: Answering {
    let asked = Mutex<[Question]>([])
    private let say: @Sendable (Question, DraftSink) async throws -> Answer

    init(_ say: @escaping @Sendable (Question, DraftSink) async throws -> Answer) {
        self.say = say
    }

    func answer(_ question: Question, draft: DraftSink) async throws -> Answer {
        asked.withLock { $0.append(question) }
        return try await say(question, draft)
    }
}

struct Chatting {
    let premises: Premises
    let desk: Desk
    let customer: Customer
    let person: Operator
    let conversation: ConversationID

    init(_ text: String) async throws {
        premises = try await Premises()
        desk = Desk(store: premises.store)
        customer = Customer(
            id: .make(at: Premises.now), organization: premises.organization.id, bot: premises.bot.id)
        try await premises.store.addCustomer(customer, digest: SessionDigest(Array(repeating: 1, count: 32)))
        person = Operator(
            id: .make(at: Premises.now), organization: premises.organization.id, email: "anna@example.com", name: "Anna",
            role: .owner)
        #expect(try await premises.store.add(person, passwordHash: nil))
        let order = Order(actor: .customer(customer.id), target: .current, command: .send(id: "1", text: text))
        let desk = desk
        let outcome = try await withCheckedContinuation { continuation in
            desk.submit([PendingOrder(order) { continuation.resume(returning: $0) }])
        }.get()
        conversation = outcome.conversation.id
    }

    func write(_ text: String, id: String) async throws {
        _ = try await desk.carryOut(.send(id: id, text: text), on: conversation, by: .customer(customer.id))
    }

    @discardableResult
    func act(_ command: Command) async throws -> Outcome {
        try await desk.carryOut(command, on: conversation, by: .operator(person.id, person.organization))
    }

    func run(
        _ answerer: any Answering, waiting: (customers: any CustomerWatch, patience: Patience)? = nil
    ) async -> Bool {
        await AnswerJob(
            conversations: premises.store, bots: premises.store, desk: desk, signals: premises.heard, answerer: answerer,
            waiting: waiting
        ).run(Job(sort: .answer, key: conversation.description, number: 1, attempts: 0))
    }

    var messages: [Item] {
        get async throws {
            try await premises.store.items(ItemQuery(conversation, limit: 100, audience: .operators))
                .filter { $0.sort == .message }
        }
    }
}

func answer(_ text: String, handoff: Bool = false) -> Answer {
    Answer(
        text: text, confident: true, handover: handoff ? Handover(.asked) : nil, sources: [],
        band: handoff ? .handover : .answer)
}

@Test func `all that waits is answered in one turn, once`() async throws {
    let chat = try await Chatting("First")
    try await chat.write("Second", id: "2")
    let bot = Puppet { _, draft in
        draft.add("Bo")
        draft.add("th.")
        return answer("Both.")
    }
    #expect(await chat.run(bot))
    #expect(await chat.run(bot))
    #expect(bot.asked.withLock { $0.map(\.text) } == ["First\nSecond"])
    let said = try await chat.messages
    #expect(said.map(\.text) == ["First", "Second", "Both."])
    #expect(said.last?.id == "answer-3-0")
    #expect(chat.premises.heard.lines.suffix(3) == ["+ Bo", "+ th.", "bot Both."])
    try await chat.write("Third", id: "3")
    #expect(await chat.run(bot))
    let question = try #require(bot.asked.withLock { $0.last })
    #expect(question.text == "Third")
    #expect(question.history.map(\.text) == ["First", "Second", "Both."])
    try chat.premises.close()
}

@Test func `a message that comes while the bot answers has its own turn`() async throws {
    let chat = try await Chatting("First")
    let slow = Puppet { _, _ in
        try await chat.write("Late", id: "2")
        return answer("To the first.")
    }
    #expect(await chat.run(slow))
    let quick = Puppet { _, _ in answer("To the late one.") }
    #expect(await chat.run(quick))
    #expect(quick.asked.withLock { $0.map(\.text) } == ["Late"])
    #expect(try await chat.messages.map(\.text) == ["First", "Late", "To the first.", "To the late one."])
    try chat.premises.close()
}

@Test func `an answer begun before a take-over is withdrawn and never stored`() async throws {
    let chat = try await Chatting("Hello?")
    let late = Puppet { _, draft in
        draft.add("I thi")
        try await chat.act(.takeOver(again: false))
        return answer("I think so.")
    }
    #expect(await chat.run(late))
    #expect(try await chat.messages.map(\.text) == ["Hello?"])
    #expect(chat.premises.heard.lines.last == "withdrawn answer-2-0")
    // While assisted the bot is not even asked.
    #expect(await chat.run(late))
    #expect(late.asked.withLock { $0.count } == 1)
    try chat.premises.close()
}

@Test func `after leaving, the bot answers what came last and knows what was agreed`() async throws {
    let chat = try await Chatting("Too expensive.")
    try await chat.act(.takeOver(again: false))
    try await chat.act(.send(id: "o1", text: "Let me see."))
    try await chat.write("And delivery?", id: "2")
    try await chat.act(.leave(note: "Ten percent off."))
    let bot = Puppet { _, _ in answer("Free.") }
    #expect(await chat.run(bot))
    let question = try #require(bot.asked.withLock { $0.first })
    #expect(question.text == "And delivery?")
    #expect(question.agreements == ["Ten percent off."])
    #expect(question.history.map(\.role) == [.customer, .operator])
    try chat.premises.close()
}

@Test func `its own hand-over asks for a human`() async throws {
    let chat = try await Chatting("Can I talk to a human?")
    #expect(await chat.run(BuiltInAnswerer(librarian: chat.premises.librarian)))
    let conversation = try #require(try await chat.premises.store.conversation(chat.conversation))
    #expect(conversation.handling == .requested)
    #expect(conversation.lastItem?.event == .humanRequested)
    try chat.premises.close()
}

@Test func `an ended conversation, a silent bot and an unknown key want nothing`() async throws {
    let chat = try await Chatting("Hello?")
    let bot = Puppet { _, _ in answer("Too late.") }
    _ = try await chat.premises.store.update(chat.premises.bot.id) { $0.answering = false }
    #expect(await chat.run(bot))
    try await chat.act(.end)
    #expect(await chat.run(bot))
    let job = AnswerJob(
        conversations: chat.premises.store, bots: chat.premises.store, desk: chat.desk, signals: chat.premises.heard,
        answerer: bot)
    #expect(await job.run(Job(sort: .answer, key: "nonsense", number: 1, attempts: 0)))
    #expect(bot.asked.withLock { $0.isEmpty })
    try chat.premises.close()
}

@Test func `when nothing can be read just now the job stands, and the draft is gone`() async throws {
    struct Away: Error {}
    let chat = try await Chatting("Hello?")
    let broken = Puppet { _, draft in
        draft.add("So")
        throw Away()
    }
    #expect(await !chat.run(broken))
    #expect(chat.premises.heard.lines.last == "withdrawn answer-2-0")
    #expect(await chat.run(Puppet { _, _ in answer("Here.") }))
    #expect(try await chat.messages.map(\.text) == ["Hello?", "Here."])
    try chat.premises.close()
}
