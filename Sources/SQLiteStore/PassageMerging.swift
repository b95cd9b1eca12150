import Chat
import GRDB

extension SQLiteStore: PassageIndexing {
    package func passageSegments() async throws -> Int {
        try await read { db in
            try PassageMerge.indexes.map { index in
                try Int.fetchOne(db, sql: "SELECT count(DISTINCT segid) FROM \(index)_idx") ?? 0
            }.max() ?? 0
        }
    }

    package func mergePassages(isFirst: Bool) async throws -> Bool {
        try await write { db in try PassageMerge(db).step(isFirst: isFirst) }
    }
}

/// Brings the segments of the passages' indexes together. Every import leaves some behind, and each is asked for
/// every word of every question.
private struct PassageMerge {
    static let indexes = ["passage_words", "passage_titles", "passage_trigrams"]
    /// Pages of 4 KiB written in one step: a few milliseconds of the writer.
    private static let pages = 100

    private let db: Database

    init(_ db: Database) { self.db = db }

    /// - Parameter isFirst: begins with all segments; FTS5 takes that as a negative number of pages.
    func step(isFirst: Bool) throws -> Bool {
        var hasMore = false
        for index in Self.indexes {
            let before = db.totalChangesCount
            try db.execute(
                sql: "INSERT INTO \(index)(\(index), rank) VALUES ('merge', ?)",
                arguments: [isFirst ? -Self.pages : Self.pages])
            // The insert itself counts as one change: with no other, nothing was left to merge.
            if db.totalChangesCount - before >= 2 { hasMore = true }
        }
        return hasMore
    }
}
