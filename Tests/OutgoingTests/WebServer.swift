import NIOCore
import NIOHTTP1
import NIOPosix

/// A web server on a free port of loopback that answers each path with what the test wrote down, byte for byte.
final class WebServer: Sendable {
    enum Answer: Sendable {
        /// The whole response, head and all; then the connection is closed.
        case bytes([UInt8])
        /// This much, and nothing more.
        case stall([UInt8])
        /// The head, and then the piece again and again.
        case endless(head: [UInt8], piece: [UInt8])

        static func page(_ body: String, _ more: String = "") -> Answer {
            ok(Array(body.utf8), "Content-Type: text/html; charset=utf-8\r\n" + more)
        }
        static func ok(_ body: [UInt8], _ headers: String) -> Answer {
            .bytes(Array("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\(headers)\r\n".utf8) + body)
        }
        static func redirect(_ location: String) -> Answer {
            .bytes(Array("HTTP/1.1 302 Found\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n".utf8))
        }
    }

    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let channel: any Channel
    let port: Int

    init(_ answers: [String: Answer]) async throws {
        channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let sync = channel.pipeline.syncOperations
                    try sync.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
                    try sync.addHandler(Speaker(answers))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    func stop() async throws {
        try await channel.close()
        try await group.shutdownGracefully()
    }
}

private final class Speaker: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private let answers: [String: WebServer.Answer]

    init(_ answers: [String: WebServer.Answer]) {
        self.answers = answers
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data) else { return }
        // What the client sent can be seen in its answer.
        let seen = "\(head.headers.first(name: "Host") ?? "")|\(head.headers.first(name: "User-Agent") ?? "")"
        switch answers[head.uri] ?? .page(seen) {
        case .bytes(let bytes):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            context.close(promise: nil)
        case .stall(let bytes): context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        case .endless(let head, let piece):
            context.write(wrapOutboundOut(ByteBuffer(bytes: head)), promise: nil)
            pour(piece, context)
        }
    }

    private func pour(_ piece: [UInt8], _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: piece))).whenSuccess {
            // The next turn of the loop, so that a reader who does not wait cannot make the calls pile up.
            bound.eventLoop.execute {
                let (speaker, context) = bound.value
                speaker.pour(piece, context)
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
