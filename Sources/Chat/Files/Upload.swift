/// Who sends a file: a customer to its bot, or an operator to one conversation.
package enum Uploader: Sendable, Equatable {
    case customer(CustomerID)
    case `operator`(OperatorID, ConversationID)
}

extension FileID {
    /// The files that a message names; nil and null name none.
    ///
    /// - Throws: `invalid`: what is no id names nothing that exists, as an id that was never given out.
    package static func list(_ value: JSON?, field: String) throws(Refusal) -> [FileID] {
        guard let value, !value.isNull else { return [] }
        guard let values = value.array else { throw .invalid(field, "takes a list of ids.") }
        var ids: [FileID] = []
        for value in values {
            guard let id = value.string.flatMap({ FileID($0) }) else { throw notYours(field) }
            ids.append(id)
        }
        return ids
    }

    /// Unknown, another's, unfinished, swept and used ones: nobody learns which.
    package static func notYours(_ field: String) -> Refusal {
        .invalid(field, "names a file that is not there to be sent. Upload it again.")
    }
}

/// A file that begins to come.
package struct Upload: Sendable {
    package let id: FileID
    package let by: Uploader
    package let name: String
    /// In bytes, as announced, or the most there can be: it counts for the limits until the file is there.
    package let size: Int

    package init(id: FileID, by: Uploader, name: String, size: Int) {
        self.id = id
        self.by = by
        self.name = name
        self.size = size
    }
}

/// A stored file, with what decides who may read it.
package struct StoredFile: Sendable, Equatable {
    package let file: SharedFile
    package let organization: OrganizationID
    package let customer: CustomerID?
    package let `operator`: OperatorID?
    /// The customer in whose conversation a message brings it; nil before.
    package let sharedWith: CustomerID?

    package init(
        file: SharedFile, organization: OrganizationID, customer: CustomerID?, operator: OperatorID?,
        sharedWith: CustomerID?
    ) {
        self.file = file
        self.organization = organization
        self.customer = customer
        self.operator = `operator`
        self.sharedWith = sharedWith
    }

    /// Who made it may read it at once, everybody else who sees the conversation once a message brings it.
    package func isVisible(to actor: Actor) -> Bool {
        switch actor {
        case .customer(let id): customer == id || sharedWith == id
        case .operator(let id, let organization):
            self.organization == organization && (sharedWith != nil || self.operator == id)
        case .bot, .system: false
        }
    }
}

/// What a customer may upload: anybody on a website is one.
package enum UploadLimit {
    package static let count = 20
    package static let countWindow = Duration.seconds(600)
    package static let bytes = 100_000_000
    package static let bytesWindow = Duration.seconds(86_400)

    /// The whole seconds after which to try again; nil where a file of `size` may come now.
    ///
    /// - Parameter recent: the customer's files of the longer window, whatever became of them.
    package static func retryAfter(recent: [(at: Moment, size: Int)], size: Int, now: Moment) -> Int? {
        let recent = recent.sorted { $0.at < $1.at }
        let counted = recent.filter { now.since($0.at) < countWindow }
        var free = now
        if counted.count >= count { free = counted[counted.count - count].at.adding(countWindow) }
        var sum = recent.reduce(size) { $0 + $1.size }
        for file in recent where sum > bytes {
            sum -= file.size
            free = max(free, file.at.adding(bytesWindow))
        }
        guard free > now else { return nil }
        return max(1, Int((free.since(now).wholeMilliseconds + 999) / 1_000))
    }
}

/// Files on their way and in messages. They come and go in pieces, so that no chat waits for a whole one.
package protocol FileStore: Sendable {
    /// Makes place for a file. Nothing of it can be read or sent before it is finished.
    ///
    /// - Throws: `rateLimited` for a customer beyond `UploadLimit`.
    func begin(_ upload: Upload) async throws
    /// Stores the next piece; gives way to chats.
    func add(_ piece: [UInt8], at place: Int, to upload: FileID) async throws
    /// The file is there: on stable storage when this returns.
    func finish(_ upload: FileID, content: FileContent, size: Int) async throws -> SharedFile
    /// It will not be finished; it goes on counting for limits with what came of it.
    func abandon(_ upload: FileID, received: Int) async throws

    func file(_ id: FileID) async throws -> StoredFile?
    /// Nil beyond the last piece.
    func piece(_ place: Int, of id: FileID) async throws -> [UInt8]?

    /// One short step of taking away what no message brought: unfinished files begun before `unfinished`, others
    /// before `unused`. False when nothing was left to do.
    func sweepFiles(unfinished: Moment, unused: Moment) async throws -> Bool
}
