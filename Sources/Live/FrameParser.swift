import NIOCore

/// What a peer's bytes say (RFC 6455, section 5).
enum Incoming: Equatable {
    case text(ByteBuffer)
    case ping(ByteBuffer)
    case pong
    /// The peer closes, with its code where it gave one.
    case close(UInt16?)
    /// The peer breaks the protocol: answer with this close code and say no more.
    case violation(UInt16, String)
}

/// Takes WebSocket frames apart; a pure state machine over bytes, for the server's side of a connection.
///
/// Enforces what NIOWebSocket leaves open: masks, reserved bits and opcodes, control frames, the order of
/// continuations, close codes, UTF-8, at most 64 KiB and 32 fragments a message.
struct FrameParser {
    static let maxMessageBytes = 65_536
    static let maxFragments = 32

    private var buffer: ByteBuffer?
    private var message: ByteBuffer?
    private var fragments = 0
    private var isOver = false

    /// Adds bytes as they came from the peer.
    mutating func append(_ bytes: ByteBuffer) {
        if buffer == nil {
            buffer = bytes
        } else {
            buffer!.writeImmutableBuffer(bytes)
        }
    }

    /// The next complete thing, or nil until more bytes come. After a close or a violation nothing follows.
    mutating func next() -> Incoming? {
        while !isOver, let head = header() {
            if let violation = refuse(head) { return fail(violation.0, violation.1) }
            guard buffer!.readableBytes >= head.headerBytes + head.length else { break }
            buffer!.moveReaderIndex(forwardBy: head.headerBytes)
            var payload = buffer!.readSlice(length: head.length)!
            unmask(&payload, head.mask)
            if buffer!.readableBytes == 0 { buffer = nil }
            if let incoming = take(head, payload) { return incoming }
        }
        compact()
        return nil
    }

    private struct Header {
        let isFinal: Bool
        let reserved: UInt8
        let opcode: UInt8
        let isMasked: Bool
        let length: Int
        let lengthBytes: Int
        /// RFC 6455, 5.2: the length is written in the fewest bytes.
        var isShortest: Bool { lengthBytes == 0 || length > (lengthBytes == 2 ? 125 : 0xFFFF) }
        let mask: UInt32
        let headerBytes: Int
        var isControl: Bool { opcode & 8 != 0 }
    }

    /// The head of the next frame; without its mask as long as that has not come.
    private func header() -> Header? {
        guard let buffer, let first: UInt8 = buffer.getInteger(at: buffer.readerIndex),
            let second: UInt8 = buffer.getInteger(at: buffer.readerIndex + 1)
        else { return nil }
        var length = Int(second & 0x7F)
        var lengthBytes = 0
        if length == 126 {
            guard let long: UInt16 = buffer.getInteger(at: buffer.readerIndex + 2) else { return nil }
            (length, lengthBytes) = (Int(long), 2)
        } else if length == 127 {
            guard let long: UInt64 = buffer.getInteger(at: buffer.readerIndex + 2) else { return nil }
            (length, lengthBytes) = (Int(clamping: long), 8)
        }
        let isMasked = second & 0x80 != 0
        var mask: UInt32 = 0
        if isMasked {
            // What can be refused without the mask is refused without waiting for it.
            mask = buffer.getInteger(at: buffer.readerIndex + 2 + lengthBytes) ?? 0
        }
        return Header(
            isFinal: first & 0x80 != 0, reserved: first & 0x70, opcode: first & 0x0F, isMasked: isMasked,
            length: length, lengthBytes: lengthBytes, mask: mask, headerBytes: 2 + lengthBytes + (isMasked ? 4 : 0))
    }

    private func refuse(_ head: Header) -> (UInt16, String)? {
        if head.reserved != 0 { return (1002, "reserved bits are set") }
        if !head.isMasked { return (1002, "client frames must be masked") }
        if !head.isShortest { return (1002, "a length takes as few bytes as it can") }
        if head.isControl {
            guard [8, 9, 10].contains(head.opcode) else { return (1002, "reserved opcode") }
            guard head.isFinal else { return (1002, "control frames must not be fragmented") }
            guard head.length <= 125, head.lengthBytes == 0 else { return (1002, "control frames take 125 bytes") }
            return nil
        }
        switch head.opcode {
        case 0: if message == nil { return (1002, "nothing to continue") }
        case 1: if message != nil { return (1002, "a continuation was expected") }
        case 2: return message != nil ? (1002, "a continuation was expected") : (1003, "only text frames are taken")
        default: return (1002, "reserved opcode")
        }
        if head.length + (message?.readableBytes ?? 0) > Self.maxMessageBytes { return (1009, "at most 64 KiB") }
        return nil
    }

    private mutating func take(_ head: Header, _ payload: ByteBuffer) -> Incoming? {
        switch head.opcode {
        case 8: return close(payload)
        case 9: return .ping(payload)
        case 10: return .pong
        default: break
        }
        fragments += 1
        if fragments > Self.maxFragments { return fail(1009, "at most 32 fragments") }
        guard var whole = message else {
            if head.isFinal { return text(payload) }
            message = payload
            return nil
        }
        whole.writeImmutableBuffer(payload)
        message = whole
        return head.isFinal ? text(whole) : nil
    }

    private mutating func text(_ payload: ByteBuffer) -> Incoming {
        message = nil
        fragments = 0
        return UTF8Check.isValid(payload) ? .text(payload) : fail(1007, "invalid UTF-8")
    }

    private mutating func close(_ payload: ByteBuffer) -> Incoming {
        isOver = true
        var payload = payload
        guard payload.readableBytes > 0 else { return .close(nil) }
        guard let code: UInt16 = payload.readInteger() else { return .violation(1002, "a close code has two bytes") }
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: break
        default: return .violation(1002, "a close code that may not be sent")
        }
        return UTF8Check.isValid(payload) ? .close(code) : .violation(1007, "invalid UTF-8")
    }

    private mutating func fail(_ code: UInt16, _ why: String) -> Incoming {
        isOver = true
        buffer = nil
        message = nil
        return .violation(code, why)
    }

    /// Gives the memory of read bytes back, so that an idle connection holds none.
    private mutating func compact() {
        if buffer?.readableBytes == 0 { buffer = nil }
        if let waiting = buffer, waiting.readerIndex > 0 {
            var fresh = ByteBuffer()
            fresh.writeImmutableBuffer(waiting)
            buffer = fresh
        }
    }

    private func unmask(_ payload: inout ByteBuffer, _ mask: UInt32) {
        guard mask != 0 else { return }
        let key = mask.bigEndian
        payload.withUnsafeMutableReadableBytes { bytes in
            var index = 0
            let wide = UInt64(key) << 32 | UInt64(key)
            while index + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                bytes.storeBytes(of: word ^ wide, toByteOffset: index, as: UInt64.self)
                index += 8
            }
            while index < bytes.count {
                bytes[index] ^= UInt8(truncatingIfNeeded: key >> UInt32(8 * (index & 3)))
                index += 1
            }
        }
    }
}

enum UTF8Check {
    static func isValid(_ buffer: ByteBuffer) -> Bool {
        buffer.withUnsafeReadableBytes { bytes in
            var index = 0
            while index + 8 <= bytes.count {
                if bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { break }
                index += 8
            }
            while index < bytes.count, bytes[index] < 0x80 { index += 1 }
            guard index < bytes.count else { return true }
            return String(validating: bytes[index...], as: UTF8.self) != nil
        }
    }
}
