import Knowledge
import Testing

@Test func `questions that ask for the same stand together, the most frequent first`() {
    let asked = [
        "Is there a student discount?", "do you ship to malta", "Do you ship to Malta?", "Do you ship to Cyprus?",
        "shipping to Malta, is that possible", "???",
    ]
    #expect(QuestionGroups.of(asked) == [[1, 2, 4], [0], [3], [5]])
    #expect(QuestionGroups.of([]) == [])
}

@Test func `what is a little like a little like it does not join`() {
    let asked = ["red van price", "red van colour", "blue van colour", "red van price"]
    #expect(QuestionGroups.of(asked) == [[0, 1, 3], [2]])
}

@Test func `a group is called by its most frequent wording`() {
    #expect(QuestionGroups.wording(of: ["Shipping to Malta", "do you ship to malta", "Do you ship to Malta?"]) == "do you ship to malta")
    #expect(QuestionGroups.wording(of: ["b", "a"]) == "b")
    #expect(QuestionGroups.wording(of: []).isEmpty)
}
