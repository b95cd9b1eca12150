import Foundation
import GRDB

/// Why a database file is not opened; the text names the cause and the next step.
package struct DatabaseFileFault: Error, CustomStringConvertible {
    package let description: String
}

/// What is checked before a file is touched, and how it gets its schema.
enum DatabaseFile {
    /// "Whsp", in the header of every file of ours (PRAGMA application_id).
    static let applicationID: Int32 = 0x5768_7370

    /// Refuses truncated, foreign and newer files from their first 100 bytes alone (SQLite file format, 1.3).
    static func check(_ path: String) throws {
        let manager = FileManager.default
        guard manager.fileExists(atPath: path) else { return }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw DatabaseFileFault(description: "\(path) cannot be read. Give the server's user access to it.")
        }
        defer { try? handle.close() }
        let size = try handle.seekToEnd()
        if size == 0 { return }
        try handle.seek(toOffset: 0)
        let header = [UInt8](try handle.read(upToCount: 100) ?? Data())
        guard header.starts(with: Array("SQLite format 3\0".utf8)) || header.count < 16 else {
            throw DatabaseFileFault(description: """
                \(path) is not a WhisperDesk database, or it is damaged. Restore it from a backup, or set \
                WHISPER_DATABASE to another file.
                """)
        }
        guard header.count == 100 else { throw truncated(path) }
        func number(_ offset: Int) -> UInt32 { header[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) } }
        guard Int32(bitPattern: number(68)) == applicationID else {
            throw DatabaseFileFault(description: """
                \(path) is a database of another program. Set WHISPER_DATABASE to another file.
                """)
        }
        guard number(60) <= UInt32(Migration.latest) else { throw newer(path, Int(number(60))) }
        let pageSize = UInt64(header[16]) << 8 | UInt64(header[17])
        let bytes = UInt64(number(28)) * (pageSize == 1 ? 65_536 : pageSize)
        // With a log beside it, the main file may rightly be short: a kill in the middle of a checkpoint.
        let log = (try? manager.attributesOfItem(atPath: path + "-wal")[.size] as? UInt64) ?? 0
        guard size >= bytes || log > 0 else { throw truncated(path) }
    }

    private static func truncated(_ path: String) -> DatabaseFileFault {
        DatabaseFileFault(description: """
            \(path) is truncated: it ends before its last page. Restore it from a backup.
            """)
    }

    private static func newer(_ path: String, _ version: Int) -> DatabaseFileFault {
        DatabaseFileFault(description: """
            \(path) was written by a newer WhisperDesk (schema \(version), this one knows \(Migration.latest)). \
            Start that version, or restore a backup from before the update.
            """)
    }

    /// Makes the file when there is none and runs the missing migrations, each in a transaction,
    /// after a backup beside the file where it holds anything.
    static func prepare(_ path: String) throws {
        let directory = (path as NSString).deletingLastPathComponent
        if !directory.isEmpty {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        var configuration = SQLiteStore.configuration
        configuration.maximumReaderCount = 1
        let queue: DatabaseQueue
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw DatabaseFileFault(description: "\(path) cannot be opened (\(error)). Restore it from a backup.")
        }
        defer { try? queue.close() }
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            guard version <= Migration.latest else { throw newer(path, version) }
            guard version < Migration.latest else { return }
            if version == 0 {
                try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            } else {
                let copy = "\(path).before-schema-\(Migration.latest)"
                try? FileManager.default.removeItem(atPath: copy)
                try db.execute(sql: "VACUUM INTO ?", arguments: [copy])
                try DatabaseQueue(path: copy).writeWithoutTransaction { copy in
                    try copy.execute(sql: "INSERT OR REPLACE INTO setting VALUES ('backup', '1')")
                }
            }
            for migration in Migration.all where migration.number > version {
                try db.inTransaction(.immediate) {
                    try db.execute(sql: migration.sql)
                    try db.execute(sql: "PRAGMA user_version = \(migration.number)")
                    return .commit
                }
            }
        }
    }
}
