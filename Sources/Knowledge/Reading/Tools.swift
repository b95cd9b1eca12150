import Foundation
import Synchronization

/// Tells threads that their work is no longer wanted.
final class Stop: Sendable {
    private let isPulled = Atomic(false)

    func pull() { isPulled.store(true, ordering: .relaxed) }
    var isWanted: Bool { !isPulled.load(ordering: .relaxed) }
}

/// Runs the programs that read a format, never through a shell, each with limits in time, output and memory.
struct Tools {
    struct Output {
        let bytes: [UInt8]
        /// What it complained of; 4,000 bytes at most.
        let complaint: String
        let code: Int32
    }

    /// Of a program's address space, where `prlimit` (util-linux) is there to set it.
    private static let maxMemory = 2_000_000_000

    let folders: [String]
    let seconds: Int
    let stop: Stop

    /// - Parameters:
    ///   - package: the Debian package that the tool comes with.
    ///   - maxBytes: of its output; more ends it with `tooBig`.
    /// - Throws: `toolMissing`, `tookTooLong`, `tooBig`, `noResources`. A failing program is no error here.
    func run(
        _ tool: String, of package: String, _ arguments: [String], maxBytes: Int
    ) throws(ReadingFault) -> Output {
        guard let path = path(of: tool) else { throw .toolMissing(tool: tool, package: package) }
        let process = Process()
        if let limiter = self.path(of: "prlimit") {
            process.executableURL = URL(filePath: limiter)
            process.arguments = ["--as=\(Self.maxMemory)", "--core=0", "--", path] + arguments
        } else {
            process.executableURL = URL(filePath: path)
            process.arguments = arguments
        }
        process.environment = ["LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"]
        let (output, complaint) = (Pipe(), Pipe())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = complaint
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        do { try process.run() } catch { throw .noResources }
        defer {
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
            ended.wait()
        }
        let deadline = ContinuousClock.now + .seconds(seconds)
        var streams = [
            Stream(output.fileHandleForReading.fileDescriptor, maxBytes: maxBytes),
            Stream(complaint.fileHandleForReading.fileDescriptor, maxBytes: 4_000),
        ]
        while streams.contains(where: { !$0.hasEnded }) {
            guard stop.isWanted, ContinuousClock.now < deadline else { throw .tookTooLong(seconds: seconds) }
            Stream.read(&streams)
            if streams[0].isFull { throw .tooBig(maxBytes: maxBytes) }
        }
        guard ended.wait(timeout: .now() + .seconds(2)) == .success else { throw .tookTooLong(seconds: seconds) }
        ended.signal()
        return Output(
            bytes: streams[0].bytes, complaint: String(decoding: streams[1].bytes, as: UTF8.self),
            code: process.terminationReason == .exit ? process.terminationStatus : -1)
    }

    private func path(of tool: String) -> String? {
        folders.lazy.map { $0 + "/" + tool }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Gives the bytes to programs as a file that only this user can read, gone afterwards.
    func withFile<Result>(
        _ bytes: [UInt8], ending: String, _ body: (String) throws(ReadingFault) -> Result
    ) throws(ReadingFault) -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "whisper-\(UUID().uuidString)")
        let file = folder.appending(path: "file." + ending)
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data(bytes).write(to: file)
        } catch {
            throw .noResources
        }
        return try body(file.path)
    }

    /// One end of a pipe, read as bytes come.
    private struct Stream {
        let descriptor: Int32
        let maxBytes: Int
        var bytes: [UInt8] = []
        var hasEnded = false
        var isFull: Bool { bytes.count > maxBytes }

        init(_ descriptor: Int32, maxBytes: Int) {
            self.descriptor = descriptor
            self.maxBytes = maxBytes
        }

        /// Waits a tenth of a second at most, so that a wish to stop is seen.
        static func read(_ streams: inout [Stream]) {
            var waiting = streams.map { pollfd(fd: $0.hasEnded ? -1 : $0.descriptor, events: Int16(POLLIN), revents: 0) }
            guard poll(&waiting, nfds_t(waiting.count), 100) > 0 else { return }
            for index in streams.indices where waiting[index].revents != 0 {
                var piece = [UInt8](repeating: 0, count: 65_536)
                let count = Foundation.read(streams[index].descriptor, &piece, piece.count)
                if count > 0 {
                    if !streams[index].isFull { streams[index].bytes += piece[..<count] }
                } else if count == 0 || errno != EINTR {
                    streams[index].hasEnded = true
                }
            }
        }
    }
}
