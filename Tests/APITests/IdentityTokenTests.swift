import Chat
import Crypto
import Foundation
import Testing

@testable import API

private let now = Moment(milliseconds: 1_800_000_000_000)
private let keys = ["first", "second"].map { IdentityKey(id: .make(at: now), secret: Secret($0), createdAt: now) }

private func base64url(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
}

private func token(_ claims: String, header: String = #"{"alg":"HS256","typ":"JWT"}"#, key: String = "first") -> String {
    let signed = base64url(header.utf8) + "." + base64url(claims.utf8)
    let code = HMAC<SHA256>.authenticationCode(for: Array(signed.utf8), using: SymmetricKey(data: Array(key.utf8)))
    return signed + "." + base64url(code)
}

private func why(_ token: String, keys: [IdentityKey] = keys) -> String? {
    do throws(IdentityToken.Fault) {
        _ = try IdentityToken.identity(in: token, keys: keys, now: now)
        return nil
    } catch {
        return error.why
    }
}

@Suite("An identity that a website signed")
struct IdentityTokenTests {
    @Test("tells who the customer is, signed by either of two keys")
    func accepted() throws {
        for key in ["first", "second"] {
            let claims = #"{"sub":"4711","name":"Änne","email":"anne@shop.example","exp":1800000060.5,"nbf":1799999999}"#
            let identity = try IdentityToken.identity(in: token(claims, key: key), keys: keys, now: now)
            #expect(identity == SignedIdentity(subject: "4711", name: "Änne", email: "anne@shop.example"))
        }
        let bare = try IdentityToken.identity(in: token(#"{"sub":"4711","exp":1800000060,"name":null}"#), keys: keys, now: now)
        #expect(bare == SignedIdentity(subject: "4711"))
    }

    @Test("RFC 7515's own example, appendix A.1, has a signature that is understood")
    func published() throws {
        let key = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
        let letters = key.replacing("-", with: "+").replacing("_", with: "/") + "=="
        let bytes = try #require(Data(base64Encoded: letters))
        let signed = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        let code = HMAC<SHA256>.authenticationCode(for: Array(signed.utf8), using: SymmetricKey(data: bytes))
        #expect(base64url(code) == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    }

    @Test("is refused with the reason when anything about it is wrong")
    func refused() {
        let good = #"{"sub":"4711","exp":1800000060}"#
        let parts = token(good).split(separator: ".")
        let cases: [(String, String)] = [
            (token(good, key: "third"), "has another signature than this bot's keys make."),
            (token(good, header: #"{"alg":"none"}"#), "takes the algorithm HS256 and no critical extensions."),
            (token(good, header: #"{"alg":"hs256"}"#), "takes the algorithm HS256 and no critical extensions."),
            (token(good, header: #"{"alg":"HS256","crit":["b64"]}"#), "takes the algorithm HS256 and no critical extensions."),
            ("\(parts[0]).\(parts[1]).", "has another signature than this bot's keys make."),
            ("\(parts[0]).\(parts[1])", "is no JSON Web Token."),
            ("\(parts[0]).\(parts[1]).\(parts[2])=", "is no JSON Web Token."),
            ("nonsense", "is no JSON Web Token."),
            (token("[1]"), "is no JSON Web Token."),
            (token(#"{"sub":"4711"}"#), "needs exp, when it expires, in seconds since 1970."),
            (token(#"{"sub":"4711","exp":"1800000060"}"#), "needs exp, when it expires, in seconds since 1970."),
            (token(#"{"sub":"4711","exp":1799999939}"#), "has expired."),
            (token(#"{"sub":"4711","exp":1800000060,"nbf":1800000061}"#), "is not valid yet."),
            (token(#"{"exp":1800000060}"#), "needs sub, your own id of the person."),
            (token(#"{"sub":" ","exp":1800000060}"#), "has a sub that is no text of 1 to 200 characters."),
            (token(#"{"sub":4711,"exp":1800000060}"#), "has a sub that is no text of 1 to 200 characters."),
            (token(#"{"sub":"4711","exp":1800000060,"email":"nobody"}"#), "has an email that is none."),
            (token("{\"sub\":\"\(String(repeating: "a", count: 4_000))\",\"exp\":1800000060}"), "is longer than 4096 bytes."),
        ]
        for (token, reason) in cases { #expect(why(token) == reason) }
        #expect(why(token(good), keys: []) == "cannot be verified: this bot has no identity key yet.")
    }
}
