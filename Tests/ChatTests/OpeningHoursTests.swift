import Chat
import Testing

private func moment(_ text: String) throws -> Moment { try #require(Moment(rfc3339: text)) }

private func hours(_ zone: String, _ spans: OpeningHours.Span...) throws -> OpeningHours {
    try #require(OpeningHours(timeZone: zone, week: spans, closedText: "Closed."))
}

private func at(_ hour: Int, _ minute: Int = 0) -> Int { hour * 60 + minute }

@Test func `it is open by the clock of the bot's own zone, several times a day`() throws {
    let berlin = try hours(
        "Europe/Berlin", .init(.mon, from: at(9), to: at(12)), .init(.mon, from: at(13), to: at(17)),
        .init(.wed, from: at(9), to: at(17)))
    // Monday, 23 November 2026; Berlin is an hour ahead.
    for (time, isOpen) in [
        ("07:59:59.999", false), ("08:00:00", true), ("10:59:59.999", true), ("11:00:00", false), ("12:00:00", true),
        ("16:00:00", false),
    ] { #expect(berlin.isOpen(at: try moment("2026-11-23T\(time)Z")) == isOpen, "\(time)") }
    #expect(try berlin.nextOpening(after: moment("2026-11-23T07:00:00Z")) == moment("2026-11-23T08:00:00Z"))
    #expect(try berlin.nextOpening(after: moment("2026-11-23T11:30:00Z")) == moment("2026-11-23T12:00:00Z"))
    #expect(try berlin.nextOpening(after: moment("2026-11-23T16:00:00Z")) == moment("2026-11-25T08:00:00Z"))
    #expect(try berlin.nextOpening(after: moment("2026-11-25T16:00:00Z")) == moment("2026-11-30T08:00:00Z"), "a week has only two days")
    let kathmandu = try hours("Asia/Kathmandu", .init(.mon, from: at(9), to: at(10)))
    #expect(try kathmandu.isOpen(at: moment("2026-11-23T03:15:00Z")) && !kathmandu.isOpen(at: moment("2026-11-23T03:14:59Z")))
}

@Test func `a night goes on over midnight, also from Sunday to Monday`() throws {
    let night = try hours("Europe/Berlin", .init(.sun, from: at(22), to: at(2)), .init(.fri, from: at(22), to: 0))
    for (time, isOpen) in [
        ("2026-11-22T20:59:00Z", false), ("2026-11-22T21:00:00Z", true), ("2026-11-23T00:59:00Z", true),
        ("2026-11-23T01:00:00Z", false), ("2026-11-27T22:59:00Z", true), ("2026-11-27T23:00:00Z", false),
    ] { #expect(night.isOpen(at: try moment(time)) == isOpen, "\(time)") }
    #expect(try night.nextOpening(after: moment("2026-11-23T01:00:00Z")) == moment("2026-11-27T21:00:00Z"))
}

@Test func `where nothing is set somebody is there at every time`() throws {
    var bot = WhisperBot(
        id: .make(at: Moment(milliseconds: 0)), organization: .make(at: Moment(milliseconds: 0)), name: "Bo",
        createdAt: Moment(milliseconds: 0))
    let now = try moment("2026-11-23T03:00:00Z")
    #expect(bot.isOpen(at: now) && bot.opensAt(after: now) == nil)
    bot.openingHours = try hours("Europe/Berlin")
    #expect(bot.isOpen(at: now) && bot.opensAt(after: now) == nil)
    bot.openingHours = try hours("Europe/Berlin", .init(.mon, from: at(9), to: at(17)))
    #expect(try !bot.isOpen(at: now) && bot.opensAt(after: now) == moment("2026-11-23T08:00:00Z"))
    let always = OpeningHours.Day.allCases.map { OpeningHours.Span($0, from: 0, to: 0) }
    let all = try #require(OpeningHours(timeZone: "Europe/Berlin", week: always))
    #expect(all.isOpen(at: now) && all.nextOpening(after: now) == nil)
    #expect(OpeningHours(timeZone: "Europe/Nowhere", week: []) == nil)
}

@Test func `when clocks are set forward or back, the clock on the wall counts`() throws {
    // 29 March 2026, 2:00 becomes 3:00; 25 October 2026, 3:00 becomes 2:00.
    let day = try hours("Europe/Berlin", .init(.sun, from: at(9), to: at(17)))
    #expect(try day.nextOpening(after: moment("2026-03-29T00:30:00Z")) == moment("2026-03-29T07:00:00Z"))
    #expect(try day.nextOpening(after: moment("2026-10-25T00:30:00Z")) == moment("2026-10-25T08:00:00Z"))
    // Half past two is skipped: it opens with the hour after the gap, if it is still open then.
    let early = try hours("Europe/Berlin", .init(.sun, from: at(2, 30), to: at(5)))
    #expect(try early.nextOpening(after: moment("2026-03-28T12:00:00Z")) == moment("2026-03-29T01:00:00Z"))
    #expect(try early.isOpen(at: moment("2026-03-29T01:00:00Z")) && !early.isOpen(at: moment("2026-03-29T00:59:59Z")))
    let skipped = try hours("Europe/Berlin", .init(.sun, from: at(2, 10), to: at(2, 50)))
    #expect(try skipped.nextOpening(after: moment("2026-03-28T12:00:00Z")) == moment("2026-04-05T00:10:00Z"))
    // It comes twice in autumn: open both times, and between them it opens again.
    #expect(try skipped.nextOpening(after: moment("2026-10-24T12:00:00Z")) == moment("2026-10-25T00:10:00Z"))
    #expect(try skipped.nextOpening(after: moment("2026-10-25T00:55:00Z")) == moment("2026-10-25T01:10:00Z"))
    let night = try hours("America/New_York", .init(.sat, from: at(22), to: at(2)))
    #expect(try night.isOpen(at: moment("2026-11-01T05:30:00Z")) && night.isOpen(at: moment("2026-11-01T06:30:00Z")), "1:30 twice")
    #expect(!night.isOpen(at: try moment("2026-11-01T07:00:00Z")))
}

@Test func `hours come back from JSON as they went, and what is wrong is said by field`() throws {
    let berlin = try hours("Europe/Berlin", .init(.mon, from: at(9), to: at(17, 30)), .init(.sun, from: at(22), to: 0))
    #expect(try OpeningHours(reading: JSON(parsing: berlin.json.text)) == berlin)
    #expect(berlin.json["week"]?.array?.first?.text == #"{"day":"mon","from":"09:00","to":"17:30"}"#)
    let midnight = try OpeningHours(reading: JSON(parsing: #"{"timeZone":"UTC","week":[{"day":"mon","from":"00:00","to":"24:00"}]}"#))
    #expect(midnight.week == [.init(.mon, from: 0, to: 0)] && midnight.closedText.isEmpty)
    let wrong = #"{"timeZone":"Mars","closedText":"\#(String(repeating: "x", count: 1_001))","week":[{"day":"mo","from":"09:00","to":"10:00"},{"day":"mon","from":"9:00","to":"10:00"},{"day":"mon","from":"09:00","to":"24:01"}]}"#
    do throws(Refusal) {
        _ = try OpeningHours(reading: (try? JSON(parsing: wrong)) ?? .null)
        Issue.record("that was wrong")
    } catch {
        guard case .invalid(let errors) = error else { throw error }
        #expect(errors.map(\.field) == ["timeZone", "closedText", "week[0]", "week[1]", "week[2]"])
    }
    #expect(throws: Refusal.self) { try OpeningHours(reading: JSON(parsing: #"{"timeZone":"UTC","week":[]}"#)) }
}
