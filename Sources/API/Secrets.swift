package import Chat
import Crypto

/// Secrets of sessions and tokens: 256 random bits; only their SHA-256 is stored.
package enum Secrets {
    package enum Sort: String {
        case session = "wds", api = "wdt", customer = "wdc", identity = "wdi", setup = "wdset"
    }

    package static func make(_ sort: Sort) -> String {
        var random = SystemRandomNumberGenerator()
        let digits = Array("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_".utf8)
        let letters = (0..<43).map { _ in digits[Int(random.next() & 63)] }
        return "\(sort.rawValue)_\(String(decoding: letters, as: UTF8.self))"
    }

    package static func digest(_ secret: String) -> SessionDigest {
        SessionDigest(Array(SHA256.hash(data: Array(secret.utf8))))
    }
}
