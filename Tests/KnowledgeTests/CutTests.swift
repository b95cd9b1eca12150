import Chat
@testable import Knowledge
import Testing

@Test func `sentences end at full stops, not at abbreviations, numbers or initials`() {
    #expect(Sentences.of("Dr. Who lives here. Is it 3.5 km? Yes! See e.g. page 2.") == [
        "Dr. Who lives here.", "Is it 3.5 km?", "Yes!", "See e.g. page 2.",
    ])
    #expect(Sentences.of("今天开门。明天呢？") == ["今天开门。", "明天呢？"])
    #expect(Sentences.of("No end") == ["No end"])
    #expect(Sentences.of("   ").isEmpty)
}

@Test func `headings join the title, and sections are never mixed`() {
    let passages = Cut.passages(title: "Returns", text: """
        Send it back within 30 days.

        ## Refunds ##
        Money arrives in 5 days.

        ### Cards
        Up to 10 days.

        ## Exchanges
        Write to us.
        """)
    #expect(passages.map(\.title) == [
        "Returns", "Returns – Refunds", "Returns – Refunds – Cards", "Returns – Exchanges",
    ])
    #expect(passages.map(\.text) == [
        "Send it back within 30 days.", "Money arrives in 5 days.", "Up to 10 days.", "Write to us.",
    ])
}

@Test func `long articles become passages of about a hundred words that overlap by a sentence`() {
    let sentences = (1...60).map { "Sentence number \($0) says something short about one thing." }
    let passages = Cut.passages(title: "Long", text: sentences.joined(separator: " "))
    #expect(passages.count >= 5)
    for passage in passages {
        #expect((40...Cut.mostWords).contains(Words.count(passage.text)))
    }
    for (one, next) in zip(passages, passages.dropFirst()) {
        let last = Sentences.of(one.text).last
        #expect(Sentences.of(next.text).first == last)
    }
    for sentence in sentences { #expect(passages.contains { $0.text.contains(sentence) }) }
}

@Test func `lists, tables and code stay whole`() {
    let list = (1...12).map { "\($0). Do step \($0) with some care" }.joined(separator: "\n")
    let table = "| Size | Price |\n|---|---|\n" + (1...10).map { "| \($0) m | \($0) € |" }.joined(separator: "\n")
    let code = "```\n# no heading\n\nlet a = 1\n```"
    let filler = Array(repeating: "A sentence that fills the passage up to its end.", count: 8).joined(separator: " ")
    let passages = Cut.passages(title: "T", text: [filler, list, filler, table, code].joined(separator: "\n\n"))
    for block in [list, table, code] { #expect(passages.contains { $0.text.contains(block) }) }
}

@Test func `a table of hundreds of rows is cut between rows and keeps its head`() {
    let head = "| Country | Days |\n|---|---|"
    let rows = (1...400).map { "| Country \($0) | \($0) days |" }
    let passages = Cut.passages(title: "T", text: head + "\n" + rows.joined(separator: "\n"))
    #expect(passages.count > 5)
    #expect(passages.allSatisfy { $0.text.hasPrefix(head) })
    for row in rows { #expect(passages.contains { $0.text.contains(row) }) }
}

@Test func `text without any sentence end is cut all the same`() {
    let words = (1...1000).map { "word\($0)" }
    let passages = Cut.passages(title: "", text: words.joined(separator: " "))
    #expect(passages.allSatisfy { Words.count($0.text) <= Cut.mostWords })
    #expect(passages.map(\.text).joined(separator: " ") == words.joined(separator: " "))
    let run = String(repeating: "字", count: 5_000)
    #expect(Cut.passages(title: "", text: run).map(\.text).joined() == run)
    let sentences = "商品可以退货。退款五天内到账。"
    #expect(Cut.passages(title: "", text: sentences).map(\.text) == [sentences])
}

@Test func `a question is one passage with its other wordings, and a note is none`() {
    let faq = KnowledgeEntry.Content.faq(question: "Open?", answer: "At nine.", alternatives: ["Hours?", "When?"])
    #expect(Cut.passages(of: faq) == [Passage(title: "Open?\nHours?\nWhen?", text: "At nine.")])
    #expect(Cut.passages(of: .note(text: "Be brief.")).isEmpty)
}
