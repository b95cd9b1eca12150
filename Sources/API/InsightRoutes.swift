import Chat
import HTTPTypes
import Hummingbird
import NIOCore

/// What happened in the conversations, by day, bot and operator (docs/insights.md).
extension Routes {
    func addInsights() {
        get("/insights") { call in
            let session = try await call.signedIn()
            let (days, bot) = (try call.days(), try call.chosenBot())
            let insights = try await call.insights(of: session, days, bot)
            return .json { insights.write(to: &$0, days, bot: bot) }
        }
        get("/insights.csv") { call in
            let session = try await call.signedIn()
            let days = try call.days()
            let insights = try await call.insights(of: session, days, try call.chosenBot())
            let name = "insights-\(days.dates[0])-\(days.dates[days.dates.count - 1]).csv"
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/csv; charset=utf-8; header=present", .cacheControl: "no-store",
                    .contentDisposition: "attachment; filename=\"\(name)\"",
                ],
                body: .init(byteBuffer: ByteBuffer(bytes: insights.csv(days, marked: call.query("bom") == "true"))))
        }
    }
}

extension Call {
    fileprivate func days() throws(Refusal) -> LocalDays {
        try LocalDays(from: query("from"), to: query("to"), timeZone: query("timeZone"), now: services.clock())
    }

    fileprivate func chosenBot() throws(Refusal) -> BotID? {
        guard let text = query("bot"), !text.isEmpty else { return nil }
        guard let bot = BotID(text) else { throw .notFound }
        return bot
    }

    fileprivate func insights(of session: OperatorSession, _ days: LocalDays, _ bot: BotID?) async throws -> Insights {
        try await services.insights.insights(
            InsightQuery(organization: session.organization.id, bot: bot, boundaries: days.boundaries))
    }
}

extension Insights {
    fileprivate func write(to writer: inout JSONWriter, _ days: LocalDays, bot: BotID?) {
        writer.field("from", days.dates[0])
        writer.field("to", days.dates[days.dates.count - 1])
        writer.field("timeZone", days.timeZone)
        writer.field("bot", bot?.description)
        writer.field("upTo", progress.upTo)
        writer.field("progress", .double(progress.share))
        writer.key("total")
        writer.object { total.write(to: &$0) }
        writer.key("days")
        writer.array(zip(days.dates, self.days)) { writer, day in
            writer.object {
                $0.field("date", day.0)
                day.1.write(to: &$0)
            }
        }
        writer.key("bots")
        writer.array(bots.filter(\.isShown)) { writer, bot in
            writer.object {
                $0.field("id", bot.bot)
                $0.field("name", bot.name)
                $0.field("deleted", bot.isDeleted)
                bot.total.write(to: &$0)
            }
        }
        writer.key("operators")
        writer.array(operators) { writer, person in
            writer.object {
                $0.field("id", person.person)
                $0.field("name", person.name)
                $0.field("removed", person.isRemoved)
                $0.field("conversations", person.conversations)
                $0.field("messages", person.messages)
                $0.key("humanAnswer")
                person.humanAnswer.write(to: &$0)
            }
        }
    }

    /// One row a day and bot; the names of the columns stay.
    fileprivate func csv(_ days: LocalDays, marked: Bool) -> [UInt8] {
        var text = CSVText(
            header: [
                "date", "bot_id", "bot", "conversations", "still_running", "handled_by_bot_alone", "handled_by_operators",
                "human_asked_for_in_vain", "without_answer", "human_requested", "first_answers",
                "first_answer_median_seconds", "first_answer_p90_seconds", "human_answers", "human_answer_median_seconds",
                "human_answer_p90_seconds", "ratings_up", "ratings_down", "unanswered_questions",
            ], marked: marked)
        for (index, date) in days.dates.enumerated() {
            for bot in bots where bot.isShown {
                let day = bot.days[index]
                text.add([
                    .text(date), .text(bot.bot.description), .text(bot.name), .number(day.conversations),
                    .number(day.running), .number(day.handled(by: .bot)), .number(day.handled(by: .operators)),
                    .number(day.handled(by: .missed)), .number(day.handled(by: .nobody)), .number(day.humanRequested),
                    .number(day.firstAnswer?.count ?? 0), .seconds(day.firstAnswer?.median), .seconds(day.firstAnswer?.p90),
                    .number(day.humanAnswer?.count ?? 0), .seconds(day.humanAnswer?.median), .seconds(day.humanAnswer?.p90),
                    .number(day.ratedUp), .number(day.ratedDown), .number(day.unanswered),
                ])
            }
        }
        return text.bytes
    }
}

extension BotInsights {
    /// A deleted bot is of interest while there are conversations of it.
    fileprivate var isShown: Bool { !isDeleted || total.conversations > 0 }
}

extension InsightTally {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.field("conversations", conversations)
        writer.field("running", running)
        writer.key("handledBy")
        writer.object {
            $0.field("bot", handled(by: .bot))
            $0.field("operators", handled(by: .operators))
            $0.field("missed", handled(by: .missed))
            $0.field("nobody", handled(by: .nobody))
        }
        writer.field("botShare", botShare.map { .double($0) } ?? .null)
        writer.field("humanRequested", humanRequested)
        writer.key("firstAnswer")
        firstAnswer.write(to: &writer)
        writer.key("humanAnswer")
        humanAnswer.write(to: &writer)
        writer.key("ratings")
        writer.object {
            $0.field("up", ratedUp)
            $0.field("down", ratedDown)
        }
        writer.field("unansweredQuestions", unanswered)
    }
}

extension Spread? {
    /// Null where there are no times.
    fileprivate func write(to writer: inout JSONWriter) {
        guard let self else { return writer.null() }
        writer.object {
            $0.field("count", self.count)
            $0.field("medianMilliseconds", Int(self.median))
            $0.field("p90Milliseconds", Int(self.p90))
        }
    }
}
