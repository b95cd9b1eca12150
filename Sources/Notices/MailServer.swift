package import Chat
import Foundation

/// The server that takes mail, as `WHISPER_SMTP_URL` names it.
package struct MailServer: Sendable, Equatable {
    package enum Encryption: Sendable, Equatable {
        /// From the first byte on (`smtps`).
        case always
        /// By STARTTLS, and not without it.
        case startTLS
        /// On this machine, or where `?starttls=never` says so.
        case none
    }

    package let host: String
    package let port: Int
    package let encryption: Encryption
    package let user: String?
    package let password: Secret?

    /// `smtp://user:password@host:587`, `smtps://host:465`; user and password percent-encoded where they hold `@ : /`.
    package init?(_ url: String) {
        guard let parts = URLComponents(string: url), let host = parts.encodedHost?.lowercased(), !host.isEmpty,
            parts.scheme == "smtp" || parts.scheme == "smtps", parts.path.isEmpty || parts.path == "/", parts.fragment == nil,
            host.utf8.allSatisfy({ (33...126).contains($0) }), !host.contains("%")
        else { return nil }
        let isSecure = parts.scheme == "smtps"
        let choice = parts.queryItems?.first { $0.name == "starttls" }?.value
        guard (parts.queryItems ?? []).allSatisfy({ $0.name == "starttls" }),
            choice == nil || !isSecure && (choice == "never" || choice == "always")
        else { return nil }
        // The program that sends parts them at the first colon.
        guard parts.user?.contains(":") != true, parts.password == nil || parts.user?.isEmpty == false else { return nil }
        let port = parts.port ?? (isSecure ? 465 : 587)
        guard (1...65_535).contains(port) else { return nil }
        self.host = host
        self.port = port
        user = parts.user.flatMap { $0.isEmpty ? nil : $0 }
        password = parts.password.map { Secret($0) }
        let isUnencrypted = choice == "never" || choice == nil && Self.isLoopback(host)
        encryption = isSecure ? .always : isUnencrypted ? .none : .startTLS
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "[::1]" || AddressRange("127.0.0.0/8")!.contains(host)
    }

    /// What curl reads on its standard input, where nobody else sees it.
    func orders(from sender: String, to recipient: String, message path: String) -> String {
        var orders = [
            ("url", "\(encryption == .always ? "smtps" : "smtp")://\(host):\(port)"), ("mail-from", sender),
            ("mail-rcpt", recipient), ("upload-file", path),
        ]
        if let user { orders.append(("user", "\(user):\(password?.revealed ?? "")")) }
        let lines = orders.map { "\($0) = \(Self.quoted($1))" }
        return (lines + (encryption == .startTLS ? ["ssl-reqd"] : [])).joined(separator: "\n") + "\n"
    }

    private static func quoted(_ text: String) -> String {
        let escapes: [Character: String] = ["\\": "\\\\", "\"": "\\\"", "\n": "\\n", "\r": "\\r", "\t": "\\t"]
        return "\"" + text.map { escapes[$0] ?? String($0) }.joined() + "\""
    }
}

extension AddressRange {
    fileprivate func contains(_ host: String) -> Bool { IPAddress(host).map { contains($0) } ?? false }
}
