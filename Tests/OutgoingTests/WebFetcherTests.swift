import Outgoing
import Testing

@Test func `an address without a scheme is refused in words`() async throws {
    let fetcher = WebFetcher(allowedHosts: [])
    await #expect(throws: FetchFault.badAddress) { try await fetcher.fetch("example.com") }
    #expect(FetchFault.badAddress.sentence.contains("https://"))
    await fetcher.shutdown()
}
