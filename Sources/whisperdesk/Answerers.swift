import Bot
import Chat
import Knowledge
import LanguageModels
import Live
import Logging
import SQLiteStore

/// How the bots of this configuration answer.
enum Answerers {
    /// As operators taught; else the model where there is an endpoint, the bot's own or the server's; else, and
    /// whenever that fails, the built-in answerer.
    static func make(
        _ configuration: Configuration, _ store: SQLiteStore, _ librarian: Librarian, _ models: ChatCompletions,
        _ addresses: LastAddresses, _ clock: @escaping WallClock, _ logger: Logger
    ) -> CorrectedAnswerer {
        model(configuration, store, librarian, models, addresses, clock, logger).corrected(from: store, librarian)
    }

    /// The same without what operators taught.
    static func model(
        _ configuration: Configuration, _ store: SQLiteStore, _ librarian: Librarian, _ models: ChatCompletions,
        _ addresses: LastAddresses, _ clock: @escaping WallClock, _ logger: Logger
    ) -> ModelAnswerer {
        let server = configuration.model.map { ModelEndpoint(url: $0.url, key: $0.key, model: $0.name) }
        return ModelAnswerer(
            librarian: librarian, models: models, server: server,
            budgets: budgets(configuration, store, addresses, clock),
            noteFault: { fault, bot in
                logger.warning(
                    "the model failed; the built-in answerer took over",
                    metadata: ["fault": "\(fault.name)", "bot": "\(bot)"])
            })
    }

    private static func budgets(
        _ configuration: Configuration, _ store: SQLiteStore, _ addresses: LastAddresses, _ clock: @escaping WallClock
    ) -> Budgets {
        Budgets(store: store, limits: configuration.budgets, clock: clock) { question in
            guard let id = question.conversation, let conversation = try? await store.conversation(id) else { return nil }
            return addresses.address(of: conversation.customer.id)
        }
    }

    /// For a command that has the database to itself: everything it needs, while `body` runs.
    static func evaluating<Result: Sendable>(
        _ configuration: Configuration, _ store: SQLiteStore, _ clock: @escaping WallClock,
        _ body: @Sendable (any Evaluating) async throws -> Result
    ) async throws -> Result {
        var logger = Logger(label: "whisperdesk", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = configuration.logLevel
        let models = ChatCompletions(timeout: configuration.modelTimeout, allows: configuration.mayConnect)
        let embedding = Embedding(configuration.embeddings, store, clock, logger)
        let librarian = Librarian(shelf: store, meaning: embedding?.meaning)
        let answerer = make(configuration, store, librarian, models, LastAddresses(), clock, logger)
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(
                try await body(Evaluator(conversations: store, corrections: store, answerer: answerer)))
        } catch {
            result = .failure(error)
        }
        await models.shutdown()
        await embedding?.close()
        return try result.get()
    }
}
