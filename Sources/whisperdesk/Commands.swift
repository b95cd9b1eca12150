import ArgumentParser
import Chat
import Foundation

/// What all commands share: where, and how the result is printed.
struct CommonOptions: ParsableArguments {
    @Option(help: "The organization's id; needed only where there are several.")
    var organization: String?

    @Flag(help: "Print what was made as one line of JSON.")
    var json = false

    func run(_ command: String, _ fields: [JSON.Member], say: (JSON) -> String) async throws {
        let desktop = try Desktop.open()
        defer { try? desktop.close() }
        let chosen = organization.map { [JSON.Member("organization", .string($0))] } ?? []
        let answer = try await desktop.run(command, .object(fields + chosen))
        print(json ? answer.text : say(answer))
    }
}

struct OrganizationCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "organization", abstract: "Organizations (tenants).", subcommands: [Add.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make an organization.")
        @Option(help: "Its name.") var name: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.run("organization add", [.init("name", .string(name))]) {
                "Made the organization \($0["id"]?.string ?? "")."
            }
        }
    }
}

struct OperatorCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operator", abstract: "People who sign in to the console.", subcommands: [Add.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an operator; on an empty database also the first organization.")
        @Option(help: "The address to sign in with.") var email: String
        @Option(help: "operator, admin or owner.") var role = "operator"
        @Option(help: "The name that customers see; without it the address up to the @.") var name: String?
        @Flag(help: "Read the password from standard input.") var passwordStdin = false
        @OptionGroup var common: CommonOptions

        func run() async throws {
            guard passwordStdin else {
                throw Fault("give the password on standard input and --password-stdin.")
            }
            let input = String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
            let password = input.hasSuffix("\n") ? String(input.dropLast()) : input
            var fields: [JSON.Member] = [
                .init("email", .string(email)), .init("role", .string(role)), .init("password", .string(password)),
            ]
            if let name { fields.append(.init("name", .string(name))) }
            try await common.run("operator add", fields) {
                "Made the operator \($0["name"]?.string ?? "") (\($0["id"]?.string ?? "")) with the role \(role)."
            }
        }
    }
}

struct BotCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bot", abstract: "WhisperBots.", subcommands: [Add.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a bot.")
        @Option(help: "Its name.") var name: String
        @Flag(help: "Enable live chat: operators may take its conversations over.") var liveChat = false
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.run("bot add", [.init("name", .string(name)), .init("liveChat", .bool(liveChat))]) {
                "Made the bot \($0["id"]?.string ?? "")."
            }
        }
    }
}

struct TokenCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "API tokens.", subcommands: [Add.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make an API token; it is shown only once.")
        @Option(help: "The address of the operator whom the token acts as.") var `operator`: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.run("token add", [.init("operator", .string(self.operator))]) {
                "\($0["token"]?.string ?? "")"
            }
        }
    }
}

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write a copy of the whole database, also while the server runs.")
    @Argument(help: "A file that does not exist yet.") var file: String
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let path = URL(fileURLWithPath: file).standardizedFileURL.path
        try await common.run("backup", [.init("file", .string(path))]) { _ in
            "Wrote \(path). A server started on it makes a new epoch, so that clients load their chats anew."
        }
    }
}
