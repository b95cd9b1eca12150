extension Migration {
    /// Documents that are read by a job: how far it is, an upload's bytes, and the documents with those of
    /// their passages that are not in the index.
    static let importedDocuments = Migration(number: 7, name: "imported documents", sql: """
        -- Set when an operator removed the entry: nothing of it is found or listed, and a job takes the rest away.
        ALTER TABLE knowledge ADD COLUMN removed_at INTEGER;

        -- document: 0 for what an operator wrote.
        -- hash: of what makes an imported passage the same as another one, see PassageLikeness; null otherwise.
        ALTER TABLE passage ADD COLUMN document INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE passage ADD COLUMN is_answer INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE passage ADD COLUMN hash INTEGER;
        DROP INDEX passage_place;
        CREATE UNIQUE INDEX passage_place ON passage(entry, document, place);
        CREATE INDEX passage_hash ON passage(bot, hash) WHERE hash IS NOT NULL;

        -- state: 1 waiting, 2 running, 3 done, 4 failed, 5 cancelled. run: raised by every begin.
        -- begun: begins since it was last asked for.
        CREATE TABLE knowledge_import(
          entry INTEGER PRIMARY KEY REFERENCES knowledge(id) ON DELETE CASCADE,
          state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5),
          run INTEGER NOT NULL DEFAULT 0,
          begun INTEGER NOT NULL DEFAULT 0,
          found INTEGER NOT NULL DEFAULT 0,
          read INTEGER NOT NULL DEFAULT 0,
          indexed INTEGER NOT NULL DEFAULT 0,
          failed INTEGER NOT NULL DEFAULT 0,
          failures TEXT NOT NULL DEFAULT '[]',
          started_at INTEGER,
          finished_at INTEGER);

        CREATE TABLE knowledge_upload(
          entry INTEGER PRIMARY KEY REFERENCES knowledge(id) ON DELETE CASCADE,
          bytes BLOB NOT NULL);

        -- state: 0 read, its passages move into the index; 1 answers; 2 half stored, or given up: to be taken away.
        -- run: the last one that came across it. placed: passages up to this one have been moved.
        CREATE TABLE document(
          id INTEGER PRIMARY KEY,
          entry INTEGER NOT NULL REFERENCES knowledge(id) ON DELETE CASCADE,
          state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),
          run INTEGER NOT NULL,
          name TEXT NOT NULL,
          title TEXT NOT NULL,
          hash INTEGER NOT NULL,
          passages INTEGER NOT NULL,
          placed INTEGER NOT NULL,
          read_at INTEGER NOT NULL);
        CREATE INDEX document_name ON document(entry, name, id);
        CREATE INDEX document_state ON document(entry, state, id);
        CREATE INDEX document_run ON document(entry, state, run);

        -- Passages that are not in the index: of documents that were read and are not moved yet, and (twin)
        -- those that are the same as one that is. A twin takes the place of that one when it goes.
        CREATE TABLE held_passage(
          document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
          place INTEGER NOT NULL,
          twin INTEGER NOT NULL DEFAULT 0,
          bot TEXT NOT NULL,
          title TEXT NOT NULL,
          text TEXT NOT NULL,
          is_answer INTEGER NOT NULL,
          hash INTEGER NOT NULL,
          PRIMARY KEY (document, place)) WITHOUT ROWID;
        CREATE INDEX held_passage_twin ON held_passage(bot, hash) WHERE twin = 1;

        -- Each sort of job has its own room.
        DROP INDEX job_due;
        CREATE INDEX job_due ON job(sort, due);
        """)
}
