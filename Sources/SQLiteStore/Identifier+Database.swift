import Chat
import Foundation
import GRDB

extension Identifier {
    /// 16 bytes, big endian, so that byte order is time order.
    var blob: Data {
        var data = Data(capacity: 16)
        withUnsafeBytes(of: high.bigEndian) { data.append(contentsOf: $0) }
        withUnsafeBytes(of: low.bigEndian) { data.append(contentsOf: $0) }
        return data
    }

    init(blob: Data) {
        precondition(blob.count == 16, "the schema keeps ids at 16 bytes")
        func number(_ bytes: Data.SubSequence) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        self.init(high: number(blob.prefix(8)), low: number(blob.suffix(8)))
    }
}

extension Row {
    func identifier<Kind>(_ index: Int) -> Identifier<Kind> { Identifier(blob: self[index] as Data) }
    func moment(_ index: Int) -> Moment { Moment(milliseconds: self[index]) }
    func optionalMoment(_ index: Int) -> Moment? {
        (self[index] as Int64?).map { Moment(milliseconds: $0) }
    }
}
