import Chat
import Foundation
import HTTPTypes
package import Hummingbird
import NIOCore

/// What Hummingbird keeps of a request, and whom it came from.
package struct CallContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    let peer: String

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress ?? ""
    }
}

/// One HTTP call: who asks, what for, and what it brings.
struct Call {
    let request: Request
    let context: CallContext
    let services: APIServices

    static let maxBodyBytes = 1 << 20

    var origin: RequestOrigin {
        services.origins.origin(
            peer: context.peer, host: request.head.authority, forwardedFor: request.headers[values: .xForwardedFor],
            forwardedProto: request.headers[.xForwardedProto], forwardedHost: request.headers[.xForwardedHost])
    }

    // MARK: - Who

    private var bearer: String? {
        guard let header = request.headers[.authorization] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return "" }
        return String(parts[1])
    }

    /// The operator who asks; a bearer token beats the cookie. A call also counts as a sign of life.
    func signedIn() async throws -> OperatorSession {
        let session: OperatorSession?
        if let bearer {
            session = try await services.sessions.operatorSession(token: bearer)
        } else if let cookies = request.headers[.cookie] {
            session = try await services.sessions.operatorSession(cookies: cookies)
        } else {
            session = nil
        }
        guard let session else { throw Refusal.unauthenticated }
        services.presence.noteActivity(of: session.operator.id)
        return session
    }

    func customer() async throws -> CustomerSession {
        guard let bearer, let session = try await services.sessions.customerSession(token: bearer) else {
            throw Refusal.unauthenticated
        }
        return session
    }

    /// What `forbidden` checks: the role, and for unsafe methods with a cookie the own `Origin`.
    func mayChange(_ session: OperatorSession, atLeast role: Role = .operator) throws(Refusal) {
        if bearer == nil { try hasOwnOrigin(orNone: false) }
        try may(session, atLeast: role)
    }

    func may(_ session: OperatorSession, atLeast role: Role) throws(Refusal) {
        guard session.operator.role >= role else {
            throw .forbidden("This takes the role \(role.rawValue). Ask an owner of the organization for it.")
        }
    }

    func hasOwnOrigin(orNone: Bool) throws(Refusal) {
        guard let from = request.headers[.origin] else {
            if orNone { return }
            throw .forbidden("A change with a cookie needs the Origin of this server.")
        }
        guard OriginPolicy.origin(of: from) == origin.own else {
            throw .forbidden("This origin may not make changes here.")
        }
    }

    // MARK: - What for

    /// The id in the path; a text that is no id names nothing that exists.
    func id<Kind>(_ name: String) throws(Refusal) -> Identifier<Kind> {
        guard let text = context.parameters.get(name), let id = Identifier<Kind>(text) else { throw .notFound }
        return id
    }

    func bot(for session: OperatorSession) async throws -> WhisperBot {
        let id: BotID = try id("bot")
        guard let bot = try await services.bots.bot(id), !bot.deleted, bot.organization == session.organization.id
        else { throw Refusal.notFound }
        return bot
    }

    func conversation(for session: OperatorSession) async throws -> Conversation {
        let id: ConversationID = try id("conversation")
        guard let conversation = try await services.conversations.conversation(id),
            conversation.organization == session.organization.id
        else { throw Refusal.notFound }
        return conversation
    }

    /// A parameter of the query, as forms write it (WHATWG URL, application/x-www-form-urlencoded): `+` is a space.
    func query(_ name: String) -> String? {
        for pair in (request.uri.query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard Self.decoded(parts[0]) == name else { continue }
            return parts.count == 2 ? Self.decoded(parts[1]) : ""
        }
        return nil
    }

    private static func decoded(_ text: Substring) -> String {
        let spaced = String(text).replacing("+", with: " ")
        return spaced.removingPercentEncoding ?? spaced
    }

    /// `?limit=`, 1 to 100.
    func limit() throws(Refusal) -> Int {
        guard let text = query("limit") else { return Limits.defaultPageSize }
        guard let limit = Int(text), (1...Limits.pageSize).contains(limit) else {
            throw .invalid("limit", "takes a number from 1 to \(Limits.pageSize).")
        }
        return limit
    }

    func number(_ name: String) throws(Refusal) -> Int? {
        guard let text = query(name) else { return nil }
        guard let number = Int(text), number >= 0 else { throw .invalid(name, "takes a number from 0.") }
        return number
    }

    // MARK: - What it brings

    func body() async throws -> Fields {
        var request = request
        let buffer: ByteBuffer
        do {
            buffer = try await request.collectBody(upTo: Self.maxBodyBytes)
        } catch {
            throw Refusal.tooLong(field: "The body", limit: Self.maxBodyBytes)
        }
        guard buffer.readableBytes > 0 else { return Fields(.object([])) }
        do {
            let json = try buffer.withUnsafeReadableBytes { try JSON(parsing: $0) }
            guard json.members != nil else { throw Refusal.invalid("", "The body must be a JSON object.") }
            return Fields(json)
        } catch let fault as JSONFault {
            throw Refusal.invalid("", "The body is not JSON: \(fault.what) at byte \(fault.position).")
        }
    }

    // MARK: - Answers

    func summary(_ conversation: Conversation, for audience: Audience = .operators) -> [UInt8] {
        var writer = JSONWriter(capacity: 700)
        write(conversation, for: audience, to: &writer)
        return writer.bytes
    }

    func write(_ conversation: Conversation, for audience: Audience, to writer: inout JSONWriter) {
        services.summaries.write(
            conversation, status: services.presence.status(of: conversation.customer), now: services.clock(),
            for: audience, to: &writer)
    }
}

extension HTTPField.Name {
    static let xForwardedFor = Self("X-Forwarded-For")!
    static let xForwardedProto = Self("X-Forwarded-Proto")!
    static let xForwardedHost = Self("X-Forwarded-Host")!
}
