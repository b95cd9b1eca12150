package import Chat
import Synchronization

/// Who is asking: sessions by cookie, API tokens and customers' tokens.
package struct Sessions: Doorkeeper {
    package static let cookieLifetime = Duration.seconds(30 * 24 * 3600)
    private static let plainCookie = "whisper_session"
    private static let secureCookie = "__Host-whisper_session"

    private let accounts: any AccountStore
    private let clock: WallClock
    private let unsaved = UnsavedSessions()

    package init(accounts: any AccountStore, clock: @escaping WallClock) {
        self.accounts = accounts
        self.clock = clock
    }

    package func operatorSession(token: String) async throws -> OperatorSession? {
        guard token.hasPrefix(Secrets.Sort.api.rawValue) else { return nil }
        return try await accounts.operatorSession(Secrets.digest(token), now: clock())
    }

    package func operatorSession(cookies: String) async throws -> OperatorSession? {
        for pair in cookies.split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " } }
            guard parts.count == 2, parts[0] == Self.plainCookie || parts[0] == Self.secureCookie,
                parts[1].hasPrefix(Secrets.Sort.session.rawValue)
            else { continue }
            let digest = Secrets.digest(parts[1])
            if let session = try await accounts.operatorSession(digest, now: clock()) { return session }
            if let id = unsaved[digest], let person = try await accounts.operator(id), !person.removed,
                let organization = try await accounts.organization(person.organization)
            {
                return OperatorSession(operator: person, organization: organization, digest: digest)
            }
        }
        return nil
    }

    package func customerSession(token: String) async throws -> CustomerSession? {
        guard token.hasPrefix(Secrets.Sort.customer.rawValue) else { return nil }
        return try await accounts.customerSession(Secrets.digest(token))
    }

    /// A new browser session; the value of its `Set-Cookie`.
    func begin(for person: Operator, own origin: String) async throws -> String {
        let secret = Secrets.make(.session)
        let now = clock()
        let digest = Secrets.digest(secret)
        do {
            try await accounts.addOperatorToken(
                digest, id: .make(at: now), operator: person.id, sort: .session,
                expiresAt: now.adding(Self.cookieLifetime))
        } catch {
            // A full disk must not keep operators out; such a session ends with the process.
            unsaved.add(digest, of: person.id)
        }
        return Self.cookie(secret, seconds: Self.cookieLifetime.components.seconds, own: origin)
    }

    func end(_ digest: SessionDigest) async throws {
        unsaved.remove { $0.key == digest }
        try await accounts.endOperatorSession(digest)
    }

    /// Ends what the store does not know of; the store has ended its own.
    func endUnsaved(of person: OperatorID, except kept: SessionDigest? = nil) -> [SessionDigest] {
        unsaved.remove { $0.value == person && $0.key != kept }
    }

    static func endingCookie(own origin: String) -> String { cookie("", seconds: 0, own: origin) }

    private static func cookie(_ value: String, seconds: Int64, own origin: String) -> String {
        let isSecure = origin.hasPrefix("https://")
        let name = isSecure ? secureCookie : plainCookie
        return "\(name)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")"
    }
}

/// Sessions begun while nothing could be stored, at most a thousand.
private final class UnsavedSessions: Sendable {
    private let sessions = Mutex<[SessionDigest: OperatorID]>([:])

    subscript(digest: SessionDigest) -> OperatorID? { sessions.withLock { $0[digest] } }

    func add(_ digest: SessionDigest, of person: OperatorID) {
        sessions.withLock { sessions in
            if sessions.count >= 1_000 { sessions.removeAll() }
            sessions[digest] = person
        }
    }

    @discardableResult
    func remove(_ isOver: (Dictionary<SessionDigest, OperatorID>.Element) -> Bool) -> [SessionDigest] {
        sessions.withLock { sessions in
            let over = sessions.filter(isOver).map(\.key)
            for digest in over { sessions[digest] = nil }
            return over
        }
    }
}
