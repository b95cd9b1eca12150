extension Migration {
    /// Customers whom a website has named, and the keys that it signs with.
    static let identities = Migration(number: 17, name: "identities", sql: """
        -- The website's own id of the person.
        ALTER TABLE customer ADD COLUMN subject TEXT;
        CREATE UNIQUE INDEX customer_subject ON customer(bot, subject) WHERE subject IS NOT NULL;

        -- The secret itself: signatures are checked with it.
        CREATE TABLE identity_key(
          public_id BLOB PRIMARY KEY CHECK (length(public_id) = 16),
          bot INTEGER NOT NULL REFERENCES bot(id) ON DELETE CASCADE,
          secret TEXT NOT NULL,
          created_at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX identity_key_bot ON identity_key(bot, public_id);
        """)
}
