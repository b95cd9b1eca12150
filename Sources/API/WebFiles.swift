import Chat
import Crypto
import Foundation
import NIOCore
import Zlib

/// The files of `Web/`, read, stripped of comment lines, hashed and compressed at the start.
package struct WebFiles: Sendable {
    struct File: Sendable {
        let type: String
        let plain: ByteBuffer
        let gzipped: ByteBuffer?
        let tag: String
    }

    private let files: [String: File]

    /// - Throws: where the folder or one of the pages is missing: a server without its console is no use.
    package init(folder: String) throws {
        var files: [String: File] = [:]
        let manager = FileManager.default
        for name in manager.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] {
            let path = folder + "/" + name
            guard let type = Self.types[(name as NSString).pathExtension], !name.hasPrefix("tests/"),
                let data = manager.contents(atPath: path)
            else { continue }
            files[name] = Self.file([UInt8](data), type: type)
        }
        for page in ["console/index.html", "widget/frame.html", "widget/launcher.js"] where files[page] == nil {
            throw WebFilesFault(description: """
                \(folder) has no \(page). Set WHISPER_WEB to the folder Web of this version.
                """)
        }
        self.files = files
    }

    subscript(name: String) -> File? { files[name] }

    static func file(_ bytes: [UInt8], type: String) -> File {
        let isCode = type.hasPrefix("text/javascript") || type.hasPrefix("text/css")
        let content = isCode ? stripped(bytes) : bytes
        let digest = SHA256.hash(data: content).prefix(12).map { String($0, radix: 16) }.joined()
        let gzipped = type.hasPrefix("text/") || type.contains("svg") ? gzip(content) : nil
        return File(
            type: type, plain: ByteBuffer(bytes: content), gzipped: gzipped.map { ByteBuffer(bytes: $0) },
            tag: "\"\(digest)\"")
    }

    private static let types = [
        "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8",
        "svg": "image/svg+xml", "png": "image/png", "webp": "image/webp", "ico": "image/x-icon",
        "woff2": "font/woff2", "json": "application/json",
    ]

    /// Without the lines that hold nothing but a comment: they are for readers, not for browsers.
    static func stripped(_ bytes: [UInt8]) -> [UInt8] {
        var kept: [Substring] = []
        var inComment = false
        var template = false
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) {
            let text = line.drop { $0 == " " || $0 == "\t" }
            if inComment {
                if text.contains("*/") { inComment = false }
                continue
            }
            if !template {
                if text.hasPrefix("//") { continue }
                if text.hasPrefix("/*"), !text.contains("*/") {
                    inComment = true
                    continue
                }
                if text.hasPrefix("/*"), text.hasSuffix("*/") { continue }
            }
            if line.count(where: { $0 == "`" }) % 2 == 1 { template.toggle() }
            kept.append(line)
        }
        return Array(kept.joined(separator: "\n").utf8)
    }

    private static func gzip(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard whisper_gzip_init(&stream) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 32)
        var input = bytes
        let status = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                return deflate(&stream, Z_FINISH)
            }
        }
        guard status == Z_STREAM_END else { return nil }
        return Array(output.prefix(Int(stream.total_out)))
    }
}

package struct WebFilesFault: Error, CustomStringConvertible {
    package let description: String
}
