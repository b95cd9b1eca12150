import FoundationEssentials

/// The secret that signs a webhook, as Standard Webhooks spells it: `whsec_` and 24 to 64 bytes in base64.
package enum WebhookSecret {
    private static let prefix = "whsec_"

    /// A new one of 32 random bytes.
    package static func make() -> Secret {
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        return Secret(prefix + Data(bytes).base64EncodedString())
    }

    /// The key that it stands for; nil for a text of another form.
    package static func key(of secret: Secret) -> [UInt8]? {
        guard secret.revealed.hasPrefix(prefix),
            let key = Data(base64Encoded: String(secret.revealed.dropFirst(prefix.count))), (24...64).contains(key.count)
        else { return nil }
        return Array(key)
    }
}
