import Chat
import Foundation
import GRDB

extension SQLiteStore {
    /// Writes a whole, marked copy while the server goes on; the first `serve` on it makes a new epoch.
    ///
    /// - Throws: `DatabaseFileFault` when `path` exists or cannot be written; nothing is left there then.
    package func backup(to path: String) async throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw DatabaseFileFault(description: "\(path) exists already. Name a file that does not exist yet.")
        }
        let source = pool.path
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global(qos: .utility).async {
                do {
                    try Self.copy(source, to: path)
                    continuation.resume()
                } catch {
                    try? FileManager.default.removeItem(atPath: path)
                    continuation.resume(throwing: DatabaseFileFault(
                        description: "The backup to \(path) failed: \(error)"))
                }
            }
        }
    }

    private static func copy(_ source: String, to path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        let reader = try DatabaseQueue(path: source, configuration: configuration)
        try reader.writeWithoutTransaction { db in try db.execute(sql: "VACUUM INTO ?", arguments: [path]) }
        try reader.close()
        let copy = try DatabaseQueue(path: path)
        try copy.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "INSERT OR REPLACE INTO setting VALUES ('backup', '1')")
        }
        try copy.close()
        guard let handle = FileHandle(forUpdatingAtPath: path) else {
            throw DatabaseFileFault(description: "\(path) cannot be opened again.")
        }
        try handle.synchronize()
        try handle.close()
    }
}
