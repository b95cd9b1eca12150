import Chat
import Testing
import TestSupport

/// Many conversations in every state, of two bots and of another organization, and the same in plain Swift.
private struct Crowd {
    let shop: Shop
    let otherBot: WhisperBot
    /// In the order in which they were begun, which breaks ties.
    var known: [ConversationID] = []
    var texts: [ConversationID: [String]] = [:]
    /// As they are in the end, one by one.
    var conversations: [ConversationID: Conversation] = [:]

    init(_ engine: Engine, seed: UInt64, count: Int) async throws {
        var random = Seeded(seed)
        shop = try await Shop.open(engine)
        otherBot = WhisperBot(id: Cast.id(40), organization: shop.cast.organization.id, name: "Other", createdAt: Cast.start)
        try await shop.store.add(otherBot)
        let stranger = Organization(id: Cast.id(30), name: "Stranger")
        try await shop.store.add(stranger)
        var theirs = WhisperBot(id: Cast.id(31), organization: stranger.id, name: "Theirs", createdAt: Cast.start)
        theirs.liveChat = true
        try await shop.store.add(theirs)
        for number in 0..<count {
            let bot = random.one(of: [shop.cast.bot, otherBot, shop.cast.bot, theirs])
            if random.chance(60) { shop.clock.turn(by: .milliseconds(random.upTo(2_000))) }
            let customer = try await shop.customer(
                number, name: random.chance(50) ? "Name\(number % 7)" : nil,
                email: random.chance(30) ? "mail\(number % 5)@example.com" : nil, of: bot)
            try await live(customer, &random)
        }
        for id in known { conversations[id] = try await shop.conversation(id) }
    }

    static let vocabulary = ["alpha", "beta", "gamma", "delta", "épsilon", "zeta"]

    private mutating func live(_ customer: Customer, _ random: inout Seeded) async throws {
        let text = (0...random.upTo(2)).map { _ in random.one(of: Self.vocabulary) }.joined(separator: " ")
        let id = try await shop.say(text, by: customer).conversation.id
        var said = [text]
        if random.chance(70) {
            said.append(random.one(of: Self.vocabulary))
            try await shop.answer(said[1], on: id)
            for thumb in Thumb.allCases where random.chance(40) {
                let rate = Command.rate(seq: 3, thumb: thumb, note: nil)
                try await shop.act(rate, on: id, by: .operator(shop.cast.anna.id, customer.organization))
            }
        }
        // Anna's rights end at her organization; the strangers' chats only have to exist.
        if customer.organization == shop.cast.organization.id {
            known.append(id)
            texts[id] = said + [customer.name, customer.email].compactMap { $0 }
            if random.chance(30) {
                _ = await shop.together([Shop.order(.takeOver(again: false), on: id, by: shop.anna)])
            } else if random.chance(20) {
                _ = await shop.together([Shop.order(.requestHuman, on: id, by: .customer(customer.id))])
            }
        }
        if random.chance(45) { try await shop.act(.end, on: id, by: .system) }
    }

    /// What a list must show, from the conversations one by one.
    func expected(_ filter: ConversationFilter) -> [ConversationID] {
        var shown: [(id: ConversationID, activity: Moment, row: Int)] = []
        for (row, id) in known.enumerated() {
            let conversation = conversations[id]!
            let (up, down) = (conversation.ratedUp > 0, conversation.ratedDown > 0)
            let isRated = filter.rated.map { $0 == .up ? up : $0 == .down ? down : !up && !down } ?? true
            let words = filter.words?.split(separator: " ").map { $0.replacing("é", with: "e") } ?? []
            let text = texts[id]!.joined(separator: " ").replacing("é", with: "e").lowercased()
                .split { !$0.isLetter && !$0.isNumber }
            guard filter.mode.map({ $0 == conversation.mode }) ?? true,
                filter.section.map({ $0 == conversation.section }) ?? true,
                filter.bot.map({ $0 == conversation.bot }) ?? true, isRated,
                words.allSatisfy({ word in text.contains { $0 == word.lowercased() } })
            else { continue }
            shown.append((id, conversation.activity, row))
        }
        return shown.sorted { ($0.activity, $0.row) > ($1.activity, $1.row) }.map(\.id)
    }

    func listed(_ filter: ConversationFilter) async throws -> [ConversationID] {
        var filter = filter
        var all: [ConversationID] = []
        while true {
            let page = try await shop.store.conversations(filter)
            #expect(page.elements.count <= filter.limit)
            #expect(page.next == nil || page.elements.count == filter.limit)
            all += page.elements.map(\.id)
            filter.cursor = page.next
            if page.next == nil { return all }
        }
    }

    func filters(_ limits: [Int], words: [String?]) -> [ConversationFilter] {
        var filters: [ConversationFilter] = []
        for mode in [nil, Mode.active, .past] {
            for section in [nil, Section.assisted, .automated] {
                for bot in [nil, shop.cast.bot.id, otherBot.id] {
                    for rated in [nil] + RatingFilter.allCases.map(Optional.some) {
                        for (index, word) in words.enumerated() {
                            var filter = ConversationFilter(
                                organization: shop.cast.organization.id, limit: limits[(filters.count + index) % limits.count])
                            (filter.mode, filter.section, filter.bot) = (mode, section, bot)
                            (filter.rated, filter.words) = (rated, word)
                            filters.append(filter)
                        }
                    }
                }
            }
        }
        return filters
    }
}

@Test(arguments: Engine.available, [21] as [UInt64])
func `every filter shows what it should, page by page, newest first`(engine: Engine, seed: UInt64) async throws {
    let crowd = try await Crowd(engine, seed: seed, count: 90)
    var shown = 0
    for filter in crowd.filters([2, 100, 7], words: [nil, "  "]) {
        var plain = filter
        plain.words = nil
        let listed = try await crowd.listed(filter)
        #expect(listed == crowd.expected(plain), "\(filter)")
        shown += listed.count
    }
    #expect(shown > 300)
    try crowd.shop.close()
}

@Test(arguments: Engine.available, [23] as [UInt64])
func `a search under every filter finds all and only what has all its words`(engine: Engine, seed: UInt64) async throws {
    let crowd = try await Crowd(engine, seed: seed, count: 90)
    try await crowd.shop.index()
    var shown = 0
    for filter in crowd.filters([2, 100, 5], words: ["alpha", "beta gamma", "EPSILON name3", "mail2 example"]) {
        let listed = try await crowd.listed(filter)
        #expect(listed == crowd.expected(filter), "\(filter)")
        shown += listed.count
    }
    #expect(shown > 150)
    try crowd.shop.close()
}

@Test(arguments: Engine.available)
func `a cursor goes on where its page ended, though newer chats came`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    var ids: [ConversationID] = []
    for number in 0..<6 {
        ids.append(try await shop.say("Hi", by: shop.customer(number)).conversation.id)
        shop.clock.turn(by: .seconds(1))
    }
    var filter = ConversationFilter(organization: shop.cast.organization.id, limit: 3)
    let first = try await shop.store.conversations(filter)
    #expect(first.elements.map(\.id) == ids[3...].reversed())
    try await shop.say("New", by: shop.customer(9))
    filter.cursor = first.next
    #expect(try await shop.store.conversations(filter).elements.map(\.id) == ids[..<3].reversed())
    for cursor in ["", "x", "1", "1.2.3", "zz.!", "-.-", "é.é", "99999999999999999999.1"] {
        filter.cursor = cursor
        await #expect(throws: BadCursor.self, "\(cursor)") { try await shop.store.conversations(filter) }
    }
    try shop.close()
}

@Test(arguments: Engine.available)
func `nothing is listed across two organizations`(engine: Engine) async throws {
    let crowd = try await Crowd(engine, seed: 24, count: 40)
    let shop = crowd.shop
    try await shop.index()
    for words in [nil, "alpha", "beta", "gamma"] as [String?] {
        var foreign = ConversationFilter(organization: Cast.id(30), limit: 100)
        foreign.words = words
        #expect(try await shop.store.conversations(foreign).elements.allSatisfy { $0.organization == Cast.id(30) })
        // Their organization with our bot, and one that does not exist.
        foreign.bot = shop.cast.bot.id
        #expect(try await shop.store.conversations(foreign).elements.isEmpty)
        var unknown = ConversationFilter(organization: Cast.id(35))
        unknown.words = words
        #expect(try await shop.store.conversations(unknown).elements.isEmpty)
    }
    for id in crowd.known.prefix(10) {
        var foreign = ConversationFilter(organization: Cast.id(30))
        foreign.words = id.description
        #expect(try await shop.store.conversations(foreign).elements.isEmpty)
    }
    #expect(try await shop.store.bots(of: Cast.id(30), after: nil, limit: 9).elements.map(\.name) == ["Theirs"])
    #expect(try await shop.store.operators(of: Cast.id(30), after: nil, limit: 9).elements.isEmpty)
    try shop.close()
}

@Test(arguments: Engine.available)
func `a customer sees its own chats, and the sweeps those that concern them`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let (cleo, dora) = (try await shop.customer(1), try await shop.customer(2))
    var own: [ConversationID] = []
    for turn in 0..<5 {
        own.append(try await shop.say("Hi", id: "c\(turn)", by: cleo).conversation.id)
        if turn < 4 { try await shop.act(.end, on: own[turn], by: .customer(cleo.id)) }
        shop.clock.turn(by: .seconds(10))
    }
    let handled = try await shop.say("Hi", by: dora).conversation.id
    try await shop.act(.takeOver(again: false), on: handled, by: shop.anna)
    let first = try await shop.store.conversations(of: cleo.id, after: nil, limit: 3)
    let second = try await shop.store.conversations(of: cleo.id, after: first.next, limit: 3)
    #expect((first.elements + second.elements).map(\.id) == own.reversed() && second.next == nil)
    #expect(try await shop.store.assistedConversations().map(\.id) == [handled])
    func quiet(_ seconds: Int, limit: Int = 10) async throws -> [ConversationID] {
        try await shop.store.quietConversations(since: Cast.start.adding(.seconds(seconds)), limit: limit).map(\.id)
    }
    #expect(try await quiet(39).isEmpty)
    #expect(try await quiet(40) == [own[4]])
    #expect(try await Set(quiet(50)) == [own[4], handled])
    #expect(try await quiet(50, limit: 1).count == 1)
    try shop.close()
}
