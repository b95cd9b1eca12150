import Crypto
import CryptoExtras
import FoundationEssentials
import NIOPosix

/// Password hashes with scrypt (RFC 7914), at most two at once and off the event loops: each takes 32 MiB.
package final class Passwords: Sendable {
    private static let rounds = 1 << 15
    private let threads = NIOThreadPool(numberOfThreads: 2)
    /// Verified against when there is no such account, so that both take equally long; fits no password.
    private static let dummy =
        "scrypt-15-8-1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

    package init() {
        threads.start()
    }

    package func hash(_ password: String) async throws -> String {
        try await threads.runIfActive { Self.hash(password, salt: Self.salt()) }
    }

    /// Whether the password fits; without a hash the time is spent all the same.
    package func verify(_ password: String, against stored: String?) async throws -> Bool {
        let expected = stored ?? Self.dummy
        let fits = try await threads.runIfActive { () -> Bool in
            let parts = expected.split(separator: "$")
            guard parts.count == 3, let salt = Data(base64Encoded: String(parts[1])) else { return false }
            return Self.isEqual(Self.hash(password, salt: salt), expected)
        }
        return fits && stored != nil
    }

    package func shutdown() async throws { try await threads.shutdownGracefully() }

    private static func salt() -> Data {
        var random = SystemRandomNumberGenerator()
        return Data((0..<16).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    private static func hash(_ password: String, salt: Data) -> String {
        guard let key = try? KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: 32, rounds: rounds, blockSize: 8, parallelism: 1)
        else { preconditionFailure("scrypt takes these parameters on every machine with 32 MiB free") }
        let bytes = key.withUnsafeBytes { Data($0) }
        return "scrypt-15-8-1$\(salt.base64EncodedString())$\(bytes.base64EncodedString())"
    }

    /// In the same time wherever they differ.
    private static func isEqual(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
