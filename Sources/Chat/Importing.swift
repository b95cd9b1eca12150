/// How far the reading of an entry's documents has come.
package struct ImportProgress: Sendable, Equatable {
    package enum State: Int, Sendable, CaseIterable {
        case waiting = 1, running, done, failed, cancelled

        package var name: String {
            switch self {
            case .waiting: "waiting"
            case .running: "running"
            case .done: "done"
            case .failed: "failed"
            case .cancelled: "cancelled"
            }
        }
    }

    /// A document that could not be read, and why, in words for operators.
    package struct Failure: Sendable, Equatable {
        package let name: String
        package let reason: String

        package init(name: String, reason: String) {
            self.name = name
            self.reason = reason
        }
    }

    /// Failures that are kept, the newest.
    package static let failuresKept = 50

    package var state: State
    /// Documents: known of, read, in the index, and not to be read.
    package var found = 0
    package var read = 0
    package var indexed = 0
    package var failed = 0
    /// The newest; also what was missing in a document that was read for the rest.
    package var failures: [Failure]
    package var startedAt: Moment?
    package var finishedAt: Moment?

    package init(state: State = .waiting, failures: [Failure] = []) {
        self.state = state
        self.failures = failures.suffix(Self.failuresKept)
    }
}

/// One reading of an entry's documents, from its begin to its end or to the next begin.
package struct ImportRun: Sendable {
    package let entry: KnowledgeEntry
    /// Raised by every begin: what an older run still wants to store is refused.
    package let number: Int
    /// Whether documents of an earlier reading answer now, and must until this one has succeeded.
    package let hasEarlier: Bool

    package init(entry: KnowledgeEntry, number: Int, hasEarlier: Bool) {
        self.entry = entry
        self.number = number
        self.hasEarlier = hasEarlier
    }
}

/// What a job finds to do for an entry.
package enum ImportTask: Sendable {
    case read(ImportRun)
    /// The entry was removed, or a reading of it was given up: what is left of it goes.
    case sweep
}

/// A document as it was read, cut into passages.
package struct ImportedDocument: Sendable {
    /// The page's address or the file's name; one entry has each once.
    package let name: String
    package let title: String
    package let passages: [Passage]
    package let readAt: Moment

    package init(name: String, title: String, passages: [Passage], readAt: Moment) {
        self.name = name
        self.title = title
        self.passages = passages
        self.readAt = readAt
    }
}

/// A document that answers.
package struct DocumentSummary: Sendable, Equatable {
    package let name: String
    package let title: String
    package let passages: Int
    package let readAt: Moment

    package init(name: String, title: String, passages: Int, readAt: Moment) {
        self.name = name
        self.title = title
        self.passages = passages
        self.readAt = readAt
    }
}

/// What operators wish for imported entries, each wish stored with its job in one transaction.
package protocol ImportWishes: Sendable {
    /// Adds the entry, or replaces the one with its id, and asks that it be read.
    /// - Parameter upload: a file's bytes; nil leaves what is stored.
    func importEntry(_ entry: KnowledgeEntry, upload: [UInt8]?) async throws
    /// Asks that it be read again; one that waits or runs is left as it is. False where there is none.
    func refresh(_ id: KnowledgeID, of bot: BotID) async throws -> Bool
    /// Stops what waits or runs, and leaves what answered before. False where there is none.
    func cancel(_ id: KnowledgeID, of bot: BotID) async throws -> Bool
    /// The documents that answer, in the order in which they were added.
    func documents(
        of id: KnowledgeID, bot: BotID, after cursor: String?, limit: Int
    ) async throws -> Page<DocumentSummary>
}

/// What the job that reads documents stores, each call a small transaction. A run that was cancelled, whose
/// entry was removed or that another begin has overtaken gets `ImportOvertaken`.
package protocol ImportShelf: Sendable {
    /// What is to be done for the entry; nil where nothing is.
    func beginImport(of id: KnowledgeID) async throws -> ImportTask?
    /// The bytes of an uploaded file.
    func upload(of id: KnowledgeID) async throws -> [UInt8]?
    /// Stores the counts and failures; `indexed` is counted by the shelf.
    func note(_ progress: ImportProgress, of run: ImportRun) async throws
    /// Puts the document beside the index, where it waits for `indexNext`; one that is the same as before stays.
    func add(_ document: ImportedDocument, progress: ImportProgress, to run: ImportRun) async throws
    /// The document could not be read this time: what was read earlier stays.
    /// - Returns: whether there is such an earlier one.
    func keep(_ name: String, in run: ImportRun) async throws -> Bool
    /// Moves up to 50 passages into the index, or takes as many of replaced documents out; false when all is done.
    func indexNext(of run: ImportRun) async throws -> Bool
    /// Takes up to 50 passages of documents out that this run did not come across; false when all are gone.
    func dropNext(of run: ImportRun) async throws -> Bool
    func end(_ run: ImportRun, as state: ImportProgress.State, _ progress: ImportProgress) async throws
    /// Takes a part away of what nobody wants any more; false when nothing is left to do.
    func sweep(_ id: KnowledgeID) async throws -> Bool
    /// Whether commits are waiting: imports give way to them.
    var isBusy: Bool { get }
}

/// The run that wanted to store something is no longer the current one.
package struct ImportOvertaken: Error {
    package init() {}
}
