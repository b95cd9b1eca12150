import Chat

/// Answers as they are being written, one a conversation; nothing of it is kept.
struct Drafts {
    struct Draft {
        let id: String
        var text = ""
        var length = 0
    }

    private var running: [ConversationID: Draft] = [:]
    /// Drafts that were withdrawn while their writer may still send pieces.
    private var withdrawn: [ConversationID: String] = [:]

    func current(in conversation: ConversationID) -> Draft? { running[conversation] }

    /// The place of the piece, in Unicode scalars; nil for a piece of a withdrawn draft.
    mutating func add(_ piece: String, to id: String, in conversation: ConversationID) -> Int? {
        guard withdrawn[conversation] != id else { return nil }
        var draft = running[conversation] ?? Draft(id: id)
        if draft.id != id { draft = Draft(id: id) }
        let from = draft.length
        draft.text += piece
        draft.length += piece.unicodeScalars.count
        running[conversation] = draft
        return from
    }

    /// True when it stood on screens until now.
    mutating func withdraw(_ id: String, in conversation: ConversationID) -> Bool {
        guard running[conversation]?.id == id else { return false }
        running[conversation] = nil
        withdrawn[conversation] = id
        return true
    }

    /// The writer has said that it writes no more.
    mutating func forget(_ id: String, in conversation: ConversationID) {
        if withdrawn[conversation] == id { withdrawn[conversation] = nil }
    }

    mutating func finish(_ id: String, in conversation: ConversationID) {
        if running[conversation]?.id == id { running[conversation] = nil }
        forget(id, in: conversation)
    }
}
