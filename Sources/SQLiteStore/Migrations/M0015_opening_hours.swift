extension Migration {
    /// When people answer, and where visitors saw the widget last.
    static let openingHours = Migration(number: 15, name: "opening_hours", sql: """
        -- A JSON object (docs/openapi.yaml, OpeningHours); empty: at every time.
        ALTER TABLE bot ADD COLUMN opening_hours TEXT NOT NULL DEFAULT '';

        CREATE TABLE widget_sighting(
          bot INTEGER PRIMARY KEY REFERENCES bot(id) ON DELETE CASCADE,
          origin TEXT NOT NULL,
          at INTEGER NOT NULL);
        """)
}
