extension Migration {
    /// What operators taught a bot, and the stems that each correction is found by.
    static let corrections = Migration(number: 8, name: "corrections", sql: """
        -- lesson: 1 an answer, 2 an entry, 3 “I don't know”, 4 a person. entry: its public id, which may be gone.
        CREATE TABLE correction(
          id INTEGER PRIMARY KEY,
          public_id BLOB NOT NULL UNIQUE CHECK (length(public_id) = 16),
          bot INTEGER NOT NULL REFERENCES bot(id) ON DELETE CASCADE,
          question TEXT NOT NULL,
          history TEXT NOT NULL,
          lesson INTEGER NOT NULL CHECK (lesson BETWEEN 1 AND 4),
          answer TEXT,
          entry BLOB,
          entry_updated_at INTEGER,
          conversation INTEGER,
          seq INTEGER,
          operator INTEGER NOT NULL REFERENCES operator(id),
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL,
          CHECK ((lesson = 1) = (answer IS NOT NULL)),
          CHECK (lesson <> 2 OR entry IS NOT NULL),
          CHECK ((conversation IS NULL) = (seq IS NULL)));
        CREATE INDEX correction_bot ON correction(bot, public_id);
        CREATE UNIQUE INDEX correction_occasion ON correction(conversation, seq) WHERE conversation IS NOT NULL;

        CREATE TABLE correction_word(
          bot INTEGER NOT NULL,
          word TEXT NOT NULL,
          correction INTEGER NOT NULL REFERENCES correction(id) ON DELETE CASCADE,
          PRIMARY KEY (bot, word, correction)) WITHOUT ROWID;
        CREATE INDEX correction_word_correction ON correction_word(correction);
        """)
}
