import Chat
import Crypto
import Foundation

/// A JSON Web Token (RFC 7519) in which a website says who its visitor is: signed with HS256 (RFC 7518) by one
/// of the bot's keys, with `sub` and `exp`, optionally `nbf`, `name` and `email`.
enum IdentityToken {
    /// Why a token says nothing, as the people who make it read it; it holds nothing of the token.
    struct Fault: Error, Equatable {
        let why: String

        init(_ why: String) { self.why = why }
    }

    static let maxBytes = 4_096
    /// How far the clocks of the website and this server may be apart.
    private static let leeway = 60.0

    static func identity(
        in token: String, keys: [IdentityKey], now: Moment
    ) throws(Fault) -> SignedIdentity {
        guard !keys.isEmpty else { throw Fault("cannot be verified: this bot has no identity key yet.") }
        guard token.utf8.count <= maxBytes else { throw Fault("is longer than \(maxBytes) bytes.") }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = json(parts[0]), let claims = json(parts[1]),
            let signature = bytes(parts[2])
        else { throw Fault("is no JSON Web Token.") }
        guard header["alg"]?.string == "HS256", header["crit"] == nil else {
            throw Fault("takes the algorithm HS256 and no critical extensions.")
        }
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        let isSigned = keys.reduce(false) { found, key in
            let key = SymmetricKey(data: Array(key.secret.revealed.utf8))
            // The comparison takes the same time wherever the bytes differ; every key is tried.
            return HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: signed, using: key) || found
        }
        guard isSigned else { throw Fault("has another signature than this bot's keys make.") }
        return try identity(of: claims, now: Double(now.milliseconds) / 1_000)
    }

    private static func identity(of claims: JSON, now: Double) throws(Fault) -> SignedIdentity {
        guard let until = seconds(claims["exp"]) else { throw Fault("needs exp, when it expires, in seconds since 1970.") }
        guard now < until + leeway else { throw Fault("has expired.") }
        if let from = seconds(claims["nbf"]), now < from - leeway { throw Fault("is not valid yet.") }
        guard let subject = try text(claims, "sub") else { throw Fault("needs sub, your own id of the person.") }
        let email = try text(claims, "email")
        if let email, !EmailAddress.isPlausible(email) { throw Fault("has an email that is none.") }
        return SignedIdentity(subject: subject, name: try text(claims, "name"), email: email)
    }

    /// A number of seconds (`NumericDate`), which may have a fraction.
    private static func seconds(_ claim: JSON?) -> Double? {
        switch claim {
        case .int(let number): Double(number)
        case .double(let number) where number.isFinite: number
        default: nil
        }
    }

    private static func text(_ claims: JSON, _ name: String) throws(Fault) -> String? {
        guard let claim = claims[name], !claim.isNull else { return nil }
        guard let text = claim.string, text.unicodeScalars.count <= Limits.name,
            text.unicodeScalars.contains(where: { !$0.properties.isWhitespace })
        else { throw Fault("has a \(name) that is no text of 1 to \(Limits.name) characters.") }
        return text
    }

    private static func json(_ part: Substring) -> JSON? {
        guard let bytes = bytes(part), let json = try? JSON(parsing: bytes), json.members != nil else { return nil }
        return json
    }

    /// base64url without padding (RFC 7515, section 2).
    private static func bytes(_ part: Substring) -> [UInt8]? {
        let letters = part.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 == UInt8(ascii: "_") ? UInt8(ascii: "/") : $0 }
        guard !part.utf8.contains(where: { "+/=".utf8.contains($0) }) else { return nil }
        let padding = [UInt8](repeating: UInt8(ascii: "="), count: (4 - letters.count % 4) % 4)
        return Data(base64Encoded: Data(letters + padding)).map(Array.init)
    }
}
