import ArgumentParser
import Foundation

@main
struct WhisperDesk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whisperdesk",
        abstract: "Live chat with an AI that answers first and people who take over.",
        subcommands: [
            Serve.self, OrganizationCommands.self, OperatorCommands.self, BotCommands.self, TokenCommands.self,
            ImportCommand.self, EvaluateCommand.self, BackupCommand.self,
        ])

    static func main() async {
        // Database, socket and backups hold people's conversations: nobody else reads them.
        umask(0o077)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let fault as Fault {
            FileHandle.standardError.write(Data("whisperdesk: \(fault.description)\n".utf8))
            _exit(fault.status)
        } catch {
            exit(withError: error)
        }
    }
}

/// What stops a command: one line that names the cause and the next step.
struct Fault: Error, CustomStringConvertible {
    let description: String
    let status: Int32

    init(_ description: String, status: Int32 = 1) {
        self.description = description
        self.status = status
    }

    /// Any error as one line.
    init(_ error: any Error) { self.init("\(error)") }
}
