import Chat
import Crypto
import Deflate
import Foundation
import NIOCore

/// The files of `Web/`, read, stripped of comment lines, hashed and compressed at the start; the modules of
/// the widget's frame joined into one, those that it loads late into another.
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
        var modules: [String: String] = [:]
        let manager = FileManager.default
        for name in manager.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] {
            let path = folder + "/" + name
            guard let type = Self.types[(name as NSString).pathExtension], !name.hasPrefix("tests/"),
                let data = manager.contents(atPath: path)
            else { continue }
            let isWidget = name.hasPrefix("widget/")
            files[name] = Self.file([UInt8](data), type: type, slim: isWidget, level: isWidget ? 12 : 9)
            if name.hasSuffix(".js") { modules[name] = String(decoding: data, as: UTF8.self) }
        }
        for page in ["console/index.html", "widget/frame.html", "widget/launcher.js"] where files[page] == nil {
            throw WebFilesFault(description: """
                \(folder) has no \(page). Set WHISPER_WEB to the folder Web of this version.
                """)
        }
        for entry in ["widget/frame.js", "widget/late.js"] {
            let joined = try JoinedModules(entry: entry, modules: modules)
            files[entry] = Self.file(Array(joined.text.utf8), type: Self.types["js"]!, level: 12)
        }
        self.files = files
    }

    subscript(name: String) -> File? { files[name] }

    /// - Parameters:
    ///   - slim: without what is for readers within lines, too (`WebText.slim`).
    ///   - level: how hard it is compressed, 1 to 12.
    static func file(_ bytes: [UInt8], type: String, slim: Bool = false, level: Int32 = 9) -> File {
        let isStyle = type.hasPrefix("text/css")
        let text = isStyle || type.hasPrefix("text/javascript") ? WebText(bytes) : nil
        let content = text.map { Array((slim ? $0.slimmed(isStyle: isStyle) : $0.whole).utf8) } ?? bytes
        let digest = SHA256.hash(data: content).prefix(12).map { String($0, radix: 16) }.joined()
        let gzipped = type.hasPrefix("text/") || type.contains("svg") ? gzip(content, level: level) : nil
        return File(
            type: type, plain: ByteBuffer(bytes: content), gzipped: gzipped.map { ByteBuffer(bytes: $0) },
            tag: "\"\(digest)\"")
    }

    private static let types = [
        "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8",
        "svg": "image/svg+xml", "png": "image/png", "webp": "image/webp", "ico": "image/x-icon",
        "woff2": "font/woff2", "json": "application/json",
    ]

    /// RFC 1952. The widget is worth the highest level: it is loaded by strangers' pages, and it is not much text.
    private static func gzip(_ bytes: [UInt8], level: Int32) -> [UInt8]? {
        guard let compressor = libdeflate_alloc_compressor(level) else { return nil }
        defer { libdeflate_free_compressor(compressor) }
        let most = libdeflate_gzip_compress_bound(compressor, bytes.count)
        let compressed = [UInt8](unsafeUninitializedCapacity: most) { output, count in
            count = libdeflate_gzip_compress(compressor, bytes, bytes.count, output.baseAddress, output.count)
        }
        return compressed.isEmpty ? nil : compressed
    }
}

package struct WebFilesFault: Error, CustomStringConvertible {
    package let description: String
}
