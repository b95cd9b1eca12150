import Chat

/// Rows of `item` are numbered by conversation and position, so that a log is one range of the table.
enum ItemKey {
    private static let seqBits: Int64 = 24
    /// The highest `seq` that a conversation can reach: two million messages a day for a week.
    static let maxSeq = (1 << 24) - 1

    static func id(_ conversation: Int64, _ seq: Int) -> Int64 {
        conversation << seqBits | Int64(min(max(seq, 0), maxSeq))
    }

    static func seq(_ id: Int64) -> Int { Int(id & Int64(maxSeq)) }
    static func conversation(_ id: Int64) -> Int64 { id >> seqBits }
}
