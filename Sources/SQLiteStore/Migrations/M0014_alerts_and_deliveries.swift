extension Migration {
    /// Who is told of requests that no one takes, and everything that was sent outside.
    static let alertsAndDeliveries = Migration(number: 14, name: "alerts_and_deliveries", sql: """
        -- emails: a JSON list. webhook_secret: as it signs, with its prefix.
        CREATE TABLE bot_alerts(
          bot INTEGER PRIMARY KEY REFERENCES bot(id) ON DELETE CASCADE,
          after_seconds INTEGER NOT NULL CHECK (after_seconds > 0),
          emails TEXT NOT NULL,
          webhook_url TEXT,
          webhook_secret TEXT,
          CHECK ((webhook_url IS NULL) = (webhook_secret IS NULL)));

        -- kind: 1 e-mail, 2 webhook, 3 reply. state: 0 waiting, 1 sent, 2 failed.
        -- conversation: NULL for a test. cause: when the request was made or the absence began.
        -- It speaks of the messages with after_seq < seq <= up_to.
        CREATE TABLE delivery(
          id INTEGER PRIMARY KEY,
          public_id BLOB NOT NULL UNIQUE CHECK (length(public_id) = 16),
          bot INTEGER NOT NULL REFERENCES bot(id),
          conversation INTEGER REFERENCES conversation(id),
          kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),
          destination TEXT NOT NULL,
          cause INTEGER NOT NULL,
          after_seq INTEGER NOT NULL,
          up_to INTEGER NOT NULL,
          state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),
          attempts INTEGER NOT NULL,
          error TEXT,
          made_at INTEGER NOT NULL,
          changed_at INTEGER NOT NULL,
          next_at INTEGER,
          CHECK ((state = 0) = (next_at IS NOT NULL)));
        -- The same cause is told to the same place once.
        CREATE UNIQUE INDEX delivery_cause ON delivery(conversation, kind, destination, cause);
        CREATE INDEX delivery_bot ON delivery(bot, id);
        CREATE INDEX delivery_made ON delivery(made_at);
        -- Replies to one address within a day.
        CREATE INDEX delivery_reply ON delivery(destination, made_at) WHERE kind = 3;
        """)
}
