import Chat
import Foundation
import HTTPTypes
import Hummingbird
import Knowledge
import NIOCore

extension Call {
    /// What a form takes beside its file.
    private static let formBytes = 1 << 20

    /// The file that a form brings in its part `file`.
    ///
    /// - Throws: `tooLong` above `Limits.fileBytes`, `invalid` for what is no such form or no file that can be
    ///   imported.
    func upload() async throws -> (FileSource, [UInt8]) {
        guard let bytes = try await bytes(atMost: Limits.fileBytes + Self.formBytes) else {
            throw Refusal.tooLong(field: "The file", limit: Limits.fileBytes)
        }
        let form: Multipart
        do throws(MultipartFault) {
            form = try Multipart(bytes, contentType: request.headers[.contentType] ?? "")
        } catch {
            throw Refusal.invalid("file", "cannot be read from the form. \(error.what)")
        }
        if let kind = form.parts.first(where: { $0.name == "kind" }), !kind.bytes.elementsEqual("file".utf8) {
            throw Refusal.invalid("kind", "takes file in a form.")
        }
        let files = form.parts.filter { $0.name == "file" }
        guard let part = files.first, let sent = part.filename else {
            throw Refusal.invalid("file", "is missing.")
        }
        guard files.count == 1 else { throw Refusal.invalid("file", "takes one file; send others by themselves.") }
        guard part.bytes.count <= Limits.fileBytes else {
            throw Refusal.tooLong(field: "The file", limit: Limits.fileBytes)
        }
        let name = Self.fileName(sent)
        guard !name.isEmpty else { throw Refusal.invalid("file", "has no name.") }
        try Check.atMost(name, field: "file", limit: Limits.name)
        guard !part.bytes.isEmpty else { throw Refusal.invalid("file", "is empty.") }
        let content = Array(part.bytes)
        do throws(ReadingFault) {
            let type = try FileReader.mediaType(of: content, name: name)
            return (FileSource(name: name, mediaType: type, size: content.count), content)
        } catch {
            throw Refusal.invalid("file", "cannot be imported. \(error.sentence)")
        }
    }

    /// The last part of a path, as old browsers sent one; control characters are no part of a name.
    private static func fileName(_ sent: String) -> String {
        let last = sent.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
        let shown = last.unicodeScalars.filter { $0.properties.generalCategory != .control }
        return String(String.UnicodeScalarView(shown)).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
