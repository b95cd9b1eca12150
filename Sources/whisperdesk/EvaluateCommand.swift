import ArgumentParser
import Chat
import Foundation

struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Ask a bot everything again that was rated or corrected, and say what became of it.",
        discussion: """
            fixed: it was wrong and is right now. broken: it was right, or corrected, and is wrong now. unchanged: the \
            answer is what it was. changed: rated down, and the answer is another one now. Exit status 1 when \
            something is broken. Nothing is stored.
            """)
    @Option(help: "The bot's id.") var bot: String
    @OptionGroup var common: CommonOptions

    private static let outcomes = ["broken", "changed", "fixed", "unchanged"]

    func run() async throws {
        let desktop = try Desktop.open()
        defer { try? desktop.close() }
        var cases: [JSON] = []
        var cursor: String?
        repeat {
            var fields: [JSON.Member] = [.init("bot", .string(bot))]
            if let cursor { fields.append(.init("cursor", .string(cursor))) }
            let page = try await desktop.run("evaluate", .object(fields))
            cases += page["cases"]?.array ?? []
            cursor = page["next"]?.string
            say("\(cases.count) asked again…")
        } while cursor != nil
        if isatty(2) == 1 { say("") }
        let counts = Self.outcomes.map { outcome in (outcome, cases.count { $0["outcome"]?.string == outcome }) }
        if common.json {
            print(JSON.object(counts.map { .init($0, .int($1)) } + [.init("cases", .array(cases))]).text)
        } else {
            print(Self.report(cases, counts))
        }
        if counts[0].1 > 0 { throw ExitCode(1) }
    }

    /// What is broken first; what is as it was is counted only.
    private static func report(_ cases: [JSON], _ counts: [(String, Int)]) -> String {
        guard !cases.isEmpty else {
            return "Nothing was rated or corrected yet. Rate the bot's messages on past conversations in the console."
        }
        var lines: [String] = []
        for outcome in outcomes.dropLast() {
            for one in cases where one["outcome"]?.string == outcome {
                lines.append("\(outcome): \(oneLine(one["question"]))")
                if let expected = one["expected"]?.string, !expected.isEmpty {
                    lines.append("  \(outcome == "changed" ? "was     " : "expected") \(oneLine(one["expected"]))")
                }
                lines.append("  now      \(oneLine(one["answer"]))")
            }
        }
        lines.append(
            "\(cases.count) asked again: " + counts.map { "\($1) \($0)" }.joined(separator: ", ") + ".")
        return lines.joined(separator: "\n")
    }

    private static func oneLine(_ text: JSON?) -> String {
        let words = (text?.string ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count <= 200 ? words : words.prefix(199) + "…"
    }

    /// Progress, where somebody looks.
    private func say(_ text: String) {
        guard isatty(2) == 1 else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }
}
