package import Chat
package import Knowledge
package import Logging

/// What the routes need; wired in one place.
package struct APIServices: Sendable {
    let desk: Desk
    let conversations: any ConversationReading
    let traces: any TraceStore
    let bots: any BotStore
    let pictures: any PictureStore
    let accounts: any AccountStore
    let knowledge: any KnowledgeShelf
    let librarian: Librarian
    let imports: any ImportWishes
    let corrections: any CorrectionShelf & UnansweredShelf
    let evaluator: any Evaluating
    let answerer: any Answering
    let signals: any Signals
    let presence: any Presence
    let sessions: Sessions
    let passwords: Passwords
    let summaries: SummaryWire
    let origins: OriginPolicy
    let web: WebFiles
    let clock: WallClock
    let logger: Logger
    /// Whether requests can be served now.
    let isReady: @Sendable () async -> Bool
    /// The bot of the demo page, when the server runs with one.
    let demoBot: BotID?
    /// How far a bot's knowledge is embedded; nil where no endpoint is set.
    let embedding: (@Sendable (BotID) async throws -> BotEmbedding)?

    package init(
        desk: Desk, conversations: any ConversationReading, traces: any TraceStore, bots: any BotStore,
        pictures: any PictureStore, accounts: any AccountStore, knowledge: any KnowledgeShelf, librarian: Librarian, imports: any ImportWishes,
        corrections: any CorrectionShelf & UnansweredShelf, evaluator: any Evaluating, answerer: any Answering, signals: any Signals,
        presence: any Presence, sessions: Sessions, passwords: Passwords, summaries: SummaryWire,
        origins: OriginPolicy, web: WebFiles, clock: @escaping WallClock, logger: Logger,
        isReady: @escaping @Sendable () async -> Bool, demoBot: BotID?,
        embedding: (@Sendable (BotID) async throws -> BotEmbedding)?
    ) {
        self.desk = desk
        self.conversations = conversations
        self.traces = traces
        self.bots = bots
        self.pictures = pictures
        self.accounts = accounts
        self.knowledge = knowledge
        self.librarian = librarian
        self.imports = imports
        self.corrections = corrections
        self.evaluator = evaluator
        self.answerer = answerer
        self.signals = signals
        self.presence = presence
        self.sessions = sessions
        self.passwords = passwords
        self.summaries = summaries
        self.origins = origins
        self.web = web
        self.clock = clock
        self.logger = logger
        self.isReady = isReady
        self.demoBot = demoBot
        self.embedding = embedding
    }
}
