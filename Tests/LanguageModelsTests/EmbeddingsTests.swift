import LanguageModels
import NIOHTTP1
import Testing
import TestSupport

private func client(_ model: ScriptedModel, key: String? = "sk-secret") -> Embeddings {
    Embeddings(endpoint: ModelEndpoint(url: model.url, key: key, model: "e-1"))
}

private func reply(_ rows: String) -> [ScriptedModel.Step] { ScriptedModel.Step.json("{\"data\":[\(rows)]}") }

@Test func `texts become vectors of length 1 in their own order`() async throws {
    let model = try await ScriptedModel(ScriptedModel.Step.embeddings { text in text == "a \"b\"" ? [3, 4] : [0, -2] })
    let embeddings = client(model)
    #expect(try await embeddings.vectors(of: ["a \"b\"", "c"]) == [[0.6, 0.8], [0, -1]])
    #expect(try await embeddings.vector(of: "c", within: .seconds(10)) == [0, -1])
    let request = try #require(model.requests.first)
    #expect(request.head.uri == "/v1/embeddings")
    #expect(request.head.headers.first(name: "Authorization") == "Bearer sk-secret")
    for part in [#""model":"e-1""#, #""encoding_format":"float""#, #""input":["a \"b\"","c"]"#] {
        #expect(request.body.contains(part), "\(request.body)")
    }
    await embeddings.shutdown()
    try await model.stop()
}

@Test func `every way of a provider to fail has its fault`() async throws {
    let row = #"{"index":0,"embedding":[1,0]}"#
    let cases: [([ScriptedModel.Step], ModelFault)] = [
        (ScriptedModel.Step.refusal(401), .unauthorized), (ScriptedModel.Step.refusal(429), .rateLimited),
        (ScriptedModel.Step.refusal(400), .refused(status: 400)),
        ([.status(.ok, type: "text/html"), .text("<title>Sign in</title>"), .end], .unreadable),
        (ScriptedModel.Step.json("{\"data\":"), .unreadable), (ScriptedModel.Step.json("{}"), .unreadable),
        (ScriptedModel.Step.json(#"{"error":{"message":"secret"}}"#), .reported),
        (reply(""), .miscounted), (reply(row), .miscounted), (reply("\(row),\(row)"), .miscounted),
        (reply(#"\#(row),{"index":2,"embedding":[1,0]}"#), .miscounted),
        (reply(#"\#(row),{"index":1,"embedding":[1,0,0]}"#), .misshapen),
        (reply(#"\#(row),{"index":1,"embedding":[0,0]}"#), .misshapen),
        (reply(#"\#(row),{"index":1,"embedding":["x"]}"#), .unreadable),
        ([.status(.ok, type: "application/json")] + Array(repeating: .bytes([UInt8](repeating: 32, count: 65_536)), count: 9),
            .endless),
    ]
    for (steps, expected) in cases {
        let model = try await ScriptedModel(steps)
        let embeddings = client(model)
        await #expect(throws: expected) { try await embeddings.vectors(of: ["a", "b"]) }
        #expect(model.requests.count == 1)
        await embeddings.shutdown()
        try await model.stop()
    }
}

@Test func `a batch is sent again to a provider that is busy, a question is not`() async throws {
    let busy: [ScriptedModel.Step] = [.status(.serviceUnavailable, type: "text/plain", headers: ["Retry-After": "0"]), .end]
    let model = try await ScriptedModel(busy, busy, ScriptedModel.Step.embeddings { _ in [1] }, busy)
    let embeddings = client(model)
    #expect(try await embeddings.vectors(of: ["a"]) == [[1]])
    await #expect(throws: ModelFault.refused(status: 503)) { try await embeddings.vector(of: "a", within: .seconds(10)) }
    #expect(model.requests.count == 4)
    await embeddings.shutdown()
    try await model.stop()
}

@Test func `a question waits no longer than its limit, and not at all after five faults in a row`() async throws {
    let model = try await ScriptedModel([.hang])
    let embeddings = client(model)
    for _ in 0..<5 {
        let began = ContinuousClock.now
        await #expect(throws: ModelFault.tooSlow) { try await embeddings.vector(of: "a", within: .milliseconds(50)) }
        #expect(began.duration(to: .now) < .seconds(10))
    }
    await #expect(throws: ModelFault.resting) { try await embeddings.vector(of: "a", within: .milliseconds(50)) }
    #expect(model.requests.count == 5)
    while model.abandoned < 5 { try await Task.sleep(for: .milliseconds(5)) }
    await embeddings.shutdown()
    try await model.stop()
}
