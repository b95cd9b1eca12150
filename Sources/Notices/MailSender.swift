import Foundation
import Synchronization

/// Hands mails to the configured server by Debian's `curl`, run without a shell; what it is told stands on its standard
/// input, so that no other user of the machine reads a password in its arguments.
package struct MailSender: Sendable {
    static let tool = "curl"
    /// For one mail, from the name's address to the server's last word.
    private static let seconds = 60
    private static let folders = ["/usr/bin", "/bin", "/usr/local/bin"]

    private let server: MailServer
    package let sender: Mailbox

    package init(server: MailServer, sender: Mailbox) {
        self.server = server
        self.sender = sender
    }

    /// What an operator of the server should know at the start; nil where nothing is missing.
    package static var whatIsMissing: String? {
        path == nil ? "\(tool) is not installed, so no mail can be sent. Install it (apt-get install \(tool))." : nil
    }

    private static var path: String? {
        folders.lazy.map { "\($0)/\(tool)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Mails take threads that wait: four at once.
    private static let queue: OperationQueue = {
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = 4
        queue.name = "whisper.mail"
        return queue
    }()

    /// Returns once the server has taken the mail. Cancelling the task ends the program.
    package func send(_ message: MailMessage) async throws(NotSent) {
        guard let path = Self.path else { throw NotSent(Self.whatIsMissing ?? "") }
        let run = Run()
        let (server, sender) = (server, sender)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<Ending, NotSent>, Never>) in
                Self.queue.addOperation {
                    continuation.resume(returning: run.start(path, server, sender, message))
                }
            }
        } onCancel: {
            run.stop()
        }
        if let reason = Self.fault(of: try result.get(), at: server) { throw reason }
    }

    /// What the program's end means; nil where the mail was taken.
    static func fault(of ending: Ending, at server: MailServer) -> NotSent? {
        let place = "\(server.host):\(server.port)"
        let said = ending.refusal.map { " It said: \($0)" } ?? ""
        switch ending.code {
        case 0: return nil
        case 6: return NotSent("The mail server \(server.host) is not known. Check WHISPER_SMTP_URL.")
        case 7: return NotSent("The mail server at \(place) could not be reached. Check WHISPER_SMTP_URL.")
        case 28: return NotSent("The mail server at \(place) did not answer in time.")
        case 35, 60:
            return NotSent("No encrypted connection to the mail server at \(place): its certificate or its TLS is not valid.")
        case 64: return NotSent("The mail server at \(place) offers no STARTTLS. See WHISPER_SMTP_URL in the manual.")
        case 67: return NotSent("The mail server did not take user and password of WHISPER_SMTP_URL.\(said)")
        case 8, 55, 56:
            // Only what the server itself calls permanent is given up at once (RFC 5321, 4.2.1).
            return NotSent("The mail server refused the mail.\(said)", isFinal: ending.refusal?.hasPrefix("5") ?? false)
        default: return NotSent("The mail could not be sent (\(tool) ended with \(ending.code)).\(said)")
        }
    }

    /// How the program ended, and what the server refused with.
    struct Ending: Sendable {
        let code: Int32
        let refusal: String?

        init(code: Int32, refusal: String?) {
            self.code = code
            self.refusal = refusal
        }

        /// - Parameter dialogue: as `--verbose` writes it. Lines from the server begin with `< `; all others may
        ///   hold secrets, and are left alone.
        init(code: Int32, dialogue: [UInt8]) {
            let replies = String(decoding: dialogue, as: UTF8.self).split(whereSeparator: \.isNewline)
                .filter { $0.hasPrefix("< 4") || $0.hasPrefix("< 5") }
            self.init(code: code, refusal: replies.last.map { String(HeaderText.oneLine(String($0.dropFirst(2))).prefix(200)) })
        }
    }

    /// One run of the program.
    private final class Run: Sendable {
        private let state = Mutex((pid: Int32(0), isStopped: false))

        func stop() {
            let pid = state.withLock { state in
                state.isStopped = true
                return state.pid
            }
            if pid > 0 { kill(pid, SIGKILL) }
        }

        func start(_ path: String, _ server: MailServer, _ sender: Mailbox, _ message: MailMessage) -> Result<Ending, NotSent> {
            let folder = FileManager.default.temporaryDirectory.appending(path: "whisper-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            do {
                try FileManager.default.createDirectory(
                    at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
                let mail = folder.appending(path: "mail")
                try Data(message.bytes(from: sender)).write(to: mail)
                let orders = server.orders(from: sender.address, to: message.to.address, message: mail.path)
                return try run(path, with: try Self.unseen(orders, in: folder))
            } catch {
                return .failure(NotSent("The server has no room for another program just now."))
            }
        }

        /// A file that no name leads to any more: a pipe that nobody reads would end this process.
        private static func unseen(_ text: String, in folder: URL) throws -> FileHandle {
            let file = folder.appending(path: "orders")
            try Data(text.utf8).write(to: file)
            let handle = try FileHandle(forReadingFrom: file)
            try FileManager.default.removeItem(at: file)
            return handle
        }

        private func run(_ path: String, with orders: FileHandle) throws -> Result<Ending, NotSent> {
            let process = Process()
            process.executableURL = URL(filePath: path)
            // -q: nobody's .curlrc counts.
            process.arguments = [
                "-q", "--config", "-", "--silent", "--show-error", "--verbose", "--proto", "=smtp,smtps",
                "--connect-timeout", "15", "--max-time", "\(MailSender.seconds)",
            ]
            let own = ProcessInfo.processInfo.environment
            process.environment = own.filter { ["SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE"].contains($0.key) }
                .merging(["LC_ALL": "C", "PATH": "/usr/bin:/bin"]) { _, ours in ours }
            let dialogue = Pipe()
            process.standardInput = orders
            process.standardOutput = FileHandle.nullDevice
            process.standardError = dialogue
            try process.run()
            let isStopped = state.withLock { state in
                state.pid = process.processIdentifier
                return state.isStopped
            }
            if isStopped { process.terminate() }
            var told: [UInt8] = []
            while let piece = try dialogue.fileHandleForReading.read(upToCount: 16_384), !piece.isEmpty {
                // The end is what matters, and there is a limit to what is kept.
                told = (told + piece).suffix(32_768)
            }
            process.waitUntilExit()
            state.withLock { $0.pid = 0 }
            let code = process.terminationReason == .exit ? process.terminationStatus : -1
            return .success(Ending(code: code, dialogue: told))
        }
    }
}
