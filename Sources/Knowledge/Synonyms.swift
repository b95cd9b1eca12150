/// Everyday words of customers and manuals that say the same; English, where endings are stemmed away.
///
/// A synonym finds a passage and counts half: the word itself is always nearer.
enum Synonyms {
    static let quality = 0.5

    private static let groups: [[String]] = [
        ["alcohol", "alcoholic", "beer", "wine", "drinks", "beverage", "liquor"],
        ["wifi", "internet", "wireless"],
        ["price", "cost", "fee", "charge", "rate"],
        ["delivery", "shipping", "shipment", "dispatch"],
        ["refund", "reimburse", "reimbursement"],
        ["buy", "purchase"],
        ["cancel", "terminate", "unsubscribe"],
        ["broken", "damaged", "defective", "faulty"],
        ["phone", "telephone"],
        ["child", "children", "kid", "baby", "toddler"],
        ["pet", "dog", "cat"],
        ["wheelchair", "disabled", "disability", "handicapped"],
        ["takeaway", "takeout"],
        ["invoice", "bill"],
        ["login", "signin"],
        ["shop", "store", "outlet"],
        ["job", "career", "vacancy"],
        ["voucher", "coupon", "promo"],
        ["booking", "reservation", "reserve"],
        ["car", "vehicle"],
    ]

    private static let byStem: [String: [Word]] = {
        var table: [String: [Word]] = [:]
        for group in groups {
            let words = group.map { Word(folding: $0) }
            for word in words { table[word.stem] = words.filter { $0.stem != word.stem } }
        }
        return table
    }()

    static func of(_ word: Word) -> [Word] { byStem[word.stem] ?? [] }
}
