import Chat
import Testing
import TestSupport

extension Shop {
    /// A whole upload of two pieces.
    @discardableResult
    fileprivate func upload(
        _ number: UInt64, by uploader: Uploader, name: String = "a.txt", finishing: Bool = true
    ) async throws -> FileID {
        let id: FileID = Cast.id(number)
        try await store.begin(Upload(id: id, by: uploader, name: name, size: 10))
        try await store.add(Array("hello".utf8), at: 0, to: id)
        try await store.add(Array("world".utf8), at: 1, to: id)
        if finishing { _ = try await store.finish(id, content: FileContent(beginning: Array("hello".utf8)), size: 10) }
        return id
    }

    fileprivate func content(of id: FileID) async throws -> String? {
        var (bytes, place): ([UInt8], Int) = ([], 0)
        while let piece = try await store.piece(place, of: id) {
            bytes += piece
            place += 1
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}

@Test(arguments: Engine.available)
func `a file comes in pieces, is sent once, and is there after a restart`(engine: Engine) async throws {
    var shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    let first = try await shop.upload(100, by: .customer(cleo.id), name: "Rechnung Größe.txt")
    let second = try await shop.upload(101, by: .customer(cleo.id))
    let send = Order(actor: .customer(cleo.id), target: .current, command: .send(id: "c1", text: "", files: [first, second]))
    let sent = try await shop.carryOut(send)
    #expect(sent.items.last?.files.map(\.name) == ["Rechnung Größe.txt", "a.txt"])
    let id = sent.conversation.id
    for _ in 0..<2 {
        let log = try await shop.items(of: id)
        #expect(log.last?.files == sent.items.last?.files && log.last?.text == "")
        #expect(try await shop.conversation(id).lastItem?.files.map(\.id) == [first, second])
        #expect(try await shop.content(of: first) == "helloworld")
        #expect(try await shop.store.file(first)?.sharedWith == cleo.id)
        // The same again is a repeat; other files, or none, are another message.
        #expect(try await shop.carryOut(send).isRepeat)
        for files in [[second, first], [first], []] {
            let other = Command.send(id: "c1", text: files.isEmpty ? "x" : "", files: files)
            #expect(await shop.together([Order(actor: .customer(cleo.id), target: .current, command: other)])[0].refusal == .idReused)
        }
        shop = try shop.reopened()
    }
    let again = Command.send(id: "c2", text: "Again", files: [first])
    #expect(await shop.together([Order(actor: .customer(cleo.id), target: .current, command: again)])[0].refusal?.code == "invalid")
    #expect(try await shop.conversation(id).lastSeq == sent.conversation.lastSeq)
    try shop.close()
}

@Test(arguments: Engine.available)
func `nobody sends what is another's, unfinished or unknown`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let (cleo, dora) = (try await shop.customer(1), try await shop.customer(2))
    let (one, two) = (try await shop.say("Hi", by: cleo).conversation.id, try await shop.say("Hi", by: dora).conversation.id)
    for id in [one, two] { try await shop.act(.takeOver(again: false), on: id, by: shop.anna) }
    let hers = try await shop.upload(100, by: .customer(cleo.id))
    let annas = try await shop.upload(101, by: .operator(shop.cast.anna.id, one))
    let half = try await shop.upload(102, by: .customer(cleo.id), finishing: false)
    let bens = try await shop.upload(103, by: .operator(shop.cast.ben.id, one))
    func refused(_ file: FileID, on id: ConversationID, by actor: Actor) async -> Bool {
        await shop.together([Shop.order(.send(id: "\(file)", text: "", files: [file]), on: id, by: actor)])[0].refusal
            == FileID.notYours("files")
    }
    #expect(await refused(hers, on: two, by: .customer(dora.id)))
    #expect(await refused(hers, on: one, by: shop.anna))
    #expect(await refused(annas, on: one, by: .customer(cleo.id)))
    #expect(await refused(annas, on: two, by: shop.anna), "made for another conversation")
    #expect(await refused(bens, on: one, by: shop.anna))
    #expect(await refused(half, on: one, by: .customer(cleo.id)))
    #expect(await refused(Cast.id(999), on: one, by: .customer(cleo.id)))
    #expect(try await shop.store.file(half) == nil)
    #expect(try await shop.store.piece(0, of: half) == nil)
    // Two messages of one group that name the same file: the first has it.
    let race = ["r1", "r2"].map { Shop.order(.send(id: $0, text: "", files: [hers]), on: one, by: .customer(cleo.id)) }
    let results = await shop.together(race)
    #expect(results.map { $0.refusal?.code } == [nil, "invalid"])
    try await shop.act(.send(id: "a", text: "Here", files: [annas]), on: one, by: shop.anna)
    #expect(try await shop.store.file(annas)?.isVisible(to: .customer(cleo.id)) == true)
    #expect(try await shop.store.file(annas)?.isVisible(to: .customer(dora.id)) == false)
    // A refused message takes no file.
    let late = try await shop.upload(104, by: .operator(shop.cast.ben.id, one))
    #expect(await shop.together([Shop.order(.send(id: "b", text: "", files: [late]), on: one, by: shop.ben)])[0].refusal == .notTheHandler)
    #expect(try await shop.store.file(late)?.sharedWith == nil)
    try shop.close()
}

@Test(arguments: Engine.available)
func `what no message brings is swept, and nothing else`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    let sent = try await shop.upload(100, by: .customer(cleo.id))
    _ = try await shop.carryOut(
        Order(actor: .customer(cleo.id), target: .current, command: .send(id: "c1", text: "", files: [sent])))
    let unused = try await shop.upload(101, by: .customer(cleo.id))
    let half: FileID = Cast.id(102)
    try await shop.store.begin(Upload(id: half, by: .customer(cleo.id), name: "a", size: 5))
    for place in 0..<9 { try await shop.store.add([1, 2, 3], at: place, to: half) }
    func sweep() async throws -> Int {
        var steps = 0
        let now = shop.clock.now
        while try await shop.store.sweepFiles(unfinished: now.adding(.seconds(-3_600)), unused: now.adding(.seconds(-86_400))) { steps += 1 }
        return steps
    }
    #expect(try await sweep() == 0)
    shop.clock.turn(by: .seconds(3_601))
    #expect(try await sweep() == 3, "in short steps")
    await #expect(throws: Refusal.notFound) { try await shop.store.add([1], at: 9, to: half) }
    await #expect(throws: Refusal.notFound) {
        try await shop.store.finish(half, content: FileContent(beginning: [1]), size: 1)
    }
    #expect(try await shop.content(of: unused) == "helloworld")
    shop.clock.turn(by: .seconds(86_400))
    #expect(try await sweep() == 1)
    #expect(try await shop.store.file(unused) == nil)
    #expect(try await shop.content(of: sent) == "helloworld")
    try shop.close()
}

@Test(arguments: Engine.available)
func `a customer's limit counts what comes, what came of it, and what is gone tomorrow`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let (cleo, dora) = (try await shop.customer(1), try await shop.customer(2))
    func begin(_ number: UInt64, _ size: Int, _ customer: Customer) async throws {
        try await shop.store.begin(Upload(id: Cast.id(number), by: .customer(customer.id), name: "a", size: size))
    }
    for number in 0..<10 { try await begin(UInt64(100 + number), 10_000_000, cleo) }
    await #expect(throws: Refusal.rateLimited(retryAfterSeconds: 86_400)) { try await begin(120, 1, cleo) }
    try await begin(121, 1, dora)
    try await shop.store.abandon(Cast.id(100), received: 400)
    try await begin(122, 9_000_000, cleo)
    for number in 0..<19 { try await begin(UInt64(130 + number), 1, dora) }
    await #expect(throws: Refusal.rateLimited(retryAfterSeconds: 600)) { try await begin(160, 1, dora) }
    shop.clock.turn(by: .seconds(601))
    try await begin(161, 1, dora)
    await #expect(throws: Refusal.unauthenticated) {
        try await shop.store.begin(Upload(id: Cast.id(170), by: .customer(Cast.id(999)), name: "a", size: 1))
    }
    try shop.close()
}

@Test(arguments: Engine.available)
func `the search finds files by name, while the chat runs and afterwards`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    let file = try await shop.upload(100, by: .customer(cleo.id), name: "Mietvertrag 2026.pdf")
    let id = try await shop.carryOut(
        Order(actor: .customer(cleo.id), target: .current, command: .send(id: "c1", text: "Look", files: [file]))).conversation.id
    func found(_ words: String) async throws -> [ConversationID] {
        var filter = ConversationFilter(organization: shop.cast.organization.id)
        filter.words = words
        return try await shop.store.conversations(filter).elements.map(\.id)
    }
    for isPast in [false, true] {
        if isPast { try await shop.act(.end, on: id, by: .customer(cleo.id)) }
        try await shop.index()
        #expect(try await found("mietvertrag look") == [id])
        #expect(try await found("kaufvertrag").isEmpty)
    }
    try shop.close()
}
