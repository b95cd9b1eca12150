import Knowledge

/// The words by which the customers of one language ask for a human. A `*` stands for any ending.
struct WishWords: Sendable {
    /// To talk, to be put through: with any of the persons below.
    let speech: WordSet
    /// To want, to need, to get: with `strong` and `common` alone.
    let get: WordSet
    /// Persons that are nothing but a human in a chat; enough alone.
    let strong: WordSet
    /// Persons that also sit at tables and have names.
    let common: WordSet
    /// Persons that are only meant where one talks to them.
    let weak: WordSet
    /// What may stand between verb and person.
    let fillers: WordSet
    let negations: WordSet

    /// Fillers that make of any person a real one.
    static let real = WordSet("""
        real live actual human humano humana humain humaine echt* echte echten menschlich* umano vero vera reale menselijk*
        zyw* prawdziw* ziv* skutecn* gercek canli verdadeiro verdadera reel vivant
        """)
    static let machines = WordSet("""
        bot bots botem botom chatbot chatbots chatbotem robo robos robot* roboter* machine machines computer computers ai ki ia maquina maschine macchina
        makine* maszyn* stroj* automat* automata you
        """)

    static let all: [Language: WishWords] = [
        .english: WishWords(
            speech: "talk talking talkin speak speaking chat chatting contact contacting reach connect transfer escalate call",
            get: "want wanna need needs get give prefer rather like wish bring pass put find send direct",
            strong: """
                human humans agent agents operator operators representative representatives rep reps handoff manager supervisor boss
                """,
            common: "person",
            weak: """
                someone somebody anyone anybody assistant advisor adviser employee worker staff colleague
                support service care team specialist expert people sales billing accounting management
                """,
            fillers: """
                to with wth wiht wirh a an the any some your of me us i we can could who whom that you actual real live human normal
                proper different other else another bank call center centre sales customer service support fucking freaking
                damn damned bloody goddamn please just now directly through over from being instead team member
                """,
            negations: "don dont not never doesnt doesn didnt didn no without"),
        .spanish: WishWords(
            speech: """
                hablar hablarle comunicarme comuniqueme comunicame comunicar contactar contactarme chatear conversar pasame
                paseme pasarme pasar transferir transfiereme transfierame transferirme conectame conecteme conectar ponme
                pongame atienda atender
                """,
            get: "quiero quisiera necesito dame deme prefiero busco",
            strong: "humano humana agente agentes operador operadora representante asesor asesora ejecutivo ejecutiva",
            common: "persona",
            weak: "alguien gente empleado empleada encargado encargada soporte supervisor responsable atencion",
            fillers: """
                con a un una el la al algun alguna alguien de del por favor real verdad ser humano humana persona me que
                pueda quien otro otra su vivo servicio atencion cliente
                """,
            negations: "no nunca sin"),
        .portuguese: WishWords(
            speech: """
                falar conversar contatar contactar transferir transfira transfere passar passe conectar conecte chamar
                chame atendido atendida
                """,
            get: "quero queria preciso gostaria prefiro",
            strong: "humano humana atendente atendentes agente operador operadora representante consultor consultora",
            common: "pessoa",
            weak: "alguem funcionario funcionaria suporte supervisor gerente responsavel",
            fillers: """
                com a um uma o ao para pra de do da algum alguma por favor real verdade ser humano pessoa me que possa quem
                outro outra seu sua vivo atendimento
                """,
            negations: "nao nunca sem"),
        .french: WishWords(
            speech: """
                parler discuter contacter joindre transferer transferez passer passez mettre mettez echanger chatter
                communiquer connecter connectez mis mise relation
                """,
            get: "veux voudrais voulais besoin donnez souhaite prefere",
            strong: "humain humaine agent agents operateur operatrice conseiller conseillere representant",
            common: "personne",
            weak: "quelqu quelquun employe responsable superviseur vendeur",
            fillers: """
                a avec un une le la l d de du en au qui on moi nous vrai vraie reel reelle etre humain vous plait s il relation
                contact ligne service client votre vos autre
                """,
            negations: "ne pas jamais sans"),
        .german: WishWords(
            speech: """
                sprechen reden chatten verbinden verbinde verbindet weiterleiten durchstellen kontaktieren erreichen
                unterhalten telefonieren schreiben weiterverbinden leiten leite
                """,
            get: "will mochte brauche gib geben geben hatte wunsche bevorzuge",
            strong: "mensch menschen mitarbeiter* berater* agent agenten operator kundenberater* sachbearbeiter*",
            common: "person",
            weak: "jemand* kollege* kollegin kundenservice kundendienst support team chef chefin vorgesetzt*",
            fillers: """
                mit zu an den die das der dem einen eine einem einer ein echt* richtig* menschlich* realen lebend* bitte
                mir mich uns ich sie du gern gerne jetzt lieber direkt uber vom von ihrem ihren eurem euren anderen zum zur personlich
                """,
            negations: "nicht kein keinen keine nie ohne"),
        .italian: WishWords(
            speech: """
                parlare parlarne chattare contattare passami passatemi passi passarmi trasferiscimi trasferitemi collegami
                collegatemi mettermi mettetemi metta contatto comunicare discutere
                """,
            get: "voglio vorrei serve dammi datemi preferisco bisogno",
            strong: "umano umana operatore operatrice agente rappresentante addetto addetta consulente",
            common: "persona",
            weak: "qualcuno assistenza impiegato responsabile supervisore collega",
            fillers: """
                con a ad un una uno il la l al di del essere umano umana vero vera reale persona in carne ossa per favore
                mi in che possa cui altro altra vostro servizio clienti
                """,
            negations: "non mai senza"),
        .dutch: WishWords(
            speech: "praten spreken chatten doorverbinden verbinden verbind bellen overleggen contact contacteren",
            get: "wil wou geef nodig liever graag",
            strong: "mens mensen medewerker* operator agent agenten vertegenwoordiger",
            common: "persoon",
            weak: "iemand collega klantenservice klantendienst helpdesk manager leidinggevende baas",
            fillers: """
                met een de het echt* menselijk* levend* aan door me mij ik te naar van jullie alstublieft aub graag even
                nu direct opnemen andere wie kan
                """,
            negations: "niet geen nooit zonder"),
        .polish: WishWords(
            speech: """
                rozmawiac porozmawiac pogadac pomowic polacz polaczyc polaczcie przelacz przelaczyc przekieruj skontaktowac
                kontakt rozmowa rozmowe czatowac mowic
                """,
            get: "chce chcialbym chcialabym potrzebuje poprosze daj dajcie wole prosze",
            strong: "czlowiek* konsultant* pracowni* doradc* operator* agent* przedstawiciel*",
            common: "osob*",
            weak: "kims ktos kogos obsluga obsluge kierowni* szef* przelozon* menedzer*",
            fillers: "z ze do o mi mnie sie zyw* prawdziw* prosze jakims jakas inna innym teraz moge moglbym waszym twoim obslugi klienta",
            negations: "nie nigdy bez"),
        .czech: WishWords(
            speech: """
                mluvit promluvit hovorit spojte spojit spoj prepojte prepojit prepoj kontaktovat chatovat popovidat
                komunikovat bavit
                """,
            get: "chci nechci chtel chtela potrebuji potrebuju dejte preferuji radeji",
            strong: "clovek* operator* pracovni* poradc* agent* zastupc*",
            common: "osob*",
            weak: "nekym nekdo nekoho nekomu podporou podpora vedouc* sef* nadrizen*",
            fillers: "s se z ze na k me mne mi ziv* skutecn* opravdov* prosim nejakym nejakou jinym radeji radsi bych vasim ted kym muzu mohu",
            negations: "ne nechci nikdy bez"),
        .turkish: WishWords(
            speech: """
                konusmak konusabilir konusayim konusalim konusmam gorusmek gorusebilir gorusmem goruseyim baglayin bagla
                baglar baglanmak baglanabilir aktar aktarin aktarir ulasmak ulasabilir yazismak
                """,
            get: "istiyorum isterim lazim gerekiyor verin",
            strong: "insan* temsilci* yetkili* operator* gorevli*",
            common: "kisi kisiyle",
            weak: "biri biriyle birine birisi birisiyle calisan* danisman* musteri hizmetleri* mudur* yonetici*",
            fillers: "bir gercek canli ile beni bana lutfen miyim misiniz musteri hizmetleri bagla simdi direkt baska ile",
            negations: "degil istemiyorum hayir"),
    ]

    private init(
        speech: String, get: String, strong: String, common: String, weak: String, fillers: String, negations: String
    ) {
        self.speech = WordSet(speech)
        self.get = WordSet(get)
        self.strong = WordSet(strong)
        self.common = WordSet(common)
        self.weak = WordSet(weak)
        self.fillers = WordSet(fillers)
        self.negations = WordSet(negations)
    }
}

/// Words, folded; those written with a `*` stand for all that begin so.
struct WordSet: Sendable {
    private var words: Set<String> = []
    private var beginnings: [String] = []

    init(_ list: String) {
        for word in list.split(whereSeparator: \.isWhitespace) {
            if word.hasSuffix("*") {
                beginnings.append(String(word.dropLast()))
            } else {
                words.insert(String(word))
            }
        }
    }

    func contains(_ word: String) -> Bool {
        words.contains(word) || beginnings.contains { word.hasPrefix($0) }
    }
}

/// Phrases of folded words, one a line or between bars.
struct PhraseList: Sendable {
    private var byFirst: [String: [ArraySlice<String>]] = [:]

    init(_ list: String) {
        for phrase in list.split(whereSeparator: { $0 == "|" || $0.isNewline }) {
            let words = phrase.split(separator: " ").map(String.init)
            if let first = words.first { byFirst[first, default: []].append(words.dropFirst()) }
        }
    }

    /// Whether one of them stands in the text, word for word.
    func stand(in words: [String]) -> Bool {
        words.indices.contains { index in
            byFirst[words[index]]?.contains { words[(index + 1)...].starts(with: $0) } ?? false
        }
    }
}
