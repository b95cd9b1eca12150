import Chat
import Hummingbird
import Live
import Logging
import NIOCore
import SQLiteStore

/// Figures for Prometheus (text exposition format 0.0.4), on an address of their own.
struct Metrics: Sendable {
    let hub: Hub
    let store: SQLiteStore

    func server(
        _ address: Configuration.Address, logger: Logger
    ) -> Application<RouterResponder<BasicRequestContext>> {
        let router = Router()
        router.get("/metrics") { _, _ -> Response in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
                body: .init(byteBuffer: ByteBuffer(string: text)))
        }
        var quiet = logger
        quiet.logLevel = .warning
        return Application(
            router: router, configuration: .init(address: .hostname(address.host, port: address.port)), logger: quiet)
    }

    private var text: String {
        let store = store.figures
        let figures: [(name: String, sort: String, help: String, value: Int)] = [
            ("whisperdesk_sockets", "gauge", "Open WebSockets.", hub.socketCount),
            ("whisperdesk_commits_total", "counter", "Transactions committed and synced.", store.commits),
            ("whisperdesk_orders_total", "counter", "Commands carried out or refused by them.", store.orders),
            ("whisperdesk_failed_commits_total", "counter", "Transactions that failed.", store.failures),
        ]
        return figures.map { figure in
            """
            # HELP \(figure.name) \(figure.help)
            # TYPE \(figure.name) \(figure.sort)
            \(figure.name) \(figure.value)

            """
        }.joined()
    }
}
