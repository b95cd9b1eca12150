import Chat
import Testing
import TestSupport

@Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (1_780_000_000_123, "2026-05-28T20:26:40.123Z"),
    (951_782_400_000, "2000-02-29T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
    (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
    (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
] as [(Int64, String)])
func `a moment is written as RFC 3339 and read again`(milliseconds: Int64, text: String) {
    #expect(Moment(milliseconds: milliseconds).description == text)
    #expect(Moment(rfc3339: text) == Moment(milliseconds: milliseconds))
}

@Test func `any moment reads back as it was written`() {
    var random = Seeded(3)
    for _ in 0..<5_000 {
        let moment = Moment(milliseconds: Int64.random(in: -62_135_596_800_000...253_402_300_799_999, using: &random))
        #expect(Moment(rfc3339: moment.description) == moment)
    }
}

@Test(arguments: [
    ("2026-05-28T20:26:40Z", "2026-05-28T20:26:40.000Z"), ("2026-05-28t20:26:40z", "2026-05-28T20:26:40.000Z"),
    ("2026-05-28T20:26:40.1Z", "2026-05-28T20:26:40.100Z"),
    ("2026-05-28T20:26:40.123456789Z", "2026-05-28T20:26:40.123Z"),
    ("2026-05-28T22:26:40+02:00", "2026-05-28T20:26:40.000Z"),
    ("2026-05-28T15:56:40-04:30", "2026-05-28T20:26:40.000Z"),
    ("2026-12-31T23:59:60Z", "2027-01-01T00:00:00.000Z"), ("2024-02-29T00:00:00+00:00", "2024-02-29T00:00:00.000Z"),
])
func `every spelling of RFC 3339 is understood`(text: String, utc: String) {
    #expect(Moment(rfc3339: text)?.description == utc)
}

@Test(arguments: [
    "", "2026-05-28", "2026-05-28T20:26:40", "2026-05-28 20:26:40Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
    "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
    "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+0200", "2026-01-01T00:00:00+02",
    "2026-01-01T00:00:00Zx", "20260101T000000Z0000", "+026-01-01T00:00:00Z", "2026-01-01T00:00:00.5",
])
func `what is no RFC 3339 time is no moment`(text: String) {
    #expect(Moment(rfc3339: text) == nil)
}

@Test(arguments: [
    "2026-02-29T00:00:00Z", "2026-02-30T00:00:00Z", "2026-04-31T00:00:00Z", "2100-02-29T00:00:00Z",
    "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+02:60",
])
func `a day that no calendar has is no moment`(text: String) {
    #expect(Moment(rfc3339: text) == nil)
}

@Test func `durations between moments are exact`() {
    #expect(Cast.start.adding(.seconds(90)).since(Cast.start) == .milliseconds(90_000))
    #expect(Cast.start.since(Cast.start.adding(.milliseconds(5))) == .milliseconds(-5))
    #expect(Duration.milliseconds(1_999).wholeMilliseconds == 1_999)
    #expect(Duration.microseconds(1_999).wholeMilliseconds == 1)
}
