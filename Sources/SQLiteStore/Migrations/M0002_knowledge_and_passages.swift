extension Migration {
    /// What operators wrote, the passages cut from it, and two full-text indexes over them: stemmed words,
    /// and trigrams for typing errors. The triggers alone write the indexes, so that a passage that goes
    /// away by a cascade leaves them too. Passages are never updated.
    static let knowledgeAndPassages = Migration(number: 2, name: "knowledge and passages", sql: """
        -- kind: 1 question and answer (title, text), 2 article (title, text), 3 note (text), 4 web address (title; its
        -- limits in alternatives), 5 file (name in title, media type in text, size in alternatives).
        CREATE TABLE knowledge(
          id INTEGER PRIMARY KEY,
          public_id BLOB NOT NULL UNIQUE CHECK (length(public_id) = 16),
          bot INTEGER NOT NULL REFERENCES bot(id) ON DELETE CASCADE,
          kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 5),
          title TEXT NOT NULL,
          text TEXT NOT NULL,
          alternatives TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL);
        CREATE INDEX knowledge_bot ON knowledge(bot, public_id);
        CREATE INDEX knowledge_notes ON knowledge(bot, public_id) WHERE kind = 3;

        -- bot: the token of its bot in the indexes, see BotToken.
        -- pairs: runs of scripts without spaces, cut into overlapping pairs of characters.
        CREATE TABLE passage(
          id INTEGER PRIMARY KEY,
          entry INTEGER NOT NULL REFERENCES knowledge(id) ON DELETE CASCADE,
          place INTEGER NOT NULL,
          bot TEXT NOT NULL,
          title TEXT NOT NULL,
          text TEXT NOT NULL,
          pairs TEXT NOT NULL);
        CREATE UNIQUE INDEX passage_place ON passage(entry, place);
        CREATE INDEX passage_bot ON passage(bot);

        CREATE VIRTUAL TABLE passage_words USING fts5(
          bot, title, text, pairs, content='passage', content_rowid='id',
          tokenize="porter unicode61 remove_diacritics 2 categories 'L* N* M* Co'");
        CREATE VIRTUAL TABLE passage_trigrams USING fts5(
          bot, title, text, content='passage', content_rowid='id', tokenize='trigram');

        CREATE TRIGGER passage_added AFTER INSERT ON passage BEGIN
          INSERT INTO passage_words(rowid, bot, title, text, pairs)
            VALUES (new.id, new.bot, new.title, new.text, new.pairs);
          INSERT INTO passage_trigrams(rowid, bot, title, text) VALUES (new.id, new.bot, new.title, new.text);
        END;
        CREATE TRIGGER passage_removed AFTER DELETE ON passage BEGIN
          INSERT INTO passage_words(passage_words, rowid, bot, title, text, pairs)
            VALUES ('delete', old.id, old.bot, old.title, old.text, old.pairs);
          INSERT INTO passage_trigrams(passage_trigrams, rowid, bot, title, text)
            VALUES ('delete', old.id, old.bot, old.title, old.text);
        END;
        """)
}
