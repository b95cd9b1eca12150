extension Migration {
    /// How answers came about, the bots' own language models, and the calls counted against the budgets.
    static let answersAndModels = Migration(number: 6, name: "answers and models", sql: """
        -- item: the row of the bot's message. trace: a JSON object (docs/openapi.yaml, Why).
        CREATE TABLE answer_trace(item INTEGER PRIMARY KEY, trace TEXT NOT NULL);

        -- key: the provider's, as it is sent. Prices are for a million tokens.
        CREATE TABLE bot_language_model(
          bot INTEGER PRIMARY KEY REFERENCES bot(id) ON DELETE CASCADE,
          url TEXT NOT NULL,
          model TEXT NOT NULL,
          key TEXT,
          prompt_price REAL,
          completion_price REAL);

        -- day: since 1970, UTC. sort: 1 a bot, 2 a conversation, 3 a network address.
        CREATE TABLE model_usage(
          day INTEGER NOT NULL,
          sort INTEGER NOT NULL CHECK (sort BETWEEN 1 AND 3),
          key TEXT NOT NULL,
          calls INTEGER NOT NULL,
          PRIMARY KEY (day, sort, key)) WITHOUT ROWID;
        """)
}
