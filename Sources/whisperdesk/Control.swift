import API
import AsyncHTTPClient
import Chat
import Foundation
import Hummingbird
import Logging
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import SQLiteStore
import ServiceLifecycle

/// The local socket through which commands reach a running server; only its user may open it.
enum Control {
    static let maxBodyBytes = 64 << 20

    /// Beside the database, or where that is too long for a socket's name, in the temporary folder.
    static func socketPath(database path: String) -> String {
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
        if absolute.utf8.count <= 95 { return absolute + ".socket" }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in absolute.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return "/tmp/whisperdesk-\(getuid())-\(String(hash, radix: 36)).socket"
    }

    static func server(
        _ administration: Administration, path: String, logger: Logger
    ) -> Application<RouterResponder<BasicRequestContext>> {
        let router = Router()
        router.post("/command") { request, _ -> Response in
            var request = request
            let body = try await request.collectBody(upTo: maxBodyBytes)
            let answer: JSON
            do {
                let json = try body.withUnsafeReadableBytes { try JSON(parsing: $0) }
                let value = try await administration.run(json["command"]?.string ?? "", json["fields"] ?? .null)
                answer = .object([.init("answer", value)])
            } catch let refusal as Refusal {
                answer = .object([.init("fault", .string(refusal.sentence))])
            } catch {
                answer = .object([.init("fault", .string("\(error)"))])
            }
            return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: answer.text)))
        }
        var quiet = logger
        quiet.logLevel = .critical
        return Application(
            router: router, configuration: .init(address: .unixDomainSocket(path: path)), logger: quiet)
    }

    /// Asks the running server.
    static func ask(_ command: String, _ fields: JSON, path: String) async throws -> JSON {
        let body = JSON.object([.init("command", .string(command)), .init("fields", fields)]).text
        guard let url = path.addingPercentEncoding(withAllowedCharacters: .alphanumerics) else {
            throw Fault("\(path) is no name of a socket.")
        }
        var request = HTTPClientRequest(url: "http+unix://\(url)/command")
        request.method = .POST
        request.body = .bytes(ByteBuffer(string: body))
        let response: HTTPClientResponse
        do {
            response = try await connect(request)
        } catch {
            throw Fault("the running server does not answer on \(path) (\(error)). Is it starting or stopping?")
        }
        let json = try JSON(parsing: Array(buffer: try await response.body.collect(upTo: maxBodyBytes)))
        if let fault = json["fault"]?.string { throw Fault(fault) }
        return json["answer"] ?? .null
    }

    /// A server that just takes the lock opens its socket a moment later.
    private static func connect(_ request: HTTPClientRequest) async throws -> HTTPClientResponse {
        var attempts = 0
        while true {
            do {
                return try await HTTPClient.shared.execute(request, timeout: .minutes(60))
            } catch where attempts < 20 {
                attempts += 1
                try await Task.sleep(for: .milliseconds(250))
            }
        }
    }
}

/// A database as commands see it: through the running server, or opened by the command itself.
enum Desktop: Sendable {
    case running(socket: String)
    case own(Administration, DatabaseLock)

    /// The database of the environment; the lock decides whether a server runs on it.
    static func open() throws -> Desktop {
        let configuration = try Configuration(ProcessInfo.processInfo.environment)
        let path = configuration.databasePath
        do {
            guard let lock = try DatabaseLock(databasePath: path) else {
                return .running(socket: Control.socketPath(database: path))
            }
            let store = try SQLiteStore(path: path, clock: systemClock, signals: NoSignals(), bell: NoSignals())
            let administration = Administration(
                store: store, passwords: .init(), clock: systemClock,
                evaluating: { try await Answerers.evaluating(configuration, store, systemClock, $0) })
            return .own(administration, lock)
        } catch {
            throw Fault(error)
        }
    }

    func run(_ command: String, _ fields: JSON) async throws -> JSON {
        switch self {
        case .running(let socket): return try await Control.ask(command, fields, path: socket)
        case .own(let administration, _):
            do {
                return try await administration.run(command, fields)
            } catch let fault as Fault {
                throw fault
            } catch let refusal as Refusal {
                throw Fault(refusal.sentence)
            } catch {
                throw Fault(error)
            }
        }
    }

    func close() throws {
        if case .own(let administration, _) = self { try administration.store.close() }
    }
}

/// Nobody listens while a command has the database to itself.
struct NoSignals: Signals, JobBell {
    func committed(_ changes: [Change]) {}
    func draft(_ id: String, in conversation: ConversationID, piece: String) {}
    func draftWithdrawn(_ id: String, in conversation: ConversationID) {}
    func revoked(_ sessions: [SessionDigest]) {}
    func ring() {}
    func stop(_ key: String) {}
}

/// The machine's wall clock.
let systemClock: WallClock = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Moment(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
}
