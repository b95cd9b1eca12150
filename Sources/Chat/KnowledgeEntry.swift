/// A bot's knowledge, as operators wrote it.
package struct KnowledgeEntry: Sendable, Equatable {
    package enum Content: Sendable, Equatable {
        case faq(question: String, answer: String, alternatives: [String])
        case text(title: String, text: String)
        /// Feedback: an instruction that the bot follows.
        case note(text: String)
        /// A page, or a site from that page on, read from the web.
        case url(WebSource)
        /// An uploaded file.
        case file(FileSource)
    }

    package let id: KnowledgeID
    package let bot: BotID
    package var content: Content
    package let createdAt: Moment
    package var updatedAt: Moment
    /// How far its documents are read; nil for what operators wrote, and where nobody asked for it.
    package var progress: ImportProgress?

    package init(
        id: KnowledgeID, bot: BotID, content: Content, createdAt: Moment, updatedAt: Moment,
        progress: ImportProgress? = nil
    ) {
        self.id = id
        self.bot = bot
        self.content = content
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.progress = progress
    }
}

/// A piece of an entry that is found and quoted on its own.
package struct Passage: Sendable, Equatable {
    /// The heading, or the question and its other wordings: repeated in every passage and weighted.
    package let title: String
    /// What may be quoted.
    package let text: String
    /// Whether the text answers the title, a stored question: it is given word for word.
    package let isAnswer: Bool
    /// The page that it was read from.
    package let url: String?

    package init(title: String, text: String, isAnswer: Bool = false, url: String? = nil) {
        self.title = title
        self.text = text
        self.isAnswer = isAnswer
        self.url = url
    }
}

package struct PassageHit: Sendable, Equatable {
    package let entry: KnowledgeID
    package let passage: Passage
    /// What the shelf knows the passage by, and the document it was read from; 0 where it stands on no shelf, and
    /// for what an operator wrote.
    package let number: Int64
    package let document: Int64

    package init(entry: KnowledgeID, passage: Passage, number: Int64 = 0, document: Int64 = 0) {
        self.entry = entry
        self.passage = passage
        self.number = number
        self.document = document
    }
}

/// Where knowledge stands and is searched; every query is limited to one bot.
package protocol KnowledgeShelf: Sendable {
    func entries(of bot: BotID, after cursor: String?, limit: Int) async throws -> Page<KnowledgeEntry>
    func entry(_ id: KnowledgeID, of bot: BotID) async throws -> KnowledgeEntry?
    /// Adds the entry, or replaces the one with its id, with its passages, in one transaction.
    func put(_ entry: KnowledgeEntry, passages: [Passage]) async throws
    /// False where there is none.
    func remove(_ id: KnowledgeID, of bot: BotID) async throws -> Bool
    /// Those of the entries that the bot has, in any order.
    func entries(_ ids: [KnowledgeID], of bot: BotID) async throws -> [KnowledgeEntry]
    /// Passages with any of the question's own words, those with rare ones first; words of the lines before it
    /// (`context`) decide between them. The work is bounded however many passages there are.
    func search(_ own: [Lookup], context: [Lookup], in bot: BotID, limit: Int) async throws -> PassageHits
    /// The texts of all notes of the bot, oldest first.
    func notes(of bot: BotID) async throws -> [String]
}

/// What is read from the web for one entry.
package struct WebSource: Sendable, Equatable {
    package var url: String
    /// Whether its sitemap and its own links are followed.
    package var isSite: Bool
    package var maxPages: Int
    package var maxDepth: Int

    package init(url: String, isSite: Bool, maxPages: Int, maxDepth: Int) {
        self.url = url
        self.isSite = isSite
        self.maxPages = maxPages
        self.maxDepth = maxDepth
    }
}

/// An uploaded file; its bytes stand with the entry.
package struct FileSource: Sendable, Equatable {
    package var name: String
    package var mediaType: String
    package var size: Int

    package init(name: String, mediaType: String, size: Int) {
        self.name = name
        self.mediaType = mediaType
        self.size = size
    }
}
