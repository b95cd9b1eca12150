import Chat
import HTTPTypes
import Hummingbird
import NIOCore

/// Files in chats: sent before the message that brings them, read by whoever may see that message.
extension Routes {
    func addFiles() {
        post("/conversations/:conversation/files") { call in
            let session = try await call.signedIn()
            let conversation = try await call.conversation(for: session)
            try call.mayChange(session)
            guard conversation.endedAt == nil else { throw Refusal.ended }
            return try await call.receive(by: .operator(session.operator.id, conversation.id))
        }
        post("/widget/files") { call in
            let session = try await call.customer()
            return try await call.receive(by: .customer(session.customer.id))
        }
        get("/files/:file") { call in
            let session = try await call.signedIn()
            return try await call.file(for: session.actor)
        }
        get("/widget/files/:file") { call in
            let session = try await call.customer()
            return try await call.file(for: .customer(session.customer.id))
        }
    }
}

extension Call {
    /// What is held of a file in memory, and written by one transaction.
    private static let pieceBytes = 256 * 1024

    /// Stores the body as it comes; 201 once all of it is on stable storage.
    fileprivate func receive(by uploader: Uploader) async throws -> Response {
        guard let sent = query("name").map({ $0.contains("\0") ? nil : FileName.cleaned($0) }) ?? "" else {
            throw Refusal.invalid("name", "takes no U+0000.")
        }
        let announced = request.headers[.contentLength].flatMap(Int.init)
        let upload = Upload(
            id: .make(at: services.clock()), by: uploader, name: sent.isEmpty ? "file" : sent,
            size: announced ?? Limits.sharedFileBytes)
        var incoming = Incoming(upload: upload.id, store: services.files)
        var refused: (any Error)? = upload.size <= Limits.sharedFileBytes ? nil : Self.tooLarge
        if refused == nil {
            do { try await services.files.begin(upload) } catch { refused = error }
        }
        do {
            var count = 0
            // Read to the end whatever has happened, within limits: most clients read no answer before.
            for try await part in request.body {
                count += part.readableBytes
                if count > Limits.sharedFileBytes { refused = refused ?? Self.tooLarge }
                if count > 2 * Limits.sharedFileBytes { break }
                guard refused == nil else { continue }
                do { try await incoming.add(part, pieceBytes: Self.pieceBytes) } catch { refused = error }
            }
            if let refused { throw refused }
            let file = try await incoming.finish()
            var writer = JSONWriter()
            file.write(to: &writer)
            return .json(writer.bytes, status: .created)
        } catch {
            try? await services.files.abandon(upload.id, received: incoming.received)
            throw error
        }
    }

    private static var tooLarge: Refusal { .tooLong(field: "The file", limit: Limits.sharedFileBytes) }

    /// A file to be kept, never to be opened as a page of ours; piece by piece, so that no slow reader holds
    /// all of it in memory.
    fileprivate func file(for actor: Actor) async throws -> Response {
        let id: FileID = try id("file")
        guard let stored = try await services.files.file(id), stored.isVisible(to: actor) else {
            throw Refusal.notFound
        }
        let (file, store) = (stored.file, services.files)
        var headers = HTTPFields.unchanging(tag: id.description, cache: "private")
        headers[.contentType] = file.type
        headers[.contentDisposition] = ContentDisposition.attachment(file.name)
        headers[.crossOriginResourcePolicy] = "same-origin"
        if hasAlready(tag: id.description) { return Response(status: .notModified, headers: headers) }
        let body = ResponseBody(contentLength: file.size) { writer in
            var (place, sent) = (0, 0)
            while sent < file.size {
                guard let piece = try await store.piece(place, of: id) else { throw Refusal.unavailable }
                try await writer.write(ByteBuffer(bytes: piece))
                sent += piece.count
                place += 1
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }
}

/// A file on its way into the store.
private struct Incoming {
    let upload: FileID
    let store: any FileStore
    private(set) var received = 0
    private var waiting: [UInt8] = []
    private var place = 0
    private var content: FileContent?

    init(upload: FileID, store: any FileStore) {
        self.upload = upload
        self.store = store
    }

    mutating func add(_ part: ByteBuffer, pieceBytes: Int) async throws {
        received += part.readableBytes
        waiting.append(contentsOf: part.readableBytesView)
        while waiting.count >= pieceBytes {
            try await store(Array(waiting.prefix(pieceBytes)))
            waiting.removeFirst(pieceBytes)
        }
    }

    mutating func finish() async throws -> SharedFile {
        guard received > 0 else { throw Refusal.invalid("file", "is empty.") }
        if !waiting.isEmpty { try await store(waiting) }
        guard let content else { throw Refusal.unavailable }
        return try await store.finish(upload, content: content, size: received)
    }

    private mutating func store(_ piece: [UInt8]) async throws {
        content = content ?? FileContent(beginning: piece)
        try await store.add(piece, at: place, to: upload)
        place += 1
    }
}

/// RFC 6266: the name that a browser saves a file under.
package enum ContentDisposition {
    /// Plain for old programs, and as it is by RFC 8187. Nothing of a name can end the header or add to it.
    package static func attachment(_ name: String) -> String {
        let plain = name.unicodeScalars.map { scalar in
            isPlain(scalar) ? Character(scalar) : "_"
        }
        var encoded = ""
        for byte in name.utf8 {
            if isAttributeCharacter(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return "attachment; filename=\"\(String(plain))\"; filename*=UTF-8''\(encoded)"
    }

    /// Without what ends, escapes or encodes something in some program.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        (0x20..<0x7F).contains(scalar.value) && !"\"\\%;/:*?<>|".unicodeScalars.contains(scalar)
    }

    private static func isAttributeCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$&+-.^_`|~".utf8.contains(byte)
        }
    }
}
