extension Migration {
    /// How many passages each bot has: counting a hundred thousand for every question takes longer than
    /// finding the answer.
    static let passageCounts = Migration(number: 4, name: "passage counts", sql: """
        CREATE TABLE passage_count(
          bot TEXT PRIMARY KEY,
          passages INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO passage_count SELECT bot, count(*) FROM passage GROUP BY bot;

        CREATE TRIGGER passage_counted AFTER INSERT ON passage BEGIN
          INSERT INTO passage_count VALUES (new.bot, 1) ON CONFLICT(bot) DO UPDATE SET passages = passages + 1;
        END;
        CREATE TRIGGER passage_discounted AFTER DELETE ON passage BEGIN
          UPDATE passage_count SET passages = passages - 1 WHERE bot = old.bot;
        END;
        """)
}
