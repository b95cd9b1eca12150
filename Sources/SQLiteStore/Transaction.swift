import Chat
import Foundation
import GRDB

/// One running transaction of the group: carries orders out and remembers what to announce.
///
/// Lives on the writing connection's queue and ends with its commit.
final class Transaction {
    let db: Database
    let memory: WriterMemory
    let now: Moment
    private(set) var changes: [Change] = []
    var hasJobs = false
    /// How long after an operator's message it may be mailed to a customer who has gone; nil where nothing is mailed.
    let repliesMailedAfter: Duration?
    /// Conversations that got messages, each with the seq of its last one.
    private(set) var spoken: [Int64: Int] = [:]
    /// Conversations whose log or ratings changed; one may stand here several times.
    private(set) var touched: [Int64] = []
    private var dirty: [WriterMemory.Entry] = []
    private var wantingAnswer: [ConversationID: WriterMemory.Entry] = [:]

    init(db: Database, memory: WriterMemory, now: Moment, repliesMailedAfter: Duration? = nil) {
        self.db = db
        self.memory = memory
        self.now = now
        self.repliesMailedAfter = repliesMailedAfter
    }

    // MARK: - Orders

    /// Throws only what fails the whole transaction; a refusal is a result.
    func carryOut(_ order: Order) throws -> Result<Outcome, Refusal> {
        do {
            switch order.target {
            case .conversation(let id):
                guard let entry = try entry(id), entry.conversation.isVisible(to: order.actor) else {
                    return .failure(.notFound)
                }
                return .success(try carryOut(order.command, by: order.actor, on: entry))
            case .current:
                return .success(try sendToCurrent(order))
            }
        } catch let refusal as Refusal {
            return .failure(refusal)
        }
    }

    private func carryOut(_ command: Command, by actor: Actor, on entry: WriterMemory.Entry) throws -> Outcome {
        switch command {
        case .send(let id, let text, let files):
            if let first = try repeated(id, text, files, .message, nil, by: actor, on: entry) { return first }
        case .whisper(let id, let text):
            if let first = try repeated(id, text, [], .note, Item.whisperMark, by: actor, on: entry) { return first }
        case .note(let id, let text):
            if let first = try repeated(id, text, [], .note, Item.internalMark, by: actor, on: entry) { return first }
        default: break
        }
        let decision = try decide(command, by: actor, on: entry)
        try apply(decision, to: entry)
        if case .botSay(let message) = command { try keepTrace(of: message, in: decision.items, of: entry) }
        return Outcome(conversation: entry.conversation, items: decision.items)
    }

    private func decide(_ command: Command, by actor: Actor, on entry: WriterMemory.Entry) throws -> Decision {
        let conversation = entry.conversation
        var surroundings = Surroundings(now: now, bot: try bot(conversation.bot), actor: try person(actor))
        switch command {
        case .send(_, _, let files): surroundings.files = try uploads(files, by: actor, on: entry)
        case .rate(let seq, _, _), .withdrawRating(let seq): surroundings.ratedItem = try item(seq, of: entry)
        case .seen(let seq): surroundings.unreadAfterSeen = try unread(after: seq, for: actor, of: entry)
        default: break
        }
        return try conversation.decide(command, by: actor, in: surroundings)
    }

    /// A customer's message without a conversation: continues the running one or begins one.
    private func sendToCurrent(_ order: Order) throws -> Outcome {
        guard case .customer(let customerID) = order.actor, case .send(let id, let text, let files) = order.command else {
            throw Refusal.invalid("conversation", "is missing.")
        }
        guard let (customerRow, botRow, customer) = try customer(customerID) else { throw Refusal.unauthenticated }
        if let first = try repeatOfCustomer(id, text, files, row: customerRow) { return first }
        if let running = try runningConversation(of: customerID, row: customerRow) {
            return try carryOut(order.command, by: order.actor, on: running)
        }
        let bot = try bot(customer.bot)
        guard !bot.deleted else { throw Refusal.notFound }
        let fresh = Conversation(
            id: .make(at: now), organization: customer.organization, bot: customer.bot, botName: bot.name,
            customer: customer, startedAt: now)
        var surroundings = Surroundings(now: now, bot: bot, actor: nil)
        surroundings.files = try uploads(files, ofCustomer: customerRow)
        let decision = fresh.begin(id: id, text: text, in: surroundings)
        // One that ended in this very transaction must not stand as running any more.
        try writeTouched()
        let row = try insert(decision.conversation, customerRow: customerRow, botRow: botRow)
        let entry = WriterMemory.Entry(row: row, customerRow: customerRow, botRow: botRow, conversation: fresh)
        memory.entries[fresh.id] = entry
        memory.running[customerID] = .some(fresh.id)
        try apply(decision, to: entry)
        return Outcome(conversation: entry.conversation, items: decision.items)
    }

    /// Stores a decision's items now and its state once, at the end of the transaction.
    private func apply(_ decision: Decision, to entry: WriterMemory.Entry) throws {
        guard decision.isChange else { return }
        guard decision.conversation.lastSeq <= ItemKey.maxSeq else {
            throw Refusal.invalid("conversation", "is full; end it and begin another.")
        }
        for item in decision.items {
            try insert(item, of: entry)
            rememberID(of: item, entry: entry)
        }
        if let rated = decision.rated { try store(rated.rating, seq: rated.seq, of: entry) }
        if decision.conversation.tags != entry.conversation.tags { try store(decision.conversation, tagsOf: entry) }
        let wasPast = entry.conversation.endedAt != nil
        if let address = decision.conversation.customer.email, entry.conversation.customer.email == nil {
            try store(address: address, of: entry)
        }
        let before = entry.conversation
        entry.conversation = decision.conversation
        try askForNotices(before: before, decision)
        if !entry.isDirty {
            entry.isDirty = true
            dirty.append(entry)
        }
        if !decision.items.isEmpty || decision.rated != nil { touched.append(entry.row) }
        if decision.items.contains(where: { $0.sort == .message }) {
            spoken[entry.row] = decision.conversation.lastMessageSeq
        }
        if entry.conversation.endedAt != nil {
            // What changes in a past one says nothing about the one that the customer has now.
            if !wasPast { memory.running[entry.conversation.customer.id] = .some(nil) }
            if !wasPast || decision.rated != nil { try queueForSearch(entry.row) }
        }
        if decision.wantsAnswer { wantingAnswer[entry.conversation.id] = entry }
        changes.append(decision.change)
    }

    /// Writes what the orders left: each touched conversation once, each wanted answer as one job.
    func flush() throws {
        try writeTouched()
        for (id, entry) in wantingAnswer where entry.conversation.endedAt == nil {
            try askForAnswer(id)
            hasJobs = true
        }
        wantingAnswer.removeAll(keepingCapacity: true)
    }

    /// Tells the operators who a customer is, where it is chatting.
    func announce(_ customer: CustomerID, row: Int64) throws {
        guard let running = try runningConversation(of: customer, row: row) else { return }
        changes.append(Change(conversation: running.conversation))
    }

    /// One job an entry, as for answers.
    func askForImport(_ id: KnowledgeID) throws { try ask(.importKnowledge, id.description, due: now) }

    /// One job a key: asked for again, its number is raised and its time is the new one.
    func ask(_ sort: Job.Sort, _ key: String, due: Moment) throws {
        try db.cachedStatement(sql: """
            INSERT INTO job(sort, key, number, attempts, due) VALUES (?, ?, 1, 0, ?)
            ON CONFLICT DO UPDATE SET number = number + 1, attempts = 0, due = excluded.due
            """).execute(arguments: [sort.rawValue, key, due.milliseconds])
        hasJobs = true
    }

    /// Tells those who look at the list that something about the conversation is new that its log does not hold.
    func announce(_ conversation: Conversation) { changes.append(Change(conversation: conversation)) }

    /// After a savepoint was undone: what came since is announced no more, and memory is read anew.
    func undo(to count: Int) {
        changes.removeSubrange(count...)
        dirty.removeAll()
        wantingAnswer.removeAll()
        memory.forget()
    }

    private func writeTouched() throws {
        for entry in dirty {
            entry.isDirty = false
            try update(entry)
        }
        dirty.removeAll(keepingCapacity: true)
    }

    /// A command of the system on a conversation that another change of this transaction concerns.
    func carryOutAsSystem(_ command: Command, on id: ConversationID) throws {
        guard let entry = try entry(id) else { return }
        do {
            _ = try carryOut(command, by: .system, on: entry)
        } catch is Refusal {
            // Ended or changed by an earlier order of this very transaction: nothing is left to do.
        }
    }

    // MARK: - Repeats

    private func repeated(
        _ id: String, _ text: String, _ files: [FileID], _ sort: ItemSort, _ mark: JSON?, by actor: Actor,
        on entry: WriterMemory.Entry
    ) throws -> Outcome? {
        switch actor {
        case .customer: return try repeatOfCustomer(id, text, files, row: entry.customerRow)
        case .operator(let operatorID, _):
            guard let row = try self.operator(operatorID)?.row else { throw Refusal.unauthenticated }
            return try repeatOfOperator(id, text, files, sort, mark, row: row, in: entry)
        case .bot, .system: return nil
        }
    }

    private func repeatOfCustomer(_ id: String, _ text: String, _ files: [FileID], row: Int64) throws -> Outcome? {
        let known = try repeats(.customer(row)) {
            try String.fetchCursor($0, sql: """
                SELECT i.public_id FROM conversation c JOIN item i ON i.id > c.id << 24 AND i.id < (c.id + 1) << 24
                WHERE c.customer = ? AND i.sort = 1 AND i.role = 1
                """, arguments: [row])
        }
        guard known.contains(id.hashValue) else { return nil }
        let found = try Row.fetchOne(db, sql: """
            SELECT c.public_id, i.id FROM conversation c JOIN item i ON i.id > c.id << 24 AND i.id < (c.id + 1) << 24
            WHERE c.customer = ? AND i.sort = 1 AND i.role = 1 AND i.public_id = ?
            """, arguments: [row, id])
        guard let found, let entry = try entry(found.identifier(0)) else { return nil }
        return try firstResult(seq: ItemKey.seq(found[1]), text: text, files: files, of: entry)
    }

    private func repeatOfOperator(
        _ id: String, _ text: String, _ files: [FileID], _ sort: ItemSort, _ mark: JSON?, row: Int64,
        in entry: WriterMemory.Entry
    ) throws -> Outcome? {
        let known = try repeats(.operatorIn(conversation: entry.row, operator: row)) {
            try String.fetchCursor($0, sql: """
                SELECT public_id FROM item WHERE id > ? AND id <= ? AND sort IN (1, 2) AND role = 3 AND operator = ?
                """, arguments: [ItemKey.id(entry.row, 0), ItemKey.id(entry.row, ItemKey.maxSeq), row])
        }
        guard known.contains(id.hashValue) else { return nil }
        let found = try Int64.fetchOne(db, sql: """
            SELECT id FROM item
            WHERE id > ? AND id <= ? AND sort IN (1, 2) AND role = 3 AND operator = ? AND public_id = ?
            """, arguments: [ItemKey.id(entry.row, 0), ItemKey.id(entry.row, ItemKey.maxSeq), row, id])
        guard let found else { return nil }
        return try firstResult(seq: ItemKey.seq(found), sort, mark, text: text, files: files, of: entry)
    }

    private func firstResult(
        seq: Int, _ sort: ItemSort = .message, _ mark: JSON? = nil, text: String, files: [FileID],
        of entry: WriterMemory.Entry
    ) throws -> Outcome {
        guard let item = try item(seq, of: entry) else { throw Refusal.unavailable }
        // A message is no repeat of a whisper, nor that of a note. Byte by byte: two spellings of a character that
        // look alike are another text.
        guard item.sort == sort, item.data == mark, item.text.map({ Array($0.utf8) == Array(text.utf8) }) == true,
            item.files.map(\.id) == files
        else { throw Refusal.idReused }
        return Outcome(conversation: entry.conversation, items: [item], isRepeat: true)
    }

    private func repeats(
        _ scope: WriterMemory.RepeatScope, _ load: (Database) throws -> DatabaseValueCursor<String>
    ) throws -> Set<Int> {
        if let known = memory.repeats[scope] { return known }
        var hashes: Set<Int> = []
        let ids = try load(db)
        while let id = try ids.next() { hashes.insert(id.hashValue) }
        memory.repeats[scope] = hashes
        memory.repeatCount += hashes.count
        return hashes
    }

    private func rememberID(of item: Item, entry: WriterMemory.Entry) {
        guard item.sort != .event else { return }
        let scope: WriterMemory.RepeatScope
        switch item.role {
        case .customer: scope = .customer(entry.customerRow)
        case .operator:
            guard let id = item.author.flatMap({ OperatorID($0.id) }), let row = memory.operators[id]?.row else { return }
            scope = .operatorIn(conversation: entry.row, operator: row)
        case .bot, .system: return
        }
        memory.repeats[scope]?.insert(item.id.hashValue)
        memory.repeatCount += 1
    }
}
