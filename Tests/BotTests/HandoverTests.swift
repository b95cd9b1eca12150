@testable import Bot
import Chat
import Knowledge
import Testing
import TestSupport

private func said(_ role: ItemRole, _ text: String) -> Utterance { Utterance(role: role, text: text) }

private let english = Phrases.in(.english)

@Test func `the second time in a row that it does not know, it hands over, and says what was wanted`() async throws {
    let premises = try await Premises()
    let bot = BuiltInAnswerer(librarian: premises.librarian)
    try await premises.learn(.faq(question: "What are your opening hours?", answer: "From 9 to 5.", alternatives: []))
    let first = try await bot.answer(premises.question("Do you rent out parrots?"), draft: .none)
    #expect(first.band == .unknown && !first.confident && !first.handoff)
    #expect(first.text == english.unknownOffer)
    let history = [said(.customer, "Do you rent out parrots?"), said(.bot, first.text)]
    let second = try await bot.answer(premises.question("And giraffes from Kenya?", history: history), draft: .none)
    #expect(second.handover?.reason == .unknownTwice && !second.confident && second.band == .handover)
    #expect(second.text == english.neither + " " + english.handsOver)
    #expect(second.handover?.summary == ["And giraffes from Kenya?", "The bot did not know."])
    // An answer, or a person, between the two begins anew.
    for between in [said(.bot, "From 9 to 5."), said(.operator, "I am Anna.")] {
        let later = history + [said(.customer, "Hm"), between]
        #expect(try await !bot.answer(premises.question("And giraffes from Kenya?", history: later), draft: .none).handoff)
    }
    // Who waits already is told so instead.
    let waiting = Question(bot: premises.bot, history: history, text: "And giraffes from Kenya?", isRequested: true)
    let patient = try await bot.answer(waiting, draft: .none)
    #expect(!patient.handoff && patient.text == english.unknown + " " + english.waiting)
    try premises.close()
}

@Test func `the closest it has is offered by its titles, and counts as not knowing`() async throws {
    let premises = try await Premises()
    let bot = BuiltInAnswerer(librarian: premises.librarian)
    for name in ["Return of umbrellas", "Repair of umbrellas"] {
        try await premises.learn(.text(title: name, text: "The workshop in the hall does it within some days."))
    }
    for thing in ["Boots", "Gloves", "Scarves", "Hats", "Coats", "Belts"] {
        try await premises.learn(.text(title: thing, text: "They hang beside the door."))
    }
    let near = try await bot.answer(premises.question("Umbrellas that are heavy?"), draft: .none)
    #expect(near.band == .closest && !near.confident && !near.handoff)
    #expect(near.text.contains("- Return of umbrellas\n- Repair of umbrellas") || near.text.contains("- Repair of umbrellas\n- Return of umbrellas"))
    #expect(near.text.hasPrefix(english.closest) && near.text.hasSuffix(english.offer))
    #expect(near.sources.count >= 2 && near.citations.isEmpty)
    let history = [said(.customer, "Umbrellas that are heavy?"), said(.bot, near.text)]
    #expect(try await bot.answer(premises.question("Yes please", history: history), draft: .none).handover?.reason == .asked)
    let declined = try await bot.answer(premises.question("no thanks", history: history), draft: .none)
    #expect(declined.text == english.declined && !declined.handoff)
    let again = try await bot.answer(premises.question("How heavy is a parrot?", history: history), draft: .none)
    #expect(again.handover?.reason == .unknownTwice)
    try premises.close()
}

@Test func `the same question again, anger and a matter of one's own ask for a human, with the reason`() async throws {
    let premises = try await Premises()
    let bot = BuiltInAnswerer(librarian: premises.librarian)
    try await premises.learn(.faq(question: "How long does delivery take?", answer: "Three days.", alternatives: []))
    let history = [said(.customer, "How long does delivery take?"), said(.bot, "Three days.")]
    let repeated = try await bot.answer(premises.question("how long does the delivery take??", history: history), draft: .none)
    #expect(repeated.handover?.reason == .repeated && !repeated.sources.isEmpty)
    #expect(repeated.handover?.summary == ["how long does the delivery take??", "The bot answered: Three days."])
    let other = try await bot.answer(premises.question("How long does a return take?", history: history), draft: .none)
    #expect(other.handover == nil)
    let unanswered = [said(.customer, "How long does delivery take?"), said(.operator, "One moment.")]
    #expect(try await bot.answer(premises.question("How long does delivery take?", history: unanswered), draft: .none).text == "Three days.")
    let angry = try await bot.answer(premises.question("This is ridiculous!", history: history), draft: .none)
    #expect(angry.handover?.reason == .upset && angry.text.hasPrefix(english.upset))
    let own = try await bot.answer(premises.question("You charged me twice"), draft: .none)
    #expect(own.handover?.reason == .ownMatter && !own.confident && own.text.hasPrefix(english.ownMatter))
    // What an article settles needs nobody.
    try await premises.learn(.faq(question: "You charged me twice", answer: "One is a hold; it goes away.", alternatives: []))
    #expect(try await bot.answer(premises.question("You charged me twice"), draft: .none).text == "One is a hold; it goes away.")
    try premises.close()
}

@Test func `with nobody signed in it says so, and an address that is left is taken`() async throws {
    let premises = try await Premises()
    let bot = BuiltInAnswerer(librarian: premises.librarian)
    func ask(_ text: String, _ history: [Utterance] = []) async throws -> Answer {
        try await bot.answer(
            Question(bot: premises.bot, history: history, text: text, isSomebodyThere: false), draft: .none)
    }
    let asked = try await ask("Can I talk to a human?", [said(.customer, "Do you rent parrots?")])
    #expect(asked.text == english.nobodyThere && asked.handover?.reason == .asked)
    #expect(asked.handover?.summary == ["Do you rent parrots?"], "the wish says nothing about the matter")
    let unknown = try await ask("Do you rent out parrots?")
    #expect(unknown.text == english.unknownLeave && !unknown.handoff)
    let history = [said(.customer, "Do you rent out parrots?"), said(.bot, unknown.text)]
    let left = try await ask("Sure: cleo@example.com.", history)
    #expect(left.address == "cleo@example.com" && left.text == english.notedAddress && left.handover?.reason == .asked)
    #expect(left.handover?.summary.first == "Do you rent out parrots?")
    // Nobody asked for it: it is nobody's business.
    #expect(try await ask("cleo@example.com").address == nil)
    try premises.close()
}

@Test func `what was agreed is quoted instead of knowledge that contradicts it, and whispers are heeded`() async throws {
    let premises = try await Premises()
    let bot = BuiltInAnswerer(librarian: premises.librarian)
    try await premises.learn(.faq(
        question: "What does the blue umbrella cost?", answer: "It costs twelve crowns. Stock is low.", alternatives: []))
    func ask(_ text: String, agreements: [String] = [], whispers: [String] = []) async throws -> Answer {
        try await bot.answer(
            Question(bot: premises.bot, history: [], text: text, agreements: agreements, whispers: whispers), draft: .none)
    }
    let agreed = try await ask("What does the blue umbrella cost?", agreements: ["The blue umbrella for ten crowns."])
    #expect(agreed.text == english.agreed + " The blue umbrella for ten crowns." && agreed.confident)
    let other = try await ask("What does the blue umbrella cost?", agreements: ["Delivery on Monday."])
    #expect(other.text == "It costs twelve crowns. Stock is low.")
    let hushed = try await ask("What does the blue umbrella cost?", whispers: ["offer 10 %, do not mention stock"])
    #expect(hushed.text == "It costs twelve crowns.")
    let silent = try await ask("What does the blue umbrella cost?", whispers: ["do not mention stock", "never mention crowns"])
    #expect(!silent.confident && !silent.text.contains("crowns"))
    try premises.close()
}

@Test func `too little to go by is asked back, in the customer's language`() async throws {
    let premises = try await Premises()
    let bot = BuiltInAnswerer(librarian: premises.librarian)
    try await premises.learn(.faq(question: "Wo ist der Schirm?", answer: "Im Flur.", alternatives: []))
    let history = [said(.customer, "Wo ist denn der Schirm?"), said(.bot, "Im Flur.")]
    let asked = try await bot.answer(premises.question("??", history: history), draft: .none)
    #expect(asked.text == Phrases.in(.german).sayMore && asked.band == .smallTalk && !asked.confident)
    #expect(try await bot.answer(premises.question("hm"), draft: .none).text == english.sayMore)
    #expect(try await bot.answer(premises.question("Adiós, gracias"), draft: .none).text == Phrases.in(.spanish).goodbye)
    try premises.close()
}

@Test func `a summary has two short lines`() {
    let long = String(repeating: "umbrella ", count: 60)
    let bot = WhisperBot(id: .make(at: Premises.now), organization: .make(at: Premises.now), name: "B", createdAt: Premises.now)
    let lines = HandoverSummary.lines(of: Question(
        bot: bot, history: [said(.customer, long), said(.bot, long)], text: "talk to a human"))
    #expect(lines.count == 2 && lines.allSatisfy { $0.unicodeScalars.count <= 161 && !$0.contains("\n") })
    #expect(HandoverSummary.shortened("a  b\nc", to: 10) == "a b c")
    #expect(HandoverSummary.shortened(String(repeating: "x", count: 20), to: 10) == String(repeating: "x", count: 9) + "…")
}

@Test func `outside the opening hours a wish for a human gets the bot's own words, and is a request all the same`() async throws {
    let premises = try await Premises()
    let answerer = BuiltInAnswerer(librarian: premises.librarian)
    var bot = premises.bot
    func ask(_ text: String, isOpen: Bool, history: [Utterance] = []) async throws -> Answer {
        try await answerer.answer(Question(bot: bot, history: history, text: text, isOpen: isOpen), draft: .none)
    }
    bot.openingHours = OpeningHours(timeZone: "UTC", week: [.init(.mon, from: 540, to: 600)], closedText: "We are back on Monday.")
    let closed = try await ask("I want to talk to a human", isOpen: false)
    #expect(closed.text == "We are back on Monday. " + english.leave && closed.handover?.reason == .asked)
    #expect(try await ask("I want to talk to a human", isOpen: true).text == english.handsOver)
    // What it does not know is left for the team as well, and an address is taken.
    #expect(try await ask("Do you rent out parrots?", isOpen: false).text == english.unknownLeave)
    let history = [said(.customer, "I want to talk to a human"), said(.bot, closed.text)]
    let address = try await ask("me@home.example", isOpen: false, history: history)
    #expect(address.address == "me@home.example" && address.text == english.notedAddress)
    // Without own words, and where nobody ever joins, it says what it says at other times.
    bot.openingHours = OpeningHours(timeZone: "UTC", week: [.init(.mon, from: 540, to: 600)], closedText: " ")
    #expect(try await ask("I want to talk to a human", isOpen: false).text == english.nobodyThere)
    bot.openingHours = OpeningHours(timeZone: "UTC", week: [.init(.mon, from: 540, to: 600)], closedText: "Never shown.")
    bot.liveChat = false
    #expect(try await ask("I want to talk to a human", isOpen: false).text == english.nobodyThere)
    try premises.close()
}
