import FoundationEssentials

/// When people answer a bot's chats, by the clock on the wall of one time zone, week after week.
package struct OpeningHours: Sendable, Equatable {
    package enum Day: String, Sendable, CaseIterable {
        case mon, tue, wed, thu, fri, sat, sun

        /// Days since Monday.
        var number: Int { Self.allCases.firstIndex(of: self)! }
    }

    /// A time in which people answer, in minutes of the day it begins on.
    package struct Span: Sendable, Equatable {
        package let day: Day
        /// 0 to 1,439.
        package let from: Int
        /// 0 to 1,439; not after `from`: on the following day.
        package let to: Int

        package init(_ day: Day, from: Int, to: Int) {
            precondition((0..<1_440).contains(from) && (0..<1_440).contains(to), "a day has 1,440 minutes")
            self.day = day
            self.from = from
            self.to = to
        }

        /// One that ends when it begins lasts a whole day.
        fileprivate var minutes: Int { to > from ? to - from : to - from + 1_440 }
        fileprivate var start: Int { day.number * 1_440 + from }
    }

    /// IANA's name, such as `Europe/Berlin`.
    package let timeZone: String
    /// None: somebody answers at every time.
    package let week: [Span]
    /// What customers are told at other times; may be empty.
    package let closedText: String

    private static let minutesOfWeek = 7 * 1_440

    /// Nil where no time zone has this name.
    package init?(timeZone: String, week: [Span], closedText: String = "") {
        guard TimeZone(identifier: timeZone) != nil else { return nil }
        self.timeZone = timeZone
        self.week = week
        self.closedText = closedText
    }

    package func isOpen(at moment: Moment) -> Bool {
        guard !week.isEmpty else { return true }
        let minute = localMinutes(of: moment)
        // 1970-01-01 was a Thursday.
        let ofWeek = Self.wrapped(minute + 3 * 1_440)
        return week.contains { Self.wrapped(ofWeek - $0.start) < $0.minutes }
    }

    /// When it next opens after `moment`; nil where it is never closed.
    ///
    /// A span that begins in the hour that a clock skips begins with the hour after it.
    package func nextOpening(after moment: Moment) -> Moment? {
        let today = Self.floored(localMinutes(of: moment), by: 1_440)
        var soonest: Moment?
        for ahead in 0...8 {
            let date = today + ahead
            let weekday = Self.wrapped(date * 1_440 + 3 * 1_440) / 1_440
            for span in week where span.day.number == weekday {
                for candidate in beginnings(at: date * 1_440 + span.from)
                where candidate > moment && !isOpen(at: candidate.adding(.milliseconds(-1))) {
                    if soonest.map({ candidate < $0 }) ?? true { soonest = candidate }
                }
            }
            if soonest != nil { return soonest }
        }
        return nil
    }

    /// The moments at which the clock on the wall shows this minute: one, two where it was set back, and the end of
    /// the gap where it was set forward over it (as far as it is open then).
    private func beginnings(at local: Int) -> [Moment] {
        // Zones change at most once a day.
        let offsets = Set([local - 1_440, local + 1_440].map { offsetMinutes(at: Moment(minutes: $0)) })
        let moments = offsets.map { Moment(minutes: local - $0) }
        let real = moments.filter { localMinutes(of: $0) == local && isOpen(at: $0) }
        guard real.isEmpty, let first = moments.min(), let last = moments.max() else { return real }
        let minutes = stride(from: first.milliseconds, through: last.milliseconds, by: 60_000)
        return minutes.lazy.map { Moment(milliseconds: $0) }
            .first { localMinutes(of: $0) > local && isOpen(at: $0) }.map { [$0] } ?? []
    }

    private func localMinutes(of moment: Moment) -> Int {
        Self.floored(Int(moment.milliseconds), by: 60_000) + offsetMinutes(at: moment)
    }

    private func offsetMinutes(at moment: Moment) -> Int {
        let date = Date(timeIntervalSince1970: Double(moment.milliseconds) / 1_000)
        let seconds = TimeZone(identifier: timeZone)?.secondsFromGMT(for: date) ?? 0
        return Self.floored(seconds, by: 60)
    }

    private static func floored(_ number: Int, by divisor: Int) -> Int {
        number >= 0 ? number / divisor : (number - divisor + 1) / divisor
    }

    private static func wrapped(_ minute: Int) -> Int {
        (minute % minutesOfWeek + minutesOfWeek) % minutesOfWeek
    }
}

extension Moment {
    fileprivate init(minutes: Int) { self.init(milliseconds: Int64(minutes) * 60_000) }
}

extension WhisperBot {
    package func isOpen(at moment: Moment) -> Bool { openingHours?.isOpen(at: moment) ?? true }

    /// Nil while it is open.
    package func opensAt(after moment: Moment) -> Moment? {
        isOpen(at: moment) ? nil : openingHours?.nextOpening(after: moment)
    }
}

// MARK: - As JSON

extension OpeningHours {
    /// `{timeZone, week: [{day, from, to}], closedText}`: as the API writes it, and as it is stored.
    package var json: JSON {
        .object([
            .init("timeZone", .string(timeZone)),
            .init("week", .array(week.map { span in
                .object([
                    .init("day", .string(span.day.rawValue)), .init("from", .string(Self.clock(span.from))),
                    .init("to", .string(Self.clock(span.to))),
                ])
            })),
            .init("closedText", .string(closedText)),
        ])
    }

    /// Reads what somebody sent; throws everything that is wrong with it, by field.
    package init(reading json: JSON) throws(Refusal) {
        var errors: [Refusal.FieldError] = []
        let zone = json["timeZone"]?.string ?? ""
        if TimeZone(identifier: zone) == nil || zone.isEmpty {
            errors.append(.init("timeZone", "takes the name of a time zone, such as Europe/Berlin."))
        }
        let closedText = json["closedText"]?.string ?? ""
        if closedText.unicodeScalars.count > Limits.closedText {
            errors.append(.init("closedText", "takes at most \(Limits.closedText) characters."))
        }
        let lines = json["week"]?.array ?? []
        if lines.isEmpty || lines.count > Limits.openingSpans {
            errors.append(.init(
                "week", "takes 1 to \(Limits.openingSpans) spans. Send null instead where somebody is there at every time."))
        }
        var week: [Span] = []
        for (index, line) in lines.prefix(Limits.openingSpans).enumerated() {
            if let span = Self.span(line) {
                week.append(span)
            } else {
                errors.append(.init(
                    "week[\(index)]", "takes a day (mon to sun), and from and to as times such as 09:00."))
            }
        }
        guard errors.isEmpty, let hours = OpeningHours(timeZone: zone, week: week, closedText: closedText) else {
            throw .invalid(errors)
        }
        self = hours
    }

    private static func span(_ json: JSON) -> Span? {
        guard let day = json["day"]?.string.flatMap(Day.init(rawValue:)),
            let from = json["from"]?.string.flatMap(minutes), let to = json["to"]?.string.flatMap(minutes)
        else { return nil }
        return Span(day, from: from % 1_440, to: to % 1_440)
    }

    /// `09:00`; `24:00` is the end of the day.
    private static func minutes(_ text: String) -> Int? {
        let digits = Array(text.utf8)
        guard digits.count == 5, digits[2] == UInt8(ascii: ":"),
            [0, 1, 3, 4].allSatisfy({ (48...57).contains(digits[$0]) })
        else { return nil }
        let hour = Int(digits[0] - 48) * 10 + Int(digits[1] - 48)
        let minute = Int(digits[3] - 48) * 10 + Int(digits[4] - 48)
        guard minute < 60, hour < 24 || (hour == 24 && minute == 0) else { return nil }
        return hour * 60 + minute
    }

    private static func clock(_ minutes: Int) -> String {
        let (hour, minute) = (minutes / 60, minutes % 60)
        return (hour < 10 ? "0" : "") + "\(hour):" + (minute < 10 ? "0" : "") + "\(minute)"
    }
}
