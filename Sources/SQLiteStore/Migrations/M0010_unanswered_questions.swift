extension Migration {
    /// What the bots could not answer, until somebody settles it.
    static let unansweredQuestions = Migration(number: 10, name: "unanswered_questions", sql: """
        -- item: the row of the bot's message.
        CREATE TABLE unanswered(
          item INTEGER PRIMARY KEY,
          bot INTEGER NOT NULL REFERENCES bot(id) ON DELETE CASCADE,
          question TEXT NOT NULL);
        CREATE INDEX unanswered_bot ON unanswered(bot, item);
        """)
}
