import Chat
import Jobs
import Knowledge
import LanguageModels
import Logging
import SQLiteStore
import ServiceLifecycle

/// What embeds knowledge and questions, where the configuration names an endpoint.
struct Embedding: Sendable {
    /// For the search.
    let meaning: Meaning
    /// In dependency order.
    let services: [any Service]
    /// Where the services do not run.
    let close: @Sendable () async -> Void
    /// For `GET /bots/{bot}`.
    let figures: @Sendable (BotID) async throws -> BotEmbedding

    init?(_ model: Configuration.Model?, _ store: SQLiteStore, _ clock: @escaping WallClock, _ logger: Logger) {
        guard let model else { return nil }
        let embeddings = Embeddings(endpoint: ModelEndpoint(url: model.url, key: model.key, model: model.name))
        meaning = Meaning(shelf: store, embeddings: embeddings) { fault in
            logger.warning("a question was not embedded; words alone found", metadata: ["fault": "\(fault.name)"])
        }
        let close: @Sendable () async -> Void = { await embeddings.shutdown() }
        self.close = close
        services = [
            Closing("embeddings", close),
            PassageEmbedding(work: Embedder(shelf: store, embeddings: embeddings, clock: clock), logger: logger),
        ]
        figures = { bot in try await store.embedding(of: bot, model: model.name) }
    }
}
