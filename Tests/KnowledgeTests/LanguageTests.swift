import Chat
@testable import Knowledge
import Testing
import TestSupport

@Test(arguments: [
    ("Επιστροφές", "Οι επιστροφές προϊόντων γίνονται εντός 30 ημερών.", "επιστροφη προιοντος"),
    ("Διαμονές", "Ο χώρος στάθμευσης είναι δωρεάν.", "ΔΩΡΕΑΝ χωρος σταθμευσης"),
    ("الإرجاع", "يمكنك إرجاع الطلبات خلال ثلاثين يومًا من الاستلام.", "ارجاع الطلبات"),
    ("الدفع", "نقبل بطاقات الائتمان والدفع عند الاستلام في المدينة.", "بطاقه ائتمان"),
    ("Giao hàng", "Đơn hàng được giao trong ba ngày làm việc.", "don hang duoc giao"),
    ("वापसी", "आप किताबें तीस दिन में लौटा सकते हैं।", "किताब लौटाना"),
    ("Kargo", "Siparişiniz ılıman günlerde kapıya teslim edilir.", "siparisim iliman"),
    ("Livrare", "Comenzile se livrează în două zile lucrătoare, fără taxă de ședere.", "comanda taxa sedere"),
    ("Livrări", "Ştergerea contului durează o zi.", "ștergere cont"),
    ("Lieferzeiten", "Die Rücksendungen bearbeiten wir binnen einer Woche.", "Rucksendung"),
    ("Доставка", "Заказы доставляются курьером на следующий день.", "доставляете заказ курьерами"),
    ("การคืนสินค้า", "ลูกค้าสามารถคืนสินค้าได้ภายในสามสิบวัน", "คืนสินค้าได้กี่วัน"),
    ("配送", "ご注文の商品は三日以内に発送します。", "商品はいつ発送されますか"),
])
func `words are found as people type them`(title: String, text: String, question: String) async throws {
    let premises = try await Premises()
    let entry = try await premises.learn(.text(title: title, text: text))
    try await premises.learn(.text(title: "Other", text: "Nothing of this says anything about that."))
    #expect(try await premises.find(question).found.first?.entry == entry)
    try premises.close()
}

@Test func `spellings that stand for each other become one`() {
    #expect(PlainSpelling.of("άνθρωπος") == PlainSpelling.of("ανθρωποσ"))
    #expect(PlainSpelling.of("إدارة") == PlainSpelling.of("اداره"))
    #expect(PlainSpelling.of("مـرحـبًا") == "مرحبا")
    #expect(PlainSpelling.of("đặt hàng") == "dat hang")
    #expect(PlainSpelling.of("क़लम") == PlainSpelling.of("कलम"))
    #expect(PlainSpelling.of("ılık") == "ilik")
    #expect(PlainSpelling.of("țară") == PlainSpelling.of("ţara"))
    #expect(PlainSpelling.of("٢٠٢٦") == "2026")
    #expect(PlainSpelling.of("plain") == "plain")
}

@Test func `Arabic and Hindi words lose what is put around them, and short ones keep it`() {
    #expect(PlainSpelling.stem("والطلبات") == PlainSpelling.stem("طلب"))
    #expect(PlainSpelling.stem("किताबों") == PlainSpelling.stem("किताब"))
    #expect(PlainSpelling.stem("ان") == "ان")
    #expect(PlainSpelling.stem("books") == nil)
}

@Test func `outside English the beginning of a word is looked up, in English the word and what means the same`() {
    func lookups(_ text: String) -> [Lookup] {
        let bot = WhisperBot(
            id: BotID(high: 1, low: 1), organization: OrganizationID(high: 1, low: 1), name: "B",
            createdAt: Moment(milliseconds: 0))
        return Terms(Question(bot: bot, history: [], text: text)).own.map(\.lookup)
    }
    #expect(lookups("Wie lange ist die Lieferzeit?").last == Lookup(["lieferzeit"], beginning: "lieferz"))
    #expect(lookups("Wie ist die Lieferung?").last == Lookup(["lieferung"], beginning: "liefer"))
    #expect(lookups("Wo ist mein Paket?") == [Lookup(["paket"], beginning: "paket")])
    #expect(lookups("What is the opening time?").first == Lookup(["opening"]))
    #expect(lookups("Do you have the wifi?").first?.forms.contains("internet") == true)
    #expect(lookups("Was kostet 123456?").last == Lookup(["123456"]))
}

@Test func `one word that is English too tells no language`() {
    for text in ["Queen size", "red van price", "skin care", "price per night", "patio door", "soy milk", "fur coat"] {
        #expect(Language.detected(in: text) == nil, "\(text)")
    }
    #expect(Language.detected(in: "Was kostet die Lieferung?") == .german)
    #expect(Language.detected(in: "bu size uygun") == .turkish)
    #expect(Language.detected(in: "welke deur past door het gat") == .dutch)
    #expect(Language.detected(in: "Care este prețul?") == .romanian)
}
