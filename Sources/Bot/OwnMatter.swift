import Knowledge

/// A matter of the customer's own account, order or money, which no article can settle: where a certain order
/// is, money that was taken twice, what was paid for and never came. How such things go in general is no such
/// matter: that may stand in an article, and asking for it is no reason to hand over.
enum OwnMatter {
    static func isOne(_ text: String) -> Bool {
        let words = Words.of(text).map { Folding.folded($0) }
        guard !words.isEmpty, words.count <= 120 else { return false }
        if phrases.stand(in: words) { return true }
        let hasThing = words.contains(where: things.contains)
        let isOwn = words.contains(where: own.contains)
        guard hasThing, isOwn || words.contains(where: speaker.contains) else { return false }
        if missing.stand(in: words) { return true }
        return isOwn && words.contains(where: isNumber) && whereabouts.stand(in: words)
    }

    /// What names one order: at least three digits, letters aside.
    private static func isNumber(_ word: String) -> Bool {
        word.utf8.count { (48...57).contains($0) } >= 3
    }

    private static let own = WordSet("""
        my mine our mi mis mio mia nuestro meu minha meus minhas nosso mon ma mes notre nos mein meine meinen meiner meinem
        unsere unser miei mie nostro mijn onze ons moj moja moje mojego mojej moich muj moji svou svuj sve nase benim
        siparisim siparisimi siparisimin paketim kargom iadem param paramin
        """)

    private static let speaker = WordSet("i we us me yo eu je j nous ich wir uns io ik wij ja ben bana mi mne")

    private static let things = WordSet("""
        order orders purchase parcel package delivery shipment refund payment money account booking reservation deposit
        pedido pedidos paquete envio reembolso pago dinero cuenta reserva encomenda pacote entrega pagamento dinheiro conta
        commande colis livraison remboursement paiement argent compte reservation
        bestellung paket lieferung sendung ruckerstattung erstattung zahlung geld konto buchung
        ordine pacco consegna spedizione rimborso pagamento soldi conto prenotazione
        bestelling pakket levering zending terugbetaling betaling rekening boeking
        zamowieni* paczk* przesylk* zwrot* platnosc* pieniadz* pieniedzy konto konta rezerwacj*
        objednavk* balik* zasilk* vraceni platb* penize penez ucet uctu rezervac*
        siparis* paket* kargo* iade* odeme* para param hesab* hesap* rezervasyon*
        """)

    private static let missing = PhraseList("""
        never arrived|never came|hasn t arrived|hasnt arrived|has not arrived|haven t arrived|didn t arrive|not arrived yet
        still not arrived|still hasn t|still has not|haven t received|havent received|have not received|never received
        didn t receive|did not receive|still haven t|still waiting for my|not been refunded|is missing
        no ha llegado|nunca llego|no me ha llegado|no llego|no he recibido|no recibi|sigo esperando|aun no llega|todavia no llega
        nao chegou|nunca chegou|ainda nao recebi|nao recebi|ainda espero
        n est pas arrive|n est toujours pas|n est jamais arrive|n ai pas recu|n ai toujours pas|n ai jamais recu|jamais recu
        ist nicht angekommen|nicht angekommen|nie angekommen|noch nicht angekommen|nicht erhalten|nie erhalten|nicht bekommen
        noch nicht da|warte immer noch
        non e arrivato|non e arrivata|non e mai arrivato|non e mai arrivata|non e ancora arrivato|non ho ricevuto|non ho ancora ricevuto
        mai ricevuto|sto ancora aspettando
        niet aangekomen|nooit aangekomen|niet ontvangen|nooit ontvangen|nog niet ontvangen|niet gekregen|nog steeds niet
        nie dotarlo|nie dotarla|nie dotarl|nie doszla|nie doszlo|nie otrzymalem|nie otrzymalam|nie dostalem|nie dostalam|wciaz czekam|nadal czekam
        nedorazil|nedorazila|nedorazilo|neprisel|neprisla|neprislo|neprisly|jsem nedostal|jsem nedostala|stale cekam|porad cekam
        gelmedi|ulasmadi|almadim|alamadim|hala bekliyorum|halen bekliyorum|yatmadi
        """)

    private static let whereabouts = PhraseList("""
        where is|where s|wheres|where are|status of|what happened to|when will|when does|track
        donde esta|estado de|estado del|cuando llega|que paso con|onde esta|cade|status do|quando chega
        ou est|ou en est|statut de|quand arrive|wo ist|wo bleibt|status meiner|wann kommt|was ist mit
        dov e|dove e|stato del|quando arriva|waar is|waar blijft|status van|wanneer komt
        gdzie jest|status|kiedy przyjdzie|kiedy dotrze|kde je|stav|kdy prijde|kdy dorazi
        nerede|nerde|ne zaman gelir|ne zaman gelecek|durumu
        """)

    private static let phrases = PhraseList("""
        charged me twice|charged twice|charged me double|double charged|charged double|billed me twice|billed twice
        overcharged me|charged my card twice|debited twice|paid twice|took the money twice|took my money|stole my money
        charged me for something|where is my money|want my money back now|someone hacked my account|my account was hacked
        my account has been hacked|charged the wrong amount|charged me the wrong
        me cobraron dos veces|me han cobrado dos veces|cobrado dos veces|cobro doble|me cobraron doble|cobraron de mas
        donde esta mi dinero|cobraram duas vezes|cobrado duas vezes|cobraram me duas|cobranca duplicada|cobraram em dobro
        cade meu dinheiro|onde esta meu dinheiro|onde esta o meu dinheiro
        debite deux fois|debitee deux fois|facture deux fois|preleve deux fois|ou est mon argent|paye deux fois
        doppelt abgebucht|zweimal abgebucht|doppelt berechnet|zweimal berechnet|zweimal belastet|doppelt belastet|doppelt bezahlt
        wo ist mein geld|wo bleibt mein geld|zu viel abgebucht
        addebitato due volte|addebitata due volte|fatturato due volte|pagato due volte|doppio addebito|dove sono i miei soldi
        twee keer afgeschreven|dubbel afgeschreven|twee keer betaald|dubbel betaald|dubbel gefactureerd|waar is mijn geld|waar blijft mijn geld
        obciazono dwa razy|obciazona dwukrotnie|obciazono mnie dwukrotnie|pobrano dwa razy|pobrano dwukrotnie|pobraliscie dwa razy
        zaplacilem dwa razy|zaplacilam dwa razy|gdzie sa moje pieniadze|podwojnie obciazon
        strhli dvakrat|strhl dvakrat|strzeno dvakrat|strhli penize dvakrat|zaplatil dvakrat|zaplatila dvakrat|kde jsou moje penize|kde jsou me penize
        iki kez cekildi|iki defa cekildi|iki kere cekildi|iki kez tahsil|iki kere odedim|cift cekim|param nerede|paramiz nerede
        """)
}
