import Chat
@testable import Knowledge
import Testing

private func terms(_ text: String, history: [Utterance] = []) -> Terms {
    let bot = WhisperBot(
        id: BotID(high: 1, low: 1), organization: OrganizationID(high: 1, low: 1), name: "B",
        createdAt: Moment(milliseconds: 0))
    return Terms(Question(bot: bot, history: history, text: text))
}

@Test func `small words carry nothing, in the language that is written`() {
    #expect(terms("How do I return my van?").own.map(\.text) == ["return", "van"])
    #expect(terms("Wie kann ich die Ware zurückgeben?").own.map(\.text) == ["ware", "zurückgeben"])
    #expect(terms("¿Dónde está mi pedido?").own.map(\.text) == ["pedido"])
    #expect(terms("Где мой заказ?").own.map(\.text) == ["заказ"])
    #expect(terms("Când ajunge comanda mea?").own.map(\.text) == ["ajunge", "comanda"])
    #expect(terms("Πού είναι η παραγγελία μου;").own.map(\.text) == ["παραγγελία"])
    #expect(terms("متى تصل الطلبات إلى المدينة؟").own.map(\.text) == ["تصل", "الطلبات", "المدينة"])
    #expect(terms("Khi nào phòng sẽ mở?").own.map(\.text) == ["phòng", "mở"])
    #expect(terms("मेरा ऑर्डर कहाँ है?").own.map(\.text) == ["ऑर्डर"])
}

@Test func `a question of small words alone keeps them`() {
    #expect(terms("What is it?").own.map(\.text) == ["what", "is", "it"])
    #expect(terms("?!").own.isEmpty)
}

@Test func `scripts without spaces are taken in overlapping pairs`() {
    #expect(Words.of("退货政策 2024") == ["退货", "货政", "政策", "2024"])
    #expect(Words.of("คืนเงิน").count == 6)
}

@Test func `at most 32 words are looked up, each once`() {
    let text = (1...100).map { "word\($0) word\($0)" }.joined(separator: " ")
    #expect(terms(text).own.count == Terms.most)
}

@Test func `lines before count less the older they are`() {
    let history = [
        Utterance(role: .customer, text: "Tell me about Kirkwood"), Utterance(role: .bot, text: "Kirkwood is a guesthouse."),
    ]
    let found = terms("And breakfast?", history: history)
    #expect(found.own.map(\.text) == ["breakfast"])
    #expect(found.context.map(\.text) == ["kirkwood", "guesthouse"])
    let older = terms("And breakfast?", history: Array(history.reversed()))
    #expect(older.context.first { $0.text == "guesthouse" }?.weight == 0.7)
}

@Test func `words match across endings, diacritics, compounds and single typing errors`() {
    func quality(_ word: String, in text: String) -> Double { WordIndex(text).match(Word(folding: word)).quality }
    #expect(quality("shipping", in: "We ship daily") > 0.9)
    #expect(quality("ruckgabe", in: "Die Rückgabe ist frei") == 1)
    #expect(quality("lieferzeit", in: "Unsere Lieferzeiten") > 0.8)
    #expect(quality("delivrey", in: "Free delivery") > 0.7)
    #expect(quality("card", in: "Free delivery") == 0)
    #expect(quality("order", in: "border") == 0)
    #expect(Spelling.differByOne("agent", "agnet"))
    #expect(!Spelling.differByOne("agent", "gaent "))
}
