package import Foundation

/// The repository that the tests were built from.
package enum Checkout {
    package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The files below `folder` whose names end with one of `endings`, as paths from the root, sorted.
    package static func files(in folder: String, endings: [String]) throws -> [String] {
        let base = root.appending(path: folder)
        guard let found = FileManager.default.enumerator(atPath: base.path) else {
            throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: base.path])
        }
        return found.compactMap { $0 as? String }
            .filter { name in endings.contains { name.hasSuffix($0) } }
            .filter { !$0.split(separator: "/").contains { $0.hasPrefix(".") || $0 == "__pycache__" } }
            .map { folder.isEmpty ? $0 : folder + "/" + $0 }.sorted()
    }

    package static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }
}
