/// Reads server-sent events (HTML Standard, 9.2) from bytes that may be split anywhere.
///
/// Only `data` matters here; other fields and comments are skipped. Bounded: a line or an event beyond
/// `maxBytes` is a fault, not memory.
package struct EventStream: Sendable {
    private let maxBytes: Int
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    private var lastWasCarriageReturn = false
    private var isFirstLine = true

    package init(maxBytes: Int = 262_144) {
        self.maxBytes = maxBytes
    }

    /// The data of the events that these bytes complete.
    package mutating func feed(_ bytes: some Sequence<UInt8>) throws(ModelFault) -> [String] {
        var events: [String] = []
        for byte in bytes {
            switch byte {
            case 0x0A where lastWasCarriageReturn:
                lastWasCarriageReturn = false
            case 0x0A, 0x0D:
                lastWasCarriageReturn = byte == 0x0D
                if let event = endLine() { events.append(event) }
            default:
                lastWasCarriageReturn = false
                line.append(byte)
                guard line.count + data.count <= maxBytes else { throw .endless }
            }
        }
        return events
    }

    /// The event that stood open when the stream ended: some providers leave out the last empty line.
    package mutating func end() -> String? {
        if !line.isEmpty { _ = endLine() }
        return dispatch()
    }

    private mutating func endLine() -> String? {
        defer { line.removeAll(keepingCapacity: true) }
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        }
        if line.isEmpty { return dispatch() }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        guard line[..<colon].elementsEqual("data".utf8) else { return nil }
        var value = line[min(colon + 1, line.endIndex)...]
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        if hasData { data.append(0x0A) }
        hasData = true
        data.append(contentsOf: value)
        return nil
    }

    private mutating func dispatch() -> String? {
        guard hasData else { return nil }
        defer {
            data.removeAll(keepingCapacity: true)
            hasData = false
        }
        return String(decoding: data, as: UTF8.self)
    }
}
