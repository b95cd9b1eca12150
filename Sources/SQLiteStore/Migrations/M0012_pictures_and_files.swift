extension Migration {
    /// Faces of bots and operators, and the files that messages bring.
    static let picturesAndFiles = Migration(number: 12, name: "pictures and files", sql: """
        -- name: random, the last part of the address.
        CREATE TABLE picture(
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL UNIQUE,
          type TEXT NOT NULL,
          bytes BLOB NOT NULL,
          created_at INTEGER NOT NULL);
        ALTER TABLE bot ADD COLUMN picture TEXT REFERENCES picture(name);
        ALTER TABLE operator ADD COLUMN picture TEXT REFERENCES picture(name);

        -- customer, operator: who made it, one of the two.
        -- conversation: an operator's from the upload on, a customer's from its message on.
        -- item: the message that brings it; a file that none brings is swept.
        -- size: in bytes; what was announced while it comes, so that limits count it.
        CREATE TABLE file(
          id INTEGER PRIMARY KEY,
          public_id BLOB NOT NULL UNIQUE CHECK (length(public_id) = 16),
          organization INTEGER NOT NULL REFERENCES organization(id),
          customer INTEGER REFERENCES customer(id),
          operator INTEGER REFERENCES operator(id),
          conversation INTEGER REFERENCES conversation(id),
          item INTEGER,
          name TEXT NOT NULL,
          type TEXT NOT NULL,
          size INTEGER NOT NULL,
          width INTEGER,
          height INTEGER,
          is_whole INTEGER NOT NULL DEFAULT 0,
          created_at INTEGER NOT NULL,
          CHECK ((customer IS NULL) <> (operator IS NULL)),
          CHECK (item IS NULL OR (conversation IS NOT NULL AND is_whole)));
        CREATE INDEX file_customer ON file(customer, created_at) WHERE customer IS NOT NULL;
        CREATE INDEX file_conversation ON file(conversation) WHERE conversation IS NOT NULL;
        CREATE INDEX file_unused ON file(created_at) WHERE item IS NULL;

        -- A file in pieces, so that no chat waits until a whole one is written.
        CREATE TABLE file_piece(
          file INTEGER NOT NULL REFERENCES file(id),
          place INTEGER NOT NULL,
          bytes BLOB NOT NULL,
          PRIMARY KEY (file, place));

        -- What a message brings, as JSON: id, name, type, size and, of pictures, width and height.
        ALTER TABLE item ADD COLUMN files TEXT;
        """)
}
