extension Migration {
    /// Why the bot handed a running conversation over, as `RequestColumn` writes it; null where it did not.
    static let humanRequests = Migration(number: 5, name: "human requests", sql: """
        ALTER TABLE conversation ADD COLUMN request TEXT;
        """)
}
