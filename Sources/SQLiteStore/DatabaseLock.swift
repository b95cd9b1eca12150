import Foundation

/// Held by the one process that may write the database file: a second server is kept out.
///
/// The lock is the operating system's (flock on a file beside the database), so it ends with its process.
package final class DatabaseLock: Sendable {
    private let descriptor: Int32

    /// Nil where another process holds it.
    package init?(databasePath: String) throws {
        let path = databasePath + ".lock"
        let directory = (databasePath as NSString).deletingLastPathComponent
        if !directory.isEmpty {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw DatabaseFileFault(description: "\(path) cannot be made: \(String(cString: strerror(errno))).")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }
}
