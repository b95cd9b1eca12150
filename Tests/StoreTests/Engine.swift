import Chat
import SQLiteStore

/// What every storage engine can do; the tests of the contract know no more of it.
protocol StorageEngine: OrderStore, ConversationReading, BotStore, AccountStore, JobStore, SearchIndexing, PastImporting,
    PictureStore
{
    func close() throws
}

extension SQLiteStore: StorageEngine {}

/// The storage engines. Every test of the contract runs on each that users can run.
enum Engine: Sendable, CaseIterable {
    case sqlite

    static var available: [Engine] { allCases }

    func open(_ path: String, clock: @escaping WallClock, announced: any Signals & JobBell) throws -> any StorageEngine {
        switch self {
        case .sqlite: try SQLiteStore(path: path, clock: clock, signals: announced, bell: announced)
        }
    }
}
