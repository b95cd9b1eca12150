import NIOCore
import NIOHTTPTypes

/// How long a peer may take: 10 s for a request's headers, 30 s for each MiB of its body, 60 s between requests.
///
/// `@unchecked Sendable`: shared by two handlers of one channel and touched on its event loop alone.
final class RequestDeadlines: @unchecked Sendable {
    private enum Stage {
        case idle, headers, body, responding
    }

    private let eventLoop: any EventLoop
    private var stage = Stage.headers
    private var timer: Scheduled<Void>?
    private var close: (() -> Void)?
    private var hasRequest = false
    private var hasResponse = false
    private var bodyBytes = 0

    init(eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func start(closing: @escaping () -> Void) {
        close = closing
        enter(.headers, .seconds(10))
    }

    func bytesCame() {
        if stage == .idle { enter(.headers, .seconds(10)) }
    }

    func headCame() {
        hasRequest = false
        hasResponse = false
        bodyBytes = 0
        enter(.body, .seconds(30))
    }

    /// An upload may take longer than other bodies, as long as it comes.
    func bodyCame(_ bytes: Int) {
        guard stage == .body else { return }
        bodyBytes += bytes
        guard bodyBytes >= 1 << 20 else { return }
        bodyBytes = 0
        enter(.body, .seconds(30))
    }

    func requestEnded() {
        hasRequest = true
        settle()
    }

    func responseEnded() {
        hasResponse = true
        settle()
    }

    func stop() {
        timer?.cancel()
        timer = nil
        close = nil
    }

    private func settle() {
        if hasRequest, hasResponse {
            enter(.idle, .seconds(60))
        } else if hasRequest {
            enter(.responding, nil)
        }
    }

    private func enter(_ stage: Stage, _ limit: TimeAmount?) {
        self.stage = stage
        timer?.cancel()
        timer = limit.map { limit in eventLoop.scheduleTask(in: limit) { [self] in close?() } }
    }
}

/// Sees that bytes come at all.
final class ByteWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let deadlines: RequestDeadlines

    init(_ deadlines: RequestDeadlines) { self.deadlines = deadlines }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        deadlines.start { channel.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        deadlines.bytesCame()
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadlines.stop()
        context.fireChannelInactive()
    }
}

/// Sees where requests and responses begin and end.
final class PartWatch: ChannelDuplexHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let deadlines: RequestDeadlines

    init(_ deadlines: RequestDeadlines) { self.deadlines = deadlines }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: deadlines.headCame()
        case .body(let bytes): deadlines.bodyCame(bytes.readableBytes)
        case .end: deadlines.requestEnded()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { deadlines.responseEnded() }
        context.write(data, promise: promise)
    }
}
