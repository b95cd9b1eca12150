extension Migration {
    static let foundation = Migration(number: 1, name: "foundation", sql: """
        CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE organization(
          id INTEGER PRIMARY KEY,
          public_id BLOB NOT NULL UNIQUE CHECK (length(public_id) = 16),
          name TEXT NOT NULL,
          created_at INTEGER NOT NULL);

        CREATE TABLE operator(
          id INTEGER PRIMARY KEY,
          public_id BLOB NOT NULL UNIQUE CHECK (length(public_id) = 16),
          organization INTEGER NOT NULL REFERENCES organization(id),
          email TEXT NOT NULL COLLATE NOCASE,
          name TEXT NOT NULL,
          role TEXT NOT NULL CHECK (role IN ('operator', 'admin', 'owner')),
          password_hash TEXT,
          created_at INTEGER NOT NULL,
          removed_at INTEGER);
        CREATE UNIQUE INDEX operator_email ON operator(email) WHERE removed_at IS NULL;
        CREATE INDEX operator_organization ON operator(organization);

        CREATE TABLE operator_token(
          digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
          public_id BLOB NOT NULL,
          operator INTEGER NOT NULL REFERENCES operator(id),
          sort INTEGER NOT NULL CHECK (sort IN (1, 2)),
          created_at INTEGER NOT NULL,
          expires_at INTEGER) WITHOUT ROWID;
        CREATE INDEX operator_token_operator ON operator_token(operator);

        CREATE TABLE sign_in_failure(
          key TEXT PRIMARY KEY, count INTEGER NOT NULL, window_began INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX sign_in_failure_window ON sign_in_failure(window_began);

        CREATE TABLE bot(
          id INTEGER PRIMARY KEY,
          public_id BLOB NOT NULL UNIQUE CHECK (length(public_id) = 16),
          organization INTEGER NOT NULL REFERENCES organization(id),
          name TEXT NOT NULL,
          live_chat INTEGER NOT NULL,
          greeting TEXT NOT NULL,
          instructions TEXT NOT NULL,
          while_waiting TEXT NOT NULL CHECK (while_waiting IN ('answer', 'wait')),
          answering INTEGER NOT NULL,
          allowed_origins TEXT NOT NULL,
          appearance TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          deleted_at INTEGER);
        CREATE INDEX bot_organization ON bot(organization);

        CREATE TABLE customer(
          id INTEGER PRIMARY KEY,
          public_id BLOB NOT NULL UNIQUE CHECK (length(public_id) = 16),
          organization INTEGER NOT NULL REFERENCES organization(id),
          bot INTEGER NOT NULL REFERENCES bot(id),
          name TEXT,
          email TEXT,
          last_seen_at INTEGER,
          created_at INTEGER NOT NULL);

        CREATE TABLE customer_token(
          digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
          customer INTEGER NOT NULL REFERENCES customer(id)) WITHOUT ROWID;

        -- Ranges are checked by BETWEEN: for IN, SQLite builds a table of the values at every change.
        -- state: 0 automated, 1 assisted (a human is involved or requested), 2 past.
        -- rated: bit 1 has a thumb up, bit 2 has a thumb down.
        CREATE TABLE conversation(
          id INTEGER PRIMARY KEY,
          public_id BLOB NOT NULL UNIQUE CHECK (length(public_id) = 16),
          organization INTEGER NOT NULL REFERENCES organization(id),
          bot INTEGER NOT NULL REFERENCES bot(id),
          customer INTEGER NOT NULL REFERENCES customer(id),
          handling INTEGER NOT NULL CHECK (handling BETWEEN 0 AND 2),
          handler INTEGER REFERENCES operator(id),
          handling_number INTEGER NOT NULL,
          state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),
          rated INTEGER NOT NULL CHECK (rated BETWEEN 0 AND 3),
          activity INTEGER NOT NULL,
          last_seq INTEGER NOT NULL,
          last_item_seq INTEGER NOT NULL,
          started_at INTEGER NOT NULL,
          ended_at INTEGER,
          requested_at INTEGER,
          last_message_at INTEGER NOT NULL,
          last_message_role INTEGER,
          last_message_seq INTEGER NOT NULL,
          last_customer_message_at INTEGER,
          answered_up_to INTEGER NOT NULL,
          operators_seen INTEGER NOT NULL,
          customer_seen INTEGER NOT NULL,
          unread_by_operators INTEGER NOT NULL,
          unread_by_customer INTEGER NOT NULL,
          rated_up INTEGER NOT NULL,
          rated_down INTEGER NOT NULL,
          CHECK ((handling = 2) = (handler IS NOT NULL)),
          CHECK ((state = 2) = (ended_at IS NOT NULL)));
        -- A customer (of one bot) has at most one active conversation.
        CREATE UNIQUE INDEX conversation_running ON conversation(customer) WHERE ended_at IS NULL;
        CREATE INDEX conversation_customer ON conversation(customer, started_at);
        -- Every filter of the Chat page is a union of ranges of one of these two.
        CREATE INDEX conversation_list ON conversation(organization, state, rated, activity);
        CREATE INDEX conversation_bot_list ON conversation(bot, state, rated, activity);

        -- id: conversation << 24 | seq, so that a log is one range and needs no index.
        CREATE TABLE item(
          id INTEGER PRIMARY KEY CHECK (id & 16777215 > 0),
          sort INTEGER NOT NULL CHECK (sort BETWEEN 1 AND 3),
          role INTEGER NOT NULL CHECK (role BETWEEN 1 AND 4),
          public_id TEXT NOT NULL,
          operator INTEGER,
          text TEXT,
          at INTEGER NOT NULL,
          event TEXT,
          data TEXT,
          sources TEXT);

        CREATE TABLE rating(
          conversation INTEGER NOT NULL,
          seq INTEGER NOT NULL,
          thumb TEXT NOT NULL CHECK (thumb IN ('up', 'down')),
          note TEXT,
          operator INTEGER NOT NULL REFERENCES operator(id),
          at INTEGER NOT NULL,
          PRIMARY KEY (conversation, seq)) WITHOUT ROWID;

        CREATE TABLE job(
          sort INTEGER NOT NULL,
          key TEXT NOT NULL,
          number INTEGER NOT NULL,
          attempts INTEGER NOT NULL,
          due INTEGER NOT NULL,
          PRIMARY KEY (sort, key)) WITHOUT ROWID;
        CREATE INDEX job_due ON job(due);

        CREATE TABLE imported(
          bot INTEGER NOT NULL REFERENCES bot(id),
          external_id TEXT NOT NULL,
          conversation INTEGER NOT NULL,
          PRIMARY KEY (bot, external_id)) WITHOUT ROWID;
        """)
}
