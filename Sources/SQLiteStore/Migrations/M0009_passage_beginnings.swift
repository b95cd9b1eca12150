extension Migration {
    /// The beginnings of words in the index of passages: without them, a beginning is looked up by reading and
    /// merging the rows of every word that begins so, of all bots. And an index of titles alone: a word that is
    /// frequent in texts and rare in titles would be looked for in every text.
    static let passageBeginnings = Migration(number: 9, name: "passage_beginnings", sql: """
        DROP TABLE passage_words;
        CREATE VIRTUAL TABLE passage_words USING fts5(
          bot, title, text, pairs, content='passage', content_rowid='id', prefix='4 5 6 7',
          tokenize="porter unicode61 remove_diacritics 2 categories 'L* N* M* Co*'");
        INSERT INTO passage_words(passage_words) VALUES ('rebuild');

        CREATE VIRTUAL TABLE passage_titles USING fts5(
          bot, title, content='passage', content_rowid='id', prefix='4 5 6 7',
          tokenize="porter unicode61 remove_diacritics 2 categories 'L* N* M* Co*'");
        INSERT INTO passage_titles(passage_titles) VALUES ('rebuild');
        CREATE TRIGGER passage_title_added AFTER INSERT ON passage BEGIN
          INSERT INTO passage_titles(rowid, bot, title) VALUES (new.id, new.bot, new.title);
        END;
        CREATE TRIGGER passage_title_removed AFTER DELETE ON passage BEGIN
          INSERT INTO passage_titles(passage_titles, rowid, bot, title) VALUES ('delete', old.id, old.bot, old.title);
        END;
        """)
}
