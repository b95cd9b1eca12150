import Chat
import SQLiteStore
import Testing
import TestSupport

@Test func `how an answer came about stands with its message, once, and outlives the knowledge`() async throws {
    let premises = try await Premises()
    let store = premises.store
    let customer = Customer(id: .make(at: Premises.now), organization: premises.organization.id, bot: premises.bot.id)
    try await store.addCustomer(customer, digest: SessionDigest(Array(repeating: 1, count: 32)))
    let desk = Desk(store: store)
    let begin = Order(actor: .customer(customer.id), target: .current, command: .send(id: "1", text: "Hello?"))
    let conversation = try await withCheckedContinuation { continuation in
        desk.submit([PendingOrder(begin) { continuation.resume(returning: $0) }])
    }.get().conversation
    func say(_ text: String, handlingNumber: Int) async throws -> Outcome {
        try await desk.carryOut(
            .botSay(BotMessage(
                id: "answer-2-0", text: text, sources: [], upTo: 2, handlingNumber: handlingNumber,
                trace: AnswerTrace(.object([.init("band", .string(text))])))),
            on: conversation.id, by: .bot(premises.bot.id))
    }
    await #expect(throws: Refusal.notTheHandler) { try await say("late", handlingNumber: 7) }
    #expect(try await store.trace(of: conversation.id, seq: 3) == nil)
    #expect(try await say("first", handlingNumber: 0).items.first?.seq == 3)
    #expect(try await say("second", handlingNumber: 0).items.isEmpty)
    #expect(try await store.trace(of: conversation.id, seq: 3)?.json["band"]?.string == "first")
    #expect(try await store.trace(of: conversation.id, seq: 2) == nil)
    try premises.close()
}

@Test func `calls are counted by day and key, and old days forgotten`() async throws {
    let premises = try await Premises()
    let store = premises.store
    let keys: [UsageKey] = [.bot(premises.bot.id), .address("192.0.2.1")]
    try await store.countCall(on: 20_000, by: keys)
    try await store.countCall(on: 20_000, by: [keys[0]])
    #expect(try await store.calls(on: 20_000, by: keys[0]) == 2)
    #expect(try await store.calls(on: 20_000, by: keys[1]) == 1)
    #expect(try await store.calls(on: 20_001, by: keys[0]) == 0)
    try await store.countCall(on: 20_008, by: keys)
    #expect(try await store.calls(on: 20_000, by: keys[0]) == 0)
    try premises.close()
}

@Test func `a bot's own model is kept with its key, changed, and gone with the bot`() async throws {
    let premises = try await Premises()
    let model = BotLanguageModel(
        url: "https://api.example.org/v1", model: "m", key: Secret("sk-1"), promptPrice: 0.5, completionPrice: 2)
    _ = try await premises.store.update(premises.bot.id) { $0.languageModel = model }
    #expect(try await premises.store.bot(premises.bot.id)?.languageModel == model)
    #expect("\(model)\(String(reflecting: model))".contains("sk-1") == false)
    #expect(model.cost(promptTokens: 2_000_000, completionTokens: 1_000_000) == 3)
    _ = try await premises.store.update(premises.bot.id) { $0.languageModel?.model = "n" }
    #expect(try await premises.store.bot(premises.bot.id)?.languageModel?.model == "n")
    try await premises.store.delete(premises.bot.id)
    #expect(try await premises.store.bot(premises.bot.id)?.languageModel == nil)
    try premises.close()
}
