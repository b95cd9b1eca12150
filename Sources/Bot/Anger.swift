import Knowledge

/// Whether a customer is angry with those who are to help: abuse, or complaints in capitals. Swearing about a
/// thing ("cancel the damn order") is no more than colour.
enum Anger {
    static func isHeard(in text: String) -> Bool {
        let words = Words.of(text).map { Folding.folded($0) }
        guard !words.isEmpty, words.count <= 120 else { return false }
        if phrases.stand(in: words) { return true }
        if words.count <= 7, words.contains(where: scorn.contains), !negations.stand(in: words) { return true }
        return isShouted(text) && words.contains(where: complaints.contains)
    }

    /// "Not useless", "kein Idiot".
    private static let negations = PhraseList("not|isn t|isnt|no es|nao e|pas|kein|nicht|non e|niet|nie jest|neni|degil")

    /// Three words or more, nearly all letters capitals.
    private static func isShouted(_ text: String) -> Bool {
        let letters = text.unicodeScalars.filter(\.properties.isAlphabetic)
        let capitals = letters.count { $0.properties.isUppercase }
        return letters.count >= 12 && capitals * 10 >= letters.count * 9 && text.split(whereSeparator: \.isWhitespace).count >= 3
    }

    /// Said of somebody or of what was said, in a short line.
    private static let scorn = WordSet("""
        useless pathetic idiot idiots moron morons asshole assholes scammers wtf ffs bullshit incompetent clueless braindead
        inutil inutiles idiota idiotas imbecil imbeciles estafadores incompetentes inuteis golpistas palhacada
        nul nuls incapables connard connards arnaqueurs merdique debile
        nutzlos unfahig idioten idiot arschloch betruger saftladen frechheit unverschamt schwachsinn
        inutili idioti stronzi truffatori incompetenti vergognoso
        nutteloos waardeloos idioten sukkels oplichters belachelijk
        bezuzyteczn* idioci kretyn oszusci zenada
        debilove zlodeji podvodnici otresne
        aptal aptallar salak dolandirici dolandiricilar rezalet
        """)

    private static let complaints = WordSet("""
        never nobody again still wrong waiting waited worst why broken ridiculous refund money answer answering help joke
        hours days weeks terrible nunca nadie otra vez esperando dinero respuesta porque ayuda semanas ninguem esperando
        dinheiro resposta ajuda jamais personne encore attends argent reponse pourquoi semaines nie niemand immer warte
        geld antwort warum wochen hilfe mai nessuno ancora aspetto soldi risposta perche settimane nooit niemand nog wacht
        waarom weken nigdy nikt czekam pieniadze odpowiedz dlaczego nikdy nikdo cekam penize odpoved proc hala kimse
        bekliyorum param cevap neden
        """)

    private static let phrases = PhraseList("""
        fuck you|fuck off|f off|screw you|go to hell|you suck|you guys suck|this sucks|your service sucks|you are useless
        you re useless|youre useless|are useless|is useless|you are stupid|you re stupid|are you stupid|are you dumb
        how stupid are you|you idiot|you idiots|stupid bot|dumb bot|useless bot|stupid machine|shut up|i hate you|i hate this
        worst service|worst company|worst support|worst customer service|worst experience|service is the worst
        terrible service|horrible service|awful service|disgusting service|pathetic service|this is ridiculous|that s ridiculous
        this is a joke|what a joke|you must be kidding|this bot is stupid|really frustrating|so frustrating|fed up|sick and tired|i ve had enough|i have had enough
        losing my patience|lost my patience|running out of patience|waste of time|wasting my time|this is bullshit|this is shit
        piece of shit|what the fuck|this is unacceptable|totally unacceptable|completely unacceptable|you are scammers
        you scammers|rip off merchants|i am furious|i m furious|i am so angry|i m so angry|i am really angry
        fucking service|shit service|for fuck s sake|bunch of idiots|bunch of crooks
        no sirves para nada|no sirven para nada|no sirve para nada|eres inutil|sois unos inutiles|son unos inutiles|eres tonto
        vete a la mierda|iros a la mierda|que mierda de|menuda mierda|es una verguenza|es una tomadura de pelo|estoy harto
        estoy harta|peor servicio|pesimo servicio|servicio pesimo|es ridiculo|es inaceptable|son unos ladrones|me estan estafando
        voce nao serve para nada|nao serve para nada|voces sao inuteis|vai se foder|va se foder|que merda|que porcaria
        pior atendimento|pior servico|pessimo atendimento|atendimento pessimo|isso e um absurdo|e uma vergonha|estou farto
        estou farta|cansei de voces|sao uns ladroes|isso e ridiculo|isso e inaceptavel|isso e inaceitavel
        vous etes nuls|tu es nul|vous ne servez a rien|tu ne sers a rien|ca ne sert a rien|va te faire|allez vous faire
        c est n importe quoi|c est une honte|c est ridicule|c est inadmissible|c est inacceptable|j en ai marre|ras le bol
        pire service|service pourri|service de merde|bande d incapables|bande d idiots|bande de voleurs|foutez de moi
        ihr seid unfahig|du bist nutzlos|sie sind nutzlos|du bist dumm|bist du dumm|bist du blod|leck mich|verarscht mich
        verarschen sie mich|wollt ihr mich verarschen|das ist lacherlich|so eine frechheit|eine frechheit|eine unverschamtheit
        das ist unverschamt|ich bin stinksauer|ich bin sauer|mir reicht es|mir reichts|jetzt reicht s|ich habe die nase voll
        die schnauze voll|schlechtester service|schlechteste service|miserabler service|unter aller sau|so ein mist|scheiss service
        so ein scheiss|das ist doch scheisse|das ist inakzeptabel|zum kotzen
        sei inutile|siete inutili|non servi a niente|non servite a niente|non serve a niente|vaffanculo|fate schifo|fai schifo
        che schifo di|e una vergogna|e ridicolo|e inaccettabile|sono stufo|sono stufa|sono arrabbiato|sono arrabbiata
        mi avete stufato|mi prendete in giro|pessimo servizio|servizio pessimo|peggior servizio|siete dei ladri
        je bent nutteloos|jullie zijn waardeloos|je bent waardeloos|waardeloze service|wat een waardeloze|slechtste service
        dit is belachelijk|dit slaat nergens op|ik ben het zat|ik ben het beu|ik ben woedend|ik ben boos|rot op|val dood
        wat een schande|dit is onacceptabel|stelletje oplichters|neem je me in de maling
        jestes bezuzyteczny|jestescie bezuzyteczni|jestes do niczego|jestescie do niczego|do dupy|spierdalaj|to jest zalosne
        to zalosne|to jest skandal|to skandal|to jakis zart|to jakis absurd|mam tego dosc|mam dosc|najgorsza obsluga
        fatalna obsluga|beznadziejna obsluga|to niedopuszczalne|jestem wsciekly|jestem wsciekla|banda oszustow|banda zlodziei
        jsi k nicemu|jste k nicemu|jsi uplne k nicemu|jste neschopni|jsi hloupy|jdi do haje|jdete do haje|to je vysmech
        to je ostuda|to je smesne|delate si srandu|delate si ze me|mam toho dost|mam vas plne zuby|nejhorsi sluzby
        nejhorsi servis|to je neprijatelne|jsem nastvany|jsem nastvana|jsem vztekly|banda zlodeju|banda podvodniku
        ise yaramiyorsun|ise yaramiyorsunuz|hicbir ise yaramiyor|ise yaramazsiniz|ise yaramaz|aptal misin|aptal misiniz|salak misin
        rezalet bir|tam bir rezalet|bu bir rezalet|bu rezalet|dalga mi geciyorsunuz|dalga mi geciyorsun|biktim artik|yeter artik
        en kotu hizmet|berbat hizmet|kabul edilemez|cok sinirliyim|siktir|defol|dolandiricisiniz
        """)
}
