import Knowledge

/// "Let me talk to Sarah", "puis-je parler à Mme Petit": somebody is asked for by name.
///
/// A name is known by its capital or by a title before it, and only between a word of speech and its
/// preposition: "talk about Paris" and "speak Spanish" name nobody.
enum NamedPerson {
    static func language(of text: String) -> Language? {
        for sentence in HumanWish.sentences(of: text.replacing(".", with: " ")) {
            let spoken = sentence.split { !$0.isLetter }.map(String.init)
            let words = spoken.map { Folding.folded($0.lowercased()) }
            for (language, way) in ways where names(spoken, words, way, in: language) { return language }
        }
        return nil
    }

    private struct Way {
        let speech: WordSet
        /// What leads to the person; behind it in Turkish.
        let lead: Set<String>
        /// Some word of wishing or asking must stand somewhere.
        let wish: WordSet
    }

    private static func names(_ spoken: [String], _ words: [String], _ way: Way, in language: Language) -> Bool {
        guard words.contains(where: way.wish.contains), let verb = words.firstIndex(where: way.speech.contains) else {
            return false
        }
        if language == .turkish {
            // "Ayşe Hanım ile görüşmek": name, title, "ile".
            return words.indices.contains { index in
                index < verb && index > 0 && titles.contains(words[index]) && isName(spoken[index - 1])
            }
        }
        for index in words.indices where way.lead.contains(words[index]) && words.indices.contains(index + 1) {
            guard abs(index - verb) <= 4 else { continue }
            var place = index + 1
            // Nouns are written with capitals in German: there, a title must say that it is a person.
            var hasTitle = false
            while words.indices.contains(place), titles.contains(words[place]) || articles.contains(words[place]) {
                if titles.contains(words[place]) { hasTitle = true }
                place += 1
            }
            guard spoken.indices.contains(place), isName(spoken[place]), hasTitle || language != .german else { continue }
            if hasTitle || !unnamed.contains(words[place]) && endsThere(spoken, words, after: place) { return true }
        }
        return false
    }

    private static func isName(_ word: String) -> Bool {
        guard word.count >= 2, word.first!.isUppercase, word.contains(where: \.isLowercase) else { return false }
        return !Language.isCommonWord(Folding.folded(word.lowercased()))
    }

    /// At most a second name, then nothing or small words: "to Sarah from sales", not "to Spotify Premium support".
    private static func endsThere(_ spoken: [String], _ words: [String], after place: Int) -> Bool {
        guard spoken.indices.contains(place + 1) else { return true }
        if Language.isCommonWord(words[place + 1]) || after.contains(words[place + 1]) { return true }
        return isName(spoken[place + 1])
            && (!spoken.indices.contains(place + 2) || Language.isCommonWord(words[place + 2]) || after.contains(words[place + 2]))
    }

    private static let after: Set<String> = [
        "instead", "directly", "again", "now", "today", "por", "directamente", "sprechen", "reden", "spreken", "praten", "mluvit",
        "rozmawiac", "porozmawiac", "personally", "diretamente", "directement", "direttamente", "rechtstreeks",
    ]
    private static let articles: Set<String> = ["a", "o", "la", "il", "el", "the"]
    private static let titles: Set<String> = [
        "mr", "mrs", "ms", "miss", "dr", "senor", "senora", "sr", "sra", "dona", "don", "monsieur", "madame", "mme", "m",
        "frau", "herr", "herrn", "signor", "signora", "mevrouw", "meneer", "dhr", "mevr", "pan", "pani", "pania", "panem",
        "pana", "panu", "hanim", "hanimla", "hanimefendi", "bey", "beyle",
    ]
    /// Machines and others that have names but are nobody here.
    private static let unnamed: Set<String> = [
        "siri", "alexa", "google", "chatgpt", "gpt", "cortana", "whatsapp", "telegram", "messenger", "facebook", "instagram",
        "english", "spanish", "french", "german", "italian", "dutch", "polish", "czech", "turkish", "skype", "zoom", "paypal",
        "visa", "mastercard", "god", "jesus", "bluetooth", "ai", "internet", "android", "apple", "iphone", "amazon",
    ]

    private static let ways: [(Language, Way)] = [
        (.english, Way(
            speech: WordSet("talk speak chat talking speaking"), lead: ["to", "with"],
            wish: WordSet("want wanna can could may let like need please me"))),
        (.spanish, Way(
            speech: WordSet("hablar comunicarme comuniqueme paseme pasame"), lead: ["con"],
            wish: WordSet("quiero quisiera puedo puede podria necesito dejeme dejame favor paseme pasame comuniqueme"))),
        (.portuguese, Way(
            speech: WordSet("falar conversar"), lead: ["com"],
            wish: WordSet("quero queria posso pode poderia preciso gostaria deixe favor"))),
        (.french, Way(
            speech: WordSet("parler discuter passer passez"), lead: ["a", "avec", "moi"],
            wish: WordSet("veux voudrais puis peux pouvez pourrais aimerais besoin passez laissez plait"))),
        (.german, Way(
            speech: WordSet("sprechen reden verbinden telefonieren verbinde"), lead: ["mit"],
            wish: WordSet("will mochte kann konnte wurde darf bitte mich"))),
        (.italian, Way(
            speech: WordSet("parlare passarmi passatemi"), lead: ["con"],
            wish: WordSet("voglio vorrei posso potrei puo bisogno favore fatemi passatemi"))),
        (.dutch, Way(
            speech: WordSet("praten spreken doorverbinden overleggen"), lead: ["met"],
            wish: WordSet("wil wou kan mag graag zou alstublieft laat kunt"))),
        (.polish, Way(
            speech: WordSet("rozmawiac porozmawiac pogadac polaczyc polacz"), lead: ["z", "ze"],
            wish: WordSet("chce chcialbym chcialabym moge czy prosze mnie moglbym"))),
        (.czech, Way(
            speech: WordSet("mluvit promluvit hovorit spojit spojte prepojte"), lead: ["s", "se"],
            wish: WordSet("chci chtel chtela muzu mohu mohl prosim bych me mne"))),
        (.turkish, Way(
            speech: WordSet("gorusmek konusmak gorusebilir konusabilir baglayin"), lead: [],
            wish: WordSet("istiyorum isterim miyim misiniz lutfen baglayin"))),
    ]
}
