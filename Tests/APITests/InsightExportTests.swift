@testable import API
import Chat
import Testing

private let now = Moment(rfc3339: "2026-11-23T23:30:00Z")!

private func days(_ from: String? = nil, _ to: String? = nil, _ zone: String? = nil) throws -> LocalDays {
    try LocalDays(from: from, to: to, timeZone: zone, now: now)
}

private func hours(_ days: LocalDays) -> [Double] {
    zip(days.boundaries, days.boundaries.dropFirst()).map { Double($1.milliseconds - $0.milliseconds) / 3_600_000 }
}

@Test func `a day is as long as the people in its time zone have it`() throws {
    let spring = try days("2026-03-28", "2026-03-30", "Europe/Berlin")
    #expect(spring.dates == ["2026-03-28", "2026-03-29", "2026-03-30"] && hours(spring) == [24, 23, 24])
    #expect(spring.boundaries[0].description == "2026-03-27T23:00:00.000Z")
    #expect(spring.boundaries[3].description == "2026-03-30T22:00:00.000Z")
    #expect(hours(try days("2026-10-25", "2026-10-25", "Europe/Berlin")) == [25])
    // There the clocks go from midnight to one o'clock.
    let havana = try days("2026-03-07", "2026-03-09", "America/Havana")
    #expect(hours(havana) == [24, 23, 24] && havana.boundaries[1].description == "2026-03-08T05:00:00.000Z")
    #expect(hours(try days("2026-04-05", "2026-04-05", "Australia/Lord_Howe")) == [24.5])
    let leap = try days("2024-02-28", "2024-03-01", "Asia/Kathmandu")
    #expect(leap.dates == ["2024-02-28", "2024-02-29", "2024-03-01"])
    #expect(leap.boundaries[0].description == "2024-02-27T18:15:00.000Z")
}

@Test func `without a range it is the last thirty days up to today, there`() throws {
    #expect(try days().dates.first == "2026-10-25" && days().dates.last == "2026-11-23" && days().dates.count == 30)
    #expect(try days(nil, nil, "Europe/Berlin").dates.last == "2026-11-24")
    #expect(try days(nil, "2026-01-15").dates.first == "2025-12-17")
    #expect(try days("2025-11-24", "2026-11-24").dates.count == 366)
}

@Test func `what is no range of days is refused with its field`() {
    func field(_ from: String?, _ to: String?, _ zone: String? = nil) -> String? {
        do {
            _ = try days(from, to, zone)
            return nil
        } catch Refusal.invalid(let errors) {
            return errors.first?.field
        } catch {
            return "\(error)"
        }
    }
    for bad in ["", "2026-1-01", "2026-02-30", "2026-13-01", "01.11.2026", "2026-11-01T00:00", "1969-12-31", "２０２６-11-01"] {
        #expect(field(bad, "2026-11-23") == "from", "\(bad)")
        #expect(field("2026-01-01", bad) == "to", "\(bad)")
    }
    #expect(field("2026-11-24", "2026-11-23") == "from")
    #expect(field("2025-11-23", "2026-11-24") == "from")
    #expect(field(nil, nil, "Europe/Nowhere") == "timeZone")
}

@Test func `cells that a spreadsheet would run are disarmed, and all others stay as they are`() {
    for armed in ["=1+1", "+49", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", "  =1", "\u{A0}=1", "="] {
        #expect(CSVText.disarmed(armed) == "'" + armed, "\(armed.debugDescription)")
    }
    for plain in ["", "Shop bot", "a=b", "1-2", "'=1", "Grüße ☂", "  x"] { #expect(CSVText.disarmed(plain) == plain) }
}

@Test func `a table is written as RFC 4180 has it`() {
    var text = CSVText(header: ["date", "a \"name\""], marked: false)
    text.add([.text("x, y"), .text("two\r\nlines")])
    text.add([.number(-3), .seconds(1_234_005)])
    text.add([.seconds(nil), .text("=cmd|' /C calc'!A0,\"")])
    let lines = [#"date,"a ""name""""#, "\"x, y\",\"two\r\nlines\"", "-3,1234.005", #","'=cmd|' /C calc'!A0,""""#, ""]
    #expect(String(decoding: text.bytes, as: UTF8.self) == lines.joined(separator: "\r\n"))
    #expect(CSVText(header: ["é"], marked: true).bytes == [0xEF, 0xBB, 0xBF, 0xC3, 0xA9, 13, 10])
}
