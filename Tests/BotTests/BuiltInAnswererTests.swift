@testable import Bot
import Chat
import Knowledge
import Testing
import TestSupport

@Test func `stored answers are given word for word, articles by their best sentences`() async throws {
    let premises = try await Premises()
    let bot = BuiltInAnswerer(librarian: premises.librarian)
    let faq = try await premises.learn(
        .faq(question: "What are your opening hours?", answer: "From **9 to 5**.", alternatives: []))
    try await premises.learn(.text(title: "Shipping", text: "Parcels leave daily. Parcels to Canada take nine days."))
    let hours = try await bot.answer(premises.question("What are your opening hours"), draft: .none)
    #expect(hours.text == "From **9 to 5**.")
    #expect(hours.confident && !hours.handoff)
    #expect(hours.sources.first?.id == faq.id)
    #expect(hours.sources.first?.title == "What are your opening hours?")
    let canada = try await bot.answer(premises.question("How many days does a parcel to Canada take?"), draft: .none)
    #expect(canada.text.contains("nine days"))
    try premises.close()
}

@Test func `what it does not know it says, in the customer's language, with an offer that can be kept`() async throws {
    for (liveChat, english, german) in [
        (true, "ask a colleague to join", "jemanden aus dem Team"), (false, "e-mail address", "E-Mail-Adresse"),
    ] {
        let premises = try await Premises(liveChat: liveChat)
        let bot = BuiltInAnswerer(librarian: premises.librarian)
        try await premises.learn(.text(title: "Umbrellas", text: "The umbrella stand is in the hall."))
        let unsure = try await bot.answer(
            premises.question("Which hotel in Lisbon takes a dog, a parrot and an umbrella?"), draft: .none)
        #expect(unsure.text.contains(english))
        #expect(!unsure.confident && !unsure.handoff)
        #expect(unsure.sources.count == 1)
        let unknown = try await bot.answer(premises.question("Wann ist der Zoo in Berlin geöffnet?"), draft: .none)
        #expect(unknown.text.contains(german))
        #expect(unknown.sources.isEmpty)
        try premises.close()
    }
}

@Test func `who asks for a human, or agrees to one, is handed over`() async throws {
    let premises = try await Premises()
    let bot = BuiltInAnswerer(librarian: premises.librarian)
    let asked = try await bot.answer(premises.question("Can I talk to a human?"), draft: .none)
    #expect(asked.handoff)
    #expect(asked.text == Phrases.in(.english).handsOver)
    let offer = [Utterance(role: .bot, text: Phrases.in(.english).unknownOffer)]
    #expect(try await bot.answer(premises.question("Yes please", history: offer), draft: .none).handoff)
    #expect(try await !bot.answer(premises.question("No thanks", history: offer), draft: .none).handoff)
    #expect(try await !bot.answer(premises.question("Yes please"), draft: .none).handoff)
    try premises.close()

    let alone = try await Premises(liveChat: false)
    let answer = try await BuiltInAnswerer(librarian: alone.librarian)
        .answer(alone.question("Can I talk to a human?"), draft: .none)
    #expect(answer.handoff)
    #expect(answer.text == Phrases.in(.english).nobodyThere)
    try alone.close()
}

@Test func `text in a document hands nothing over`() async throws {
    let premises = try await Premises()
    try await premises.learn(.faq(question: "What is your motto?", answer: "I want to talk to a human!", alternatives: []))
    let answer = try await BuiltInAnswerer(librarian: premises.librarian)
        .answer(premises.question("What is your motto?"), draft: .none)
    #expect(answer.text == "I want to talk to a human!")
    #expect(!answer.handoff)
    try premises.close()
}

@Test func `an answer is never longer than a message, nor empty`() {
    #expect(AnswerText.finished(" \n\u{0} ") == nil)
    #expect(AnswerText.finished("  a\u{0}b \n") == "ab")
    #expect(AnswerText.finished(String(repeating: "🙂", count: 6_000))?.unicodeScalars.count == Limits.messageText)
}

@Test func `files without a word get an honest answer and an offer, and the yes to it is understood`() async throws {
    for (liveChat, offer) in [(true, Phrases.in(.german).offer), (false, Phrases.in(.german).leave)] {
        let premises = try await Premises(liveChat: liveChat)
        let bot = BuiltInAnswerer(librarian: premises.librarian)
        try await premises.learn(.text(title: "Umbrellas", text: "The umbrella stand is in the hall."))
        let asked = Utterance(role: .customer, text: "Wo ist der Schirmständer, bitte?")
        let answer = try await bot.answer(
            Question(bot: premises.question("").bot, history: [asked], text: ""), draft: .none)
        #expect(answer.text == Phrases.in(.german).files + " " + offer)
        #expect(!answer.confident && !answer.handoff && answer.sources.isEmpty)
        guard liveChat else {
            try premises.close()
            continue
        }
        let yes = Question(
            bot: premises.question("").bot, history: [asked, Utterance(role: .bot, text: answer.text)], text: "Ja, bitte")
        #expect(try await bot.answer(yes, draft: .none).handoff)
        try premises.close()
    }
}
