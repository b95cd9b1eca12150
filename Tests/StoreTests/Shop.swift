import Chat
import Foundation
import SQLiteStore
import Synchronization
import TestSupport

/// A shop that chats: a real file in a folder of its own, an organization, a bot, two operators.
struct Shop: Sendable {
    let engine: Engine
    let folder: URL
    let store: any StorageEngine
    let cast: Cast
    let clock: HandClock
    let heard: Announced

    var path: String { folder.appending(path: "shop.db").path }
    var sqlite: SQLiteStore { store as! SQLiteStore }
    var anna: Actor { cast.anna.actor }
    var ben: Actor { cast.ben.actor }

    static func open(_ engine: Engine = .sqlite, _ settings: (inout WhisperBot) -> Void = { _ in }) async throws -> Shop {
        let folder = FileManager.default.temporaryDirectory.appending(path: "whisper-\(UUID().uuidString)")
        var cast = Cast()
        settings(&cast.bot)
        let shop = try Shop(engine, in: folder, cast: cast, clock: HandClock())
        try await shop.store.add(cast.organization)
        try await shop.store.add(cast.bot)
        for person in [cast.anna, cast.ben] { _ = try await shop.store.add(person, passwordHash: "hash of \(person.name)") }
        return shop
    }

    private init(_ engine: Engine, in folder: URL, cast: Cast, clock: HandClock) throws {
        self.engine = engine
        self.folder = folder
        self.cast = cast
        self.clock = clock
        heard = Announced()
        store = try engine.open(folder.appending(path: "shop.db").path, clock: clock.wall, announced: heard)
    }

    /// The same file, opened again as after a restart.
    func reopened() throws -> Shop {
        try store.close()
        return try Shop(engine, in: folder, cast: cast, clock: clock)
    }

    func close() throws {
        try store.close()
        try FileManager.default.removeItem(at: folder)
    }

    /// A customer who has not written yet.
    func customer(_ number: Int, name: String? = nil, email: String? = nil, of bot: WhisperBot? = nil) async throws -> Customer {
        let bot = bot ?? cast.bot
        let customer = Customer(
            id: Cast.id(UInt64(1_000 + number)), organization: bot.organization, bot: bot.id, name: name, email: email)
        try await store.addCustomer(customer, digest: Self.digest(number))
        return customer
    }

    static func digest(_ number: Int) -> SessionDigest {
        SessionDigest((0..<32).map { UInt8(truncatingIfNeeded: number >> ($0 % 4 * 8)) })
    }

    static func words(_ text: String, id: String, by customer: Customer) -> Order {
        Order(actor: .customer(customer.id), target: .current, command: .send(id: id, text: text))
    }

    static func order(_ command: Command, on conversation: ConversationID, by actor: Actor) -> Order {
        Order(actor: actor, target: .conversation(conversation), command: command)
    }

    /// Carries the orders out as one group; the answers in the order of the orders.
    func together(_ orders: [Order]) async -> [Result<Outcome, Refusal>] {
        let answers = Mutex<[Int: Result<Outcome, Refusal>]>([:])
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            store.submit(orders.enumerated().map { index, order in
                PendingOrder(order) { answer in
                    let isLast = answers.withLock { answers in
                        answers[index] = answer
                        return answers.count == orders.count
                    }
                    if isLast { continuation.resume() }
                }
            })
        }
        return answers.withLock { answers in orders.indices.map { answers[$0]! } }
    }

    func carryOut(_ order: Order) async throws -> Outcome { try await together([order])[0].get() }

    @discardableResult
    func say(_ text: String, id: String = "c1", by customer: Customer) async throws -> Outcome {
        try await carryOut(Self.words(text, id: id, by: customer))
    }

    @discardableResult
    func act(_ command: Command, on conversation: ConversationID, by actor: Actor) async throws -> Outcome {
        try await carryOut(Self.order(command, on: conversation, by: actor))
    }

    /// The bot's answer to what was said last.
    @discardableResult
    func answer(_ text: String, on id: ConversationID, handsOver: Bool = false) async throws -> Outcome {
        let conversation = try await conversation(id)
        return try await act(.botSay(BotMessage(
            id: "answer-\(conversation.lastMessageSeq)", text: text, sources: [], upTo: conversation.lastMessageSeq,
            handlingNumber: conversation.handlingNumber, handover: handsOver ? Handover(.asked) : nil)), on: id, by: .bot(conversation.bot))
    }

    func conversation(_ id: ConversationID) async throws -> Conversation {
        guard let conversation = try await store.conversation(id) else { throw Refusal.notFound }
        return conversation
    }

    func items(of id: ConversationID, audience: Audience = .operators) async throws -> [Item] {
        try await store.items(ItemQuery(id, limit: 100_000, audience: audience))
    }

    /// What was announced, all of it: an announcement follows its answers, and any later change follows it.
    func announced() async throws -> Announced {
        try await store.forgiveFailures("nobody")
        return heard
    }

    func index() async throws { while try await store.indexForSearch() {} }
}

extension Result where Success == Outcome, Failure == Refusal {
    var refusal: Refusal? {
        if case .failure(let refusal) = self { return refusal }
        return nil
    }
    var outcome: Outcome? { try? get() }
}
