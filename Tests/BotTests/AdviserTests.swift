@testable import Bot
import Chat
import Knowledge
import LanguageModels
import NIOHTTP1
import SQLiteStore
import Synchronization
import Testing
import TestSupport

private func adviser(_ chat: Chatting, _ answerer: any Answering, model: ModelAnswerer? = nil) -> Adviser {
    Adviser(conversations: chat.premises.store, bots: chat.premises.store, answerer: answerer, model: model)
}

extension Chatting {
    fileprivate func now() async throws -> Conversation {
        try #require(try await premises.store.conversation(conversation))
    }
}

@Test func `an operator is suggested what the bot would answer, and told plainly when it has nothing`() async throws {
    let chat = try await Chatting("How long does shipping take?")
    let entry = try await chat.premises.learn(
        .faq(question: "How long does shipping take?", answer: "Nine days.", alternatives: []))
    let bot = BuiltInAnswerer(librarian: chat.premises.librarian)
    _ = try await chat.act(.takeOver(again: false))
    let first = try await adviser(chat, bot).suggestion(for: try await chat.now())
    #expect(first.text == "Nine days." && first.confident && first.sources.map(\.id) == [entry.id])
    // Whoever has spoken since: it is about what the customer last said.
    _ = try await chat.act(.send(id: "o1", text: "One moment."))
    #expect(try await adviser(chat, bot).suggestion(for: try await chat.now()) == first)
    // The wish for a person is no question; what was asked before it is.
    try await chat.write("Let me talk to a human please", id: "2")
    #expect(try await adviser(chat, bot).suggestion(for: try await chat.now()) == first)
    try await chat.write("Do penguins dream?", id: "3")
    let none = try await adviser(chat, bot).suggestion(for: try await chat.now())
    #expect(none.text.isEmpty && !none.confident)
    try chat.premises.close()
}

@Test func `a suggestion is asked with the chat, its whispers and agreements, and without notes`() async throws {
    let chat = try await Chatting("I am angry!")
    _ = try await chat.act(.takeOver(again: false))
    _ = try await chat.act(.leave(note: "Ten percent off."))
    _ = try await chat.act(.whisper(id: "w", text: "Be brief."))
    _ = try await chat.act(.note(id: "n", text: "He is a friend of the boss."))
    try await chat.write("Which colours are there?", id: "2")
    let puppet = Puppet { _, _ in Answer(text: "Red.", confident: true, sources: [], band: .answer) }
    #expect(try await adviser(chat, puppet).suggestion(for: try await chat.now()).text == "Red.")
    let asked = try #require(puppet.asked.withLock { $0.first })
    #expect(asked.text == "I am angry!\nWhich colours are there?" && asked.conversation == chat.conversation)
    #expect(asked.agreements == ["Ten percent off."] && asked.whispers == ["Be brief."] && asked.isRequested)
    #expect(!"\(asked)".contains("boss"))
    let before = try await chat.now().lastSeq
    let handsOver = Puppet { _, _ in
        Answer(text: "A colleague comes.", confident: true, handover: Handover(.upset), sources: [], band: .handover)
    }
    #expect(try await adviser(chat, handsOver).suggestion(for: try await chat.now()) == .nothing)
    #expect(try await chat.now().lastSeq == before, "nothing is stored")
    try chat.premises.close()
}

@Test func `a summary says what is wanted, what was answered, why it was handed over and where to reach the customer`() async throws {
    let chat = try await Chatting("Mein Paket 4711 ist beschädigt, was nun?")
    var conversation = try await chat.now()
    #expect(try await adviser(chat, Puppet { _, _ in throw CancellationError() }).summary(of: conversation).lines
        == [.wants("Mein Paket 4711 ist beschädigt, was nun?")])
    let message = BotMessage(
        id: "answer-1", text: "Schicken Sie uns ein Foto.", sources: [], upTo: conversation.lastMessageSeq,
        handlingNumber: conversation.handlingNumber)
    _ = try await chat.desk.carryOut(.botSay(message), on: chat.conversation, by: .bot(chat.premises.bot.id))
    try await chat.write("Ich möchte mit einem Menschen sprechen", id: "2")
    conversation = try await chat.now()
    let handover = BotMessage(
        id: "answer-2", text: Phrases.in(.german).handsOver, sources: [], upTo: conversation.lastMessageSeq,
        handlingNumber: conversation.handlingNumber, handover: Handover(.asked))
    _ = try await chat.desk.carryOut(.botSay(handover), on: chat.conversation, by: .bot(chat.premises.bot.id))
    try await chat.write("cleo@example.com", id: "3")
    _ = try await chat.act(.takeOver(again: false))
    let summary = try await adviser(chat, Puppet { _, _ in throw CancellationError() }).summary(of: try await chat.now())
    #expect(summary.lines == [
        .wants("Mein Paket 4711 ist beschädigt, was nun?"), .answered("Schicken Sie uns ein Foto."), .handedOver(.asked),
        .address("cleo@example.com"),
    ])
    #expect(summary.written == nil && summary.text.split(separator: "\n").count == 4)
    try chat.premises.close()
}

@Test func `a model writes the summary, checked; what it invents or cannot write is not shown`() async throws {
    let chat = try await Chatting("My parcel 4711 arrived broken.")
    for number in 2...3 { try await chat.write("Line \(number) about it", id: "\(number)") }
    _ = try await chat.act(.note(id: "n", text: "secret remark"))
    let written = "The customer wants a refund for parcel 4711."
    func body(_ text: String) -> [ScriptedModel.Step] {
        [
            .status(.ok, type: "application/json"),
            .text("{\"choices\":[{\"message\":{\"content\":\"\(text)\"},\"finish_reason\":\"stop\"}]}"), .end,
        ]
    }
    let model = try await ScriptedModel(
        body(written), body("It cost 99 dollars."), [.status(.internalServerError, type: "text/plain"), .end])
    let models = ChatCompletions(timeout: .seconds(5))
    let limits = BudgetLimits(bot: 3, conversation: nil, address: nil)
    let answerer = ModelAnswerer(
        librarian: chat.premises.librarian, models: models, server: ModelEndpoint(url: model.url, key: nil, model: "m"),
        budgets: Budgets(store: chat.premises.store, limits: limits, clock: { Premises.now }), noteFault: { _, _ in })
    let adviser = adviser(chat, answerer, model: answerer)
    let conversation = try await chat.now()
    #expect(try await adviser.summary(of: conversation).text == written)
    for _ in 0..<2 {
        let rules = try await adviser.summary(of: conversation)
        #expect(rules.written == nil && rules.text.hasPrefix("The customer wrote: "))
    }
    let calls = model.requests.count
    #expect(calls >= 3 && model.requests.allSatisfy { !$0.body.contains("secret remark") })
    #expect(try await adviser.summary(of: conversation).written == nil)
    #expect(model.requests.count == calls, "the budget is spent")
    await models.shutdown()
    try await model.stop()
    try chat.premises.close()
}
