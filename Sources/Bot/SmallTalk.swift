import Knowledge

/// Lines that need no knowledge: a greeting, thanks, "are you a bot?". Only where the whole line is one.
enum SmallTalk {
    case hello, thanks, goodbye, identity

    static func read(_ text: String) -> (SmallTalk, Language)? {
        let words = Words.of(text).map { Folding.folded($0) }
        guard (1...9).contains(words.count) else { return nil }
        if asksWhoAnswers(words) { return (.identity, Language.detected(in: text) ?? .english) }
        guard words.count <= 6 else { return nil }
        for (language, list) in lists {
            let hello = words.contains { list.hello.contains($0) }
            let thanks = words.contains { list.thanks.contains($0) }
            let bye = words.contains { byes.contains($0) }
            guard hello || thanks || bye,
                words.allSatisfy({
                    list.hello.contains($0) || list.thanks.contains($0) || list.around.contains($0) || byes.contains($0)
                })
            else { continue }
            // "Thanks, bye", "bonne soirée, au revoir"; but "ciao" alone greets.
            return (bye && !hello ? .goodbye : thanks ? .thanks : .hello, language)
        }
        return nil
    }

    /// Whether a line says too little to look anything up: signs alone, a sound, one small word.
    static func isFragment(_ text: String) -> Bool {
        let words = Words.of(text).map { Folding.folded($0) }
        guard words.count <= 2 else { return false }
        if words.allSatisfy({ sounds.contains($0) }) { return true }
        return words.count == 1 && (Language.isCommonWord(words[0]) || words[0].utf8.count == 1 && words[0].utf8.first! >= 97)
    }

    /// Whether a short line turns down what was offered just before.
    static func declines(_ text: String) -> Bool {
        let words = Words.of(text).map { Folding.folded($0) }
        return (1...5).contains(words.count) && no.contains(words[0]) && words.allSatisfy { word in
            no.contains(word) || refusing.contains(word) || lists.contains { $0.1.thanks.contains(word) || $0.1.around.contains(word) }
        }
    }

    /// Whether a short line agrees to what was offered just before.
    static func agrees(_ text: String) -> Bool {
        let words = Words.of(text).map { Folding.folded($0) }
        return (1...4).contains(words.count) && words.contains { yes.contains($0) } && !words.contains { no.contains($0) }
    }

    private static let yes = WordSet("""
        yes yeah yep yup sure ok okay please si claro vale dale sim oui ouais volontiers ja gerne gern graag tak jasne ano
        evet tamam olur certo
        """)
    private static let no = WordSet("no not nope nao non nein nicht nee niet nie ne hayir")

    private static let refusing = WordSet("need need it s fine all right please gracias obrigado merci danke bitte grazie dank u je dziekuje diky tesekkurler")

    private static let sounds = WordSet("""
        hm hmm hmmm hmmmm mhm uh uhm um umm er eh ah oh huh what ok okay k kk lol haha hahaha hehe well so and but yes no yeah
        test asd asdf
        """)

    private static let byes = WordSet("""
        bye goodbye cya adios chau tchau revoir tschuss tschuess wiedersehen arrivederci doei widzenia pa nashledanou shledanou
        hoscakal hoscakalin gorusuruz
        """)

    /// "Are you a real person": an opening, small words, and what somebody may be.
    private static func asksWhoAnswers(_ words: [String]) -> Bool {
        for opening in openings {
            for start in words.indices where words[start...].starts(with: opening) {
                let rest = words[(start + opening.count)...]
                if let being = rest.first(where: { !between.contains($0) }), beings.contains(being) { return true }
            }
        }
        return false
    }

    private static let between = WordSet("""
        a an the real actual actually live still just talking to un una uma um une ein eine einem echt* een wirklich really
        vraiment vrai una verdad reale bir gercek nejaky jakis
        """)

    private static let openings: [[String]] = [
        "are you", "r u", "am i talking to", "am i speaking to", "am i speaking with", "am i talking with",
        "am i chatting with", "is this", "eres", "es usted", "estoy hablando con", "hablo con", "voce e", "estou falando com",
        "es tu", "etes vous", "vous etes", "tu es", "je parle a", "bist du", "sind sie", "spreche ich mit", "schreibe ich mit",
        "sei", "sto parlando con", "ben je", "ben jij", "bent u", "spreek ik met", "jestes", "czy jestes", "czy rozmawiam z",
        "jsi", "jste", "mluvim s", "sen", "siz",
    ].map { $0.split(separator: " ").map(String.init) }
    private static let beings = WordSet("""
        bot robot* robo human person machine ai humano humana persona maquina ia pessoa humain personne mensch menschen maschine ki
        computer umano macchina mens machine persoon czlowiek* maszyna clovek* stroj insan* makine
        """)

    private static let lists: [(Language, (hello: WordSet, thanks: WordSet, around: WordSet))] = [
        (.english, (
            WordSet("hi hello hey hiya howdy greetings morning afternoon evening"),
            WordSet("thanks thank thx ty cheers"),
            WordSet("good there you so much very a lot see later now again team everyone ok okay great perfect for your help have nice day"))),
        (.spanish, (
            WordSet("hola buenos buenas saludos"), WordSet("gracias"),
            WordSet("dias tardes noches muchas muy amable por su tu ayuda todo que tal hasta luego pronto"))),
        (.portuguese, (
            WordSet("oi ola bom boa"), WordSet("obrigado obrigada valeu"),
            WordSet("dia tarde noite muito pela ajuda tudo bem ate logo mais"))),
        (.french, (
            WordSet("bonjour bonsoir salut coucou"), WordSet("merci"),
            WordSet("beaucoup bien pour votre ton aide a vous tous au bonne journee soiree"))),
        (.german, (
            WordSet("hallo moin servus tag morgen abend"), WordSet("danke dank vielen dankeschon"),
            WordSet("guten gute schon sehr fur die ihre hilfe zusammen gruss gott auf bis bald ihnen"))),
        (.italian, (
            WordSet("ciao buongiorno buonasera salve"), WordSet("grazie"), WordSet("mille molte tante per l aiuto a tutti"))),
        (.dutch, (
            WordSet("hallo hoi goedemorgen goedemiddag goedenavond dag"), WordSet("dank bedankt dankjewel dankuwel"),
            WordSet("je u wel voor de hulp goede morgen hartelijk tot ziens fijne"))),
        (.polish, (
            WordSet("czesc witam dzien hej witaj"), WordSet("dziekuje dzieki"), WordSet("dobry wieczor bardzo za pomoc do"))),
        (.czech, (
            WordSet("ahoj dobry cau zdravim"), WordSet("dekuji dekuju diky"), WordSet("den vecer rano moc za pomoc na"))),
        (.turkish, (
            WordSet("merhaba selam selamlar gunaydin"), WordSet("tesekkurler tesekkur sagol sagolun"),
            WordSet("iyi gunler aksamlar ederim ederiz cok herkese"))),
    ]
}
