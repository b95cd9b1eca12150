import Chat
import Synchronization
import Testing
import TestSupport

@Test(arguments: Engine.available)
func `what is sent together is answered in its order, each once, and announced afterwards`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    var customers: [Customer] = []
    for number in 0..<30 { customers.append(try await shop.customer(number)) }
    let before = shop.heard.changes.count
    let answered = Mutex<[Int]>([])
    let orders = (0..<300).map { Shop.words("text \($0)", id: "c\($0)", by: customers[$0 % 30]) }
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        shop.store.submit(orders.enumerated().map { index, order in
            PendingOrder(order) { answer in
                #expect(answer.outcome?.items.last?.text == "text \(index)")
                #expect(shop.heard.changes.count == before, "announced before it was acknowledged")
                answered.withLock { $0.append(index) }
                if index == 299 { continuation.resume() }
            }
        })
    }
    #expect(answered.withLock { $0 } == Array(0..<300))
    for (number, customer) in customers.enumerated() {
        let conversation = try #require(try await shop.store.activeConversation(of: customer.id))
        let items = try await shop.items(of: conversation.id)
        #expect(items.map(\.seq) == Array(1...11))
        #expect(items.compactMap(\.text) == (0..<10).map { "text \(number + $0 * 30)" })
    }
    let announced = try await shop.announced()
    #expect(announced.commits == [300])
    #expect(announced.rings == 1)
    #expect(try await shop.store.dueJobs(.answer, now: shop.clock.now, limit: 100, except: []).count == 30)
    try shop.close()
}

@Test(arguments: Engine.available)
func `of many who take a chat over at once exactly one wins, the others are told who`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    for number in 0..<20 {
        let conversation = try await shop.say("Hello", by: shop.customer(number)).conversation.id
        let results = await withTaskGroup(of: (Bool, Result<Outcome, Refusal>).self) { group in
            for turn in 0..<12 {
                let actor = turn % 2 == number % 2 ? shop.anna : shop.ben
                let order = Shop.order(.takeOver(again: false), on: conversation, by: actor)
                group.addTask { (actor == shop.anna, await shop.together([order])[0]) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let winner = try #require(try await shop.conversation(conversation).handling.handler)
        let annaWon = winner == shop.cast.anna.id
        for (isAnna, result) in results {
            let warning = Refusal.handledByAnother(id: winner, name: annaWon ? "Anna" : "Ben")
            #expect(result.refusal == (isAnna == annaWon ? nil : warning))
        }
        #expect(results.count { $0.1.outcome?.items.isEmpty == false } == 1)
        #expect(try await shop.items(of: conversation).map(\.event) == [.started, nil, .takenOver])
    }
    try shop.close()
}

@Test(arguments: Engine.available)
func `a refused order writes nothing and fails no other of its group`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let (cleo, dora) = (try await shop.customer(1), try await shop.customer(2))
    let (first, second) = (try await shop.say("A", by: cleo).conversation.id, try await shop.say("B", by: dora).conversation.id)
    let results = await shop.together([
        Shop.words("A2", id: "c2", by: cleo),
        Shop.order(.leave(note: "No."), on: first, by: shop.anna),
        Shop.order(.takeOver(again: false), on: first, by: shop.ben),
        Shop.order(.end, on: second, by: .customer(cleo.id)),
        Shop.order(.end, on: Cast.id(77), by: shop.anna),
        Shop.order(.send(id: "o1", text: "Hi"), on: first, by: shop.anna),
        Shop.order(.send(id: "o1", text: "Hi"), on: first, by: shop.ben),
        Order(actor: shop.anna, target: .current, command: .send(id: "x", text: "y")),
        Order(actor: .customer(Cast.id(78)), target: .current, command: .send(id: "x", text: "y")),
        Shop.words("B2", id: "c2", by: dora),
    ])
    #expect(results.map { $0.refusal?.code } == [
        nil, "not_the_handler", nil, "not_found", "not_found", "not_the_handler", nil, "invalid", "unauthenticated", nil,
    ])
    #expect(try await shop.items(of: first).map(\.text) == [nil, "A", "A2", nil, "Hi"])
    #expect(try await shop.items(of: second).map(\.text) == [nil, "B", "B2"])
    try shop.close()
}

@Test(arguments: Engine.available)
func `a feed skips nothing and doubles nothing while writers race`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    let conversation = try await shop.say("Start", by: cleo).conversation.id
    try await shop.act(.takeOver(again: false), on: conversation, by: shop.anna)
    let seen = try await withThrowingTaskGroup(of: [Int].self) { group in
        for writer in 0..<4 {
            group.addTask {
                for turn in 0..<60 {
                    let command = Command.send(id: "\(writer)-\(turn)", text: "x")
                    try await shop.act(command, on: conversation, by: writer % 2 == 0 ? shop.anna : .customer(cleo.id))
                }
                return []
            }
        }
        group.addTask {
            var seen: [Int] = []
            while seen.last != 243 {
                let query = ItemQuery(conversation, after: seen.last ?? 0, limit: 7, audience: .operators)
                seen += try await shop.store.items(query).map(\.seq)
            }
            return seen
        }
        return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(seen == Array(1...243))
    #expect(try await shop.announced().items(of: conversation).map(\.seq) == Array(1...243))
    try shop.close()
}

@Test(arguments: Engine.available)
func `a customer has at most one active conversation, and a new one after its end`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    let outcomes = await withTaskGroup(of: Result<Outcome, Refusal>.self) { group in
        for number in 0..<10 {
            group.addTask { await shop.together([Shop.words("Hi", id: "c\(number)", by: cleo)])[0] }
        }
        return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(outcomes.compactMap { $0.outcome?.conversation.id }).count == 1)
    let first = try #require(outcomes[0].outcome).conversation.id
    try await shop.act(.end, on: first, by: .customer(cleo.id))
    #expect(try await shop.store.activeConversation(of: cleo.id) == nil)
    let second = try await shop.say("Again", id: "n1", by: cleo).conversation
    #expect(second.id != first && second.lastSeq == 2)
    #expect(try await shop.store.activeConversation(of: cleo.id) == second)
    #expect(try await shop.conversation(first).endedAt != nil)
    // In one group: the end and the message after it.
    let both = await shop.together([
        Shop.order(.end, on: second.id, by: shop.anna), Shop.words("Third", id: "n2", by: cleo),
    ])
    let third = try #require(both[1].outcome).conversation
    #expect(third.id != second.id && third.lastSeq == 2)
    try shop.close()
}
