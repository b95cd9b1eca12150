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
    let files: any FileStore
    let accounts: any AccountStore & TokenStore
    let knowledge: any KnowledgeShelf
    let librarian: Librarian
    let imports: any ImportWishes
    let corrections: any CorrectionShelf & UnansweredShelf
    let evaluator: any Evaluating
    let insights: any InsightReading
    let answerer: any Answering
    let workbench: Workbench
    let deliveries: any DeliveryList
    /// The address that mail comes from; nil where no mail is set up.
    let mailFrom: String?
    let alertTests = TestAllowance()
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
    /// Looks at websites, as far as they are public.
    let fetch: WebFetch
    let sightings: Sightings
    package let setup: Setup
    /// How far a bot's knowledge is embedded; nil where no endpoint is set.
    let embedding: (@Sendable (BotID) async throws -> BotEmbedding)?

    package init(
        desk: Desk, conversations: any ConversationReading, traces: any TraceStore, bots: any BotStore,
        pictures: any PictureStore, files: any FileStore, accounts: any AccountStore & TokenStore,
        knowledge: any KnowledgeShelf, librarian: Librarian, imports: any ImportWishes,
        corrections: any CorrectionShelf & UnansweredShelf, evaluator: any Evaluating, insights: any InsightReading,
        answerer: any Answering, workbench: Workbench, deliveries: any DeliveryList, mailFrom: String?, signals: any Signals,
        presence: any Presence, sessions: Sessions, passwords: Passwords, summaries: SummaryWire,
        origins: OriginPolicy, web: WebFiles, clock: @escaping WallClock, logger: Logger,
        isReady: @escaping @Sendable () async -> Bool, demoBot: BotID?, fetch: @escaping WebFetch,
        embedding: (@Sendable (BotID) async throws -> BotEmbedding)?
    ) {
        self.desk = desk
        self.conversations = conversations
        self.traces = traces
        self.bots = bots
        self.pictures = pictures
        self.files = files
        self.accounts = accounts
        self.knowledge = knowledge
        self.librarian = librarian
        self.imports = imports
        self.corrections = corrections
        self.evaluator = evaluator
        self.insights = insights
        self.answerer = answerer
        self.workbench = workbench
        self.deliveries = deliveries
        self.mailFrom = mailFrom
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
        self.fetch = fetch
        sightings = Sightings(bots: bots, clock: clock)
        setup = Setup(accounts: accounts)
        self.embedding = embedding
    }
}
