extension Migration {
    /// Two full-text indexes: one row a message while a conversation runs (only ever added to), one row a
    /// conversation once it has ended (so that words of different messages meet in one row).
    /// Both are contentless; rows are taken out by giving their old values.
    static let conversationSearch = Migration(number: 3, name: "conversation search", sql: """
        CREATE VIRTUAL TABLE live_words USING fts5(
          scope, words, content='', tokenize="unicode61 remove_diacritics 2");
        CREATE VIRTUAL TABLE past_words USING fts5(
          scope, words, content='', tokenize="unicode61 remove_diacritics 2");

        -- id: the row in past_words, ordered like the list (activity in milliseconds << 21, then a tie-break).
        -- scope and person as they stand in the index, for taking the row out again.
        CREATE TABLE past_document(
          id INTEGER PRIMARY KEY,
          conversation INTEGER NOT NULL UNIQUE,
          scope TEXT NOT NULL,
          person TEXT NOT NULL);

        -- What of a running conversation stands in live_words: its messages up to `seq` (row: conversation << 24
        -- | seq) and, with seq 0, the customer's name and address unless empty.
        CREATE TABLE live_document(
          conversation INTEGER PRIMARY KEY,
          seq INTEGER NOT NULL,
          scope TEXT NOT NULL,
          person TEXT NOT NULL);

        -- Past conversations whose row in past_words is missing or out of date.
        CREATE TABLE search_queue(conversation INTEGER PRIMARY KEY);
        """)
}
