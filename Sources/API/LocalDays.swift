import Chat
import Foundation

/// The days of a range as a person in a time zone has them: around a change of the clocks one lasts 23 or 25 hours.
struct LocalDays {
    static let most = 366
    private static let standard = 30

    /// `2026-11-30`, ascending.
    let dates: [String]
    /// When each day begins, and when the last one ends.
    let boundaries: [Moment]
    let timeZone: String

    /// Both days are meant inclusively. What is missing: UTC, today, and 30 days in all.
    init(from: String?, to: String?, timeZone name: String?, now: Moment) throws(Refusal) {
        let name = name ?? "UTC"
        guard let zone = TimeZone(identifier: name) else {
            throw .invalid("timeZone", "takes a name such as Europe/Berlin or UTC.")
        }
        timeZone = name
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let today = Date(timeIntervalSince1970: Double(now.milliseconds) / 1_000)
        let last = try to.map { text throws(Refusal) in try Self.noon(text, "to", calendar) } ?? Self.noon(of: today, calendar)
        let first =
            try from.map { text throws(Refusal) in try Self.noon(text, "from", calendar) }
            ?? Self.noon(of: calendar.date(byAdding: .day, value: 1 - Self.standard, to: last) ?? last, calendar)
        guard first <= last else { throw .invalid("from", "takes a day that is not after `to`.") }
        let count = (calendar.dateComponents([.day], from: first, to: last).day ?? 0) + 1
        guard count <= Self.most else { throw .invalid("from", "takes a day at most \(Self.most - 1) days before `to`.") }
        let noons = (0...count).map { calendar.date(byAdding: .day, value: $0, to: first) ?? last }
        dates = noons.prefix(count).map { Self.text(of: $0, calendar) }
        boundaries = noons.map { noon in
            // Where the clocks change at midnight, a day begins at one o'clock.
            Moment(milliseconds: Int64((calendar.startOfDay(for: noon).timeIntervalSince1970 * 1_000).rounded()))
        }
    }

    private static func noon(of date: Date, _ calendar: Calendar) -> Date {
        calendar.date(bySettingHour: 12, minute: 0, second: 0, of: date) ?? date
    }

    /// Noon, which every day has.
    private static func noon(_ text: String, _ field: String, _ calendar: Calendar) throws(Refusal) -> Date {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        if parts.map(\.count) == [4, 2, 2], text.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "-") }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), year >= 1970,
            let date = calendar.date(from: DateComponents(year: year, month: month, day: day, hour: 12)),
            Self.text(of: date, calendar) == text
        {
            return date
        }
        throw .invalid(field, "takes a day such as 2026-11-30.")
    }

    private static func text(of date: Date, _ calendar: Calendar) -> String {
        let parts = calendar.dateComponents([.year, .month, .day], from: date)
        func padded(_ number: Int?, _ digits: Int) -> String {
            let text = String(number ?? 0)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        return "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))"
    }
}
