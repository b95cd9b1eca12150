/// The kinds of pictures that are shown. SVG is none of them: it can carry scripts.
package enum ImageKind: String, Sendable, CaseIterable {
    case png = "image/png"
    case jpeg = "image/jpeg"
    case gif = "image/gif"
    case webp = "image/webp"
}

/// What a picture is and how large it is shown, told by its bytes alone: names and announced types are
/// what strangers say.
package struct ImageHead: Sendable, Equatable {
    package let kind: ImageKind
    /// In pixels, as browsers show it: a photo taken on its side is turned.
    package let width: Int
    package let height: Int

    /// A few kilobytes can name a picture that takes gigabytes to show: what is larger counts as none.
    package static let mostPixels = 64_000_000
    private static let mostOnASide = 30_000

    /// Reads the beginning of a file; nil for anything that is no picture, or whose size does not stand there.
    package init?(_ bytes: [UInt8]) {
        let found = bytes.withUnsafeBytes { Self.read(ByteReader($0)) }
        guard let (kind, width, height) = found, (1...Self.mostOnASide).contains(width),
            (1...Self.mostOnASide).contains(height), width * height <= Self.mostPixels
        else { return nil }
        self.kind = kind
        self.width = width
        self.height = height
    }

    private static func read(_ bytes: ByteReader) -> (ImageKind, Int, Int)? {
        if let (width, height) = png(bytes) { return (.png, width, height) }
        if let (width, height) = gif(bytes) { return (.gif, width, height) }
        if let (width, height) = webp(bytes) { return (.webp, width, height) }
        if let (width, height) = jpeg(bytes) { return (.jpeg, width, height) }
        return nil
    }

    /// PNG, third edition, sections 5.2 and 11.2.1.
    private static func png(_ bytes: ByteReader) -> (Int, Int)? {
        guard bytes.has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], at: 0), bytes.has(Array("IHDR".utf8), at: 12),
            let width = bytes.big32(16), let height = bytes.big32(20)
        else { return nil }
        return (width, height)
    }

    /// GIF89a, sections 17 and 18.
    private static func gif(_ bytes: ByteReader) -> (Int, Int)? {
        guard bytes.has(Array("GIF87a".utf8), at: 0) || bytes.has(Array("GIF89a".utf8), at: 0),
            let width = bytes.little16(6), let height = bytes.little16(8)
        else { return nil }
        return (width, height)
    }

    /// RFC 9649: lossy, lossless or extended.
    private static func webp(_ bytes: ByteReader) -> (Int, Int)? {
        guard bytes.has(Array("RIFF".utf8), at: 0), bytes.has(Array("WEBP".utf8), at: 8) else { return nil }
        if bytes.has(Array("VP8X".utf8), at: 12) {
            guard let width = bytes.little24(24), let height = bytes.little24(27) else { return nil }
            return (width + 1, height + 1)
        }
        if bytes.has(Array("VP8L".utf8), at: 12) {
            guard bytes.has([0x2F], at: 20), let low = bytes.little16(21), let high = bytes.little16(23) else { return nil }
            let bits = low | high << 16
            return (bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
        }
        guard bytes.has(Array("VP8 ".utf8), at: 12), bytes.has([0x9D, 0x01, 0x2A], at: 23),
            let width = bytes.little16(26), let height = bytes.little16(28)
        else { return nil }
        return (width & 0x3FFF, height & 0x3FFF)
    }

    /// ITU T.81, annex B: segments until the frame's, which names the size. Exif says how it is turned.
    private static func jpeg(_ bytes: ByteReader) -> (Int, Int)? {
        guard bytes.has([0xFF, 0xD8, 0xFF], at: 0) else { return nil }
        var place = 2
        var isTurned = false
        while let marker = bytes.byte(place + 1), bytes.byte(place) == 0xFF {
            // Fill bytes may stand before a marker; restart and temporary markers have no segment.
            if marker == 0xFF {
                place += 1
                continue
            }
            if marker == 0x01 || (0xD0...0xD7).contains(marker) {
                place += 2
                continue
            }
            guard marker != 0xD9, marker != 0xDA, let length = bytes.big16(place + 2), length >= 2 else { return nil }
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
                guard let height = bytes.big16(place + 5), let width = bytes.big16(place + 7) else { return nil }
                return isTurned ? (height, width) : (width, height)
            }
            if marker == 0xE1 { isTurned = isTurned || Exif.isTurned(bytes, at: place + 4, end: place + 2 + length) }
            place += 2 + length
        }
        return nil
    }
}

/// Exif 2.32: the one field that says how a camera was held.
private enum Exif {
    private static let orientation = 0x0112
    /// Further fields than any camera writes.
    private static let mostFields = 200

    /// Whether width and height change places when the picture is shown.
    static func isTurned(_ bytes: ByteReader, at start: Int, end: Int) -> Bool {
        guard bytes.has(Array("Exif\0\0".utf8), at: start) else { return false }
        let base = start + 6
        let isLittle = bytes.has(Array("II".utf8), at: base)
        func number16(_ place: Int) -> Int? { isLittle ? bytes.little16(place) : bytes.big16(place) }
        func number32(_ place: Int) -> Int? {
            guard isLittle else { return bytes.big32(place) }
            guard let low = bytes.little16(place), let high = bytes.little16(place + 2) else { return nil }
            return low | high << 16
        }
        guard isLittle || bytes.has(Array("MM".utf8), at: base), let directory = number32(base + 4),
            let count = number16(base + directory)
        else { return false }
        for field in 0..<min(count, mostFields) {
            let place = base + directory + 2 + 12 * field
            guard place + 12 <= end, let tag = number16(place) else { return false }
            if tag == orientation { return number16(place + 8).map { (5...8).contains($0) } ?? false }
        }
        return false
    }
}

/// Numbers at places of a file's beginning; nil beyond its end.
private struct ByteReader {
    private let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    func byte(_ place: Int) -> Int? { bytes.indices.contains(place) ? Int(bytes[place]) : nil }

    func has(_ expected: [UInt8], at place: Int) -> Bool {
        place + expected.count <= bytes.count && bytes[place..<place + expected.count].elementsEqual(expected)
    }

    func big16(_ place: Int) -> Int? {
        guard let high = byte(place), let low = byte(place + 1) else { return nil }
        return high << 8 | low
    }

    func big32(_ place: Int) -> Int? {
        guard let high = big16(place), let low = big16(place + 2) else { return nil }
        return high << 16 | low
    }

    func little16(_ place: Int) -> Int? {
        guard let low = byte(place), let high = byte(place + 1) else { return nil }
        return high << 8 | low
    }

    func little24(_ place: Int) -> Int? {
        guard let low = little16(place), let high = byte(place + 2) else { return nil }
        return high << 16 | low
    }
}
