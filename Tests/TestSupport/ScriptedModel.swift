import NIOCore
package import NIOHTTP1
import NIOPosix
import Synchronization

/// A language model that says what the test wrote down, over real HTTP on a free port of loopback.
package final class ScriptedModel: Sendable {
    package enum Step: Sendable {
        case status(HTTPResponseStatus, type: String, headers: [String: String] = [:])
        case bytes([UInt8])
        /// What is made of the request's body.
        case reply(@Sendable (_ body: String) -> String)
        case pause(Duration)
        /// Ends the response as it should end.
        case end
        /// Closes the connection in the middle.
        case cut
        /// Says nothing more.
        case hang

        package static func text(_ text: String) -> Step { .bytes(Array(text.utf8)) }
        package static var stream: Step { .status(.ok, type: "text/event-stream") }
        package static func piece(_ text: String) -> Step {
            .text("data: {\"choices\":[{\"delta\":{\"content\":\"\(text)\"},\"finish_reason\":null}]}\n\n")
        }
        package static var done: Step { .text("data: [DONE]\n\n") }
    }

    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let state: Shared
    private let channel: any Channel

    /// Each script answers one request; the last one answers all further ones.
    package init(_ scripts: [Step]...) async throws {
        let state = Shared(scripts)
        self.state = state
        channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 512)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                    try channel.pipeline.syncOperations.addHandler(Speaker(state))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    package var url: String { "http://127.0.0.1:\(channel.localAddress!.port!)/v1" }
    package var requests: [(head: HTTPRequestHead, body: String)] { state.value.withLock { $0.requests } }
    /// Connections that the client closed while they hung.
    package var abandoned: Int { state.value.withLock { $0.abandoned } }

    package func stop() async throws {
        try await channel.close()
        try await group.shutdownGracefully()
    }
}

private final class Shared: Sendable {
    struct Value {
        var scripts: [[ScriptedModel.Step]]
        var requests: [(head: HTTPRequestHead, body: String)] = []
        var abandoned = 0
    }
    let value: Mutex<Value>

    init(_ scripts: [[ScriptedModel.Step]]) {
        value = Mutex(Value(scripts: scripts))
    }

    func next(_ head: HTTPRequestHead, _ body: String) -> [ScriptedModel.Step] {
        value.withLock { value in
            value.requests.append((head, body))
            return value.scripts.count > 1 ? value.scripts.removeFirst() : value.scripts[0]
        }
    }
}

private final class Speaker: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let state: Shared
    private var head: HTTPRequestHead?
    private var body = ""
    private var asked = ""
    private var isHanging = false

    init(_ state: Shared) {
        self.state = state
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body(let buffer): body += String(buffer: buffer)
        case .end:
            guard let head else { return }
            let steps = state.next(head, body)
            asked = body
            body = ""
            perform(steps[...], context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if isHanging { state.value.withLock { $0.abandoned += 1 } }
    }

    private func perform(_ steps: ArraySlice<ScriptedModel.Step>, _ context: ChannelHandlerContext) {
        guard let step = steps.first else { return }
        let rest = steps.dropFirst()
        switch step {
        case .status(let status, let type, let extra):
            var headers = HTTPHeaders([("Content-Type", type)])
            for (name, value) in extra { headers.add(name: name, value: value) }
            let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        case .bytes(let bytes):
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
        case .reply(let reply):
            let bytes = ByteBuffer(string: reply(asked))
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
        case .end: context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .cut:
            context.close(promise: nil)
            return
        case .hang:
            isHanging = true
            return
        case .pause(let pause):
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: .nanoseconds(pause.components.attoseconds / 1_000_000_000)) {
                let (speaker, context) = bound.value
                speaker.perform(rest, context)
            }
            return
        }
        perform(rest, context)
    }
}
