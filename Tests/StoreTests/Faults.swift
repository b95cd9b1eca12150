import Chat
import Foundation
import GRDB
@testable import SQLiteStore

/// Makes the n-th change of a table fail, from outside: triggers count down and raise an error at zero.
struct Faults: Sendable {
    private static let tables = [
        "conversation", "item", "job", "rating", "search_queue", "bot", "operator", "operator_token", "customer",
    ]

    let path: String

    func inject(at statement: Int) throws {
        try change { db in
            try db.execute(sql: "CREATE TABLE fault(remaining INTEGER)")
            try db.execute(sql: "INSERT INTO fault VALUES (?)", arguments: [statement])
            for table in Self.tables {
                for event in ["INSERT", "UPDATE", "DELETE"] {
                    try db.execute(sql: """
                        CREATE TRIGGER fault_\(table)_\(event) BEFORE \(event) ON \(table) BEGIN
                          UPDATE fault SET remaining = remaining - 1;
                          SELECT RAISE(ABORT, 'injected') WHERE (SELECT remaining FROM fault) = 0;
                        END
                        """)
                }
            }
        }
    }

    func remove() throws {
        try change { db in
            for table in Self.tables {
                for event in ["INSERT", "UPDATE", "DELETE"] { try db.execute(sql: "DROP TRIGGER fault_\(table)_\(event)") }
            }
            try db.execute(sql: "DROP TABLE fault")
        }
    }

    private func change(_ body: (Database) throws -> Void) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        try queue.write(body)
    }
}

/// Refuses commits at the last moment, after every statement was carried out.
final class CommitRefusal: TransactionObserver {
    struct Refused: Error {}
    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseWillCommit() throws { throw Refused() }
    func databaseDidCommit(_ db: Database) {}
    func databaseDidRollback(_ db: Database) {}
}
