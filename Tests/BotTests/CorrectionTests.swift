@testable import Bot
import Chat
import Knowledge
import SQLiteStore
import Testing
import TestSupport

/// A bot that was taught, on a real store.
private struct School {
    let premises: Premises
    let answerer: CorrectedAnswerer
    let teacher: Operator

    init() async throws {
        premises = try await Premises()
        teacher = Operator(
            id: .make(at: Premises.now), organization: premises.organization.id, email: "t@example.com", name: "Tess",
            role: .admin)
        _ = try await premises.store.add(teacher, passwordHash: "none")
        answerer = CorrectedAnswerer(
            answerer: BuiltInAnswerer(librarian: premises.librarian), corrections: premises.store,
            librarian: premises.librarian)
    }

    func correction(
        _ question: String, _ lesson: Correction.Lesson, history: [Utterance] = [], entry: KnowledgeID? = nil
    ) -> Correction {
        Correction(
            id: .make(at: Premises.now), bot: premises.bot.id, question: question, history: history, lesson: lesson,
            entry: entry, occasion: nil, by: Author(id: teacher.id.description, name: "Tess"),
            createdAt: Premises.now, updatedAt: Premises.now)
    }

    @discardableResult
    func teach(
        _ question: String, _ lesson: Correction.Lesson, history: [Utterance] = [], entry: KnowledgeID? = nil
    ) async throws -> Correction {
        let correction = correction(question, lesson, history: history, entry: entry)
        try await premises.store.put(correction, words: QuestionWords.stems(of: question))
        return correction
    }

    func ask(_ text: String, history: [Utterance] = []) async throws -> Answer {
        try await answerer.answer(premises.question(text, history: history), draft: .none)
    }
}

@Test func `what was taught wins when the question comes again, in other words too`() async throws {
    let school = try await School()
    try await school.premises.learn(
        .faq(question: "Do you deliver to islands?", answer: "Yes, everywhere.", alternatives: []))
    #expect(try await school.ask("Do you deliver to islands?").text == "Yes, everywhere.")
    try await school.teach("Do you deliver parcels to small islands?", .answer("Only to islands with a ferry."))
    for question in [
        "Do you deliver parcels to small islands?", "do you deliver parcel to a small island",
        "Delivering parcels to small islands – do you?",
    ] {
        let answer = try await school.ask(question)
        #expect(answer.text == "Only to islands with a ferry.", "\(question)")
        #expect(answer.confident && !answer.handoff)
    }
    #expect(try await school.ask("Do you deliver to islands?").text == "Yes, everywhere.")
    #expect(try await school.ask("Can I return parcels from small shops?").text != "Only to islands with a ferry.")
    try school.premises.close()
}

@Test func `a lesson may be an entry, not to know, or a person`() async throws {
    let school = try await School()
    let right = try await school.premises.learn(
        .text(title: "Ferries", text: "The ferry leaves at nine. It carries bicycles for two euros. Dogs travel free."))
    try await school.teach("How much is a bike on the boat?", .entry(right.id), entry: right.id)
    try await school.teach("Who will win the regatta this year?", .unknown)
    try await school.teach("My boat ticket was charged twice", .handover)
    let entry = try await school.ask("how much is a bike on the boat")
    #expect(entry.citations.map(\.id) == [right.id])
    #expect(entry.text.contains("two euros"))
    let unknown = try await school.ask("Who will win the regatta this year?")
    #expect(!unknown.confident && !unknown.handoff && unknown.band == .unknown)
    let person = try await school.ask("my boat ticket was charged twice!")
    #expect(person.handover?.reason == .taught)
    #expect(try await school.premises.librarian.remove(right.id, of: school.premises.bot.id))
    #expect(try await school.ask("how much is a bike on the boat").citations.isEmpty)
    let flagged = try await school.premises.store.corrections(of: school.premises.bot.id, after: nil, limit: 9).elements
    #expect(flagged.filter(\.entryHasChanged).map(\.question) == ["How much is a bike on the boat?"])
    try school.premises.close()
}

@Test func `a question that means little by itself is the same only after the same`() async throws {
    let school = try await School()
    let parcel = [Utterance(role: .customer, text: "I sent you a parcel with shoes"), Utterance(role: .bot, text: "Good.")]
    try await school.teach("How long does it take?", .answer("Four days."), history: parcel)
    #expect(try await school.ask("how long does it take", history: parcel).text == "Four days.")
    let refund = [Utterance(role: .customer, text: "Where do refunds go?"), Utterance(role: .bot, text: "To the card.")]
    #expect(try await school.ask("how long does it take", history: refund).text != "Four days.")
    #expect(try await school.ask("how long does it take").text != "Four days.")
    try school.premises.close()
}

@Test func `another bot learns nothing of it, and what is removed is forgotten`() async throws {
    let school = try await School()
    let correction = try await school.teach("Is the harbour open in winter?", .answer("Until four."))
    let elsewhere = Question(bot: school.premises.otherBot, history: [], text: "Is the harbour open in winter?")
    #expect(try await school.answerer.answer(elsewhere, draft: .none).text != "Until four.")
    #expect(try await !school.premises.store.remove(correction.id, of: school.premises.otherBot.id))
    #expect(try await school.premises.store.remove(correction.id, of: school.premises.bot.id))
    #expect(try await school.ask("Is the harbour open in winter?").text != "Until four.")
    try school.premises.close()
}

@Test func `a draft counts as stored, and replaces the correction with its id`() async throws {
    let school = try await School()
    let stored = try await school.teach("Is the harbour open in winter?", .answer("Until four."))
    var draft = stored
    draft.lesson = .answer("Until five.")
    let question = school.premises.question("Is the harbour open in winter?")
    #expect(try await school.answerer.trying(draft).answer(question, draft: .none).text == "Until five.")
    #expect(try await school.answerer.answer(question, draft: .none).text == "Until four.")
    let evaluator = Evaluator(
        conversations: school.premises.store, corrections: school.premises.store, answerer: school.answerer)
    let now = try await evaluator.evaluate(school.premises.bot, with: nil, after: nil, limit: 10)
    #expect(now.elements.map(\.outcome) == [.fixed])
    #expect(now.elements.first?.answer == "Until four.")
    let then = try await evaluator.evaluate(school.premises.bot, with: draft, after: nil, limit: 10)
    #expect(then.elements.map(\.answer) == ["Until five."])
    try school.premises.close()
}

@Test func `a replay tells what is as it was, what broke and what became another answer`() {
    func item(_ source: KnowledgeID?) -> Item {
        Item(
            seq: 3, sort: .message, id: "a", role: .bot, text: "Nine to five.", at: Premises.now,
            sources: source.map { [Source(id: $0, title: "Hours", passage: "", score: 1)] } ?? [])
    }
    let entry = KnowledgeID.make(at: Premises.now)
    func answer(_ text: String, _ source: KnowledgeID? = nil) -> Answer {
        let sources = source.map { [Source(id: $0, title: "Hours", passage: "", score: 1)] } ?? []
        return Answer(text: text, confident: true, sources: sources, citations: sources, band: .answer)
    }
    #expect(Evaluator.outcome(of: answer("Nine  to five."), then: item(nil), rated: .up) == .unchanged)
    #expect(Evaluator.outcome(of: answer("From nine on.", entry), then: item(entry), rated: .up) == .unchanged)
    #expect(Evaluator.outcome(of: answer("I don't know."), then: item(entry), rated: .up) == .broken)
    #expect(Evaluator.outcome(of: answer("Nine to five."), then: item(nil), rated: .down) == .unchanged)
    #expect(Evaluator.outcome(of: answer("Ten to six."), then: item(nil), rated: .down) == .changed)
    #expect(Evaluator.follows(answer("x", entry), .entry(entry)))
    #expect(!Evaluator.follows(answer("x"), .entry(entry)))
    #expect(!Evaluator.follows(answer("x"), .unknown) && !Evaluator.follows(answer("x"), .handover))
}
