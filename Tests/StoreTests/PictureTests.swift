import Chat
import Testing
import TestSupport

private func face(_ name: String, _ side: Int) throws -> Picture {
    try Picture(Images.png(side, side), name: PictureName(name))
}

@Test(arguments: Engine.available)
func `a face shows in what is announced next, and the one before it is gone`(engine: Engine) async throws {
    var shop = try await Shop.open(engine)
    let cleo = try await shop.customer(1)
    let id = try await shop.say("Hi", by: cleo).conversation.id
    try await shop.act(.takeOver(again: false), on: id, by: shop.anna)
    try await shop.store.setPicture(face("one", 10), of: .operator(shop.cast.anna.id))
    try await shop.store.setPicture(face("two", 20), of: .operator(shop.cast.anna.id))
    try await shop.store.setPicture(face("bot", 30), of: .bot(shop.cast.bot.id))
    let said = try await shop.act(.send(id: "o", text: "Hello"), on: id, by: shop.anna)
    #expect(said.conversation.handlerPicture?.path == "/pictures/two")
    #expect(said.items[0].author?.picture == PictureName("two"))
    #expect(try await shop.conversation(id) == said.conversation)
    shop = try shop.reopened()
    #expect(try await shop.items(of: id).last?.author?.picture == PictureName("two"))
    #expect(try await shop.store.operator(shop.cast.anna.id)?.picture == PictureName("two"))
    #expect(try await shop.store.operator(shop.cast.ben.id)?.picture == nil)
    #expect(try await shop.store.bot(shop.cast.bot.id)?.picture == PictureName("bot"))
    #expect(try await shop.store.picture(PictureName("one")) == nil)
    #expect(try await shop.store.picture(PictureName("two")) == face("two", 20))
    try await shop.store.setPicture(nil, of: .operator(shop.cast.anna.id))
    #expect(try await shop.store.picture(PictureName("two")) == nil)
    #expect(try await shop.items(of: id).last?.author?.picture == nil)
    // A change of settings leaves the face.
    #expect(try await shop.store.update(shop.cast.bot.id) { $0.name = "Wanda" }?.picture == PictureName("bot"))
    await #expect(throws: Refusal.notFound) { try await shop.store.setPicture(face("no", 5), of: .bot(Cast.id(77))) }
    #expect(try await shop.store.picture(PictureName("no")) == nil)
    try shop.close()
}

@Test(arguments: Engine.available)
func `a session knows its operator's face and its organization's name`(engine: Engine) async throws {
    let shop = try await Shop.open(engine)
    try await shop.store.setPicture(face("one", 10), of: .operator(shop.cast.anna.id))
    try await shop.store.addOperatorToken(
        Shop.digest(61), id: .make(at: Cast.start), operator: shop.cast.anna.id, sort: .session, expiresAt: nil)
    let session = try await shop.store.operatorSession(Shop.digest(61), now: shop.clock.now)
    #expect(session?.operator.picture == PictureName("one") && session?.organization == shop.cast.organization)
    try shop.close()
}
