package import Chat
import HTTPTypes
package import HummingbirdCore
package import Logging
package import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket

/// What stands behind one port: the socket's upgrade, and everything else for the HTTP routes.
package struct ServerChannel: ServerChildChannel {
    enum Upgraded: Sendable {
        case socket
        case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
    }

    package struct Value: ServerChildChannelValue {
        package let channel: any Channel
        let result: EventLoopFuture<Upgraded>
    }

    private let http: HTTP1Channel
    private let services: SocketServices
    private let origins: OriginPolicy

    package init(
        responder: @escaping HTTPChannelHandler.Responder, services: SocketServices, origins: OriginPolicy
    ) {
        http = HTTP1Channel(responder: responder)
        self.services = services
        self.origins = origins
    }

    package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            // More than 1 MiB waiting for a reader: the socket is closed (contract, 3.5).
            try channel.syncOptions?.setOption(
                .writeBufferWaterMark, value: .init(low: 256 * 1024, high: 1024 * 1024))
            let deadlines = RequestDeadlines(eventLoop: channel.eventLoop)
            try channel.pipeline.syncOperations.addHandler(ByteWatch(deadlines), name: "deadlines")
            var configuration = NIOUpgradableHTTPServerPipelineConfiguration<Upgraded>(
                upgradeConfiguration: .init(
                    upgraders: [SocketUpgrader(services: services, origins: origins, deadlines: deadlines)],
                    notUpgradingCompletionHandler: { channel in
                        channel.eventLoop.makeCompletedFuture {
                            let sync = channel.pipeline.syncOperations
                            try sync.addHandler(HTTP1ToHTTPServerCodec(secure: false))
                            try sync.addHandler(PartWatch(deadlines))
                            try sync.addHandler(HTTPConnectionStateHandler(logger: logger))
                            return .http(try NIOAsyncChannel(
                                wrappingChannelSynchronously: channel,
                                configuration: .init(isOutboundHalfClosureEnabled: true)))
                        }
                    }))
            configuration.decoderConfiguration.maxHeaderListSize = 32 * 1024
            configuration.decoderConfiguration.maxHeaderFieldSize = 16 * 1024
            configuration.enablePipelining = false
            configuration.enableResponseHeaderValidation = false
            let result = try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(
                configuration: configuration)
            return Value(channel: channel, result: result)
        }
    }

    package func handle(value: Value, logger: Logger) async {
        guard let upgraded = try? await value.result.get() else {
            value.channel.close(promise: nil)
            return
        }
        switch upgraded {
        case .socket: return
        case .http(let channel): await http.handleHTTP(asyncChannel: channel, logger: logger)
        }
    }
}

/// The handshake of RFC 6455, section 4.2, for `/api/v1/socket` alone.
private struct SocketUpgrader: NIOTypedHTTPServerProtocolUpgrader {
    typealias UpgradeResult = ServerChannel.Upgraded

    let services: SocketServices
    let origins: OriginPolicy
    let deadlines: RequestDeadlines
    let supportedProtocol = "websocket"
    let requiredUpgradeHeaders: [String] = []

    /// NIO's own upgrader computes the answer to the key; its frame handlers are not used.
    private static let keyAnswer = NIOTypedWebSocketServerUpgrader<ServerChannel.Upgraded>(
        shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(HTTPHeaders()) },
        upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededFuture(.socket) })

    private struct Refused: Error {}

    func buildUpgradeResponse(
        channel: any Channel, upgradeRequest head: HTTPRequestHead, initialResponseHeaders: HTTPHeaders
    ) -> EventLoopFuture<HTTPHeaders> {
        let address = handshake(head, channel).origin.address
        if let problem = problem(head) ?? (services.addresses.admit(address) ? nil : .tooManySockets) {
            return problem.answer(on: channel).flatMapThrowing { throw Refused() }
        }
        let isOffered = head.headers.contains(name: "sec-websocket-protocol")
        let services = services
        return Self.keyAnswer.buildUpgradeResponse(
            channel: channel, upgradeRequest: head, initialResponseHeaders: initialResponseHeaders
        ).map { headers in
            var headers = headers
            if isOffered { headers.replaceOrAdd(name: "sec-websocket-protocol", value: SocketHandshake.subprotocol) }
            return headers
        }.flatMapErrorThrowing { error in
            services.addresses.release(address)
            throw error
        }
    }

    private func problem(_ head: HTTPRequestHead) -> HandshakeProblem? {
        guard head.uri.split(separator: "?").first == "/api/v1/socket" else { return .elsewhere }
        guard head.method == .GET else { return .notGet }
        guard head.headers[canonicalForm: "sec-websocket-version"] == ["13"] else { return .otherVersion }
        guard SocketHandshake.isKey(head.headers.first(name: "sec-websocket-key")) else { return .badKey }
        let offered = head.headers[canonicalForm: "sec-websocket-protocol"].map(String.init)
        return SocketHandshake.acceptsSubprotocol(offered) ? nil : .otherSubprotocol
    }

    func upgrade(channel: any Channel, upgradeRequest head: HTTPRequestHead) -> EventLoopFuture<UpgradeResult> {
        channel.eventLoop.makeCompletedFuture {
            deadlines.stop()
            let sync = channel.pipeline.syncOperations
            sync.removeHandler(name: "deadlines", promise: nil)
            let connection = SocketConnection(
                services: services, hub: services.hub.part(of: channel.eventLoop), handshake: handshake(head, channel))
            try sync.addHandler(connection)
            return .socket
        }
    }

    private func handshake(_ head: HTTPRequestHead, _ channel: any Channel) -> Handshake {
        let origin = origins.origin(
            peer: channel.remoteAddress?.ipAddress ?? "", host: head.headers.first(name: "host"),
            forwardedFor: head.headers["x-forwarded-for"],
            forwardedProto: head.headers.first(name: "x-forwarded-proto"),
            forwardedHost: head.headers.first(name: "x-forwarded-host"))
        return Handshake(
            origin: origin, from: head.headers.first(name: "origin"), cookies: head.headers.first(name: "cookie"))
    }
}

/// Why a handshake became no socket; answered as problem details, then the connection ends.
private enum HandshakeProblem {
    case elsewhere, notGet, otherVersion, badKey, otherSubprotocol, tooManySockets

    private var answer: (status: HTTPResponseStatus, code: String, detail: String) {
        switch self {
        case .elsewhere: (.notFound, "not_found", "WebSockets are opened at /api/v1/socket.")
        case .notGet: (.methodNotAllowed, "invalid", "A WebSocket is opened with GET.")
        case .otherVersion: (.upgradeRequired, "invalid", "Only WebSocket version 13 (RFC 6455) is spoken here.")
        case .badKey: (.badRequest, "invalid", "Sec-WebSocket-Key takes 16 bytes in base64.")
        case .otherSubprotocol: (.badRequest, "invalid", "Offer the subprotocol whisper.v1, or none.")
        case .tooManySockets: (.tooManyRequests, "rate_limited", "This address has too many sockets open.")
        }
    }

    func answer(on channel: any Channel) -> EventLoopFuture<Void> {
        let answer = answer
        let body = JSONWriter.object {
            $0.field("type", "about:blank")
            $0.field("status", Int(answer.status.code))
            $0.field("code", answer.code)
            $0.field("detail", answer.detail)
        }
        var head = HTTPResponseHead(version: .http1_1, status: answer.status)
        head.headers = [
            "content-type": "application/problem+json", "content-length": "\(body.count)", "connection": "close",
            "x-content-type-options": "nosniff",
        ]
        if case .otherVersion = self { head.headers.add(name: "sec-websocket-version", value: "13") }
        if case .tooManySockets = self { head.headers.add(name: "retry-after", value: "10") }
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
        return channel.writeAndFlush(HTTPServerResponsePart.end(nil)).flatMap { channel.close() }
    }
}

/// What a request must bring to become a socket.
enum SocketHandshake {
    static let subprotocol = "whisper.v1"

    /// None offered is served; only others are not.
    static func acceptsSubprotocol(_ offered: [String]) -> Bool {
        var names: [String] = []
        for header in offered {
            for name in header.split(separator: ",") { names.append(String(name.filter { $0 != " " && $0 != "\t" })) }
        }
        return names.isEmpty || names.contains(subprotocol)
    }

    /// 16 bytes in base64 (RFC 6455, 4.2.1).
    static func isKey(_ key: String?) -> Bool {
        guard let key = key?.utf8, key.count == 24, key.suffix(2).elementsEqual("==".utf8) else { return false }
        return key.dropLast(2).allSatisfy { byte in
            (65...90).contains(byte) || (97...122).contains(byte) || (48...57).contains(byte) || byte == 43 || byte == 47
        }
    }
}
