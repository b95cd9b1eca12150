import Chat
@testable import SQLiteStore
import Testing
import TestSupport

private func reply(_ number: UInt64, _ shortcut: String, _ shop: Shop, bot: BotID? = nil) -> SavedReply {
    SavedReply(
        id: Cast.id(500 + number), organization: shop.cast.organization.id, shortcut: shortcut, text: "Text \(number).",
        bot: bot, createdBy: Author(id: shop.cast.anna.id.description, name: "Anna"), updatedAt: shop.clock.now)
}

@Test func `saved replies are kept by shortcut, each once for a bot and once for all`() async throws {
    let shop = try await Shop.open()
    let (store, organization, bot) = (shop.sqlite, shop.cast.organization.id, shop.cast.bot.id)
    let refund = reply(1, "Refund", shop)
    try await store.put(refund)
    try await store.put(reply(2, "refund", shop, bot: bot))
    try await store.put(reply(3, "hello", shop))
    await #expect(throws: Refusal.self) { try await store.put(reply(4, "REFUND", shop)) }
    await #expect(throws: Refusal.self) { try await store.put(reply(4, "refund", shop, bot: bot)) }
    let first = try await store.savedReplies(of: organization, after: nil, limit: 2)
    let rest = try await store.savedReplies(of: organization, after: first.next, limit: 2)
    #expect((first.elements + rest.elements).map(\.shortcut) == ["hello", "Refund", "refund"] && rest.next == nil)
    #expect(try await store.savedReply(refund.id, of: organization) == refund)
    #expect(try await store.savedReply(refund.id, of: Cast.id(77)) == nil)
    var changed = refund
    (changed.shortcut, changed.text) = ("money", "Back.")
    try await store.put(changed)
    #expect(try await store.savedReply(refund.id, of: organization) == changed)
    #expect(try await !store.remove(refund.id, of: Cast.id(77)))
    #expect(try await store.remove(refund.id, of: organization))
    #expect(try await !store.remove(refund.id, of: organization))
    try await store.delete(bot)
    #expect(try await store.savedReplies(of: organization, after: nil, limit: 9).elements.map(\.shortcut) == ["hello"])
    await #expect(throws: BadCursor.self) { try await store.savedReplies(of: organization, after: "?", limit: 9) }
    try shop.close()
}

@Test func `an organization keeps a thousand saved replies and not one more`() async throws {
    let shop = try await Shop.open()
    for number in 0..<1_000 { try await shop.sqlite.put(reply(UInt64(number), "r\(number)", shop)) }
    await #expect(throws: Refusal.self) { try await shop.sqlite.put(reply(1_000, "more", shop)) }
    var changed = reply(7, "r7", shop)
    changed.text = "Changed."
    try await shop.sqlite.put(changed)
    try shop.close()
}

@Test func `who is away stays so after a restart`() async throws {
    var shop = try await Shop.open()
    let id = shop.cast.anna.id
    #expect(try await shop.store.operator(id)?.available == true)
    try await shop.store.setAvailable(false, of: id)
    shop = try shop.reopened()
    #expect(try await shop.store.operator(id)?.available == false)
    let people = try await shop.store.operators(of: shop.cast.organization.id, after: nil, limit: 9).elements
    #expect(people.map(\.available) == [false, true])
    try shop.close()
}
