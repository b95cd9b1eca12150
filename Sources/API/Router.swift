import Chat
import HTTPTypes
package import Hummingbird

/// Everything that is served over HTTP, one file a resource.
package func makeRouter(_ services: APIServices) -> Router<CallContext> {
    let router = Router(context: CallContext.self, options: [.autoGenerateHeadEndpoints])
    router.add(middleware: EdgeMiddleware())
    let routes = Routes(router: router, services: services)
    routes.addHealth()
    routes.addSession()
    routes.addOperators()
    routes.addBots()
    routes.addPictures()
    routes.addKnowledge()
    routes.addTraining()
    routes.addUnanswered()
    routes.addConversations()
    routes.addOrders()
    routes.addRatings()
    routes.addWhy()
    routes.addWidget()
    routes.addSocket()
    routes.addPages()
    return router
}

/// Registers handlers that get a `Call`.
struct Routes {
    typealias Handler = @Sendable (Call) async throws -> Response

    let router: Router<CallContext>
    let services: APIServices
    private static let base = "/api/v1"

    func get(_ path: String, _ handler: @escaping Handler) { on(.get, Self.base + path, handler) }
    func post(_ path: String, _ handler: @escaping Handler) { on(.post, Self.base + path, handler) }
    func put(_ path: String, _ handler: @escaping Handler) { on(.put, Self.base + path, handler) }
    func patch(_ path: String, _ handler: @escaping Handler) { on(.patch, Self.base + path, handler) }
    func delete(_ path: String, _ handler: @escaping Handler) { on(.delete, Self.base + path, handler) }

    /// A path at the root, outside the API.
    func on(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) {
        let services = services
        router.on(RouterPath(path), method: method) { request, context in
            try await handler(Call(request: request, context: context, services: services))
        }
    }

    func addHealth() {
        on(.get, "/healthz") { _ in Response.json { $0.field("status", "ok") } }
        on(.get, "/readyz") { call in
            guard await call.services.isReady() else { return .problem(.unavailable) }
            return .json { $0.field("status", "ready") }
        }
    }

    /// The socket's path without an upgrade; handshakes never come this far.
    func addSocket() {
        get("/socket") { _ in
            var response = Response.json(status: .upgradeRequired) {
                $0.field("type", "about:blank")
                $0.field("status", 426)
                $0.field("code", "invalid")
                $0.field("detail", "This path speaks WebSocket (RFC 6455), version 13.")
            }
            response.headers[.contentType] = "application/problem+json"
            response.headers[.upgrade] = "websocket"
            response.headers[.secWebSocketVersion] = "13"
            return response
        }
    }
}
