import Chat
import NIOCore

/// One WebSocket after its handshake: bytes in, frames out, and what the peer may do.
///
/// `@unchecked Sendable`: touched on its channel's event loop alone; other threads reach it by letters.
final class SocketConnection: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    enum Peer {
        case unknown(Handshake)
        case customer(CustomerSession)
        case `operator`(OperatorSession)
    }

    let services: SocketServices
    let hub: LoopHub
    let address: String
    private(set) var channel: (any Channel)!
    var peer: Peer
    /// Whether hello has been answered; until then the peer's other frames wait.
    var isWelcome = false
    /// Whether a hello has come.
    var hasSaidHello = false
    /// Whether the hub counts it among its owner's sockets.
    var isGreeted = false
    /// Conversations that changed while the welcome was prepared.
    var missedWhileGreeting: [ConversationID] = []
    private(set) var isClosing = false
    private var isDraining = false

    // Frames of one socket are carried out in order: those behind an unfinished one wait here.
    private var parser = FrameParser()
    private var waiting: [ByteBuffer] = []
    private var readsUnderWay = 0
    private var ordersUnderWay = 0
    private var isReadingPaused = false
    static let maxWaiting = 256
    /// How long a close frame may take to go out, behind what waits; a slow reader has a megabyte to read first.
    static let grace = TimeAmount.seconds(2)
    private static let maxOutgoingBytes = 4 << 20
    /// An acknowledgement is mostly followed by the item itself in the same turn.
    private static let roomForMore = 512

    // What it follows.
    var subscriptions = Subscriptions()
    var inbox: (organization: OrganizationID, bot: BotID?)?
    var typing: [ConversationID: (customer: CustomerID, timer: Scheduled<Void>)] = [:]

    // Limits and signs of life.
    private var commandBucket: RateBucket?
    private var pingBucket: RateBucket?
    private var refusedInARow = 0
    private let openedAt = NIODeadline.now()
    private var heardAt = NIODeadline.now()
    private var pingedAt = NIODeadline.now()

    private var outgoing: ByteBuffer?
    private var afterFlush: (() -> Void)?

    init(services: SocketServices, hub: LoopHub, handshake: Handshake) {
        self.services = services
        self.hub = hub
        address = handshake.origin.address
        peer = .unknown(handshake)
    }

    // MARK: - Life

    func handlerAdded(context: ChannelHandlerContext) {
        channel = context.channel
        hub.add(self)
        services.hub.socketOpened()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    private var hasEnded = false
    private func end() {
        guard !hasEnded else { return }
        hasEnded = true
        isClosing = true
        afterFlush = nil
        waiting.removeAll()
        hub.remove(self)
        services.hub.socketClosed()
        services.addresses.release(address)
        unfollowEverything()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            // Spread over a few seconds, so that not everybody returns at the same moment.
            let delay = TimeAmount.milliseconds(Int64.random(in: 0...services.drainMilliseconds))
            hub.eventLoop.scheduleTask(in: delay) { self.drain() }
        case ChannelEvent.inputClosed: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// Takes no more; closes once everything that was taken has been answered.
    private func drain() {
        isDraining = true
        waiting.removeAll()
        if ordersUnderWay == 0 { close(1012, "the server restarts") }
        hub.flush()
    }

    /// Once a second: pings, silent peers, those that never said hello.
    func checkSilence(_ now: NIODeadline) {
        if case .unknown = peer, now - openedAt > .seconds(10) { return close(4401, "no hello") }
        if now - heardAt >= .seconds(44) { return close(1001, "no sign of life", within: .milliseconds(200)) }
        if now - max(heardAt, pingedAt) >= .seconds(20) {
            pingedAt = now
            write(.ping)
        }
    }

    // MARK: - Bytes in

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing, !isDraining else { return }
        heardAt = .now()
        parser.append(unwrapInboundIn(data))
        takeFrames()
    }

    /// Frames that cannot be carried out yet wait; when many do, no more is read from the peer.
    private func takeFrames() {
        while !isClosing, waiting.count < Self.maxWaiting, let incoming = parser.next() { take(incoming) }
        guard !isClosing, (waiting.count >= Self.maxWaiting) != isReadingPaused else { return }
        isReadingPaused.toggle()
        try? channel.syncOptions?.setOption(.autoRead, value: !isReadingPaused)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        carryOutGathered()
        hub.flush()
        context.fireChannelReadComplete()
    }

    private func take(_ incoming: Incoming) {
        switch incoming {
        case .text(let payload):
            waiting.append(payload)
            proceed()
        case .ping(let payload):
            guard admitPing() else { return }
            write(Frame(control: 10, payload: payload))
        case .pong: break
        case .close(let code): closeAnswering(code)
        case .violation(let code, let why): close(code, why)
        }
    }

    // MARK: - In order

    private var gathered: [PendingOrder] = []

    /// Carries waiting frames out as long as none of them has to wait for another.
    func proceed() {
        while !isClosing, readsUnderWay == 0, let payload = waiting.first {
            let (result, reference) = Request.parse(payload)
            if !hasSaidHello {
                waiting.removeFirst()
                hasSaidHello = true
                greet(result)
                continue
            }
            guard isWelcome else { return }
            if ordersUnderWay > 0, (try? result.get().isOrder) != true { return }
            waiting.removeFirst()
            carryOut(result, reference)
        }
    }

    private func proceedReading() {
        proceed()
        if isReadingPaused { takeFrames() }
        carryOutGathered()
    }

    /// Reads from the store; frames that come meanwhile wait until the effect was applied on the event loop.
    func read<T: Sendable>(
        _ body: @escaping @Sendable () async throws -> T, then effect: @escaping (Result<T, any Error>) -> Void
    ) {
        readsUnderWay += 1
        let effect = Effect(run: effect)
        Task { [self] in
            let result: Result<T, any Error>
            do {
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            hub.eventLoop.execute { [self] in
                readsUnderWay -= 1
                guard !isClosing else { return }
                effect.run(result)
                proceedReading()
                hub.flush()
            }
        }
    }

    /// A change goes through the door; frames of other kinds behind it wait for its answer.
    func order(_ order: Order, reference: Request.Reference, ack: Bool) {
        ordersUnderWay += 1
        let hub = hub
        gathered.append(PendingOrder(order) { [self] result in
            hub.post(.answer(self, result, reference, ack: ack))
        })
    }

    private func carryOutGathered() {
        guard !gathered.isEmpty else { return }
        let orders = gathered
        gathered.removeAll(keepingCapacity: false)
        services.desk.submit(orders)
    }

    private static func answer(
        to result: Result<Outcome, Refusal>, _ reference: Request.Reference, ack: Bool
    ) -> Frame? {
        switch result {
        case .success(let outcome):
            guard ack, let id = reference.id, let item = outcome.items.first(where: { $0.id == id }) else { return nil }
            return .ack(id: id, conversation: outcome.conversation.id, seq: item.seq, at: item.at)
        case .failure(let refusal):
            return .error(refusal, id: reference.id, conversation: reference.conversation)
        }
    }

    /// The answer to a command: one fewer is under way.
    func answered(_ result: Result<Outcome, Refusal>, _ reference: Request.Reference, ack: Bool) {
        ordersUnderWay -= 1
        if !isClosing, let frame = Self.answer(to: result, reference, ack: ack) { write(frame) }
        guard ordersUnderWay == 0 else { return }
        if isDraining { return close(1012, "the server restarts") }
        if !waiting.isEmpty { proceedReading() }
    }

    // MARK: - Limits

    /// Whether a command may be carried out; says so and in the end closes when there are too many.
    func admitCommand(_ reference: Request.Reference, isPing: Bool) -> Bool {
        guard let rate = services.socketRate else { return true }
        let now = ContinuousClock.now
        if isPing { return admitPing(now, reference) }
        var bucket = commandBucket ?? RateBucket(full: rate, now: now)
        let retryAfter = bucket.take(rate, now: now)
        commandBucket = bucket
        return admit(retryAfter, limit: rate.count, reference)
    }

    private func admitPing(_ now: ContinuousClock.Instant = .now, _ reference: Request.Reference = .init()) -> Bool {
        guard services.socketRate != nil else { return true }
        let rate = Rate(count: 10, seconds: 10)
        var bucket = pingBucket ?? RateBucket(full: rate, now: now)
        let retryAfter = bucket.take(rate, now: now)
        pingBucket = bucket
        return admit(retryAfter, limit: rate.count, reference)
    }

    private func admit(_ retryAfter: Int?, limit: Int, _ reference: Request.Reference) -> Bool {
        guard let retryAfter else {
            refusedInARow = 0
            return true
        }
        refusedInARow += 1
        if refusedInARow > limit {
            close(1008, "too many commands")
        } else {
            write(.error(
                .rateLimited(retryAfterSeconds: retryAfter), id: reference.id, conversation: reference.conversation))
        }
        return false
    }

    // MARK: - Frames out

    /// Adds to what this turn writes.
    func write(_ frame: Frame) {
        guard !isClosing else { return }
        append(frame.bytes)
    }

    private func append(_ bytes: ArraySlice<UInt8>) {
        if outgoing == nil {
            outgoing = channel.allocator.buffer(capacity: bytes.count + Self.roomForMore)
            hub.touch(self)
        }
        outgoing!.writeBytes(bytes)
    }

    func flush() {
        guard let bytes = outgoing, channel.isActive else { return }
        outgoing = nil
        channel.writeAndFlush(bytes, promise: nil)
        // While history is being read the watermark alone closes nothing; this bounds it all the same.
        if !channel.isWritable, let waiting = try? channel.syncOptions?.getOption(.bufferedWritableBytes),
            waiting > Self.maxOutgoingBytes
        {
            close(4008, "reads too slowly; resume", within: .seconds(15))
        }
    }

    /// Runs `next` when what was written has mostly gone out, so that a long history waits for its reader.
    func whenFlushed(_ next: @escaping () -> Void) {
        flush()
        guard !channel.isWritable else { return next() }
        afterFlush = next
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            let next = afterFlush
            afterFlush = nil
            next?()
            hub.flush()
        } else if afterFlush == nil, !subscriptions.isCatchingUp {
            close(4008, "reads too slowly; resume", within: .seconds(15))
        }
        context.fireChannelWritabilityChanged()
    }

    // MARK: - The end

    private func closeAnswering(_ code: UInt16?) {
        guard !isClosing else { return }
        append(Frame.close(code).bytes)
        finish(within: Self.grace)
    }

    /// Sends a close frame and no more; the connection ends when it has gone out, after `grace` at the latest.
    func close(_ code: UInt16, _ reason: String, within grace: TimeAmount = grace) {
        guard !isClosing else { return }
        append(Frame.close(code, reason).bytes)
        finish(within: grace)
    }

    private func finish(within grace: TimeAmount) {
        isClosing = true
        waiting.removeAll()
        unfollowEverything()
        let bytes = outgoing ?? ByteBuffer()
        outgoing = nil
        let channel = channel!
        channel.writeAndFlush(bytes).whenComplete { _ in
            // Half a close first, so that the peer reads the frame before a reset could take it away.
            channel.close(mode: .output, promise: nil)
        }
        channel.eventLoop.scheduleTask(in: grace) {
            channel.close(promise: nil)
        }
    }
}

/// `@unchecked Sendable`: made and run on the event loop, only carried across by the task between.
private struct Effect<T>: @unchecked Sendable {
    let run: (Result<T, any Error>) -> Void
}

extension Request {
    /// Whether it goes through the door: several of these may be under way, and stay in order there.
    var isOrder: Bool {
        switch self {
        case .send, .seen, .requestHuman, .end: true
        default: false
        }
    }
}
