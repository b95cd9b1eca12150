import API
import ArgumentParser
import Chat
import Dispatch
import Foundation
import Logging
import NIOCore
import SQLiteStore
import ServiceLifecycle
import Synchronization

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Start the server: chat, console, widget and bot.")
    @Flag(help: "On an empty database, make a bot with sample knowledge, and show its widget at /demo.")
    var demo = false
    @Flag(help: "After copying a database file by hand: clients load their chats anew.")
    var newEpoch = false

    func run() async throws {
        let configuration = try Configuration(ProcessInfo.processInfo.environment)
        SecondSignal.endsAtOnce()
        do {
            guard let lock = try DatabaseLock(databasePath: configuration.databasePath) else {
                throw Fault("""
                    another WhisperDesk already serves \(configuration.databasePath). Stop it first, or set \
                    WHISPER_DATABASE to another file.
                    """)
            }
            let server = try await WhisperServer(configuration, demo: demo, newEpoch: newEpoch)
            try await server.run()
            withExtendedLifetime(lock) {}
        } catch let fault as Fault {
            throw fault
        } catch where SecondSignal.isStopping && (error is CancellationError || error is ServiceGroupError) {
            // Asked to stop, and what hung was cancelled in the end.
        } catch let error as IOError where error.errnoCode == EADDRINUSE || error.errnoCode == EADDRNOTAVAIL {
            let address = configuration.address
            throw Fault("""
                cannot listen on \(address.host):\(address.port): \(String(cString: strerror(error.errnoCode))). \
                Stop the program that holds it, or set WHISPER_ADDRESS to another address.
                """)
        } catch {
            throw Fault(error)
        }
    }
}

/// The first SIGTERM or SIGINT drains; a second one ends at once.
enum SecondSignal {
    private static let count = Atomic<Int>(0)
    /// `nonisolated(unsafe)`: written once, before anything else runs.
    nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []

    static var isStopping: Bool { count.load(ordering: .relaxed) > 0 }

    static func endsAtOnce() {
        for number in [SIGTERM, SIGINT] {
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if count.add(1, ordering: .relaxed).newValue > 1 { _exit(1) }
            }
            source.resume()
            sources.append(source)
        }
    }
}
