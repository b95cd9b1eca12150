@testable import Bot
import Testing

private func grounds(_ passages: String..., always: [String] = []) -> AnswerGrounds {
    AnswerGrounds(passages: passages, always: always)
}

/// What is on the screen in the end, whether anything was taken back, and the checked answer.
private func write(
    _ text: String, from grounds: AnswerGrounds, cutEvery size: Int = 1_000
) -> (screen: String, replaced: Int, checked: CheckedAnswer) {
    var checked = CheckedAnswer(passages: grounds.passageCount) { grounds }
    var screen = ""
    var replaced = 0
    func carryOut(_ steps: [CheckedAnswer.Step]) {
        for step in steps {
            switch step {
            case .show(let text): screen += text
            case .replace(let text):
                screen = text
                replaced += 1
            }
        }
    }
    let scalars = Array(text.unicodeScalars)
    for start in stride(from: 0, to: scalars.count, by: size) {
        var piece = String.UnicodeScalarView()
        piece.append(contentsOf: scalars[start..<min(start + size, scalars.count)])
        carryOut(checked.feed(String(piece)))
    }
    carryOut(checked.finish())
    return (screen, replaced, checked)
}

@Test(arguments: [1, 2, 3, 5, 1_000])
func `marks are remembered and never seen, however the text is cut`(size: Int) {
    let grounds = grounds("Shipping takes 9 days.", "Returns are free.")
    let text = "It takes 9 days [1]. Returns are free. [2][1] And [see below](https://x.example) no [invented] [7]thing【2】."
    let (screen, _, checked) = write(text, from: grounds, cutEvery: size)
    // The link stands nowhere, so its sentence goes.
    #expect(checked.text == "It takes 9 days. Returns are free.")
    #expect(screen.hasPrefix("It takes 9 days"))
    #expect(checked.cited == [1, 2] && checked.dropped == 1)
    let plain = write("No [invented] thing [7], none [12] at all【2】.", from: grounds, cutEvery: size).checked
    #expect(plain.text?.replacing(" ,", with: ",").replacing(" .", with: ".") == "No [invented] thing, none at all.")
    #expect(plain.cited == [2])
}

@Test func `words are shown at once, and a sentence with a number when it is whole`() {
    let grounds = grounds("The kettle costs 49.90 €. Call +49 (30) 123-4567.")
    var checked = CheckedAnswer(passages: 1) { grounds }
    let pieces: [(String, [CheckedAnswer.Step])] = [
        ("The", [.show("The")]), (" kettle costs ", [.show(" kettle costs ")]), ("49", []), (",90 €", []), (" [1].", []),
        (" Gladly", [.show("49,90 €. "), .show("Gladly")]), ("! It costs 12 €.", [.show("! ")]),
        (" Or", [.show("Or")]), (" 13", []),
    ]
    for (piece, expected) in pieces {
        let steps = checked.feed(piece)
        #expect(steps == expected, "\(piece)")
    }
    let last = checked.finish()
    #expect(last == [.replace("The kettle costs 49,90 €. Gladly! ")])
    #expect(checked.text == "The kettle costs 49,90 €. Gladly!")
}

@Test func `facts are recognised in other spellings, and others are not`() {
    let passage = """
        The kettle costs 1,299.00 € (VAT 19 percent included). Returns within thirty days, until 3 March 2025.
        Call +49 (30) 123-4567 or write to Help@Shop.example. Form: https://www.shop.example/returns/. Open until 5 pm.
        """
    let grounds = grounds(passage, always: ["My order is 4711."])
    for sentence in [
        "It costs 1.299 €.", "It costs € 1299.", "It costs 1 299 EUR.", "Das sind 19 %.", "You have 30 days.",
        "Until 03.03.2025.", "Until March 3, 2025.", "Hasta el 3 de marzo de 2025.", "Call +49 30 1234567.",
        "Write to help@shop.example.", "See [the form](https://shop.example/returns).", "See shop.example.",
        "We close at 17.", "Order 4711 is on its way.", "١٩٪ included.", "1. Open the page.", "No numbers at all.",
    ] { #expect(grounds.hold(sentence, citing: []), "\(sentence)") }
    for sentence in [
        "It costs 1,298 €.", "It costs 1.299 $.", "It is 1.3.", "You get 30 % off.", "Das sind 20 %.", "Until 3 April 2025.",
        "Until 3 March 2026.", "Call +49 30 1234568.", "Write to help@shop.example.evil.test.", "Write to boss@shop.example.",
        "See https://shop.example/returns/now.", "See evil.example.", "See www.evil.test.", "javascript:alert(1)",
        "Order 4712 is on its way.",
    ] { #expect(!grounds.hold(sentence, citing: []), "\(sentence)") }
}

@Test func `a sentence that cites a passage takes its facts from that one`() {
    let grounds = grounds("A kettle costs 40 €.", "A pot costs 50 €.", always: ["We are open until 18:30."])
    #expect(grounds.hold("The kettle costs 40 €.", citing: [1]))
    #expect(!grounds.hold("The kettle costs 50 €.", citing: [1]))
    #expect(grounds.hold("They cost 40 € and 50 €.", citing: [1, 2]))
    #expect(grounds.hold("They cost 40 € and 50 €.", citing: []))
    #expect(grounds.hold("We are open until 18:30.", citing: [1]))
}

@Test func `what was shown of a sentence that is dropped is taken back, lines stay lines`() {
    let grounds = grounds("The pot weighs 3 kg.")
    let (screen, replaced, checked) = write(
        "The pot:\n- weighs 3 kg [1]\n- costs 20 €\n- is blue", from: grounds, cutEvery: 2)
    #expect(checked.text == "The pot:\n- weighs 3 kg\n- is blue")
    #expect(screen == checked.text && replaced == 1 && checked.dropped == 1)
    let none = write("All of it costs 20 €.", from: grounds)
    #expect(none.checked.text == nil && none.screen.isEmpty)
    let spaceless = write("鍋は3kgです。値段は20円です。青いです。", from: grounds, cutEvery: 1)
    #expect(spaceless.checked.text == "鍋は3kgです。青いです。")
}

@Test(arguments: [1, 4, 1_000])
func `the mark of not knowing is never seen`(size: Int) {
    let grounds = grounds("The pot weighs 3 kg.")
    for text in ["UNKNOWN", " UNKNOWN.", "UNKNOWN\n\nI am sorry, ask 12 others.", "\"UNKNOWN\""] {
        let (screen, _, checked) = write(text, from: grounds, cutEvery: size)
        #expect(checked.isUnknown && screen.isEmpty, "\(text)")
    }
    let (screen, _, checked) = write("Under the pot.\nUNKNOWN", from: grounds, cutEvery: size)
    #expect(!checked.isUnknown && screen == "Under the pot.\n" && checked.text == "Under the pot.")
    #expect(write("UNKNOWNS are many.", from: grounds, cutEvery: size).checked.text == "UNKNOWNS are many.")
    #expect(write("Unknown.", from: grounds, cutEvery: size).checked.isUnknown)
}
