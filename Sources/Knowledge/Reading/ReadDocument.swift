/// What a file or a page says, read once and kept as text.
package struct ReadDocument: Sendable, Equatable {
    /// A question and its answer, ready to be a stored one.
    package struct Faq: Sendable, Equatable {
        package let question: String
        package let answer: String

        package init(question: String, answer: String) {
            self.question = question
            self.answer = answer
        }
    }

    /// The file's name, or the page's absolute address.
    package let name: String
    /// Never empty: the document's own title, or else its name.
    package let title: String
    /// The Markdown that `Article` reads: headings, lists, tables, fences and paragraphs. Empty where all is in `faqs`.
    package let text: String
    package let faqs: [Faq]
    /// What could not be read though the rest could, in sentences for the operator; 50 at most.
    package let remarks: [String]

    package init(name: String, title: String, text: String, faqs: [Faq] = [], remarks: [String] = []) {
        self.name = name
        self.title = title
        self.text = text
        self.faqs = faqs
        self.remarks = remarks
    }
}
