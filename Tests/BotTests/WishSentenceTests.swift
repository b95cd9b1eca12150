@testable import Bot
import Knowledge
import Testing

/// Sentences of customers, one a line, by language.
typealias Sentences = [(Language, String)]

private func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

private let wishes: Sentences = [
    (.english, """
        let me talk to Sarah
        I want to speak to Mr. Brown please
        can I talk to your manager
        let me talk to sales
        not a bot please, someone real
        could you kindly connect me with an agant
        opperator
        I would rather talk with someone real
        can somebody from billing call me, I want to talk to billing
        human pls
        I need a live person
        get me your supervisor
        please transfer me to a representative
        is there a human I can chat with?
        stop, I don't want to talk to a machine
        """),
    (.spanish, """
        Quiero hablar con una persona
        necesito un agente
        no quiero hablar con un robot
        ¿Puedo hablar con alguien?
        Páseme con un operador, por favor
        quiero hablar con un humano
        me gustaría hablar con un asesor
        Quisiera comunicarme con un representante
        póngame con un agente
        operador por favor
        quiero hablar con el encargado
        ¿hay alguien real con quien hablar?
        necesito hablar con una persona de verdad
        ¿Puedo hablar con María?
        transfiérame a un agente humano
        quiero hablar con su supervisor
        """),
    (.portuguese, """
        Quero falar com um atendente
        Preciso falar com uma pessoa de verdade
        Posso falar com alguém?
        atendente por favor
        quero falar com um humano
        não quero falar com um robô
        me transfira para um atendente
        gostaria de falar com um representante
        quero ser atendido por uma pessoa
        pode me passar para um operador?
        quero falar com o gerente
        preciso de um atendente humano
        falar com humano
        Posso falar com a Maria?
        tem alguém real para conversar?
        chame um atendente
        """),
    (.french, """
        Je veux parler à un humain
        Pouvez-vous me passer un conseiller ?
        je voudrais parler à quelqu'un
        puis-je parler à une vraie personne ?
        un conseiller s'il vous plaît
        je ne veux pas parler à un robot
        mettez-moi en relation avec un agent
        je souhaite être mis en relation avec un conseiller
        passez-moi un opérateur
        je veux parler à votre responsable
        besoin d'un agent humain
        est-ce que je peux parler à quelqu'un de réel ?
        agent humain
        puis-je parler à Mme Petit ?
        transférez-moi à un conseiller svp
        j'aimerais discuter avec une personne
        """),
    (.german, """
        Ich möchte mit einem Menschen sprechen
        Mitarbeiter bitte
        Verbinden Sie mich mit einem Mitarbeiter
        kann ich mit jemandem reden?
        ich will keinen Bot, ich will einen Menschen
        Ich will nicht mit einem Roboter reden
        bitte einen echten Menschen
        Kann ich hier mit einem echten Mitarbeiter chatten?
        Kann ich bitte mit Frau Müller sprechen?
        ich hätte gern einen Kundenberater
        Ich möchte Ihren Chef sprechen
        menschlicher Mitarbeiter
        könnten Sie mich zum Kundenservice durchstellen
        ich brauche einen Menschen
        Operator
        leiten Sie mich an einen Berater weiter
        """),
    (.italian, """
        Vorrei parlare con un operatore
        operatore
        voglio parlare con una persona vera
        posso parlare con qualcuno?
        mi passi un operatore per favore
        non voglio parlare con un robot
        voglio un operatore umano
        mi metta in contatto con un consulente
        ho bisogno di un agente
        posso parlare con il responsabile?
        vorrei chattare con un umano
        passatemi un addetto
        Posso parlare con Marco?
        c'è una persona reale con cui parlare?
        operatore umano grazie
        trasferiscimi a un rappresentante
        """),
    (.dutch, """
        Ik wil een medewerker spreken
        Kan ik met een echt persoon praten?
        mag ik iemand spreken?
        medewerker graag
        ik wil met een mens praten
        ik wil niet met een robot praten
        verbind me door met een medewerker
        kunt u mij doorverbinden met de klantenservice
        ik wil een echt mens
        geef me een medewerker
        kan ik met Jan praten?
        ik wil uw manager spreken
        echte medewerker aub
        ik heb liever een mens
        is er iemand met wie ik kan chatten?
        operator
        """),
    (.polish, """
        Chcę rozmawiać z człowiekiem
        połącz mnie z konsultantem
        konsultant proszę
        czy mogę porozmawiać z kimś?
        nie chcę rozmawiać z botem
        potrzebuję konsultanta
        proszę o kontakt z pracownikiem
        chcę mówić z żywym człowiekiem
        przełącz mnie do operatora
        chciałbym porozmawiać z prawdziwą osobą
        czy mogę rozmawiać z kierownikiem?
        dajcie mi człowieka
        chcę rozmawiać z panią Nowak
        poproszę konsultanta
        wolę porozmawiać z doradcą
        żywy konsultant
        """),
    (.czech, """
        Chci mluvit s operátorem
        Můžu mluvit s někým živým?
        chci mluvit s člověkem
        operátora prosím
        spojte mě s pracovníkem
        nechci mluvit s robotem
        potřebuji operátora
        mohu mluvit s někým?
        přepojte mě na operátora
        chtěl bych mluvit se skutečným člověkem
        chci mluvit s vedoucím
        dejte mi člověka
        chtěla bych mluvit s paní Novákovou
        živý operátor
        raději mluvit s člověkem prosím
        je tam někdo s kým můžu mluvit?
        """),
    (.turkish, """
        Bir insanla görüşmek istiyorum
        müşteri temsilcisine bağla
        birisiyle konuşabilir miyim?
        gerçek bir kişiyle konuşmak istiyorum
        temsilci lütfen
        robotla konuşmak istemiyorum
        beni bir yetkiliye bağlayın
        operatöre bağlanmak istiyorum
        bir yetkiliyle görüşmek istiyorum
        canlı destek temsilcisi istiyorum
        müşteri hizmetlerine bağlar mısınız?
        Ayşe Hanım ile görüşmek istiyorum
        insan istiyorum
        müdürünüzle konuşmak istiyorum
        bir insana bağlanabilir miyim
        gerçek insan
        """),
]

private let nearMisses: Sentences = [
    (.english, """
        a table for five people
        are you a human?
        human resources
        where is your human resources department?
        what is the agent fee
        the operator of the site
        who is the operator of this website?
        do you speak Spanish
        can I talk about Paris
        I'd like to speak Italian with you
        tour operator prices
        cleaning agent for leather
        Is there human hair in the wig?
        Does the price include a real estate agent?
        can I add a second person to my booking
        """),
    (.spanish, """
        mesa para cinco personas
        quiero una habitación para una persona
        ¿Eres humano?
        recursos humanos
        ¿Cuánto cobra la agencia inmobiliaria?
        precio por persona
        ¿Puedo añadir otra persona a mi cuenta?
        ¿Hablan inglés sus empleados?
        el operador del sitio web
        quiero un regalo para una persona mayor
        ¿Cuántas personas trabajan ahí?
        ayer hablé con un agente
        ¿el seguro cubre a una persona más?
        necesito un agente limpiador para el sofá
        ¿Hablamos con el perro dentro?
        """),
    (.portuguese, """
        mesa para cinco pessoas
        quarto para uma pessoa
        Você é humano?
        recursos humanos
        preço por pessoa
        posso adicionar outra pessoa na conta?
        o operador do site
        seus funcionários falam inglês?
        quantas pessoas trabalham aí?
        ontem falei com um atendente
        taxa do agente
        vocês falam espanhol?
        presente para uma pessoa idosa
        quanto tempo demora a entrega?
        posso falar sobre o meu pedido?
        """),
    (.french, """
        Une table pour cinq personnes
        une chambre pour une personne
        Êtes-vous humain ?
        ressources humaines
        prix par personne
        frais d'agent immobilier
        l'opérateur du site
        vos employés parlent anglais ?
        combien de personnes travaillent chez vous ?
        hier j'ai parlé à un conseiller
        puis-je ajouter une personne à mon compte ?
        parlez-vous anglais ?
        un cadeau pour une personne âgée
        quel opérateur mobile est compatible ?
        on peut parler de ma commande ?
        """),
    (.german, """
        einen Tisch für fünf Personen
        Wie viele Mitarbeiter haben Sie?
        Bist du ein Mensch?
        ein Zimmer für eine Person
        Preis pro Person
        Personalabteilung
        Wer ist der Betreiber der Seite?
        Sprechen Ihre Mitarbeiter Englisch?
        Kann ich eine weitere Person hinzufügen?
        Ich habe gestern mit einem Mitarbeiter gesprochen
        Gibt es Rabatt für Mitarbeiter?
        Ist das Medikament für Menschen geeignet?
        Kann ich mit Kreditkarte bezahlen?
        Was kostet der Makler?
        Können wir über meine Bestellung sprechen?
        """),
    (.italian, """
        un tavolo per cinque persone
        una camera per una persona
        Sei umano?
        risorse umane
        prezzo a persona
        commissione dell'agente
        l'operatore del sito
        i vostri dipendenti parlano inglese?
        quante persone lavorano da voi?
        ieri ho parlato con un operatore
        posso aggiungere una persona al mio account?
        quale operatore telefonico supportate?
        un regalo per una persona anziana
        possiamo parlare del mio ordine?
        tour operator per la Sicilia
        """),
    (.dutch, """
        een tafel voor vijf personen
        een kamer voor één persoon
        Ben je een mens?
        prijs per persoon
        personeelszaken
        wie is de eigenaar van de site?
        spreken uw medewerkers Engels?
        hoeveel medewerkers heeft u?
        ik heb gisteren een medewerker gesproken
        kan ik een persoon toevoegen aan mijn account?
        kosten van de makelaar
        een cadeau voor een oudere persoon
        is dit veilig voor mensen met allergie?
        kunnen we over mijn bestelling praten?
        hoe lang duurt de levering?
        """),
    (.polish, """
        stolik dla pięciu osób
        pokój dla jednej osoby
        Czy jesteś człowiekiem?
        zasoby ludzkie
        cena za osobę
        ilu macie pracowników?
        operator strony
        czy wasi pracownicy mówią po angielsku?
        wczoraj rozmawiałem z konsultantem
        czy mogę dodać osobę do konta?
        prowizja agenta nieruchomości
        prezent dla starszej osoby
        czy to bezpieczne dla ludzi?
        jaki operator komórkowy działa?
        ile trwa dostawa?
        """),
    (.czech, """
        stůl pro pět osob
        pokoj pro jednu osobu
        Jsi člověk?
        lidské zdroje
        cena za osobu
        kolik máte pracovníků?
        provozovatel stránek
        mluví vaši pracovníci anglicky?
        včera jsem mluvil s operátorem
        můžu přidat osobu k účtu?
        provize agenta
        dárek pro starší osobu
        je to bezpečné pro lidi?
        který mobilní operátor funguje?
        jak dlouho trvá doručení?
        """),
    (.turkish, """
        beş kişilik masa
        bir kişilik oda
        Sen insan mısın?
        insan kaynakları
        kişi başı fiyat
        kaç çalışanınız var?
        sitenin işletmecisi kim?
        çalışanlarınız İngilizce konuşuyor mu?
        dün bir temsilciyle konuştum
        hesabıma bir kişi ekleyebilir miyim?
        emlakçı komisyonu
        yaşlı bir kişi için hediye
        insanlar için güvenli mi?
        hangi operatör destekleniyor?
        teslimat ne kadar sürer?
        """),
]

@Test func `wishes for a human are understood, polite, misspelt or by name, in ten languages`() {
    for (language, text) in wishes {
        #expect(lines(text).count >= 15, "\(language)")
        for line in lines(text) { #expect(HumanWish.language(of: line) != nil, "\(line)") }
    }
}

@Test func `talking about people is no wish for one in any of them`() {
    for (language, text) in nearMisses {
        #expect(lines(text).count >= 15, "\(language)")
        for line in lines(text) { #expect(HumanWish.language(of: line) == nil, "\(line)") }
    }
}
