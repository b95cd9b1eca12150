import Chat
import Foundation
import GRDB

/// What makes two imported passages of a bot the same: of a longer text the text alone, so that what stands on
/// every page of a site is kept once; of a short one the title too, without which it says something else.
struct PassageLikeness {
    static let longText = 200

    let title: String
    let text: String
    let isAnswer: Bool

    var comparesTitle: Bool { isAnswer || text.utf8.count < Self.longText }

    var hash: Int64 {
        var hash = FNV()
        hash.add(comparesTitle ? title : "")
        hash.add(text)
        return hash.value
    }
}

/// FNV-1a, 64 bits: the same in every process, unlike Swift's own hashes. What it finds is compared in full.
struct FNV {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    var value: Int64 { Int64(bitPattern: state) }

    mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
        // Ends the text: no other text has this byte.
        add(0xFF)
    }

    private mutating func add(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
}

/// Changes of the passages in the index, and of imported ones beside it.
struct PassageRows {
    let db: Database

    /// - Parameter likeness: nil for what an operator wrote, which is always kept.
    func insert(
        title: String, text: String, isAnswer: Bool, entry: Int64, document: Int64 = 0, place: Int, bot: String,
        hash: Int64?
    ) throws {
        try db.cachedStatement(sql: """
            INSERT INTO passage(entry, document, place, bot, title, text, pairs, is_answer, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """).execute(arguments: [
                entry, document, place, bot, title, text, CharacterPairs.text(title + "\n" + text), isAnswer, hash,
            ])
    }

    /// Moves waiting passages of the document into the index, or marks them as twins; how many were looked at.
    func place(_ document: Int64, of entry: Int64, from place: Int, limit: Int) throws -> Int {
        let rows = try Row.fetchAll(db, sql: """
            SELECT place, bot, title, text, is_answer, hash FROM held_passage
            WHERE document = ? AND place >= ? ORDER BY place LIMIT ?
            """, arguments: [document, place, limit])
        for row in rows {
            let likeness = PassageLikeness(title: row[2], text: row[3], isAnswer: row[4])
            if try isInIndex(likeness, bot: row[1], hash: row[5]) {
                try db.cachedStatement(sql: "UPDATE held_passage SET twin = 1 WHERE document = ? AND place = ?")
                    .execute(arguments: [document, row[0] as Int])
            } else {
                try insert(
                    title: row[2], text: row[3], isAnswer: row[4], entry: entry, document: document, place: row[0],
                    bot: row[1], hash: row[5])
                try removeHeld(document, place: row[0])
            }
        }
        return rows.count
    }

    /// Takes up to `limit` passages of the document away, and at last the document; how many were taken.
    func remove(document: Int64, of entry: Int64, limit: Int) throws -> Int {
        // Its own twins first, so that none of them takes the place of what goes.
        try db.execute(sql: """
            DELETE FROM held_passage WHERE document = ?1 AND place IN (
              SELECT place FROM held_passage WHERE document = ?1 ORDER BY place LIMIT ?2)
            """, arguments: [document, limit])
        let held = db.changesCount
        guard held == 0 else { return held }
        let rows = try Row.fetchAll(db, sql: """
            SELECT id, bot, title, text, is_answer, hash FROM passage WHERE entry = ? AND document = ?
            ORDER BY place LIMIT ?
            """, arguments: [entry, document, limit])
        for row in rows {
            try db.cachedStatement(sql: "DELETE FROM passage WHERE id = ?").execute(arguments: [row[0] as Int64])
            guard let hash = row[5] as Int64? else { continue }
            try promoteTwin(of: PassageLikeness(title: row[2], text: row[3], isAnswer: row[4]), bot: row[1], hash: hash)
        }
        if rows.isEmpty { try db.execute(sql: "DELETE FROM document WHERE id = ?", arguments: [document]) }
        return max(1, rows.count)
    }

    private func promoteTwin(of likeness: PassageLikeness, bot: String, hash: Int64) throws {
        let twin = try Row.fetchOne(
            db.cachedStatement(sql: """
                SELECT h.document, h.place, h.title, h.text, h.is_answer, d.entry FROM held_passage h
                JOIN document d ON d.id = h.document
                WHERE h.twin = 1 AND h.bot = ? AND h.hash = ? AND h.text = ? AND h.is_answer = ?
                  AND (h.title = ? OR NOT ?) LIMIT 1
                """),
            arguments: [
                bot, hash, likeness.text, likeness.isAnswer, likeness.title, likeness.comparesTitle,
            ])
        guard let twin else { return }
        try insert(
            title: twin[2], text: twin[3], isAnswer: twin[4], entry: twin[5], document: twin[0], place: twin[1],
            bot: bot, hash: hash)
        try removeHeld(twin[0], place: twin[1])
    }

    private func removeHeld(_ document: Int64, place: Int) throws {
        try db.cachedStatement(sql: "DELETE FROM held_passage WHERE document = ? AND place = ?")
            .execute(arguments: [document, place])
    }

    private func isInIndex(_ likeness: PassageLikeness, bot: String, hash: Int64) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: """
                SELECT EXISTS (
                  SELECT 1 FROM passage WHERE bot = ? AND hash = ? AND text = ? AND is_answer = ?
                    AND (title = ? OR NOT ?))
                """),
            arguments: [bot, hash, likeness.text, likeness.isAnswer, likeness.title, likeness.comparesTitle]) ?? false
    }
}
