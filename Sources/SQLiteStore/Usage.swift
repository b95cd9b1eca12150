package import Chat
import GRDB

extension SQLiteStore: UsageStore {
    /// Days of which counts are kept.
    private static let keptDays = 7

    package func calls(on day: Int, by key: UsageKey) async throws -> Int {
        let (sort, text) = key.columns
        return try await read { db in
            try Int.fetchOne(
                db.cachedStatement(sql: "SELECT calls FROM model_usage WHERE day = ? AND sort = ? AND key = ?"),
                arguments: [day, sort, text]) ?? 0
        }
    }

    package func countCall(on day: Int, by keys: [UsageKey]) async throws {
        try await write { db in
            for (sort, text) in keys.map(\.columns) {
                try db.cachedStatement(sql: """
                    INSERT INTO model_usage(day, sort, key, calls) VALUES (?, ?, ?, 1)
                    ON CONFLICT DO UPDATE SET calls = calls + 1
                    """).execute(arguments: [day, sort, text])
            }
            try db.cachedStatement(sql: "DELETE FROM model_usage WHERE day < ?")
                .execute(arguments: [day - Self.keptDays])
        }
    }
}

extension UsageKey {
    fileprivate var columns: (sort: Int, key: String) {
        switch self {
        case .bot(let id): (1, id.description)
        case .conversation(let id): (2, id.description)
        case .address(let text): (3, text)
        }
    }
}
