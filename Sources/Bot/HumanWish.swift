import Knowledge

/// Whether a customer asks for a human. Rules alone decide it, on the customer's own words: nothing that
/// stands in a document or comes from a model can hand over.
enum HumanWish {
    /// The language of the wish, or nil where there is none.
    static func language(of text: String) -> Language? {
        let sentences = sentences(of: text).map { Words.of($0).map { Folding.folded($0) } }
        for words in sentences {
            for language in Language.allCases {
                if let list = WishWords.all[language], asks(words, list, in: language) { return language }
            }
        }
        if let named = NamedPerson.language(of: text) { return named }
        guard let english = WishWords.all[.english] else { return nil }
        return sentences.contains { asks($0.map(corrected), english, in: .english) } ? .english : nil
    }

    static func sentences(of text: String) -> [String] {
        text.split { $0.isNewline || ".!?;,".contains($0) }.map(String.init)
    }

    private static func asks(_ words: [String], _ list: WishWords, in language: Language) -> Bool {
        if isAlone(words, list) { return true }
        if language == .english, hasEnglishPhrase(words) { return true }
        for (index, word) in words.enumerated() {
            let isSpeech = list.speech.contains(word)
            guard isSpeech || list.get.contains(word), !isToldOrAsked(words, at: index, in: language) else { continue }
            let negated = isNegated(words, before: index, list)
            for step in [1, -1] {
                guard let (other, distance) = person(from: index, step: step, words, list, anyPerson: isSpeech)
                else { continue }
                if WishWords.machines.contains(other) {
                    // "I don't want to talk to a bot" asks; "talk to you" alone does not.
                    if negated, isSpeech, step == 1 || language != .english { return true }
                    continue
                }
                if negated || language == .english && !isEnglishWish(word, other, words, index, step * distance) { continue }
                if isSpeech || endsPhrase(words, at: index + step * distance, list) { return true }
            }
        }
        return false
    }

    /// "Agents I can talk to", not "agents speak German"; contacting support is a question that has an answer.
    private static func isEnglishWish(
        _ verb: String, _ person: String, _ words: [String], _ index: Int, _ offset: Int
    ) -> Bool {
        if offset < 0 { return words[(index + offset)..<index].contains { ["i", "we", "to"].contains($0) } }
        let isOffice = [
            "support", "service", "care", "team", "sales", "billing", "accounting", "management", "staff",
        ].contains(person)
        return !(isOffice && ["contact", "contacting", "reach", "call"].contains(verb))
    }

    /// The nearest person (or machine) in a direction, with nothing but fillers between, and how far it is.
    private static func person(
        from index: Int, step: Int, _ words: [String], _ list: WishWords, anyPerson: Bool
    ) -> (String, Int)? {
        var found: (String, Int)?
        for distance in 1...7 {
            let position = index + step * distance
            guard words.indices.contains(position) else { break }
            let word = words[position]
            if WishWords.machines.contains(word), word != "you" || step == 1 && distance <= 2 && !isFollowed(words, position) {
                return (word, distance)
            }
            if list.strong.contains(word) || list.common.contains(word) || anyPerson && list.weak.contains(word) {
                found = (word, distance)
                // "a human agent": the last word of the phrase counts.
                guard list.fillers.contains(word) else { break }
                continue
            }
            guard list.fillers.contains(word) else { break }
        }
        return found
    }

    private static func isFollowed(_ words: [String], _ position: Int) -> Bool {
        words.indices.contains(position + 1) && ["about", "on", "via", "by", "through", "for"].contains(words[position + 1])
    }

    /// "Human, please": nothing but the person and small words.
    private static func isAlone(_ words: [String], _ list: WishWords) -> Bool {
        let polite: Set<String> = [
            "please", "pls", "plz", "now", "por", "favor", "bitte", "svp", "per", "favore", "aub", "alstublieft", "prosze",
            "prosim", "lutfen", "gracias", "obrigado", "obrigada", "merci", "danke", "grazie", "bedankt", "dziekuje", "dekuji",
            "tesekkurler", "hi", "hello", "hola", "hallo", "yes", "no", "ok",
        ]
        guard (1...6).contains(words.count) else { return false }
        let isPerson = words.contains { list.strong.contains($0) }
            || words.contains { list.common.contains($0) } && words.contains { WishWords.real.contains($0) }
        return isPerson
            && words.allSatisfy {
                list.strong.contains($0) || list.common.contains($0) || WishWords.real.contains($0)
                    || polite.contains($0) || (list.fillers.contains($0) && !["you", "can", "i", "we"].contains($0))
            }
    }

    /// With "need" or "get" the person must be what is wanted, not the beginning of another thing's name.
    private static func endsPhrase(_ words: [String], at position: Int, _ list: WishWords) -> Bool {
        guard words.indices.contains(position + 1) else { return true }
        let next = words[position + 1]
        if next == "s" { return false }
        return list.fillers.contains(next) || list.get.contains(next) || list.speech.contains(next)
            || Language.isCommonWord(next) || ["asap", "instead", "help", "already"].contains(next)
    }

    /// "I do not want", "I don't need", "nie chcę", "will nicht": a negation beside a word of wanting.
    private static func isNegated(_ words: [String], before index: Int, _ list: WishWords) -> Bool {
        // Turkish says at the end that one does not want.
        if words[index...].contains("istemiyorum") { return true }
        for position in max(0, index - 6)..<index where list.negations.contains(words[position]) {
            let near = [position, position - 1, position + 1, position + 2].filter { words.indices.contains($0) && $0 <= index }
            if near.contains(where: { list.get.contains(words[$0]) || ["want", "need", "wish"].contains(words[$0]) }) {
                return true
            }
        }
        return false
    }

    /// "I was talking to", "am I talking to", "did I speak with": told or asked, not wished.
    private static func isToldOrAsked(_ words: [String], at index: Int, in language: Language) -> Bool {
        guard language == .english else { return false }
        let before = words[max(0, index - 2)..<index]
        if before.contains(where: { ["was", "were", "been", "did", "after", "while"].contains($0) }) { return true }
        return before.contains("am") && before.last == "i" || before.contains("are") && before.last == "we"
    }

    private static func hasEnglishPhrase(_ words: [String]) -> Bool {
        if englishPhrases.stand(in: words) { return true }
        return words.contains("comfortable") && words.contains { ["machine", "bot", "robot", "computer"].contains($0) }
            && englishNegations.stand(in: words)
    }

    private static let englishPhrases = PhraseList("""
        get someone to help|someone to help me|get somebody to help|let me talk to someone|human handoff|live agent|live person
        put me through to|put me through with|someone real|somebody real|a real human|not a bot please|not a robot please
        """)
    private static let englishNegations = PhraseList("don t|dont|not")

    /// Typing errors in the words that matter most.
    private static func corrected(_ word: String) -> String {
        let slips = ["taok": "talk", "tlak": "talk", "takl": "talk", "tallk": "talk", "tak": "talk", "talkk": "talk", "hcat": "chat"]
        if let right = slips[word] { return right }
        guard word.utf8.count >= 5, !lookalikes.contains(word) else { return word }
        return spellings.first { Spelling.differByOne(word, $0) } ?? word
    }

    private static let spellings = [
        "speak", "contact", "talking", "speaking", "chatting", "contacting", "operator", "someone", "somebody",
        "representative", "assistant", "agent", "human", "person",
    ]
    private static let lookalikes: Set<String> = [
        "contract", "contracts", "contacts", "sneak", "speck", "parson", "humane", "taking", "walking", "tanking",
        "stalking", "assistants", "persons",
    ]
}
