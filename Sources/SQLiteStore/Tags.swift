package import Chat
import Foundation
import GRDB

/// A conversation's tags as JSON in one column, for summaries.
enum TagsColumn {
    static func encode(_ tags: [String]) -> String? {
        tags.isEmpty ? nil : JSON.array(tags.map { .string($0) }).text
    }

    static func decode(_ text: String) -> [String] {
        ((try? JSON(parsing: text))?.array ?? []).compactMap(\.string)
    }

    /// What stands in `tag.key`: two spellings of a letter that look alike are one.
    static func key(_ tag: String) -> String { Tags.key(tag).precomposedStringWithCanonicalMapping }
}

extension Transaction {
    /// Stores which tags the conversation has from now on, in its row and in the tags' lists.
    func store(_ conversation: Conversation, tagsOf entry: WriterMemory.Entry) throws {
        let old = Set(entry.conversation.tags.map(TagsColumn.key))
        let new = Set(conversation.tags.map(TagsColumn.key))
        try db.execute(
            sql: "UPDATE conversation SET tags = ? WHERE id = ?",
            arguments: [TagsColumn.encode(conversation.tags), entry.row])
        let owner = "(SELECT organization FROM conversation WHERE id = ?)"
        for tag in conversation.tags {
            let key = TagsColumn.key(tag)
            let count = old.contains(key) ? 0 : 1
            try db.execute(sql: """
                INSERT INTO tag(organization, key, name, uses) VALUES (\(owner), ?, ?, 1)
                ON CONFLICT DO UPDATE SET name = excluded.name, uses = uses + ?
                """, arguments: [entry.row, key, tag, count])
            guard count > 0 else { continue }
            try db.execute(sql: """
                INSERT INTO tagged(conversation, tag, bot, state, rated, activity)
                SELECT ?, id, ?, ?, ?, ? FROM tag WHERE organization = \(owner) AND key = ?
                """, arguments: [
                    entry.row, entry.botRow, ConversationRow.state(conversation), ConversationRow.rated(conversation),
                    conversation.activity.milliseconds, entry.row, key,
                ])
        }
        for key in old.subtracting(new) {
            guard let tag = try Int64.fetchOne(
                db, sql: "SELECT id FROM tag WHERE organization = \(owner) AND key = ?", arguments: [entry.row, key])
            else { continue }
            try db.execute(sql: "DELETE FROM tagged WHERE conversation = ? AND tag = ?", arguments: [entry.row, tag])
            try db.execute(sql: "UPDATE tag SET uses = uses - 1 WHERE id = ?", arguments: [tag])
            try db.execute(sql: "DELETE FROM tag WHERE id = ? AND uses <= 0", arguments: [tag])
        }
    }

    /// Where the conversation stands in its tags' lists, after it changed.
    func moveInTagLists(_ entry: WriterMemory.Entry) throws {
        let conversation = entry.conversation
        try db.cachedStatement(sql: """
            UPDATE tagged SET state = ?, rated = ?, activity = ? WHERE conversation = ?
            """).execute(arguments: [
                ConversationRow.state(conversation), ConversationRow.rated(conversation),
                conversation.activity.milliseconds, entry.row,
            ])
    }
}

extension SQLiteStore: TagShelf {
    package func tags(
        of organization: OrganizationID, matching words: String, limit: Int
    ) async throws -> [TagCount] {
        let key = TagsColumn.key(words.trimmingCharacters(in: .whitespacesAndNewlines))
        return try await read { db in
            try Row.fetchAll(db, sql: """
                SELECT name, uses FROM tag
                WHERE organization = (SELECT id FROM organization WHERE public_id = :organization)
                  AND instr(key, :key) > 0
                ORDER BY instr(key, :key) > 1, uses DESC, key LIMIT :limit
                """, arguments: ["organization": organization.blob, "key": key, "limit": limit]
            ).map { TagCount(name: $0[0], count: $0[1]) }
        }
    }
}
