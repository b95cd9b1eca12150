import Knowledge

/// What the bot says in its own words, in one language.
struct Phrases: Sendable {
    let hello: String
    let welcome: String
    let identity: String
    /// It does not know, and a human can be had.
    let unknownOffer: String
    /// It does not know, and no human can be had.
    let unknownLeave: String
    let handsOver: String
    let nobodyThere: String

    /// English where a language has none.
    static func `in`(_ language: Language?) -> Phrases { all[language ?? .english] ?? all[.english]! }

    /// Whether this is a bot's line that offered a human.
    static func offersHuman(_ line: String) -> Bool { all.values.contains { $0.unknownOffer == line } }

    private static let all: [Language: Phrases] = [
        .english: Phrases(
            hello: "Hello! How can I help you?",
            welcome: "You're welcome! Is there anything else I can help you with?",
            identity: "I'm an AI assistant, not a person. I answer from what the team here has written down.",
            unknownOffer: "I'm sorry, I don't know that. Would you like me to ask a colleague to join this chat?",
            unknownLeave: "I'm sorry, I don't know that. Leave your question and your e-mail address here, and the "
                + "team can get back to you.",
            handsOver: "I'm asking a colleague to join this chat. You can go on writing here meanwhile.",
            nobodyThere: "Nobody can join this chat at the moment. Leave your message and your e-mail address here, "
                + "and the team can get back to you."),
        .spanish: Phrases(
            hello: "¡Hola! ¿En qué puedo ayudarle?",
            welcome: "¡De nada! ¿Puedo ayudarle en algo más?",
            identity: "Soy un asistente de IA, no una persona. Respondo con lo que el equipo ha dejado escrito.",
            unknownOffer: "Lo siento, no lo sé. ¿Quiere que pida a un compañero que se una a este chat?",
            unknownLeave: "Lo siento, no lo sé. Deje aquí su pregunta y su correo electrónico, y el equipo podrá "
                + "responderle.",
            handsOver: "Estoy pidiendo a un compañero que se una a este chat. Mientras tanto puede seguir escribiendo.",
            nobodyThere: "Ahora mismo nadie puede unirse a este chat. Deje aquí su mensaje y su correo electrónico, y "
                + "el equipo podrá responderle."),
        .portuguese: Phrases(
            hello: "Olá! Como posso ajudar?",
            welcome: "De nada! Posso ajudar em mais alguma coisa?",
            identity: "Sou um assistente de IA, não uma pessoa. Respondo com o que a equipe deixou escrito.",
            unknownOffer: "Desculpe, isso eu não sei. Quer que eu peça a um colega para entrar neste chat?",
            unknownLeave: "Desculpe, isso eu não sei. Deixe aqui a sua pergunta e o seu e-mail, e a equipe poderá "
                + "responder.",
            handsOver: "Estou pedindo a um colega que entre neste chat. Enquanto isso, pode continuar escrevendo.",
            nobodyThere: "No momento ninguém pode entrar neste chat. Deixe aqui a sua mensagem e o seu e-mail, e a "
                + "equipe poderá responder."),
        .french: Phrases(
            hello: "Bonjour ! Comment puis-je vous aider ?",
            welcome: "Je vous en prie ! Puis-je vous aider pour autre chose ?",
            identity: "Je suis un assistant IA, pas une personne. Je réponds avec ce que l'équipe a rédigé.",
            unknownOffer: "Désolé, je ne le sais pas. Voulez-vous que je demande à un collègue de rejoindre ce chat ?",
            unknownLeave: "Désolé, je ne le sais pas. Laissez ici votre question et votre adresse e-mail, et l'équipe "
                + "pourra vous répondre.",
            handsOver: "Je demande à un collègue de rejoindre ce chat. Vous pouvez continuer à écrire en attendant.",
            nobodyThere: "Personne ne peut rejoindre ce chat pour le moment. Laissez ici votre message et votre adresse "
                + "e-mail, et l'équipe pourra vous répondre."),
        .german: Phrases(
            hello: "Hallo! Wie kann ich Ihnen helfen?",
            welcome: "Gern geschehen! Kann ich sonst noch etwas für Sie tun?",
            identity: "Ich bin ein KI-Assistent, kein Mensch. Ich antworte mit dem, was das Team hier aufgeschrieben hat.",
            unknownOffer: "Das weiß ich leider nicht. Soll ich jemanden aus dem Team in diesen Chat bitten?",
            unknownLeave: "Das weiß ich leider nicht. Hinterlassen Sie hier Ihre Frage und Ihre E-Mail-Adresse, dann "
                + "kann sich das Team bei Ihnen melden.",
            handsOver: "Ich bitte jemanden aus dem Team in diesen Chat. Sie können hier inzwischen weiterschreiben.",
            nobodyThere: "Im Moment kann niemand in diesen Chat kommen. Hinterlassen Sie hier Ihre Nachricht und Ihre "
                + "E-Mail-Adresse, dann kann sich das Team bei Ihnen melden."),
        .italian: Phrases(
            hello: "Ciao! Come posso aiutarti?",
            welcome: "Prego! Posso aiutarti in altro?",
            identity: "Sono un assistente IA, non una persona. Rispondo con ciò che il team ha scritto.",
            unknownOffer: "Mi dispiace, non lo so. Vuoi che chieda a un collega di entrare in questa chat?",
            unknownLeave: "Mi dispiace, non lo so. Lascia qui la tua domanda e il tuo indirizzo e-mail, così il team "
                + "potrà risponderti.",
            handsOver: "Sto chiedendo a un collega di entrare in questa chat. Intanto puoi continuare a scrivere.",
            nobodyThere: "Al momento nessuno può entrare in questa chat. Lascia qui il tuo messaggio e il tuo indirizzo "
                + "e-mail, così il team potrà risponderti."),
        .dutch: Phrases(
            hello: "Hallo! Waarmee kan ik u helpen?",
            welcome: "Graag gedaan! Kan ik nog iets voor u doen?",
            identity: "Ik ben een AI-assistent, geen mens. Ik antwoord met wat het team hier heeft opgeschreven.",
            unknownOffer: "Dat weet ik helaas niet. Zal ik een collega vragen om in deze chat te komen?",
            unknownLeave: "Dat weet ik helaas niet. Laat hier uw vraag en uw e-mailadres achter, dan kan het team u "
                + "antwoorden.",
            handsOver: "Ik vraag een collega om in deze chat te komen. U kunt hier intussen verder schrijven.",
            nobodyThere: "Op dit moment kan niemand in deze chat komen. Laat hier uw bericht en uw e-mailadres achter, "
                + "dan kan het team u antwoorden."),
        .polish: Phrases(
            hello: "Dzień dobry! W czym mogę pomóc?",
            welcome: "Nie ma za co! Czy mogę jeszcze w czymś pomóc?",
            identity: "Jestem asystentem AI, nie człowiekiem. Odpowiadam na podstawie tego, co zapisał zespół.",
            unknownOffer: "Przepraszam, tego nie wiem. Czy mam poprosić kogoś z zespołu o dołączenie do czatu?",
            unknownLeave: "Przepraszam, tego nie wiem. Proszę zostawić tu pytanie i adres e-mail, a zespół będzie mógł "
                + "odpowiedzieć.",
            handsOver: "Proszę kogoś z zespołu o dołączenie do czatu. W tym czasie można dalej tu pisać.",
            nobodyThere: "W tej chwili nikt nie może dołączyć do czatu. Proszę zostawić tu wiadomość i adres e-mail, a "
                + "zespół będzie mógł odpowiedzieć."),
        .czech: Phrases(
            hello: "Dobrý den! S čím vám mohu pomoci?",
            welcome: "Rádo se stalo! Mohu vám pomoci ještě s něčím?",
            identity: "Jsem asistent s umělou inteligencí, ne člověk. Odpovídám podle toho, co tým napsal.",
            unknownOffer: "Omlouvám se, to nevím. Mám požádat někoho z týmu, aby se připojil k chatu?",
            unknownLeave: "Omlouvám se, to nevím. Nechte tu svůj dotaz a e-mailovou adresu a tým vám může odpovědět.",
            handsOver: "Žádám někoho z týmu, aby se připojil k chatu. Zatím tu můžete dál psát.",
            nobodyThere: "Teď se k chatu nikdo připojit nemůže. Nechte tu zprávu a e-mailovou adresu a tým vám může "
                + "odpovědět."),
        .turkish: Phrases(
            hello: "Merhaba! Size nasıl yardımcı olabilirim?",
            welcome: "Rica ederim! Yardımcı olabileceğim başka bir konu var mı?",
            identity: "Ben bir yapay zekâ asistanıyım, insan değilim. Ekibin yazdıklarına dayanarak yanıt veriyorum.",
            unknownOffer: "Üzgünüm, bunu bilmiyorum. Ekipten birinin bu sohbete katılmasını isteyeyim mi?",
            unknownLeave: "Üzgünüm, bunu bilmiyorum. Sorunuzu ve e-posta adresinizi buraya bırakın, ekip size dönebilir.",
            handsOver: "Ekipten birinin bu sohbete katılmasını istiyorum. Bu arada buraya yazmaya devam edebilirsiniz.",
            nobodyThere: "Şu anda bu sohbete kimse katılamıyor. Mesajınızı ve e-posta adresinizi buraya bırakın, ekip "
                + "size dönebilir."),
    ]
}
