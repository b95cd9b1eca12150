extension Migration {
    /// What the insights count, filed behind the commits; API tokens get a name.
    static let conversationFacts = Migration(number: 16, name: "conversation_facts", sql: """
        -- One row a conversation, in the order in which the insights read it: a bot's by the time they began.
        -- seq: the log is counted up to here. marks: 1 the bot spoke, 2 an operator came, 4 a human was asked
        -- for, 8 ended. first_answer, first_human_answer: milliseconds. unanswered: messages of the bot that
        -- said that it does not know.
        CREATE TABLE conversation_fact(
          bot INTEGER NOT NULL REFERENCES bot(id),
          started_at INTEGER NOT NULL,
          conversation INTEGER NOT NULL,
          seq INTEGER NOT NULL,
          marks INTEGER NOT NULL CHECK (marks BETWEEN 0 AND 15),
          first_customer_at INTEGER,
          first_answer INTEGER,
          person_wanted_at INTEGER,
          first_human_answer INTEGER,
          rated_up INTEGER NOT NULL,
          rated_down INTEGER NOT NULL,
          unanswered INTEGER NOT NULL,
          PRIMARY KEY (bot, started_at, conversation)) WITHOUT ROWID;

        -- Each operator's part in a conversation. first_answer: milliseconds, for who gave the first human answer.
        CREATE TABLE operator_fact(
          bot INTEGER NOT NULL REFERENCES bot(id),
          started_at INTEGER NOT NULL,
          conversation INTEGER NOT NULL,
          operator INTEGER NOT NULL REFERENCES operator(id),
          messages INTEGER NOT NULL,
          first_answer INTEGER,
          PRIMARY KEY (bot, started_at, conversation, operator)) WITHOUT ROWID;

        ALTER TABLE operator_token ADD COLUMN name TEXT NOT NULL DEFAULT '';
        """)
}
