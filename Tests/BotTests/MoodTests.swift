@testable import Bot
import Chat
import Knowledge
import Testing

private func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

private let angry: [(Language, String)] = [
    (.english, """
        you are useless
        This is ridiculous, I have asked three times
        worst service ever
        WHY IS NOBODY ANSWERING ME
        stupid bot
        I'm fed up with this
        """),
    (.spanish, """
        no sirves para nada
        esto es una vergüenza, estoy harto
        """),
    (.portuguese, """
        vocês são inúteis
        pior atendimento que já vi
        """),
    (.french, """
        c'est une honte
        vous êtes nuls
        """),
    (.german, """
        das ist eine Frechheit
        du bist nutzlos
        """),
    (.italian, """
        siete inutili
        è una vergogna
        """),
    (.dutch, """
        dit is belachelijk
        jullie zijn waardeloos
        """),
    (.polish, """
        jesteście do niczego
        to jest skandal
        """),
    (.czech, """
        jste k ničemu
        to je výsměch
        """),
    (.turkish, """
        bu rezalet
        hiçbir işe yaramıyorsunuz
        """),
]

private let calm: [(Language, String)] = [
    (.english, """
        how do I cancel my damn order
        I WOULD LIKE TO ORDER TWO MATTRESSES
        Is the filter useless after a year of daily use in hard water regions?
        can I wash it at 60 degrees
        """),
    (.spanish, """
        el colchón viejo no vale, quiero otro
        """),
    (.portuguese, """
        quero trocar o colchão
        """),
    (.french, """
        le prix est-il nul pour les enfants de moins de trois ans dans ce parc ?
        """),
    (.german, """
        Ist das Ticket nach dem 1. Mai nicht mehr gültig?
        """),
    (.italian, """
        vorrei un materasso più morbido
        """),
    (.dutch, """
        ik wil een zachter matras
        """),
    (.polish, """
        chcę bardziej miękki materac
        """),
    (.czech, """
        chci měkčí matraci
        """),
    (.turkish, """
        daha yumuşak bir yatak istiyorum
        """),
]

private let ownMatters: [(Language, String)] = [
    (.english, """
        where is my order 1234
        you charged me twice
        my refund never arrived
        I still haven't received my parcel
        My account was hacked
        """),
    (.spanish, """
        ¿dónde está mi pedido 45678?
        me cobraron dos veces
        no he recibido mi reembolso
        """),
    (.portuguese, """
        onde está meu pedido 45678?
        fui cobrado duas vezes
        meu pacote não chegou
        """),
    (.french, """
        où est ma commande 45678 ?
        j'ai été débité deux fois
        je n'ai pas reçu mon colis
        """),
    (.german, """
        Wo ist meine Bestellung 45678?
        Mir wurde doppelt abgebucht
        Mein Paket ist nicht angekommen
        """),
    (.italian, """
        dov'è il mio ordine 45678?
        mi è stato addebitato due volte
        non ho ricevuto il mio pacco
        """),
    (.dutch, """
        waar is mijn bestelling 45678?
        er is twee keer afgeschreven
        ik heb mijn pakket niet ontvangen
        """),
    (.polish, """
        gdzie jest moje zamówienie 45678?
        pobrano dwa razy
        moja paczka nie dotarła
        """),
    (.czech, """
        kde je moje objednávka 45678?
        peníze mi strhli dvakrát
        můj balík nedorazil
        """),
    (.turkish, """
        siparişim 45678 nerede?
        kartımdan iki kez çekildi
        kargom hala gelmedi
        """),
]

private let generalQuestions: [(Language, String)] = [
    (.english, """
        how long do refunds take
        where is my order
        how can I see the status of order 12345
        what happens if a parcel is lost
        how to see my bill #12588
        """),
    (.spanish, """
        ¿cuánto tarda un reembolso?
        """),
    (.portuguese, """
        quanto tempo demora o reembolso?
        """),
    (.french, """
        combien de temps prend un remboursement ?
        """),
    (.german, """
        Wie lange dauert eine Erstattung?
        """),
    (.italian, """
        quanto tempo richiede un rimborso?
        """),
    (.dutch, """
        hoe lang duurt een terugbetaling?
        """),
    (.polish, """
        ile trwa zwrot pieniędzy?
        """),
    (.czech, """
        jak dlouho trvá vrácení peněz?
        """),
    (.turkish, """
        iade ne kadar sürer?
        """),
]

@Test func `anger is heard in ten languages, colourful language is no anger`() {
    for line in angry.flatMap({ lines($0.1) }) { #expect(Anger.isHeard(in: line), "\(line)") }
    for line in calm.flatMap({ lines($0.1) }) { #expect(!Anger.isHeard(in: line), "\(line)") }
    #expect(!Anger.isHeard(in: ""))
}

@Test func `a matter of one's own is a certain order or lost money, not how such things go`() {
    for line in ownMatters.flatMap({ lines($0.1) }) { #expect(OwnMatter.isOne(line), "\(line)") }
    for line in generalQuestions.flatMap({ lines($0.1) }) { #expect(!OwnMatter.isOne(line), "\(line)") }
    #expect(!OwnMatter.isOne("?"))
}

@Test func `a line that says too little is a fragment, a number or a word that means something is none`() {
    for line in ["??", "hm", "😳", "what", "ok", "…", "k", "hmm ok"] { #expect(SmallTalk.isFragment(line), "\(line)") }
    for line in ["65", "shipping", "is it blue", "配送"] { #expect(!SmallTalk.isFragment(line), "\(line)") }
    for line in ["ok bye", "thanks, goodbye!", "Auf Wiedersehen", "do widzenia", "au revoir", "hasta luego adios"] {
        #expect(SmallTalk.read(line)?.0 == .goodbye, "\(line)")
    }
    for line in ["no thanks", "no", "nein danke", "non merci", "nie dziękuję"] { #expect(SmallTalk.declines(line), "\(line)") }
    for line in ["no delivery came", "yes please", "not this one"] { #expect(!SmallTalk.declines(line), "\(line)") }
}

@Test func `an address is what a mail server would take`() {
    #expect(LeftAddress.found(in: "write to <cleo@example.com>, please") == "cleo@example.com")
    #expect(LeftAddress.found(in: "Cleo.Berg+shop@mail.example.co.uk") == "Cleo.Berg+shop@mail.example.co.uk")
    for text in ["@cleo", "cleo@", "cleo@shop", "a..b@example.com", "cleo@exa mple.com", "me @ example.com", "x@1.2", ""] {
        #expect(LeftAddress.found(in: text) == nil, "\(text)")
    }
}

@Test func `what a whisper forbids to mention is left out, whole sentences and lists`() {
    let text = "We have two models. Stock is low this week. Both come with a warranty."
    #expect(Agreements.heeding(["offer 10 %, do not mention stock"], text) == "We have two models. Both come with a warranty.")
    #expect(Agreements.heeding(["Bitte den Preis nicht erwähnen"], text) == text)
    #expect(Agreements.heeding(["be kind"], text) == text)
    #expect(Agreements.heeding(["Never mention the warranty or stock levels"], text) == "We have two models.")
    #expect(Agreements.heeding(["do not mention models"], "Two models.").isEmpty)
}
