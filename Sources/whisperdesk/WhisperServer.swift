import API
import Bot
import Chat
import Foundation
import Hummingbird
import HummingbirdCore
import Jobs
import Knowledge
import LanguageModels
import Live
import Logging
import NIOCore
import NIOPosix
import Notices
import Outgoing
import SQLiteStore
import ServiceLifecycle
import Synchronization
import UnixSignals

/// The wiring: every long-running thing is one service, listed in dependency order and stopped backwards.
struct WhisperServer: Sendable {
    let group: ServiceGroup

    func run() async throws { try await group.run() }

    init(_ configuration: Configuration, demo: Bool, newEpoch: Bool) async throws {
        let clock = systemClock
        var logger = Logger(label: "whisperdesk", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = configuration.logLevel
        let bell = Bell()
        let presence = PresenceBook(clock: clock)
        let summaries = SummaryWire(inactiveAfter: configuration.inactiveAfter)
        let hub = Hub(
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, presence: presence, summaries: summaries, clock: clock)
        let store = try SQLiteStore(
            path: configuration.databasePath, clock: clock, signals: Announcements(hub: hub, bell: bell), bell: bell,
            repliesMailedAfter: configuration.mail == nil ? nil : configuration.replyMailedAfter, newEpoch: newEpoch)
        let passwords = Passwords()
        let embedding = Embedding(configuration.embeddings, store, clock, logger)
        let librarian = Librarian(shelf: store, meaning: embedding?.meaning)
        let desk = Desk(store: store)
        let lastAddresses = LastAddresses()
        let models = ChatCompletions(timeout: configuration.modelTimeout, allows: configuration.mayConnect)
        let model = Answerers.model(configuration, store, librarian, models, lastAddresses, clock, logger)
        let corrected = model.corrected(from: store, librarian)
        let answerer = Traced(corrected, librarian: librarian)
        let evaluator = Evaluator(conversations: store, corrections: store, answerer: corrected)
        let sessions = Sessions(accounts: store, clock: clock)
        let origins = OriginPolicy(publicURL: configuration.publicURL, trusted: configuration.trustedProxies)
        let readiness = Readiness()
        let sample = Demo(store: store, librarian: librarian, passwords: passwords, clock: clock)
        let demoBot = demo ? try await sample.prepare() : nil

        let sockets = SocketServices(
            desk: desk, store: store, bots: store, doorkeeper: sessions, hub: hub,
            socketRate: configuration.socketRate, customerRate: configuration.customerRate,
            socketsPerAddress: configuration.addressConnections, lastAddresses: lastAddresses)
        let (fetcher, fetch) = Self.fetching(configuration)
        let web = try WebFiles(folder: try WebFolder.find(configuration.web))
        let api = APIServices(
            desk: desk, conversations: store, traces: store, bots: store, pictures: store, files: store, accounts: store,
            knowledge: store, librarian: librarian, imports: store, corrections: store, evaluator: evaluator,
            insights: store, answerer: answerer, workbench: Self.workbench(store, corrected, model), deliveries: store,
            mailFrom: configuration.mail?.sender.address, signals: hub, presence: presence, sessions: sessions,
            passwords: passwords, summaries: summaries, origins: origins, web: web, clock: clock, logger: logger,
            isReady: { readiness.isReady ? await store.answers() : false }, demoBot: demoBot, fetch: fetch,
            embedding: embedding?.figures)

        let answers = Self.answerJob(store, desk, hub, presence, answerer, clock)
        let imports = ImportJob(shelf: store, fetch: fetch, clock: clock)
        let notices = Self.notices(configuration, store, presence, fetcher, clock, logger)
        let announcement = Announcement(
            configuration: configuration, hasDemo: demoBot != nil,
            hasDemoPeople: demo ? try await sample.hasPeople() : false, setupCode: try await api.setup.neededCode())
        var services = Self.resources(store, passwords, fetcher, models) + (embedding?.services ?? [])
        services += Self.background(store, clock, logger) + [
            Self.housekeeping(configuration, store, desk, presence, clock, logger),
            Self.jobs(store, bell, answers, imports, notices, clock, logger),
            Control.server(
                Administration(store: store, passwords: passwords, clock: clock, evaluating: { try await $0(evaluator) }),
                path: Control.socketPath(database: configuration.databasePath), logger: logger),
            LiveService(hub: hub, presence: presence, accounts: store, logger: logger),
        ]
        if let address = configuration.metricsAddress {
            services.append(Metrics(hub: hub, store: store).server(address, logger: logger))
        }
        services.append(Self.http(
            configuration, router: makeRouter(api), sockets: sockets, origins: origins, logger: logger
        ) { port in
            readiness.begin()
            announcement.print(port: port)
        })
        services.append(readiness)
        group = ServiceGroup(configuration: Self.lifecycle(of: services, logger))
    }

    /// What follows behind the commits, in small steps.
    private static func background(
        _ store: SQLiteStore, _ clock: @escaping WallClock, _ logger: Logger
    ) -> [any Service] {
        [
            SearchFiling(index: store, logger: logger), PassageMerging(index: store, logger: logger),
            InsightFiling(facts: store, logger: logger), FileSweep(store: store, clock: clock, logger: logger),
        ]
    }

    /// What operators work with beside the chats.
    private static func workbench(_ store: SQLiteStore, _ answerer: any Answering, _ model: ModelAnswerer) -> Workbench {
        Workbench(
            savedReplies: store, tags: store,
            adviser: Adviser(conversations: store, bots: store, answerer: answerer, model: model))
    }

    /// What is closed when all that uses it has stopped.
    private static func resources(
        _ store: SQLiteStore, _ passwords: Passwords, _ fetcher: WebFetcher, _ models: ChatCompletions
    ) -> [any Service] {
        [
            Closing("store", store.close), Closing("passwords", passwords.shutdown),
            Closing("fetcher") { await fetcher.shutdown() }, Closing("models") { await models.shutdown() },
        ]
    }

    private static func lifecycle(of services: [any Service], _ logger: Logger) -> ServiceGroupConfiguration {
        var lifecycle = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: quiet(logger))
        // Whatever still waits then (a model that hangs, say) is cancelled: 30 s are promised.
        lifecycle.maximumGracefulShutdownDuration = .seconds(20)
        return lifecycle
    }

    /// The port that customers and operators use.
    private static func http(
        _ configuration: Configuration, router: Router<CallContext>, sockets: SocketServices, origins: OriginPolicy,
        logger: Logger, whenRunning: @escaping @Sendable (Int?) -> Void
    ) -> some Service {
        Application(
            router: router,
            server: HTTPServerBuilder { ServerChannel(responder: $0, services: sockets, origins: origins) },
            configuration: .init(
                address: .hostname(configuration.address.host, port: configuration.address.port), backlog: 4_096),
            onServerRunning: { channel in whenRunning(channel.localAddress?.port) },
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), logger: quiet(logger))
    }

    /// For libraries, whose everyday news is nothing that an operator of the server needs.
    private static func quiet(_ logger: Logger) -> Logger {
        var quiet = logger
        quiet.logLevel = logger.logLevel > .notice ? logger.logLevel : .notice
        return quiet
    }

    /// The bot's turns: it waits for who types, and knows whether anybody is there to hand over to.
    private static func answerJob(
        _ store: SQLiteStore, _ desk: Desk, _ hub: Hub, _ presence: PresenceBook, _ answerer: any Answering,
        _ clock: @escaping WallClock
    ) -> AnswerJob {
        AnswerJob(
            conversations: store, bots: store, desk: desk, signals: hub, answerer: answerer, attendance: presence,
            waiting: (hub.attention, Patience(clock: clock)))
    }

    private static func jobs(
        _ store: SQLiteStore, _ bell: Bell, _ answers: AnswerJob, _ imports: ImportJob,
        _ notices: @escaping JobRunner.Work, _ clock: @escaping WallClock, _ logger: Logger
    ) -> JobRunner {
        JobRunner(
            store: store, bell: bell, clock: clock, logger: logger,
            work: [
                .answer: { await answers.run($0) }, .importKnowledge: { await imports.run($0) }, .alert: notices,
                .mailReply: notices, .deliver: notices,
            ])
    }

    private static func housekeeping(
        _ configuration: Configuration, _ store: SQLiteStore, _ desk: Desk, _ presence: PresenceBook,
        _ clock: @escaping WallClock, _ logger: Logger
    ) -> Housekeeping {
        Housekeeping(
            store: store, desk: desk, presence: presence,
            limits: .init(idleEnd: configuration.idleEndAfter, handlerAway: configuration.handlerAwayAfter),
            clock: clock, logger: logger)
    }

    /// What is told outside: mails and webhooks about requests that nobody takes, and replies to who has gone.
    private static func notices(
        _ configuration: Configuration, _ store: SQLiteStore, _ presence: PresenceBook, _ fetcher: WebFetcher,
        _ clock: @escaping WallClock, _ logger: Logger
    ) -> JobRunner.Work {
        if configuration.mail != nil, let missing = MailSender.whatIsMissing { logger.error("\(missing)") }
        let jobs = NoticeJobs(
            shelf: store, presence: presence, mail: configuration.mail,
            post: { url, headers, body async throws(NotSent) in
                do throws(FetchFault) {
                    return try await fetcher.post(url, headers: headers, body: body)
                } catch {
                    throw NotSent(error.postSentence)
                }
            },
            settings: .init(publicURL: configuration.publicURL, replyGrace: configuration.replyMailedAfter), clock: clock)
        return { await jobs.run($0) }
    }

    /// What websites are fetched with: for imports, and to look whether a widget is on them.
    private static func fetching(_ configuration: Configuration) -> (WebFetcher, WebFetch) {
        let fetcher = WebFetcher(allowedHosts: configuration.fetchHosts)
        let fetch: WebFetch = { url, accepting in
            do throws(FetchFault) {
                let found = try await fetcher.fetch(url, accepting: accepting)
                return WebAnswer(
                    status: found.status, url: found.url, contentType: found.contentType, body: found.body,
                    robotsTag: found.robotsTag, policies: found.policies)
            } catch FetchFault.cancelled {
                throw CancellationError()
            } catch {
                throw NotFetched(error.sentence)
            }
        }
        return (fetcher, fetch)
    }
}

/// Who hears of commits: the sockets, and the jobs that a change makes pointless.
private struct Announcements: Signals {
    let hub: Hub
    let bell: Bell

    func committed(_ changes: [Change]) {
        hub.committed(changes)
        for change in changes where change.handlingChanged && change.conversation.handling != .requested {
            // A person steps in, leaves or ends: the answer that is being written would be refused.
            bell.stop(change.conversation.id.description)
        }
    }

    func together(_ body: () -> Void) { hub.together(body) }

    func draft(_ id: String, in conversation: ConversationID, piece: String) {
        hub.draft(id, in: conversation, piece: piece)
    }

    func draftWithdrawn(_ id: String, in conversation: ConversationID) { hub.draftWithdrawn(id, in: conversation) }
    func revoked(_ sessions: [SessionDigest]) { hub.revoked(sessions) }
}

/// Ready from the first request that can be served until the stop begins; the last service, stopped first.
private final class Readiness: Service {
    private let ready = Atomic<Bool>(false)

    var isReady: Bool { ready.load(ordering: .relaxed) }
    func begin() { ready.store(true, ordering: .relaxed) }

    func run() async throws {
        try? await gracefulShutdown()
        ready.store(false, ordering: .relaxed)
    }
}

/// Holds a resource open until everything that uses it has stopped.
struct Closing: Service {
    private let name: String
    private let close: @Sendable () async throws -> Void

    init(_ name: String, _ close: @escaping @Sendable () async throws -> Void) {
        self.name = name
        self.close = close
    }

    func run() async throws {
        try? await gracefulShutdown()
        try await close()
    }
}

/// What a person who starts the server reads.
private struct Announcement: Sendable {
    let configuration: Configuration
    let hasDemo: Bool
    let hasDemoPeople: Bool
    /// Nil where somebody has set the server up.
    let setupCode: String?

    func print(port: Int?) {
        let address = configuration.address
        let host = address.host.contains(":") ? "[\(address.host)]" : address.host
        let base = configuration.publicURL ?? "http://\(host):\(port ?? address.port)"
        var lines = ["WhisperDesk is ready.", "  Console   \(base)/"]
        if let setupCode { lines.append("  Set up    \(base)/setup?code=\(setupCode)  (nobody owns this server yet)") }
        if hasDemo { lines.append("  Demo shop \(base)/demo") }
        if hasDemoPeople {
            lines += Demo.signIns.map { "  Sign in   \($0.email)  password \(Demo.password)" }
        }
        FileHandle.standardOutput.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }
}

/// Where the web files are: WHISPER_WEB, beside the binary, or the checkout.
private enum WebFolder {
    static func find(_ configured: String?) throws -> String {
        if let configured { return configured }
        let binary = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        var places = [binary.deletingLastPathComponent().appendingPathComponent("share/whisperdesk/web")]
        var folder = binary
        for _ in 0..<4 {
            folder = folder.deletingLastPathComponent()
            places.append(folder.appendingPathComponent("Web"))
        }
        places.append(URL(fileURLWithPath: "Web"))
        for place in places where FileManager.default.fileExists(atPath: place.appendingPathComponent("console").path) {
            return place.path
        }
        throw Fault("the folder Web is not beside this program. Set WHISPER_WEB to it.")
    }
}
