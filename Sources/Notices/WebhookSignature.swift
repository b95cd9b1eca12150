package import Chat
import Crypto
import Foundation

/// The signature of Standard Webhooks: HMAC-SHA256 over id, time and body, in base64.
package enum WebhookSignature {
    /// The headers that a receiver checks; nil where the secret is none of the scheme.
    ///
    /// - Parameters:
    ///   - id: the same at every attempt, so that a receiver can drop what came twice.
    ///   - now: of this attempt, in whole seconds; receivers refuse old ones.
    package static func headers(
        id: String, now: Moment, body: [UInt8], secret: Secret
    ) -> [(name: String, value: String)]? {
        guard let key = WebhookSecret.key(of: secret) else { return nil }
        let seconds = now.milliseconds / 1_000
        let signed = Array("\(id).\(seconds).".utf8) + body
        let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: key))
        return [
            ("webhook-id", id), ("webhook-timestamp", "\(seconds)"),
            ("webhook-signature", "v1,\(Data(code).base64EncodedString())"), ("Content-Type", "application/json"),
        ]
    }
}
