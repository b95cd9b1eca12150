import Zlib

/// Unpacks a gzip file that was sent as a file, not as an encoding: `sitemap.xml.gz`.
enum Gunzip {
    static func isPacked(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B, 0x08]) }

    /// - Throws: `tooBig` as soon as more than `maxBytes` came out, `unreadable` for what is no gzip or is cut short.
    static func unpack(_ packed: [UInt8], maxBytes: Int) throws(FetchFault) -> [UInt8] {
        var stream = z_stream()
        // 15 + 16 window bits read gzip alone (RFC 1952).
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, 15 + 16, zlibVersion(), size) == Z_OK else { throw .unreadable }
        defer { inflateEnd(&stream) }
        var input = packed
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        var state = Z_OK
        input.withUnsafeMutableBufferPointer { buffer in
            stream.next_in = buffer.baseAddress
            stream.avail_in = UInt32(buffer.count)
            while state == Z_OK, output.count <= maxBytes {
                let count = piece.withUnsafeMutableBufferPointer { room in
                    stream.next_out = room.baseAddress
                    stream.avail_out = UInt32(room.count)
                    state = inflate(&stream, Z_NO_FLUSH)
                    return room.count - Int(stream.avail_out)
                }
                output += piece[..<count]
                if count == 0, stream.avail_in == 0 { break }
            }
        }
        guard output.count <= maxBytes else { throw .tooBig(maxBytes: maxBytes) }
        guard state == Z_STREAM_END else { throw .unreadable }
        return output
    }
}
