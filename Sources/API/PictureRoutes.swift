import Chat
import HTTPTypes
import Hummingbird
import NIOCore

/// The faces of bots and operators: changed by who may change those, seen by everybody who has the address.
extension Routes {
    func addPictures() {
        put("/bots/:bot/picture") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            try call.mayChange(session, atLeast: .admin)
            return try await call.setPicture(of: .bot(bot.id))
        }
        delete("/bots/:bot/picture") { call in
            let session = try await call.signedIn()
            let bot = try await call.bot(for: session)
            try call.mayChange(session, atLeast: .admin)
            try await call.services.pictures.setPicture(nil, of: .bot(bot.id))
            return .nothing
        }
        put("/session/picture") { call in
            let session = try await call.signedIn()
            try call.mayChange(session)
            return try await call.setPicture(of: .operator(session.operator.id))
        }
        delete("/session/picture") { call in
            let session = try await call.signedIn()
            try call.mayChange(session)
            try await call.services.pictures.setPicture(nil, of: .operator(session.operator.id))
            return .nothing
        }
        on(.get, "/pictures/:picture") { call in
            guard let name = call.context.parameters.get("picture").map({ PictureName($0) }),
                let picture = try await call.services.pictures.picture(name)
            else { throw Refusal.notFound }
            var headers = HTTPFields.unchanging(tag: name.text, cache: "public")
            headers[.contentType] = picture.kind.rawValue
            // The widget's frame and mails stand on other sites.
            headers[.crossOriginResourcePolicy] = "cross-origin"
            if call.hasAlready(tag: name.text) { return Response(status: .notModified, headers: headers) }
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: picture.bytes)))
        }
    }
}

extension Call {
    fileprivate func setPicture(of owner: PictureOwner) async throws -> Response {
        guard let bytes = try await bytes(atMost: Limits.pictureBytes) else {
            throw Refusal.tooLong(field: "The picture", limit: Limits.pictureBytes)
        }
        let picture = try Picture(bytes, name: .make())
        try await services.pictures.setPicture(picture, of: owner)
        return .json { $0.field("picture", picture.name.path) }
    }

    /// The body as it came, or nil where it has more than `limit` bytes.
    ///
    /// A body that is too long is read to its end all the same, within limits: most clients read no answer
    /// before they have sent everything.
    func bytes(atMost limit: Int) async throws -> [UInt8]? {
        var bytes: [UInt8] = []
        if let announced = request.headers[.contentLength].flatMap(Int.init), announced <= limit {
            bytes.reserveCapacity(max(0, announced))
        }
        var count = 0
        for try await part in request.body {
            count += part.readableBytes
            if count <= limit { bytes.append(contentsOf: part.readableBytesView) }
            if count > 2 * limit { break }
        }
        return count <= limit ? bytes : nil
    }

    /// Whether the browser holds what has this tag.
    func hasAlready(tag: String) -> Bool { request.headers[.ifNoneMatch]?.contains("\"\(tag)\"") == true }
}

extension HTTPFields {
    /// What strangers sent and what never changes under its name: opened by itself it is nobody's page, and
    /// runs, loads and sends nothing.
    static func unchanging(tag: String, cache: String) -> HTTPFields {
        [
            .eTag: "\"\(tag)\"", .cacheControl: "\(cache), max-age=31536000, immutable",
            .contentSecurityPolicy: "sandbox; default-src 'none'",
        ]
    }
}

extension HTTPField.Name {
    static let crossOriginResourcePolicy = Self("Cross-Origin-Resource-Policy")!
}
