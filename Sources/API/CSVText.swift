/// The one writer of CSV (RFC 4180, UTF-8, lines ending in CR LF).
///
/// Texts that a spreadsheet would run as a formula are disarmed with an apostrophe in front: names of bots and
/// people may be written by anybody.
struct CSVText {
    enum Cell {
        case text(String)
        case number(Int)
        /// Milliseconds, written as seconds with three digits; empty where there are none.
        case seconds(Int64?)
    }

    private(set) var bytes: [UInt8] = []

    /// - Parameter marked: begins with a byte order mark, by which spreadsheets know UTF-8.
    init(header: [String], marked: Bool) {
        if marked { bytes = [0xEF, 0xBB, 0xBF] }
        add(header.map { .text($0) })
    }

    mutating func add(_ cells: [Cell]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            switch cell {
            case .text(let text): add(Self.disarmed(text))
            case .number(let number): bytes.append(contentsOf: "\(number)".utf8)
            case .seconds(let milliseconds?): bytes.append(contentsOf: Self.seconds(milliseconds).utf8)
            case .seconds(nil): break
            }
        }
        bytes.append(contentsOf: [13, 10])
    }

    private static let formulaSigns: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]

    /// White space in front is skipped by some spreadsheets, so the sign behind it counts as well.
    static func disarmed(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return text }
        let sign = text.unicodeScalars.first { !$0.properties.isWhitespace }
        let isArmed = formulaSigns.contains(first) || sign.map(formulaSigns.contains) == true
        return isArmed ? "'" + text : text
    }

    private static func seconds(_ milliseconds: Int64) -> String {
        let rest = String(milliseconds % 1_000)
        return "\(milliseconds / 1_000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }

    private mutating func add(_ text: String) {
        let needsQuotes = text.utf8.contains { $0 == 34 || $0 == 44 || $0 == 10 || $0 == 13 }
        guard needsQuotes else { return bytes.append(contentsOf: text.utf8) }
        bytes.append(34)
        for byte in text.utf8 {
            if byte == 34 { bytes.append(34) }
            bytes.append(byte)
        }
        bytes.append(34)
    }
}
