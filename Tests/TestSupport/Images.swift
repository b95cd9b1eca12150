/// Beginnings of pictures as real programs write them, without the picture.
package enum Images {
    package static func png(_ width: Int, _ height: Int) -> [UInt8] {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + big(width, 4) + big(height, 4)
            + [8, 6, 0, 0, 0]
    }

    package static func gif(_ width: Int, _ height: Int) -> [UInt8] {
        Array("GIF89a".utf8) + little(width, 2) + little(height, 2) + [0xF7, 0, 0]
    }

    /// - Parameter orientation: as Exif counts it: 6 for a phone held upright.
    package static func jpeg(_ width: Int, _ height: Int, orientation: Int? = nil, isLittle: Bool = true) -> [UInt8] {
        let number = isLittle ? little : big
        var bytes: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16] + Array("JFIF\0".utf8) + [1, 1, 0, 0, 72, 0, 72, 0, 0]
        if let orientation {
            let fields = number(2, 2) + number(0x010F, 2) + number(2, 2) + number(4, 4) + number(0, 4)
                + number(0x0112, 2) + number(3, 2) + number(1, 4) + number(orientation, 2) + [0, 0]
            let exif = Array("Exif\0\0".utf8) + Array((isLittle ? "II" : "MM").utf8) + number(42, 2) + number(8, 4) + fields
            bytes += [0xFF, 0xE1] + big(exif.count + 2, 2) + exif
        }
        // A table with a fill byte before it, then the frame (progressive).
        bytes += [0xFF, 0xFF, 0xDB, 0, 5, 1, 2, 3]
        return bytes + [0xFF, 0xC2, 0, 17, 8] + big(height, 2) + big(width, 2) + [3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]
    }

    /// Lossy, lossless and extended, in this order.
    package static func webps(_ width: Int, _ height: Int) -> [[UInt8]] {
        func file(_ chunk: String, _ bytes: [UInt8]) -> [UInt8] {
            Array("RIFF".utf8) + little(bytes.count + 12, 4) + Array("WEBP".utf8) + Array(chunk.utf8)
                + little(bytes.count, 4) + bytes
        }
        let packed = (width - 1) | (height - 1) << 14
        return [
            file("VP8 ", [0x30, 1, 0, 0x9D, 1, 0x2A] + little(width, 2) + little(height | 0x4000, 2)),
            file("VP8L", [0x2F] + little(packed, 4)),
            file("VP8X", [0x10, 0, 0, 0] + little(width - 1, 3) + little(height - 1, 3)),
        ]
    }

    private static func big(_ value: Int, _ count: Int) -> [UInt8] { little(value, count).reversed() }

    private static func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
