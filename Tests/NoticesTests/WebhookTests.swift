import Chat
@testable import Notices
import Testing

@Test func `a webhook is signed as the published example of the scheme`() throws {
    // The example of the Standard Webhooks specification and its libraries.
    let headers = try #require(WebhookSignature.headers(
        id: "msg_p5jXN8AQM9LWM0D4loKWxJek", now: Moment(milliseconds: 1_614_265_330_999),
        body: Array(#"{"test": 2432232314}"#.utf8), secret: Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")))
    func value(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    #expect(value("webhook-signature") == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    #expect(value("webhook-timestamp") == "1614265330" && value("webhook-id") == "msg_p5jXN8AQM9LWM0D4loKWxJek")
}

@Test func `secrets are made in the scheme's form, each another one, and other texts are none`() {
    let (one, other) = (WebhookSecret.make(), WebhookSecret.make())
    #expect(one != other && WebhookSecret.key(of: one)?.count == 32)
    for text in ["", "whsec_", "whsec_QUJD", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_not base64 at all, not at all!!"] {
        #expect(WebhookSecret.key(of: Secret(text)) == nil)
        #expect(WebhookSignature.headers(id: "x", now: Moment(milliseconds: 0), body: [], secret: Secret(text)) == nil)
    }
}

@Test func `what failed is tried again after a minute, then ever more rarely, eight times within a day`() throws {
    func waits(_ chance: Double) -> [Duration] { (1...20).compactMap { Backoff.wait(afterAttempts: $0, chance: chance) } }
    #expect(waits(0.5).prefix(4) == [.seconds(60), .seconds(300), .seconds(1_500), .seconds(7_200)])
    #expect(waits(0).count == 7 && Backoff.maxAttempts == 8)
    #expect(waits(0)[0] == .seconds(48) && waits(0.999)[0] < .seconds(72))
    #expect(waits(0.999).reduce(.zero, +) < .seconds(86_400))
    #expect(Backoff.wait(afterAttempts: 0, chance: 0) == nil)
}
