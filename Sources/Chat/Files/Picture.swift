/// The random name that a picture of a bot or an operator is served under; a new picture has a new name.
package struct PictureName: Sendable, Hashable {
    package let text: String
    private static let length = 26

    package init<Random: RandomNumberGenerator>(random: inout Random) {
        let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
        text = String(decoding: (0..<Self.length).map { _ in digits[Int(random.next() & 31)] }, as: UTF8.self)
    }

    package static func make() -> PictureName {
        var random = SystemRandomNumberGenerator()
        return PictureName(random: &random)
    }

    /// As it stands in an address or in the store.
    package init(_ text: String) { self.text = text }

    /// Where everybody may load it: whoever sees the chat sees the face.
    package var path: String { "/pictures/\(text)" }
}

/// The face of a bot or an operator.
package struct Picture: Sendable, Equatable {
    package let name: PictureName
    package let kind: ImageKind
    package let bytes: [UInt8]

    package init(name: PictureName, kind: ImageKind, bytes: [UInt8]) {
        self.name = name
        self.kind = kind
        self.bytes = bytes
    }

    /// A picture made of what was sent.
    ///
    /// - Throws: `tooLong` above `Limits.pictureBytes`, `invalid` for what is no picture or a very large one.
    package init(_ bytes: [UInt8], name: PictureName) throws(Refusal) {
        guard bytes.count <= Limits.pictureBytes else {
            throw .tooLong(field: "The picture", limit: Limits.pictureBytes)
        }
        guard let head = ImageHead(bytes) else {
            throw .invalid("picture", "takes a PNG, JPEG, WebP or GIF.")
        }
        guard head.width <= Limits.pictureSide, head.height <= Limits.pictureSide else {
            throw .invalid(
                "picture", "takes at most \(Limits.pictureSide) × \(Limits.pictureSide) pixels, this one has \(head.width) × \(head.height).")
        }
        self.init(name: name, kind: head.kind, bytes: bytes)
    }
}

/// Whose picture it is.
package enum PictureOwner: Sendable, Equatable {
    case bot(BotID)
    case `operator`(OperatorID)
}

/// Pictures of bots and operators.
package protocol PictureStore: Sendable {
    func picture(_ name: PictureName) async throws -> Picture?
    /// Puts a picture in the place of the one before, which is gone then; nil takes it away.
    func setPicture(_ picture: Picture?, of owner: PictureOwner) async throws
}
