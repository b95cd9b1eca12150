/// The languages whose small words are known; the first ten are the ones that the bot has sentences in.
package enum Language: String, Sendable, CaseIterable {
    case english, spanish, portuguese, french, german, italian, dutch, polish, czech, turkish
    case russian, romanian, greek, arabic, vietnamese, hindi

    /// The language of a customer's lines, by their small words; nil where they have too few to tell.
    package static func detected(in text: String) -> Language? {
        var counts: [Language: Int] = [:]
        var sure: Set<Language> = []
        for word in Words.of(text).prefix(200) {
            let folded = Folding.folded(word)
            let languages = StopWords.languages(of: folded)
            for language in languages { counts[language, default: 0] += 1 }
            if !StopWords.englishAlike.contains(folded) { sure.formUnion(languages) }
        }
        // "Queen size" is no Turkish, and "skin care" no Romanian.
        let possible = counts.filter { sure.contains($0.key) }
        guard let best = possible.values.max() else { return nil }
        return allCases.first { possible[$0] == best }
    }

    /// Whether a folded word carries no meaning of its own in at least one language.
    package static func isCommonWord(_ word: String) -> Bool { StopWords.isCommon(word) }

    /// Words that carry no meaning of their own, folded.
    var stopWords: Set<String> { StopWords.sets[self] ?? [] }
}

enum StopWords {
    static let sets: [Language: Set<String>] = lists.mapValues { list in
        Set(list.split(whereSeparator: \.isWhitespace).map { Folding.folded(String($0)) })
    }

    private static let byWord: [String: [Language]] = {
        var table: [String: [Language]] = [:]
        for language in Language.allCases { for word in language.stopWords { table[word, default: []].append(language) } }
        return table
    }()

    static func languages(of word: String) -> [Language] { byWord[word] ?? [] }

    /// Whether a word carries no meaning in at least one of the languages.
    static func isCommon(_ word: String) -> Bool { byWord[word] != nil }

    /// Small words of other languages that mean something in English: alone they tell no language.
    static let englishAlike: Set<String> = Set("""
        ale ben bent bin care cat come del den die dir door dos dove era est favor fi fur gore ha hat hay hem hoe
        jen kim la los mag man mate met mir muss nay nog nun once os over par pas per plus pod pot pour pro rat
        sale sans sin size son sous soy take tale ten ton tot van war wat wen
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    private static let lists: [Language: String] = [
        .english: """
            a an the and or but if then than so as at by for from in into of on onto to with without about i me my mine
            we us our you your yours he him his she her it its they them their this that these those there here is am
            are was were be been being do does did done have has had having will would shall should can could may might
            must not no nor what which who whom whose when where why how any some all both each such just only also too
            very please hi hello hey thanks thank dear ok okay get got im ive dont doesnt didnt cant couldnt isnt
            arent wont don doesn didn isn aren won t s m re ve ll d let like want know need tell there u ur guys
            """,
        .spanish: """
            el la los las un una unos unas y e o u pero si no de del al a en con sin por para sobre entre hasta desde
            que qué cual cuál cuales quien quién quienes cuando cuándo donde dónde como cómo cuanto cuánto cuantos cuántos
            cuánta cuántas porque yo tú él ella nosotros ellos ellas usted ustedes me te se le les lo nos mi mis tu tus su
            sus este esta esto estos estas ese esa eso es son era ser está están estoy soy eres fue hay ha han he haber
            tengo tiene tienen puedo puede pueden quiero quiere muy más también ya hola gracias favor
            """,
        .portuguese: """
            o a os as um uma uns umas e ou mas se não de do da dos das no na nos nas ao à em com sem por pelo pela para
            sobre entre até desde que qual quais quem quando onde como quanto quanta quantos quantas porque eu tu ele ela
            nós eles elas você vocês me te lhe lhes meu minha meus minhas seu sua seus suas este esta isto esse essa isso
            é são era ser está estão estou sou foi há tem têm tenho posso pode podem quero quer muito mais também já olá
            oi obrigado obrigada favor foram
            """,
        .french: """
            le la les l un une des du de d et ou mais si ne n pas non à au aux en dans sur sous avec sans pour par entre
            que qu quoi quel quelle quels quelles qui quand où comment combien pourquoi je j tu il elle on nous vous ils
            elles me m te t se s lui leur mon ma mes ton ta tes son sa ses notre nos votre vos leurs ce c cet cette ces
            cela ça est sont était être suis es êtes a ai as avons avez ont avoir y peux peut pouvez puis veux voudrais
            très plus aussi déjà bonjour salut merci plaît été
            """,
        .german: """
            der die das den dem des ein eine einen einem einer eines und oder aber wenn dann als auch nicht kein keine
            keinen zu zum zur im in am an auf aus bei mit ohne nach von vom vor für über unter um bis durch ich mich mir
            du dich dir er ihn ihm sie es wir uns ihr euch ihnen mein meine meinen dein deine sein seine unser unsere ihre
            ihren dieser diese dieses diesen was welche welcher welches wer wen wem wann wo wohin wie warum wieviel viele
            ist sind war waren bin bist sei sein hat habe haben hatte wird werden wurde wurden kann können könnt muss
            möchte will soll man nur noch schon sehr mehr bitte danke hallo guten gibt
            """,
        .italian: """
            il lo la i gli le l un uno una e ed o ma se non di del dello della dei degli delle a al allo alla ai agli alle
            da dal dalla dai in nel nella nei nelle con senza su sul sulla per tra fra che cosa quale quali chi quando
            dove come quanto quanta quanti quante perché io tu lui lei noi voi loro mi ti si ci vi mio mia miei mie tuo
            tua suo sua nostro vostro questo questa questi queste quello quella è sono era essere sei siete ha ho hanno
            hai avere posso può possono voglio vorrei molto più anche già ciao buongiorno grazie favore
            """,
        .dutch: """
            de het een en of maar als dan niet geen te in op aan uit bij met zonder naar van voor over onder om tot door
            tussen ik mij me jij je jou u hij hem zij ze wij we ons jullie hun mijn jouw uw zijn haar onze dit dat deze
            die wat welke welk wie wanneer waar hoe hoeveel waarom is ben bent was waren heb hebt heeft hebben had wordt
            worden werd werden kan kunt kunnen moet wil zou mag er ook nog al zeer meer alleen alstublieft graag hallo
            bedankt dank
            """,
        .polish: """
            i oraz lub albo ale jeśli nie tak w we z ze na do od po za przed przy przez dla o u pod nad bez czy co jaki
            jaka jakie jakich który która które kto kiedy gdzie jak ile dlaczego ja ty on ona ono my wy oni mnie mi mój
            moja moje moją twój ciebie cię się sobie jego jej ich ten ta to te tej tego tym jest są był była było były
            być jestem mam masz ma mamy macie mają mogę może można chcę chciałbym chciałabym bardzo też już tylko proszę
            cześć dzień dobry dziękuję
            """,
        .czech: """
            a i nebo ale když pokud ne ano v ve z ze na do od po za před při přes pro o u pod nad bez s se k ke zda co
            jaký jaká jaké jakou který která které kdo kdy kde kam jak kolik proč já ty on ona ono my vy oni mě mne mi mně
            můj moje moji tvůj váš náš si jeho její jejich ten ta to ty tento tato toto je jsou byl byla bylo byly být jsem
            jste jsme mám máte má máme mají mohu můžu může lze chci chtěl bych velmi také už jen prosím ahoj dobrý den
            děkuji
            """,
        .turkish: """
            ve veya ya da de ile ama fakat eğer değil hayır evet bir bu şu o ben sen biz siz onlar bana sana bize size
            benim senin bizim sizin onun için gibi kadar daha çok en mi mı mu mü ne neden niçin nasıl nerede nereye hangi
            kim kime kimin kaç tane zaman var yok olan olarak olur oldu olduğu ise her hiç sonra önce göre ki diye
            istiyorum lütfen merhaba selam teşekkürler teşekkür ederim
            """,
        .russian: """
            и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по ее мне было вот от меня о из
            ему ли если или ни быть был была были до вас вам для мы их чем без чего при кто этот эта это эти того какой
            какая какие каких какое когда где куда почему сколько мой моя мои можно есть нет очень также уже только
            здравствуйте привет спасибо пожалуйста
            """,
        .romanian: """
            și sau dar dacă nu da de din la în într pe cu fără pentru prin spre despre între până după ce care cine când
            unde cum cât câtă câți câte eu tu el ea noi voi ei ele mă te se îl îi le ne vă mi ți i l meu mea mei mele
            tău ta tăi tale său sa săi sale nostru noastră lor lui acest această aceasta acești aceste acestea acel acea
            acei acele asta cel cea cei este e sunt era erau fi fost am ai a are avem aveți au avea aveau o un unei unui
            unor al ale mai foarte doar deja că să nici ori iar pot poate puteți vreau doresc aș ar bună salut mulțumesc
            rog
            """,
        .greek: """
            ο η το οι τα του της των τον την τους τις στο στη στην στον στα στους στις ένας μια μία ένα και κι ή αλλά αν
            εάν δεν μην όχι ναι να θα για με σε από προς χωρίς μέχρι ως κατά μετά πριν που πού πως πώς πότε ποιος ποια
            ποιο ποιοι ποιες ποιον ποιους τι γιατί πόσο πόσα πόσες πόσοι πόσος πόση όταν όπως ότι εγώ εσύ αυτός αυτή αυτό
            αυτοί αυτές αυτά εμείς εσείς μου σου μας σας είναι ήταν είμαι είσαι είμαστε είστε έχω έχει έχουν έχετε έχουμε
            είχε είχαν μπορώ μπορεί μπορείτε μπορούν θέλω υπάρχει υπάρχουν πολύ πιο επίσης μόνο ήδη γεια ευχαριστώ
            παρακαλώ
            """,
        .arabic: """
            في من إلى على عن مع بعد قبل بين حتى منذ عند خلال ما ماذا متى أين كيف كم لماذا هل أي التي الذي الذين هو هي هم
            هن أنا أنت نحن أنتم هذا هذه ذلك تلك هؤلاء كان كانت كانوا يكون تكون ليس لا لم لن قد أن إن أو و ثم لكن إذا كل
            بعض غير له لها لهم لي لك لنا به بها فيه فيها منه منها عليه عليها يمكن يمكنني أريد هناك أيضا جدا فقط كما بأن
            مرحبا شكرا فضلك
            """,
        // Without tones many small words are others' equals ("bàn", a table): those are not here.
        .vietnamese: """
            là của và có không được cho với các những một này đó thì ở trong trên từ đến tại về bởi vào khi nào gì ai sao
            bao nhiêu như đã đang sẽ rất cũng tôi hay hoặc nếu vì để bị xin chào
            """,
        .hindi: """
            का की के को में से पर ने है हैं था थी थे हो होता होती होते और या लेकिन अगर नहीं न हाँ क्या कौन कब कहाँ कैसे
            कितना कितने कितनी क्यों किस किसने किसके किसकी किसका जो वह यह वे ये इस उस इन उन मैं मुझे मेरा मेरी मेरे हम हमें
            हमारा आप आपका आपकी आपके तुम अपना अपने अपनी कि तो भी ही एक लिए साथ तक बाद बारे कर करना करने करता करते किया
            गया गई गए जा सकता सकते सकती चाहिए चाहता रहा रही रहे हुआ हुई हुए बहुत द्वारा कोई कुछ जब जहाँ कृपया नमस्ते
            धन्यवाद
            """,
    ]
}
