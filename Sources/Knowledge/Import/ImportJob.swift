package import Chat
import Dispatch

/// Reads the documents of one knowledge entry and has them indexed; takes away what nobody wants any more.
///
/// Killed half-way it begins again, and what it has read by then is recognised. Documents are replaced one by
/// one, and only once all of a site was read, so that a reading that fails or is cancelled leaves what answered.
package struct ImportJob: Sendable {
    let shelf: any ImportShelf
    private let fetch: WebFetch
    private let reader: FileReader
    private let clock: WallClock

    /// - Parameter fetch: how pages are fetched.
    package init(shelf: any ImportShelf, fetch: @escaping WebFetch, clock: @escaping WallClock) {
        self.shelf = shelf
        self.fetch = fetch
        self.clock = clock
        reader = FileReader()
    }

    /// Whether the job is done; false where nothing could be stored or no process started just now. The job's key
    /// is the entry's id.
    package func run(_ job: Job) async -> Bool {
        guard let id = KnowledgeID(job.key) else { return true }
        do {
            while let task = try await shelf.beginImport(of: id) {
                do {
                    switch task {
                    case .sweep: try await inSteps { try await shelf.sweep(id) }
                    case .read(let run): try await read(run, mayPutOff: job.attempts < 5)
                    }
                } catch is ImportOvertaken {
                    // Cancelled, removed or asked for again: what is to be done now is looked up anew.
                }
            }
            return true
        } catch {
            return false
        }
    }

    private func read(_ run: ImportRun, mayPutOff: Bool) async throws {
        var reading = Reading(run, shelf: shelf)
        let isRead: Bool
        switch run.entry.content {
        case .url(let web): isRead = try await crawl(web, &reading)
        case .file(let file): isRead = try await readFile(file, &reading, mayPutOff: mayPutOff)
        case .faq, .text, .note: isRead = true
        }
        guard isRead else { return try await shelf.end(run, as: .failed, reading.progress) }
        try await inSteps { try await shelf.indexNext(of: run) }
        if !reading.hasGaps { try await inSteps { try await shelf.dropNext(of: run) } }
        try await shelf.end(run, as: .done, reading.progress)
    }

    /// Small transactions, one after another; while commits wait, they take a seventh of the time at most.
    func inSteps(_ step: () async throws -> Bool) async throws {
        var hasMore = true
        while hasMore {
            let start = ContinuousClock.now
            hasMore = try await step()
            if hasMore, shelf.isBusy { try await Task.sleep(for: start.duration(to: .now) * 6) }
            try Task.checkCancellation()
        }
    }

    // MARK: - A file

    private func readFile(_ file: FileSource, _ reading: inout Reading, mayPutOff: Bool) async throws -> Bool {
        reading.progress.found = 1
        try await reading.flush()
        do {
            guard let bytes = try await shelf.upload(of: reading.run.entry.id) else {
                reading.fail(file.name, "Its bytes are not stored. Delete the entry and upload the file again.")
                return false
            }
            let documents = try await reader.read(bytes, name: file.name)
            reading.progress.found = max(1, documents.count)
            for document in documents {
                reading.progress.read += 1
                try await keep(document, &reading)
            }
            return true
        } catch let fault as ReadingFault {
            try Task.checkCancellation()
            // The server had no room for it just now.
            if fault == .noResources, mayPutOff { throw fault }
            reading.fail(file.name, fault.sentence)
            return false
        }
    }

    // MARK: - Pages

    private func crawl(_ web: WebSource, _ reading: inout Reading) async throws -> Bool {
        guard var crawl = Crawl(
            start: web.url, isSite: web.isSite, maxPages: web.maxPages, maxDepth: web.maxDepth)
        else {
            reading.fail(web.url, "This is no address of a page. It must begin with http:// or https://.")
            return false
        }
        while let step = crawl.next() {
            let finding = try await finding(of: step)
            try Task.checkCancellation()
            // Without robots.txt nothing may be read; why it cannot be had says more than that.
            if case .robots = step, case .failed(let reason) = finding {
                reading.fail(web.url, reason)
                return false
            }
            if case .page(let address) = step, finding.mayComeBack, try await shelf.keep(address, in: reading.run) {
                reading.hasGaps = true
            }
            let documents = crawl.took(finding)
            reading.follow(crawl)
            for document in documents { try await keep(document, &reading) }
            try await reading.flushInTime()
            if crawl.pause > .zero { try await Task.sleep(for: crawl.pause) }
        }
        reading.follow(crawl)
        return crawl.read > 0
    }

    private static let readable = [
        "text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/pdf",
    ]

    private func finding(of step: CrawlStep) async throws -> CrawlFinding {
        do {
            switch step {
            case .robots(let address):
                let answer = try await fetch(address, [])
                guard answer.status == 200 else { return .refused(status: answer.status) }
                return .robots(Robots(answer.body))
            case .sitemap(let address):
                let answer = try await fetch(address, [])
                guard answer.status == 200 else { return .refused(status: answer.status) }
                return .sitemap(try await Self.offPool { try Sitemap(answer.body) })
            case .page(let address):
                let answer = try await fetch(address, Self.readable)
                guard answer.status == 200 else { return .refused(status: answer.status) }
                return try await page(answer)
            }
        } catch let fault as NotFetched {
            return .failed(reason: fault.sentence)
        } catch let fault as ReadingFault {
            return .failed(reason: fault.sentence)
        }
    }

    private func page(_ answer: WebAnswer) async throws -> CrawlFinding {
        let type = answer.contentType.map { $0.prefix { $0 != ";" }.lowercased() } ?? "text/html"
        let rules = (answer.robotsTag ?? "").lowercased()
        let isIndexable = !rules.contains("noindex") && !rules.contains("none")
        guard type.contains("html") else {
            guard isIndexable else { return .documents([], at: answer.url) }
            // What its server says it is counts, whatever its address ends with.
            let name = type.hasPrefix("text/") ? answer.url + ".md" : answer.url
            let documents = try await reader.read(answer.body, name: name)
            return .documents(documents.map { $0.named(answer.url) }, at: answer.url)
        }
        let page = try await Self.offPool {
            try PageReader.read(answer.body, at: answer.url, contentType: answer.contentType)
        }
        return .page(
            PageReader.Page(
                document: page.document, links: page.links, canonical: page.canonical,
                isIndexable: page.isIndexable && isIndexable,
                followsLinks: page.followsLinks && !rules.contains("nofollow") && !rules.contains("none")),
            at: answer.url)
    }

    // MARK: - Documents

    private func keep(_ document: ReadDocument, _ reading: inout Reading) async throws {
        let passages = try await Self.offPool { Self.passages(of: document) }
        reading.note(remarks: document)
        guard !passages.isEmpty else { return }
        let imported = ImportedDocument(
            name: reading.uniqueName(document.name), title: document.title, passages: passages, readAt: clock())
        try await shelf.add(imported, progress: reading.progress, to: reading.run)
        reading.wasStored()
        // Nothing answered before that has to go on until all is read.
        if !reading.run.hasEarlier {
            let run = reading.run
            try await inSteps { try await shelf.indexNext(of: run) }
        }
    }

    static func passages(of document: ReadDocument) -> [Passage] {
        let answers = document.faqs.map { Passage(title: $0.question, text: $0.answer, isAnswer: true) }
        guard document.text.contains(where: { !$0.isWhitespace }) else { return answers }
        return answers + Cut.passages(title: document.title, text: document.text)
    }

    private static let threads = DispatchQueue(
        label: "whisperdesk.import", qos: .utility, attributes: .concurrent)

    /// Long work without a wait runs beside the cooperative threads, which chats need.
    private static func offPool<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let result = await withCheckedContinuation { (continuation: CheckedContinuation<Result<Value, any Error>, Never>) in
            threads.async { continuation.resume(returning: Result { try work() }) }
        }
        return try result.get()
    }
}

extension ReadDocument {
    fileprivate func named(_ name: String) -> ReadDocument {
        ReadDocument(name: name, title: title, text: text, faqs: faqs, remarks: remarks)
    }
}

extension CrawlFinding {
    /// Whether a page that was read earlier may only be away for now. One that is gone is dropped.
    fileprivate var mayComeBack: Bool {
        switch self {
        case .refused(let status): status != 404 && status != 410
        case .failed: true
        case .robots, .sitemap, .page, .documents: false
        }
    }
}
