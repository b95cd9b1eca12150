import Chat
import Testing
import TestSupport

private func operatorsSummary(_ conversation: Conversation, for audience: Audience = .operators) throws -> JSON {
    var writer = JSONWriter()
    SummaryWire(inactiveAfter: .seconds(300)).write(
        conversation, status: CustomerStatus(online: true, lastSeenAt: nil), now: Cast.start, for: audience, to: &writer)
    return try JSON(parsing: writer.bytes)
}

@Test func `operators write notes to each other in every chat, past ones too, and nothing else changes`() throws {
    var past = Stage()
    try past.act(.end, by: past.anna)
    for stage in [Stage(), try Stage.requested(), try Stage.assisted(), past] {
        var stage = stage
        let before = stage.conversation
        let decision = try stage.act(.note(id: "n1", text: "He called twice."), by: stage.ben)
        let note = try #require(decision.items.first)
        #expect(decision.items.count == 1 && note.sort == .note && note.id == "n1" && note.data == Item.internalMark)
        #expect(!note.isWhisper, "it steers no bot")
        #expect(note.author?.id == stage.cast.ben.id.description && note.role == .operator)
        #expect(!decision.wantsAnswer && !decision.handlingChanged && !note.looksTheSameToAll)
        #expect(stage.conversation.handling == before.handling && stage.conversation.handlingNumber == before.handlingNumber)
        #expect(stage.conversation.lastItem == before.lastItem && stage.conversation.activity == before.activity)
        #expect(stage.conversation.unreadByCustomer == before.unreadByCustomer)
        for actor in [stage.customer, stage.bot, .system] {
            #expect(stage.refusal(.note(id: "n2", text: "x"), by: actor)?.code == "forbidden")
        }
        let stranger = Actor.operator(stage.cast.anna.id, Cast.id(77))
        #expect(stage.refusal(.note(id: "n2", text: "x"), by: stranger) == .notFound)
    }
    #expect(throws: Refusal.self) { try Desk.check(.note(id: "n", text: " \n")) }
}

@Test func `operators tag every chat, and only they see it`() throws {
    var stage = Stage()
    try stage.act(.tag(["VIP", "refund"]), by: stage.ben)
    #expect(stage.conversation.tags == ["VIP", "refund"])
    #expect(try operatorsSummary(stage.conversation)["tags"]?.array?.compactMap(\.string) == ["VIP", "refund"])
    #expect(try operatorsSummary(stage.conversation, for: .customer)["tags"] == nil)
    try stage.act(.end, by: stage.anna)
    let decision = try stage.act(.tag([]), by: stage.anna)
    #expect(decision.isChange && decision.items.isEmpty && !decision.handlingChanged)
    #expect(stage.refusal(.tag(["x"]), by: stage.customer)?.code == "forbidden")
}

@Test func `tags are trimmed, told apart without case, and limited`() throws {
    #expect(try Tags.read(["  VIP ", "vip", "Late  \n delivery", "Ärger", "ärger"]) == ["VIP", "Late delivery", "Ärger"])
    #expect(try Tags.read([]) == [])
    #expect(throws: Refusal.self) { try Tags.read([" \t"]) }
    #expect(throws: Refusal.tooLong(field: "tags", limit: 50)) { try Tags.read([String(repeating: "a", count: 51)]) }
    let twenty = (1...20).map { "tag \($0)" }
    #expect(try Tags.read(twenty + ["TAG 1"]) == twenty)
    #expect(throws: Refusal.self) { try Tags.read(twenty + ["one more"]) }
    #expect(throws: Refusal.self) { try Desk.check(.tag(twenty + ["one more"])) }
}

@Test func `a saved reply names its unknown placeholders`() {
    #expect(Placeholders.unknown(in: "Hello {{customer.name}}, {{ customer.first_name | there }}: {{operator.name}} {{bot.name|}}") == [])
    #expect(Placeholders.unknown(in: "{{customer.frist_name}} {{x|y}} {{customer.frist_name}} {{}}") == ["customer.frist_name", "x", ""])
    #expect(Placeholders.unknown(in: "a {{ b, c }} d and }} {{open") == ["b, c"])
    for shortcut in ["refund", "Rück-Gabe_2", "払い戻し"] { #expect(SavedReply.isShortcut(shortcut)) }
    for none in ["", "two words", "a/b", String(repeating: "a", count: 41)] { #expect(!SavedReply.isShortcut(none)) }
}
