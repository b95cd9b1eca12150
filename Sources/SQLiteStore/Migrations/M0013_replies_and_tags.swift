extension Migration {
    /// Saved replies, tags with their lists, and who is away.
    static let repliesAndTags = Migration(number: 13, name: "replies_and_tags", sql: """
        ALTER TABLE operator ADD COLUMN available INTEGER NOT NULL DEFAULT 1;

        -- bot: null is for every bot. key: the shortcut in lower case.
        CREATE TABLE saved_reply(
          id INTEGER PRIMARY KEY,
          public_id BLOB NOT NULL UNIQUE CHECK (length(public_id) = 16),
          organization INTEGER NOT NULL REFERENCES organization(id),
          bot INTEGER REFERENCES bot(id),
          key TEXT NOT NULL,
          shortcut TEXT NOT NULL,
          text TEXT NOT NULL,
          operator INTEGER NOT NULL REFERENCES operator(id),
          updated_at INTEGER NOT NULL);
        CREATE UNIQUE INDEX saved_reply_shortcut ON saved_reply(organization, key, coalesce(bot, 0));

        -- As operators wrote them, a JSON list; null where there are none.
        ALTER TABLE conversation ADD COLUMN tags TEXT;

        -- key: the name in lower case. uses: how many conversations carry it; never 0.
        CREATE TABLE tag(
          id INTEGER PRIMARY KEY,
          organization INTEGER NOT NULL REFERENCES organization(id),
          key TEXT NOT NULL,
          name TEXT NOT NULL,
          uses INTEGER NOT NULL);
        CREATE UNIQUE INDEX tag_key ON tag(organization, key);

        -- State, rating and activity of the conversation once more, so that a tag's list is a range of one index.
        CREATE TABLE tagged(
          conversation INTEGER NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
          tag INTEGER NOT NULL REFERENCES tag(id),
          bot INTEGER NOT NULL,
          state INTEGER NOT NULL,
          rated INTEGER NOT NULL,
          activity INTEGER NOT NULL,
          PRIMARY KEY (conversation, tag)) WITHOUT ROWID;
        CREATE INDEX tagged_list ON tagged(tag, state, rated, activity, conversation);
        CREATE INDEX tagged_bot_list ON tagged(tag, bot, state, rated, activity, conversation);
        """)
}
