import Bot
import Chat
import Knowledge
import LanguageModels
import NIOHTTP1
import Synchronization
import Testing
import TestSupport

/// What stood in the draft in the end, and how often it was taken back.
private final class Screen: Sendable {
    let state = Mutex((text: "", restarts: 0))
    var sink: DraftSink {
        DraftSink(
            add: { piece in self.state.withLock { $0.text += piece } },
            restart: { self.state.withLock { $0 = ("", $0.restarts + 1) } })
    }
    var text: String { state.withLock { $0.text } }
    var restarts: Int { state.withLock { $0.restarts } }
}

private func ask(
    _ model: ScriptedModel, _ question: Question, of premises: Premises
) async throws -> (answer: Answer, screen: Screen, faults: [ModelFault]) {
    let models = ChatCompletions(timeout: .seconds(2))
    let faults = Mutex<[ModelFault]>([])
    let screen = Screen()
    let answerer = ModelAnswerer(
        librarian: premises.librarian, models: models,
        endpoint: ModelEndpoint(url: model.url, key: nil, model: "m"),
        noteFault: { fault in faults.withLock { $0.append(fault) } })
    let answer = try await answerer.answer(question, draft: screen.sink)
    await models.shutdown()
    return (answer, screen, faults.withLock { $0 })
}

@Test func `the model gets this bot's rules and knowledge, and what it writes is shown as it comes`() async throws {
    let premises = try await Premises()
    let entry = try await premises.learn(.text(title: "Shipping", text: "Parcels to Canada take nine days."))
    try await premises.learn(.note(text: "Always say please."))
    try await premises.learn(.text(title: "Other", text: "Canada secret of another bot."), for: premises.otherBot)
    let model = try await ScriptedModel([.stream, .piece("  Nine"), .piece(" days. "), .done, .end])
    var bot = premises.bot
    bot.instructions = "Never mention the weather."
    let question = Question(
        bot: bot,
        history: [Utterance(role: .customer, text: "Hello"), Utterance(role: .operator, text: "Anna here.")],
        text: "How long to Canada?", agreements: ["Ten percent off was promised."])
    let (answer, screen, faults) = try await ask(model, question, of: premises)
    #expect(answer.text == "Nine days.")
    #expect(screen.text == "Nine days. ")
    #expect(answer.confident && !answer.handoff && faults.isEmpty)
    #expect(answer.sources.map(\.id) == [entry.id])
    let body = try JSON(parsing: try #require(model.requests.first).body)
    let messages = try #require(body["messages"]?.array)
    #expect(messages.compactMap { $0["role"]?.string } == ["system", "user", "assistant", "user"])
    let system = try #require(messages[0]["content"]?.string)
    for part in ["Never mention the weather.", "Always say please.", "Ten percent off", "Parcels to Canada"] {
        #expect(system.contains(part))
    }
    #expect(!system.contains("secret"))
    #expect(messages.last?["content"]?.string == "How long to Canada?")
    try await model.stop()
    try premises.close()
}

@Test func `whatever the model does, the customer has the built-in answer and no half draft`() async throws {
    let premises = try await Premises()
    try await premises.learn(.faq(question: "How long does shipping take?", answer: "Nine days.", alternatives: []))
    let failures: [([ScriptedModel.Step], restarts: Int, ModelFault)] = [
        ([.hang], 0, .noFirstPiece), ([.stream, .piece("So"), .hang], 1, .stalled),
        ([.stream, .piece("In the mid"), .cut], 1, .cutShort), ([.stream, .piece("   "), .done, .end], 0, .empty),
        ([.status(.internalServerError, type: "text/plain"), .end], 0, .refused(status: 500)),
        ([.status(.ok, type: "text/html"), .text("<html>"), .end], 0, .unreadable),
    ]
    for (steps, restarts, fault) in failures {
        let model = try await ScriptedModel(steps)
        let (answer, screen, faults) = try await ask(
            model, premises.question("How long does shipping take?"), of: premises)
        #expect(answer.text == "Nine days.")
        #expect(screen.text.isEmpty)
        #expect(screen.restarts == restarts)
        #expect(faults == [fault])
        try await model.stop()
    }
    try premises.close()
}

@Test func `the wish for a human is not left to the model`() async throws {
    let premises = try await Premises()
    let model = try await ScriptedModel([.stream, .piece("No humans here."), .done, .end])
    let (answer, screen, _) = try await ask(model, premises.question("Let me talk to a human"), of: premises)
    #expect(answer.handoff)
    #expect(screen.text.isEmpty && model.requests.isEmpty)
    // And a model that says it wants one hands nothing over.
    let other = try await ScriptedModel([.stream, .piece("I want to talk to a human"), .done, .end])
    #expect(try await !ask(other, premises.question("What is new?"), of: premises).answer.handoff)
    try await model.stop()
    try await other.stop()
    try premises.close()
}

@Test func `an answer beyond a message's limit is shown and stored up to it`() async throws {
    let premises = try await Premises()
    let long = String(repeating: "a", count: 3_000)
    let model = try await ScriptedModel([.stream, .piece(long), .piece(long), .done, .end])
    let (answer, screen, _) = try await ask(model, premises.question("What is new?"), of: premises)
    #expect(answer.text.count == Limits.messageText)
    #expect(screen.text == answer.text)
    try await model.stop()
    try premises.close()
}
