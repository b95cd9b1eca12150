package enum ItemSort: Int, Sendable { case message = 1, note, event }

package enum ItemRole: Int, Sendable {
    case customer = 1, bot, `operator`, system

    package var name: String {
        switch self {
        case .customer: "customer"
        case .bot: "bot"
        case .operator: "operator"
        case .system: "system"
        }
    }
}

/// The changes of a conversation that stand in its log.
package enum EventName: String, Sendable {
    case started, takenOver = "taken_over", takenOverAgain = "taken_over_again", left
    case returnedToAI = "returned_to_ai", humanRequested = "human_requested", handlerAway = "handler_away", ended
}

/// Who wrote an item, with the name to show. Towards a customer an operator is only name and picture.
package struct Author: Sendable, Equatable {
    package let id: String
    package let name: String?
    package let picture: PictureName?

    package init(id: String, name: String?, picture: PictureName? = nil) {
        self.id = id
        self.name = name
        self.picture = picture
    }
}

/// A knowledge entry that an answer rests on.
package struct Source: Sendable, Equatable {
    package let id: KnowledgeID
    package let title: String
    package let passage: String
    package let score: Double
    /// The page that the passage was read from; customers may follow it.
    package let url: String?

    package init(id: KnowledgeID, title: String, passage: String, score: Double, url: String? = nil) {
        self.id = id
        self.title = title
        self.passage = passage
        self.score = score
        self.url = url
    }
}

package enum Thumb: String, Sendable, CaseIterable { case up, down }

/// An operator's judgement of one bot message; the last writer wins.
package struct Rating: Sendable, Equatable {
    package let thumb: Thumb
    package let note: String?
    package let by: Author
    package let at: Moment

    package init(thumb: Thumb, note: String?, by: Author, at: Moment) {
        self.thumb = thumb
        self.note = note
        self.by = by
        self.at = at
    }
}

/// One entry of a conversation's log.
package struct Item: Sendable, Equatable {
    package let seq: Int
    package let sort: ItemSort
    /// Client-made for messages (1–64 characters), derived from the job for answers, server-made otherwise.
    package let id: String
    package let role: ItemRole
    package var author: Author?
    package let text: String?
    package let at: Moment
    package let event: EventName?
    package let data: JSON?
    package let sources: [Source]
    package var rating: Rating?

    package init(
        seq: Int, sort: ItemSort, id: String, role: ItemRole, author: Author? = nil, text: String? = nil, at: Moment,
        event: EventName? = nil, data: JSON? = nil, sources: [Source] = [], rating: Rating? = nil
    ) {
        self.seq = seq
        self.sort = sort
        self.id = id
        self.role = role
        self.author = author
        self.text = text
        self.at = at
        self.event = event
        self.data = data
        self.sources = sources
        self.rating = rating
    }

    /// The data of a note that an operator whispered to the bot.
    package static let whisperMark = JSON.object([.init("whisper", .bool(true))])

    package var isWhisper: Bool { sort == .note && data == Self.whisperMark }
}

/// Who looks at an item or a summary: what each may see differs (contract, section 4).
package enum Audience: Sendable { case operators, customer }
