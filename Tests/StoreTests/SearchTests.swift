import Chat
import Testing
import TestSupport

extension Shop {
    /// Whom a search finds, by the number of the customer.
    fileprivate func find(
        _ words: String, _ settings: (inout ConversationFilter) -> Void = { _ in }
    ) async throws -> Set<String> {
        var filter = ConversationFilter(organization: cast.organization.id, limit: 100)
        filter.words = words
        settings(&filter)
        let found = try await store.conversations(filter).elements.map { $0.customer.name ?? "?" }
        #expect(Set(found).count == found.count, "found twice: \(words)")
        return Set(found)
    }
}

@Test(arguments: Engine.available)
func `all words count, anywhere in the chat, in its name, its address or its id`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1, name: "Cleo Marsh", email: "cleo.marsh@shop.example")
    let id = try await shop.say("My parcel is late", by: cleo).conversation.id
    try await shop.answer("Which tracking number?", on: id)
    try await shop.say("Number 4711-XY", id: "c2", by: cleo)
    try await shop.say("Where is the parcel shop", by: shop.customer(2, name: "Dora"))
    for isPast in [false, true] {
        if isPast { try await shop.act(.end, on: id, by: shop.anna) }
        try await shop.index()
        for words in [
            "parcel tracking 4711", "PARCEL LATE", "cleo", "marsh parcel", "cleo.marsh@shop.example", "4711-xy",
            id.description, " \n\(id.description) ", "late number", "shop.example number",
        ] { #expect(try await shop.find(words) == ["Cleo Marsh"], "\(words), past: \(isPast)") }
        #expect(try await shop.find("parcel") == ["Cleo Marsh", "Dora"])
        for words in ["parcel umbrella", "late dora", "parc", "conv", "taken_over", "started"] {
            #expect(try await shop.find(words).isEmpty, "\(words)")
        }
        #expect(try await shop.find("parcel") { $0.mode = isPast ? .active : .past } == (isPast ? ["Dora"] : []))
        #expect(try await shop.find(id.description) { $0.mode = isPast ? .active : .past }.isEmpty)
    }
    try shop.close()
}

@Test(arguments: Engine.available, [
    "\"", "\"\"\"", "'", "(", ")", "*", "par*", "^parcel", "parcel OR", "NOT parcel", "AND", "NEAR(parcel late)",
    "words:parcel",
    "scope : o1", "{a b} : c", "-parcel", "+", "parcel\"", "\"parcel\" OR \"x\"", "\\", ";", "--", "%", "_", "?1", ":owner", "%s",
    "\u{301}", "🙂", "\u{200D}", "…", "o1", "ratednone", "ratedup", "b1", "\u{FFFF}", "\u{1}", "𝕬", "ꟸ", "\u{1F1E9}\u{1F1EA}",
])
func `no text is query syntax`(engine: Engine, words: String) async throws {
    let shop = try await Shop.open(engine)
    let id = try await shop.say("plain parcel", by: shop.customer(1, name: "Cleo")).conversation.id
    try await shop.say("another one", by: shop.customer(2, name: "Dora"))
    for _ in 0..<2 {
        try await shop.index()
        let found = try await shop.find(words)
        let means = words.contains("parcel") && !["OR", "NOT", "NEAR", "words", "x"].contains { words.contains($0) }
        #expect(found == (means ? ["Cleo"] : []), "\(words)")
        _ = await shop.together([Shop.order(.end, on: id, by: shop.anna)])
    }
    try shop.close()
}

@Test(arguments: Engine.available)
func `scripts without spaces, accents and capitals are found as people type them`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let texts = [
        ("zh", "我想退款，订单号一二三"), ("ja", "パスワードを忘れました"), ("th", "ฉันลืมรหัสผ่าน"), ("ko", "비밀번호를 잊었어요"),
        ("de", "Die Größe passt nicht, ÄRGERLICH"), ("fr", "La chaussure est abîmée"), ("tr", "İstanbul'a kargo"),
        ("mix", "订单 order42 退款"),
    ]
    var ids: [ConversationID] = []
    for (number, (name, text)) in texts.enumerated() {
        ids.append(try await shop.say(text, by: shop.customer(number, name: name)).conversation.id)
    }
    for _ in 0..<2 {
        try await shop.index()
        for (words, names) in [
            ("退款", ["zh", "mix"]), ("我想退款", ["zh"]), ("订单 退款", ["zh", "mix"]), ("款退", []),
            ("忘れ", ["ja"]), ("パスワード", ["ja"]), ("รหัส", ["th"]), ("비밀번호를", ["ko"]),
            ("grösse", []), ("größe", ["de"]), ("argerlich", ["de"]),
            ("ABIMEE", ["fr"]), ("abîmée chaussure", ["fr"]), ("istanbul", ["tr"]), ("order42退款", ["mix"]), ("ORDER42", ["mix"]),
        ] as [(String, Set<String>)] { #expect(try await shop.find(words) == names, "\(words)") }
        for id in ids { _ = await shop.together([Shop.order(.end, on: id, by: shop.anna)]) }
    }
    try shop.close()
}

@Test(arguments: Engine.available)
func `a chat that ends stays found, once, whenever the index looks`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    var ids: [ConversationID] = []
    for number in 0..<70 {
        ids.append(try await shop.say("needle \(number % 2 == 0 ? "even" : "odd")", by: shop.customer(number, name: "N\(number)"))
            .conversation.id)
    }
    try await shop.index()
    #expect(try await shop.find("needle").count == 70)
    // Ended before the index saw the last message; ended and rated; ended untouched.
    for (number, id) in ids.enumerated() {
        if number % 3 == 0 { try await shop.answer("late thread", on: id) }
        try await shop.act(.end, on: id, by: shop.anna)
        if number % 3 == 0 { try await shop.act(.rate(seq: 3, thumb: .up, note: nil), on: id, by: shop.anna) }
    }
    try await shop.index()
    #expect(try await shop.find("needle").count == 70)
    #expect(try await shop.find("needle") { $0.mode = .past }.count == 70)
    #expect(try await shop.find("needle") { $0.mode = .active }.isEmpty)
    #expect(try await shop.find("needle thread").count == 24)
    #expect(try await shop.find("needle even thread").count == 12)
    // Ended without ever having been looked at.
    let quick = try await shop.customer(99, name: "Quick")
    let id = try await shop.say("needle quick", by: quick).conversation.id
    try await shop.act(.end, on: id, by: .customer(quick.id))
    try await shop.index()
    #expect(try await shop.find("quick needle") == ["Quick"])
    try shop.close()
}

@Test(arguments: Engine.available)
func `a rating changes what a search under a rating shows`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1, name: "Cleo")
    let id = try await shop.say("needle", by: cleo).conversation.id
    try await shop.answer("thread", on: id)
    func check(_ rated: RatingFilter?) async throws {
        try await shop.index()
        for filter in RatingFilter.allCases {
            let found = try await shop.find("needle thread") { $0.rated = filter }
            #expect(found == (filter == (rated ?? .none) ? ["Cleo"] : []), "\(filter) when \(String(describing: rated))")
        }
    }
    for isPast in [false, true] {
        if isPast { try await shop.act(.end, on: id, by: shop.anna) }
        try await check(nil)
        for thumb in [Thumb.up, .down, .up] {
            try await shop.act(.rate(seq: 3, thumb: thumb, note: "n"), on: id, by: shop.ben)
            try await check(thumb == .up ? .up : .down)
        }
        try await shop.act(.withdrawRating(seq: 3), on: id, by: shop.anna)
        try await check(nil)
    }
    try shop.close()
}

@Test(arguments: Engine.available)
func `what is said while the index works is found at its next look`(engine: Engine) async throws {
    var shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1, name: "Cleo")
    try await shop.say("one", by: cleo)
    #expect(try await shop.store.indexForSearch())
    #expect(try await !shop.store.indexForSearch())
    #expect(try await shop.find("one two").isEmpty)
    try await shop.say("two", id: "c2", by: cleo)
    shop = try shop.reopened()
    try await shop.index()
    #expect(try await shop.find("one two") == ["Cleo"])
    try shop.close()
}
