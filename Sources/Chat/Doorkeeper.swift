/// Knows sessions by their secrets, over HTTP and WebSocket alike.
package protocol Doorkeeper: Sendable {
    /// An operator by API token.
    func operatorSession(token: String) async throws -> OperatorSession?
    /// An operator by the `Cookie` header of a browser.
    func operatorSession(cookies: String) async throws -> OperatorSession?
    func customerSession(token: String) async throws -> CustomerSession?
}
