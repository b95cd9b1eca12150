import Chat
@testable import Notices
import Testing
import TestSupport

private let alerts = AlertSettings(
    afterSeconds: 60, emails: ["a@shop.example", "b@shop.example"],
    webhook: .init(url: "https://hooks.shop.example", secret: Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")))

private func situation(
    _ stage: Stage, after seconds: Int, alerts: AlertSettings = alerts, unseen: [(seq: Int, at: Moment)] = [],
    lastReply: Moment? = nil, repliesToday: Int = 0
) -> NoticeSituation {
    var bot = stage.cast.bot
    bot.alerts = alerts
    return NoticeSituation(
        conversation: stage.conversation, bot: bot, now: stage.now.adding(.seconds(seconds)), unseen: unseen,
        lastReply: lastReply, repliesToday: repliesToday)
}

@Test func `a request is told to every place when its time has come, not before, and not once somebody took it`() throws {
    var stage = try Stage.requested()
    #expect(NoticeDecisions.overlooked(situation(stage, after: 59)) == .later(stage.now.adding(.seconds(60))))
    let plan = NoticeDecisions.overlooked(situation(stage, after: 60))
    guard case .deliver(let planned) = plan else { Issue.record("\(plan)"); return }
    #expect(planned.map(\.to) == ["a@shop.example", "b@shop.example", "https://hooks.shop.example"])
    #expect(planned.map(\.kind) == [.email, .email, .webhook] && planned.allSatisfy { $0.cause == stage.now && $0.upTo == 3 })
    #expect(NoticeDecisions.overlooked(situation(stage, after: 3_600, alerts: AlertSettings())) == .nothing)
    let waiting = stage
    try stage.act(.takeOver(again: false), by: stage.anna)
    #expect(NoticeDecisions.overlooked(situation(stage, after: 60)) == .nothing)
    stage = waiting
    try stage.act(.returnToAI(again: false, note: nil), by: stage.anna)
    #expect(NoticeDecisions.overlooked(situation(stage, after: 60)) == .nothing)
    stage = waiting
    try stage.act(.end, by: stage.customer)
    #expect(NoticeDecisions.overlooked(situation(stage, after: 60)) == .nothing)
}

@Test func `a reply is mailed to a known address of who has gone without seeing it, once an absence`() throws {
    var stage = try Stage.assisted()
    let start = stage.now
    func decide(
        after seconds: Int, leftAfter: Int? = -10, seen: Bool = false, lastReplyAfter: Int? = nil, today: Int = 0
    ) -> NoticePlan {
        NoticeDecisions.reply(
            situation(
                stage, after: seconds, unseen: seen ? [] : [(4, start.adding(.seconds(5))), (6, start.adding(.seconds(30)))],
                lastReply: lastReplyAfter.map { start.adding(.seconds($0)) }, repliesToday: today),
            CustomerStatus(online: leftAfter == nil, lastSeenAt: leftAfter.map { start.adding(.seconds($0)) }), grace: .seconds(60))
    }
    #expect(decide(after: 500) == .nothing, "no address is known")
    stage.conversation.customer.email = "anna@example.com"
    #expect(decide(after: 40) == .later(start.adding(.seconds(90))), "a minute after the last of the messages")
    #expect(decide(after: 100, leftAfter: 70) == .later(start.adding(.seconds(130))), "and after the customer left")
    guard case .deliver(let planned) = decide(after: 90) else { Issue.record("nothing is mailed"); return }
    #expect(planned == [PlannedDelivery(
        kind: .reply, to: "anna@example.com", cause: start, after: 3, upTo: 6)], "from the customer's last message on")
    #expect(decide(after: 90, seen: true) == .nothing)
    #expect(decide(after: 500, lastReplyAfter: 100) == .nothing, "this absence has had its mail")
    #expect(decide(after: 900, leftAfter: 200, lastReplyAfter: 100) != .nothing, "the customer was here since")
    #expect(decide(after: 90, leftAfter: nil) == .later(start.adding(.seconds(150))), "it is there, and may look yet")
    #expect(decide(after: 4_000, leftAfter: nil) == .nothing)
    guard case .deliver(let refused) = decide(after: 90, today: 10) else { Issue.record("nobody learns of it"); return }
    #expect(refused.first?.failure?.contains("10 mails") == true)
}

private func text(_ kind: Delivery.Kind, _ stage: Stage, publicURL: String? = "https://chat.shop.example", origins: [String] = []) -> NoticeText {
    var bot = stage.cast.bot
    bot.allowedOrigins = origins
    bot.alerts = alerts
    let delivery = Delivery(
        id: Cast.id(77), kind: kind, to: "a@shop.example", conversation: stage.conversation.id, state: .waiting, attempts: 0,
        error: nil, madeAt: stage.now.adding(.seconds(61)), at: stage.now, nextAt: nil)
    let lines = stage.log.filter { $0.sort == .message && (kind != .reply || $0.role == .operator) }
    return NoticeText(
        dispatch: Dispatch(delivery: delivery, bot: bot, conversation: stage.conversation, cause: stage.now, lines: lines),
        publicURL: publicURL)
}

@Test func `an alert says who waits, for how long, why, the last lines and where to go`() throws {
    var stage = Stage("Where is\nmy parcel?")
    try stage.act(.botSay(stage.answer("A colleague takes over.", handsOver: true)), by: stage.bot)
    let alert = text(.email, stage)
    #expect(alert.subject == "Cleo has been waiting for 1 minute (Whisper)")
    for part in ["Why: The customer asked for a person.", "Wants a person.", "Cleo: Where is my parcel?", "Whisper: A colleague takes over.", "https://chat.shop.example/chat/\(stage.conversation.id)"] {
        #expect(alert.text.contains(part), "\(part)")
    }
    let without = text(.email, stage, publicURL: nil).text
    #expect(!without.contains("http") && without.contains("Assisted"))
    let json = try JSON(parsing: text(.webhook, stage).json)
    #expect(json["type"]?.string == "request.overlooked" && json["waitingSeconds"] == .int(61))
    #expect(json["conversation"]?["url"]?.string == "https://chat.shop.example/chat/\(stage.conversation.id)")
    #expect(json["lastMessage"]?["text"]?.string == "A colleague takes over." && json["customer"]?["name"]?.string == "Cleo")
    #expect(json["customer"]?["email"] == .null && json["id"]?.string == "\(Cast.id(77) as DeliveryID)")
}

@Test func `a reply holds what operators wrote and nothing of the team's own`() throws {
    var stage = try Stage.assisted()
    try stage.say("We have it in blue.", by: stage.anna)
    try stage.act(.whisper(id: "w", text: "The customer is difficult."), by: stage.anna)
    let reply = text(.reply, stage, origins: ["https://*.shop.example", "https://shop.example"])
    #expect(reply.subject == "Anna answered you (Whisper)")
    #expect(reply.text.contains("Anna:\nWe have it in blue.") && reply.text.contains("https://shop.example in the browser"))
    #expect(!reply.text.contains("difficult") && !reply.text.contains("chat.shop.example") && !reply.text.contains("anna@"))
    #expect(!text(.reply, stage).text.contains("http"))
}

@Test func `durations are spelled as people say them`() {
    let spelled = [0, 1, 59, 60, 119, 120, 3_599, 3_600, 7_200, 172_800].map { NoticeText.spelled(.seconds($0)) }
    #expect(spelled == ["0 seconds", "1 second", "59 seconds", "1 minute", "1 minute", "2 minutes", "59 minutes", "1 hour", "2 hours", "2 days"])
}
