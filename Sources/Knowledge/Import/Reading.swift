import Chat

/// How far one run is, and when that was stored last.
struct Reading {
    static let flushEvery = Duration.milliseconds(500)

    let run: ImportRun
    var progress = ImportProgress(state: .running)
    /// Whether a page that an earlier run had read could not be read this time: what is linked from it alone
    /// would be missed, so nothing is dropped.
    var hasGaps = false

    private let shelf: any ImportShelf
    private var flushed = ContinuousClock.now
    private var remarks: [ImportProgress.Failure] = []
    private var names: Set<String> = []

    init(_ run: ImportRun, shelf: any ImportShelf) {
        self.run = run
        self.shelf = shelf
    }

    mutating func fail(_ name: String, _ reason: String) {
        progress.failed += 1
        progress.failures.append(ImportProgress.Failure(name: name, reason: reason))
    }

    mutating func note(remarks document: ReadDocument) {
        guard !document.remarks.isEmpty else { return }
        for remark in document.remarks {
            remarks.append(ImportProgress.Failure(name: document.name, reason: remark))
        }
        if remarks.count > ImportProgress.failuresKept {
            remarks.removeFirst(remarks.count - ImportProgress.failuresKept)
        }
        progress.failures = Array((progress.failures + remarks).suffix(ImportProgress.failuresKept))
    }

    /// Takes over what the crawl counted.
    mutating func follow(_ crawl: Crawl) {
        progress.found = crawl.found
        progress.read = crawl.read
        progress.failed = crawl.failed
        let failures = crawl.failures.map { ImportProgress.Failure(name: $0.address, reason: $0.reason) }
        progress.failures = Array((remarks + failures).suffix(ImportProgress.failuresKept))
    }

    mutating func uniqueName(_ name: String) -> String {
        var unique = name
        var number = 1
        while !names.insert(unique).inserted {
            number += 1
            unique = "\(name) (\(number))"
        }
        return unique
    }

    mutating func wasStored() { flushed = .now }

    mutating func flush() async throws {
        try await shelf.note(progress, of: run)
        flushed = .now
    }

    mutating func flushInTime() async throws {
        if flushed.duration(to: .now) >= Self.flushEvery { try await flush() }
    }
}
