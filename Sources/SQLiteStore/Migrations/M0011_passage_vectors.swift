extension Migration {
    /// What a model makes of each passage, how far that has come, and whether it helps each bot.
    static let passageVectors = Migration(number: 11, name: "passage vectors", sql: """
        -- One row once a model was used. generation: raised with every other model or length of vectors.
        -- position: passages up to this one have been looked at. It never passes the newest passage, since the
        -- number of a removed one is given again.
        CREATE TABLE embedding(
          id INTEGER PRIMARY KEY CHECK (id = 1),
          model TEXT NOT NULL,
          generation INTEGER NOT NULL,
          dimensions INTEGER,
          position INTEGER NOT NULL);
        CREATE TRIGGER passage_unembedded AFTER DELETE ON passage BEGIN
          UPDATE embedding SET position = (SELECT coalesce(max(id), 0) FROM passage)
            WHERE id = 1 AND position > (SELECT coalesce(max(id), 0) FROM passage);
        END;

        -- numbers: one signed byte each; scale: what a step is worth.
        CREATE TABLE passage_vector(
          passage INTEGER PRIMARY KEY REFERENCES passage(id) ON DELETE CASCADE,
          bot TEXT NOT NULL,
          generation INTEGER NOT NULL,
          scale REAL NOT NULL,
          numbers BLOB NOT NULL);
        CREATE INDEX passage_vector_bot ON passage_vector(bot, generation);

        -- bot: its token, see BotToken. changes: of its vectors, ever; tested: the count at its last test.
        -- generation: of that test, whose shares are of 1.
        CREATE TABLE bot_embedding(
          bot TEXT PRIMARY KEY,
          changes INTEGER NOT NULL,
          tested INTEGER NOT NULL DEFAULT 0,
          generation INTEGER,
          weight REAL,
          near REAL,
          questions INTEGER,
          found_without REAL,
          found_with REAL,
          tested_at INTEGER) WITHOUT ROWID;
        CREATE INDEX bot_embedding_untested ON bot_embedding(bot) WHERE changes <> tested;
        CREATE TRIGGER passage_vector_added AFTER INSERT ON passage_vector BEGIN
          INSERT INTO bot_embedding(bot, changes) VALUES (new.bot, 1)
            ON CONFLICT(bot) DO UPDATE SET changes = changes + 1;
        END;
        CREATE TRIGGER passage_vector_removed AFTER DELETE ON passage_vector BEGIN
          UPDATE bot_embedding SET changes = changes + 1 WHERE bot = old.bot;
        END;
        """)
}
