import ArgumentParser
import Chat
import Foundation

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import past conversations, one JSON object a line.")
    @Argument(help: "The file of lines.") var file: String
    @Option(help: "The id of the bot whose conversations they become.") var bot: String
    @OptionGroup var common: CommonOptions

    /// Conversations a transaction: enough to be fast, few enough that a running chat waits only milliseconds.
    private static let chunkLines = 250
    private static let chunkBytes = 4 << 20

    func run() async throws {
        guard let reader = LineReader(path: file) else { throw Fault("\(file) cannot be read.") }
        let desktop = try Desktop.open()
        defer { try? desktop.close() }
        _ = try await desktop.run("bot show", .object([.init("bot", .string(bot))]))
        var progress = ImportProgress(isLive: isatty(2) == 1)
        var chunk: [String] = []
        var bytes = 0
        var number = 0
        while let line = reader.next() {
            number += 1
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
            do throws(Refusal) {
                _ = try PastConversation(line: line)
            } catch {
                progress.refuse(line: number, error.sentence)
                continue
            }
            chunk.append(String(decoding: line, as: UTF8.self))
            bytes += line.count
            if chunk.count >= Self.chunkLines || bytes >= Self.chunkBytes {
                progress.add(try await store(chunk, desktop))
                chunk = []
                bytes = 0
            }
        }
        if !chunk.isEmpty { progress.add(try await store(chunk, desktop)) }
        progress.finish(json: common.json)
        if progress.refused > 0 { throw ExitCode(1) }
    }

    private func store(_ lines: [String], _ desktop: Desktop) async throws -> JSON {
        try await desktop.run("import", .object([
            .init("bot", .string(bot)), .init("lines", .array(lines.map { .string($0) })),
        ]))
    }
}

/// Counts what was imported and says so, once a second at most.
private struct ImportProgress {
    private(set) var refused = 0
    private var conversations = 0
    private var messages = 0
    private var skipped = 0
    private let isLive: Bool
    private let began = ContinuousClock.now
    private var said = ContinuousClock.now

    init(isLive: Bool) { self.isLive = isLive }

    mutating func add(_ count: JSON) {
        conversations += count["conversations"]?.int ?? 0
        messages += count["messages"]?.int ?? 0
        skipped += count["skipped"]?.int ?? 0
        guard said.duration(to: .now) > .seconds(1) else { return }
        said = .now
        write(isLive ? "\r\(line)" : "\(line)\n")
    }

    mutating func refuse(line: Int, _ why: String) {
        refused += 1
        write("\(isLive ? "\r" : "")line \(line): \(why)\n")
    }

    func finish(json: Bool) {
        write(isLive ? "\r\(line)\n" : "\(line)\n")
        guard json else { return }
        print(JSON.object([
            .init("conversations", .int(conversations)), .init("messages", .int(messages)),
            .init("skipped", .int(skipped)), .init("refused", .int(refused)),
        ]).text)
    }

    private var line: String {
        let passed = began.duration(to: .now)
        let seconds = max(0.001, Double(passed.wholeMilliseconds) / 1000)
        return "\(conversations) conversations, \(messages) messages imported"
            + " (\(Int(Double(messages) / seconds)) messages/s), \(skipped) skipped, \(refused) refused"
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

/// Lines of a file of any size, without holding more than one of them and a block.
private final class LineReader {
    private let handle: FileHandle
    private var block = [UInt8]()
    private var position = 0
    private var hasEnded = false

    init?(path: String) {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        self.handle = handle
    }

    func next() -> [UInt8]? {
        var line: [UInt8] = []
        while true {
            if position < block.count {
                if let end = block[position...].firstIndex(of: 0x0A) {
                    line += block[position..<end]
                    position = end + 1
                    return line
                }
                line += block[position...]
            }
            guard !hasEnded, let data = try? handle.read(upToCount: 1 << 20), !data.isEmpty else {
                hasEnded = true
                block = []
                position = 0
                return line.isEmpty ? nil : line
            }
            block = [UInt8](data)
            position = 0
        }
    }
}
