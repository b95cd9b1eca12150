import LanguageModels
import NIOHTTP1
import Synchronization
import Testing
import TestSupport

/// Everything that was said, and the fault that ended it.
private func ask(
    _ model: ScriptedModel, timeout: Duration = .seconds(30), maxBytes: Int = 20_000
) async throws -> (pieces: [String], fault: ModelFault?) {
    let client = ChatCompletions(timeout: timeout, maxBytes: maxBytes)
    let pieces = Mutex<[String]>([])
    var fault: ModelFault?
    do {
        try await client.complete(
            [ModelMessage(.system, "Be kind."), ModelMessage(.user, "Say \"hi\"")],
            at: ModelEndpoint(url: model.url, key: "sk-secret", model: "m-1")
        ) { piece in pieces.withLock { $0.append(piece) } }
    } catch let error as ModelFault {
        fault = error
    }
    await client.shutdown()
    return (pieces.withLock { $0 }, fault)
}

@Test func `pieces come as the model says them, and the request is the provider's`() async throws {
    let model = try await ScriptedModel([.stream, .piece("Hel"), .piece("lo"), .done, .end])
    let (pieces, fault) = try await ask(model)
    #expect(pieces == ["Hel", "lo"])
    #expect(fault == nil)
    let request = try #require(model.requests.first)
    #expect(request.head.uri == "/v1/chat/completions")
    #expect(request.head.headers.first(name: "Authorization") == "Bearer sk-secret")
    #expect(request.body.contains("\"stream\":true"))
    #expect(request.body.contains("Say \\\"hi\\\""))
    try await model.stop()
}

@Test func `a character split over two packets stays whole`() async throws {
    let bytes = Array("data: {\"choices\":[{\"delta\":{\"content\":\"né🙂\"}}]}\n\ndata: [DONE]\n\n".utf8)
    var steps: [ScriptedModel.Step] = [.stream]
    for byte in bytes { steps += [.bytes([byte]), .pause(.milliseconds(1))] }
    let model = try await ScriptedModel(steps + [.end])
    #expect(try await ask(model).pieces == ["né🙂"])
    try await model.stop()
}

@Test func `an answer in one piece of JSON is taken as well`() async throws {
    let body = #"{"choices":[{"message":{"role":"assistant","content":"All of it."},"finish_reason":"stop"}]}"#
    let model = try await ScriptedModel([.status(.ok, type: "application/json"), .text(body), .end])
    let (pieces, fault) = try await ask(model)
    #expect(pieces == ["All of it."])
    #expect(fault == nil)
    try await model.stop()
}

@Test func `a stream may end by its finish reason alone`() async throws {
    let last = ScriptedModel.Step.text("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n")
    let model = try await ScriptedModel([.stream, .piece("Enough."), last, .end])
    #expect(try await ask(model).fault == nil)
    try await model.stop()
}

@Test func `every way to fail has its fault`() async throws {
    let page = "<!doctype html><title>Sign in</title>"
    let cases: [([ScriptedModel.Step], ModelFault)] = [
        ([.status(.unauthorized, type: "application/json"), .text("{}"), .end], .unauthorized),
        ([.status(.tooManyRequests, type: "application/json"), .end], .rateLimited),
        ([.status(.badGateway, type: "text/plain"), .end], .refused(status: 502)),
        ([.status(.ok, type: "text/html"), .text(page), .end], .unreadable),
        ([.status(.ok, type: "application/json"), .text("{\"choices\":"), .end], .unreadable),
        ([.stream, .text("data: {not json\n\n"), .end], .unreadable),
        ([.stream, .text("data: {\"error\":{\"message\":\"secret\"}}\n\n"), .end], .reported),
        ([.stream, .piece("In the mid"), .end], .cutShort),
        ([.stream, .piece("In the mid"), .cut], .cutShort),
        ([.stream, .cut], .unreachable),
        ([.stream, .done, .end], .empty),
        ([.cut], .unreachable),
    ]
    for (steps, expected) in cases {
        let model = try await ScriptedModel(steps)
        #expect(try await ask(model).fault == expected)
        try await model.stop()
    }
}

@Test func `nothing listens there`() async throws {
    let model = try await ScriptedModel([.hang])
    try await model.stop()
    let client = ChatCompletions(timeout: .seconds(5))
    for (url, fault) in [("http://127.0.0.1:1/v1", ModelFault.unreachable), ("file:///etc", .badAddress)] {
        await #expect(throws: fault) {
            try await client.complete([], at: ModelEndpoint(url: url, key: nil, model: "m")) { _ in }
        }
    }
    await client.shutdown()
}

@Test func `silence before, between and for ever ends in time, and the connection is closed`() async throws {
    let limit = Duration.seconds(2)
    for (steps, expected) in [
        ([.hang], .noFirstPiece), ([.stream, .hang], .noFirstPiece), ([.stream, .piece("So"), .hang], .stalled),
    ] as [([ScriptedModel.Step], ModelFault)] {
        let model = try await ScriptedModel(steps)
        let began = ContinuousClock.now
        #expect(try await ask(model, timeout: limit).fault == expected)
        #expect(began.duration(to: .now) < .seconds(20))
        while model.abandoned == 0 { try await Task.sleep(for: .milliseconds(5)) }
        try await model.stop()
    }
}

@Test func `an answer without end is cut off at its limit`() async throws {
    let model = try await ScriptedModel([.stream] + Array(repeating: .piece("word "), count: 100) + [.done, .end])
    let (pieces, fault) = try await ask(model, maxBytes: 50)
    #expect(fault == .endless)
    #expect(pieces.count == 10)
    try await model.stop()
}

@Test func `a provider that is busy or down for a moment is asked again, twice at most`() async throws {
    let busy: [ScriptedModel.Step] = [.status(.tooManyRequests, type: "text/plain", headers: ["Retry-After": "0"]), .end]
    let down: [ScriptedModel.Step] = [.status(.serviceUnavailable, type: "text/plain"), .end]
    let willing = try await ScriptedModel(busy, down, [.stream, .piece("Now."), .done, .end])
    #expect(try await ask(willing).pieces == ["Now."])
    #expect(willing.requests.count == 3)
    try await willing.stop()

    for (steps, fault, requests) in [
        (busy, .rateLimited, 3), (down, .refused(status: 503), 3), ([.cut], .unreachable, 3),
        ([.status(.tooManyRequests, type: "text/plain"), .end], .rateLimited, 1),
        ([.status(.tooManyRequests, type: "text/plain", headers: ["Retry-After": "600"]), .end], .rateLimited, 1),
        ([.status(.unauthorized, type: "text/plain"), .end], .unauthorized, 1),
        ([.stream, .piece("So"), .cut], .cutShort, 1),
    ] as [([ScriptedModel.Step], ModelFault, Int)] {
        let stubborn = try await ScriptedModel(steps)
        #expect(try await ask(stubborn).fault == fault)
        #expect(stubborn.requests.count == requests, "\(fault)")
        try await stubborn.stop()
    }
}

@Test func `tokens are counted where the provider counts them, and no provider has to`() async throws {
    let usage = ScriptedModel.Step.text(
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3}}\n\n")
    let refusal: [ScriptedModel.Step] = [.status(.badRequest, type: "application/json"), .text("{}"), .end]
    let plain: [ScriptedModel.Step] = [.stream, .piece("Hi."), .done, .end]
    let model = try await ScriptedModel([.stream, .piece("Hi."), usage, .done, .end], refusal, plain, plain)
    let client = ChatCompletions(timeout: .seconds(10))
    let endpoint = ModelEndpoint(url: model.url, key: nil, model: "m")
    #expect(try await client.complete([], at: endpoint) { _ in } == TokenCount(prompt: 12, completion: 3))
    #expect(try await client.complete([], at: endpoint) { _ in } == nil)
    #expect(try await client.complete([], at: endpoint) { _ in } == nil)
    #expect(model.requests.map { $0.body.contains("include_usage") } == [true, true, false, false])
    await client.shutdown()
    try await model.stop()
}

@Test func `an address that an operator entered is checked before every connection`() async throws {
    let model = try await ScriptedModel([.stream, .piece("Hi."), .done, .end])
    let port = try #require(model.url.split(separator: ":").last?.prefix { $0 != "/" })
    let seen = Mutex<[String]>([])
    let allowed = Mutex(false)
    let client = ChatCompletions(timeout: .seconds(10)) { host, port, address in
        seen.withLock { $0.append("\(host) \(port) \(address)") }
        return allowed.withLock { $0 }
    }
    let named = ModelEndpoint(url: "http://localhost:\(port)/v1", key: nil, model: "m", trust: .checked)
    await #expect(throws: ModelFault.forbiddenAddress) { try await client.complete([], at: named) { _ in } }
    #expect(seen.withLock { $0.first } == "localhost \(port) 127.0.0.1" || seen.withLock { $0.first } == "localhost \(port) ::1")
    #expect(model.requests.isEmpty)
    allowed.withLock { $0 = true }
    let literal = ModelEndpoint(url: model.url, key: nil, model: "m", trust: .checked)
    try await client.complete([], at: literal) { _ in }
    try await client.complete([], at: literal) { _ in }
    #expect(model.requests.count == 2)
    #expect(model.requests.first?.head.headers.first(name: "Host") == "127.0.0.1:\(port)")
    let nowhere = ModelEndpoint(url: "http://no-such-host.invalid/v1", key: nil, model: "m", trust: .checked)
    await #expect(throws: ModelFault.unreachable) { try await client.complete([], at: nowhere) { _ in } }
    await client.shutdown()
    try await model.stop()
}

@Test func `two hundred calls that hang hold up nobody else's`() async throws {
    let model = try await ScriptedModel([.stream, .hang])
    let quick = try await ScriptedModel([.stream, .piece("Hi."), .done, .end])
    let client = ChatCompletions(timeout: .seconds(30))
    try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<200 {
            group.addTask {
                try await client.complete([], at: ModelEndpoint(url: model.url, key: nil, model: "m")) { _ in }
            }
        }
        while model.requests.count < 200 { try await Task.sleep(for: .milliseconds(5)) }
        let began = ContinuousClock.now
        try await client.complete([], at: ModelEndpoint(url: quick.url, key: nil, model: "m")) { _ in }
        #expect(began.duration(to: .now) < .seconds(5))
        group.cancelAll()
        while let result = await group.nextResult() {
            #expect(throws: CancellationError.self) { try result.get() }
        }
    }
    await client.shutdown()
    while model.abandoned < 200 { try await Task.sleep(for: .milliseconds(5)) }
    try await model.stop()
    try await quick.stop()
}
