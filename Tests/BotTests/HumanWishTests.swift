@testable import Bot
import Knowledge
import Testing

@Test(arguments: [
    (Language.english, ["Can I talk to a human?", "agent please", "I dont want to talk to a bot", "pass me to a real person",
        "can you get someone to help me", "i need help talking with an ooerator", "No. Let me speak to your manager!",
        "Are you a bot? Give me a human", "are there people I can talk to?", "i dont know how to chat with somenoe"]),
    (.spanish, ["Quiero hablar con una persona", "necesito un agente", "no quiero hablar con un robot"]),
    (.portuguese, ["Quero falar com um atendente", "Preciso falar com uma pessoa de verdade"]),
    (.french, ["Je veux parler à un humain", "Pouvez-vous me passer un conseiller ?", "je voudrais parler à quelqu'un"]),
    (.german, ["Ich möchte mit einem Menschen sprechen", "Mitarbeiter bitte", "Verbinden Sie mich mit einem Mitarbeiter"]),
    (.italian, ["Vorrei parlare con un operatore", "operatore"]),
    (.dutch, ["Ik wil een medewerker spreken", "Kan ik met een echt persoon praten?"]),
    (.polish, ["Chcę rozmawiać z człowiekiem", "połącz mnie z konsultantem"]),
    (.czech, ["Chci mluvit s operátorem", "Můžu mluvit s někým živým?"]),
    (.turkish, ["Bir insanla görüşmek istiyorum", "müşteri temsilcisine bağla"]),
] as [(Language, [String])])
func `a wish for a human is understood in ten languages`(language: Language, lines: [String]) {
    for line in lines { #expect(HumanWish.language(of: line) == language, "\(line)") }
}

@Test(arguments: [
    "A table for five people please", "Are you a human?", "Am I talking to a real person?", "I spoke to an agent yesterday",
    "I was talking to someone about this", "I don't want to talk to a human", "Can I add a person to my account?",
    "Is this price per person?", "I need a room for one person", "Do your agents speak German?", "I need agent id",
    "How can I contact support?", "Can someone help me?", "What is the agent fee?", "Where is my contract?",
    "I need a person's name on the invoice", "Somebody stole my card", "I want to talk to you about my order",
    "mesa para cinco personas", "quiero una habitación para una persona", "¿Eres humano?", "Une table pour cinq personnes",
    "einen Tisch für fünf Personen", "Wie viele Mitarbeiter haben Sie?", "un tavolo per cinque persone",
    "een tafel voor vijf personen", "stolik dla pięciu osób", "stůl pro pět osob", "beş kişilik masa", "", "?!",
])
func `talking about people is no wish for one`(line: String) {
    #expect(HumanWish.language(of: line) == nil)
}

@Test func `small talk is only what is nothing else`() {
    func read(_ text: String) -> SmallTalk? { SmallTalk.read(text)?.0 }
    #expect(read("Hi there!") == .hello)
    #expect(read("Guten Tag") == .hello)
    #expect(read("merci beaucoup") == .thanks)
    #expect(read("teşekkür ederim") == .thanks)
    #expect(read("Are you a real person?") == .identity)
    #expect(read("Bist du ein Mensch?") == .identity)
    #expect(read("hi, where is my order") == nil)
    #expect(read("Is this price per person?") == nil)
    #expect(read("") == nil)
}
