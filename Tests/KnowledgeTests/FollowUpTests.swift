import Chat
@testable import Knowledge
import Testing
import TestSupport

/// Three places, each with the same questions; only the answers name them.
private func places(_ premises: Premises) async throws -> [String: [KnowledgeEntry]] {
    var entries: [String: [KnowledgeEntry]] = [:]
    for place in ["Kirkwood House", "Rosa Lodge", "Alexander Inn"] {
        entries[place] = [
            try await premises.learn(
                .faq(question: "Is there parking?", answer: "Parking is free at \(place).", alternatives: [])),
            try await premises.learn(
                .faq(question: "Do you serve alcohol?", answer: "Yes, \(place) serves alcohol.", alternatives: [])),
        ]
    }
    return entries
}

@Test func `the thing that was named last stays in play, whatever else was said`() async throws {
    let premises = try await Premises()
    let entries = try await places(premises)
    let history = [
        Utterance(role: .customer, text: "Tell me about Rosa Lodge please"),
        Utterance(role: .bot, text: "It is a cheap place in the north."),
        Utterance(role: .customer, text: "And Alexander Inn? I want free parking and an expensive room."),
        Utterance(role: .bot, text: "It is expensive and in the south."),
    ]
    let found = try await premises.find("Do they have beer?", history: history).found
    #expect(found.first?.entry == entries["Alexander Inn"]?[1])
    try premises.close()
}

@Test func `a question that names something is about that, not about what came before`() async throws {
    let premises = try await Premises()
    let entries = try await places(premises)
    let history = [Utterance(role: .customer, text: "I stay at Kirkwood House")]
    let found = try await premises.find("Is there parking at Rosa Lodge?", history: history).found
    #expect(found.first?.entry == entries["Rosa Lodge"]?[0])
    try premises.close()
}

@Test func `what was said already is not offered again, unless asked for in its words`() async throws {
    let premises = try await Premises()
    let returns = try await premises.learn(
        .faq(question: "How do returns work?", answer: "Send the parcel back to us.", alternatives: []))
    let money = try await premises.learn(
        .faq(question: "How long do returns take?", answer: "A week from when it is here.", alternatives: []))
    let history = [
        Utterance(role: .customer, text: "returns"), Utterance(role: .bot, text: "Send the parcel back to us."),
    ]
    #expect(try await premises.find("and the returns?", history: history).found.first?.entry == money)
    #expect(try await premises.find("How do returns work?", history: history).found.first?.entry == returns)
    try premises.close()
}

@Test func `a word that means the same finds less than the word itself`() async throws {
    let premises = try await Premises()
    let wifi = try await premises.learn(.faq(question: "Is there wifi?", answer: "In all rooms.", alternatives: []))
    #expect(try await premises.find("Do you have the internet?").found.first?.entry == wifi)
    let internet = try await premises.learn(
        .faq(question: "Is there internet?", answer: "By cable.", alternatives: []))
    #expect(try await premises.find("Do you have the internet?").found.map(\.entry) == [internet, wifi])
    try premises.close()
}
