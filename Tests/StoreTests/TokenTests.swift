import Chat
import SQLiteStore
import Testing
import TestSupport

@Test func `tokens are listed page by page and revoked, each in its own organization alone`() async throws {
    let shop = try await Shop.open()
    let store = shop.sqlite
    let mine = shop.cast.organization.id
    var made: [TokenID] = []
    for number in 1...3 {
        let token = APIToken(
            id: Cast.id(UInt64(200 + number)), name: "Export \(number)", person: shop.cast.anna.id, personName: "Anna",
            createdAt: shop.clock.now)
        try await store.add(token, digest: Shop.digest(200 + number))
        made.append(token.id)
    }
    try await store.addOperatorToken(
        Shop.digest(300), id: Cast.id(300), operator: shop.cast.ben.id, sort: .session, expiresAt: nil)
    let first = try await store.tokens(of: mine, after: nil, limit: 2)
    #expect(first.elements.map(\.name) == ["Export 1", "Export 2"])
    let second = try await store.tokens(of: mine, after: first.next, limit: 2)
    #expect(second.elements.map(\.id) == [made[2]] && second.next == nil)
    await #expect(throws: BadCursor.self) { _ = try await store.tokens(of: mine, after: "nonsense", limit: 2) }
    #expect(try await store.operatorSession(Shop.digest(202), now: shop.clock.now)?.operator.name == "Anna")

    let other = Organization(id: Cast.id(70), name: "Other")
    try await store.add(other)
    #expect(try await store.tokens(of: other.id, after: nil, limit: 5).elements.isEmpty)
    #expect(try await store.removeToken(made[1], of: other.id) == nil)
    // A browser's session is no token.
    #expect(try await store.removeToken(Cast.id(300), of: mine) == nil)
    #expect(try await store.removeToken(made[1], of: mine) == Shop.digest(202))
    #expect(try await store.removeToken(made[1], of: mine) == nil)
    #expect(try await store.operatorSession(Shop.digest(202), now: shop.clock.now) == nil)
    _ = try await store.remove(shop.cast.anna.id)
    #expect(try await store.tokens(of: mine, after: nil, limit: 5).elements.isEmpty)

    try await store.rename(mine, to: "Acme & Sons")
    #expect(try await store.organization(mine)?.name == "Acme & Sons")
    #expect(try await store.organization(other.id)?.name == "Other")
    try shop.close()
}
