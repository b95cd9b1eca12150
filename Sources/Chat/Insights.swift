/// Which conversations the insights are about: those that began within the days.
package struct InsightQuery: Sendable {
    package let organization: OrganizationID
    /// nil: all bots, deleted ones too.
    package let bot: BotID?
    /// The beginnings of the days in the reader's time zone, ascending, and the end of the last one.
    package let boundaries: [Moment]

    package init(organization: OrganizationID, bot: BotID?, boundaries: [Moment]) {
        precondition(boundaries.count >= 2, "insights are about at least one day")
        self.organization = organization
        self.bot = bot
        self.boundaries = boundaries
    }

    package var days: Int { boundaries.count - 1 }
}

/// Counts of conversations, with the times that medians are taken of.
package struct InsightTally: Sendable {
    package private(set) var conversations = 0
    package private(set) var running = 0
    package private(set) var humanRequested = 0
    package private(set) var ratedUp = 0
    package private(set) var ratedDown = 0
    package private(set) var unanswered = 0
    private var handled = [0, 0, 0, 0]
    private var firstAnswers: [Int64] = []
    private var humanAnswers: [Int64] = []

    package init() {}

    package func handled(by: HandledBy) -> Int { handled[by.rawValue] }

    /// - Parameters:
    ///   - firstAnswer: milliseconds; nil where nobody has answered.
    ///   - humanAnswer: milliseconds; nil where no operator has.
    package mutating func add(
        _ marks: ConversationFacts.Marks, firstAnswer: Int64?, humanAnswer: Int64?, ratedUp: Int, ratedDown: Int,
        unanswered: Int
    ) {
        conversations += 1
        if !marks.contains(.ended) { running += 1 }
        if marks.contains(.humanRequested) { humanRequested += 1 }
        handled[HandledBy(marks).rawValue] += 1
        if let firstAnswer { firstAnswers.append(firstAnswer) }
        if let humanAnswer { humanAnswers.append(humanAnswer) }
        self.ratedUp += ratedUp
        self.ratedDown += ratedDown
        self.unanswered += unanswered
    }

    package mutating func add(_ other: InsightTally) {
        conversations += other.conversations
        running += other.running
        humanRequested += other.humanRequested
        for index in handled.indices { handled[index] += other.handled[index] }
        firstAnswers += other.firstAnswers
        humanAnswers += other.humanAnswers
        ratedUp += other.ratedUp
        ratedDown += other.ratedDown
        unanswered += other.unanswered
    }

    /// Puts the times in order; sums of ordered tallies are ordered quickly.
    package mutating func order() {
        firstAnswers.sort()
        humanAnswers.sort()
    }

    /// The share of conversations that the bot handled alone, 0 to 1; nil where there are none.
    package var botShare: Double? {
        conversations == 0 ? nil : Double(handled(by: .bot)) / Double(conversations)
    }

    package var firstAnswer: Spread? { Spread(ordered: firstAnswers) }
    package var humanAnswer: Spread? { Spread(ordered: humanAnswers) }
}

/// How times are spread, by nearest rank: the smallest of them that a half, or nine in ten, do not exceed.
package struct Spread: Sendable, Equatable {
    package let count: Int
    /// Milliseconds.
    package let median: Int64
    package let p90: Int64

    /// - Parameter ordered: ascending; nil comes of none.
    package init?(ordered times: [Int64]) {
        guard !times.isEmpty else { return nil }
        count = times.count
        median = times[(times.count + 1) / 2 - 1]
        p90 = times[(times.count * 9 + 9) / 10 - 1]
    }
}

/// One bot's days.
package struct BotInsights: Sendable {
    package let bot: BotID
    package let name: String
    package let isDeleted: Bool
    package let total: InsightTally
    /// As many as the query has.
    package let days: [InsightTally]

    /// - Parameter days: unordered.
    package init(bot: BotID, name: String, isDeleted: Bool, days: [InsightTally]) {
        self.bot = bot
        self.name = name
        self.isDeleted = isDeleted
        self.days = days.map { day in
            var day = day
            day.order()
            return day
        }
        total = InsightTally.sum(self.days)
    }
}

/// One operator's part. A conversation counts for each operator who took it over or wrote in it.
package struct OperatorInsights: Sendable, Equatable {
    package let person: OperatorID
    package let name: String
    package let isRemoved: Bool
    package var conversations = 0
    package var messages = 0
    /// Of the conversations in which this operator gave the first human answer.
    package var humanAnswer: Spread?

    package init(
        person: OperatorID, name: String, isRemoved: Bool, conversations: Int, messages: Int, humanAnswer: Spread?
    ) {
        self.person = person
        self.name = name
        self.isRemoved = isRemoved
        self.conversations = conversations
        self.messages = messages
        self.humanAnswer = humanAnswer
    }
}

/// How far the facts behind the insights have been filed.
package struct InsightProgress: Sendable, Equatable {
    /// Whatever was acknowledged before this is counted; nil until what was stored before the start is.
    package let upTo: Moment?
    /// Of the stored conversations, from 0 to 1; 1 once `upTo` is known.
    package let share: Double

    package init(upTo: Moment?, share: Double) {
        self.upTo = upTo
        self.share = share
    }
}

package struct Insights: Sendable {
    package let total: InsightTally
    package let days: [InsightTally]
    package let bots: [BotInsights]
    package let operators: [OperatorInsights]
    package let progress: InsightProgress

    package init(bots: [BotInsights], days: Int, operators: [OperatorInsights], progress: InsightProgress) {
        self.bots = bots
        self.operators = operators
        self.progress = progress
        self.days = (0..<days).map { day in InsightTally.sum(bots.map { $0.days[day] }) }
        total = InsightTally.sum(bots.map(\.total))
    }
}

extension InsightTally {
    fileprivate static func sum(_ tallies: [InsightTally]) -> InsightTally {
        var sum = InsightTally()
        for tally in tallies { sum.add(tally) }
        sum.order()
        return sum
    }
}

package protocol InsightReading: Sendable {
    /// - Throws: `Refusal.notFound` where the bot is none of the organization's.
    func insights(_ query: InsightQuery) async throws -> Insights
}

/// The facts behind the insights, which follow what is committed.
package protocol FactFiling: Sendable {
    /// One step; false when nothing was left to do.
    func fileFacts() async throws -> Bool
    /// Whether commits are waiting.
    var isBusy: Bool { get }
}
