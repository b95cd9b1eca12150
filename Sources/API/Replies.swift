import Chat
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

extension Response {
    static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    static func json(
        status: HTTPResponse.Status = .ok, _ body: (inout JSONWriter) -> Void
    ) -> Response {
        json(JSONWriter.object(body), status: status)
    }

    /// `{"data": […], "next": "…"|null}`.
    static func page<Element>(_ page: Page<Element>, _ write: (inout JSONWriter, Element) -> Void) -> Response {
        json { writer in
            writer.key("data")
            writer.array(page.elements, write)
            writer.field("next", page.next)
        }
    }

    static var nothing: Response { Response(status: .noContent) }

    /// A refusal as problem details (RFC 9457).
    static func problem(_ refusal: Refusal) -> Response {
        let bytes = JSONWriter.object { writer in
            writer.field("type", "about:blank")
            writer.field("title", refusal.title)
            writer.field("status", refusal.httpStatus)
            writer.field("code", refusal.code)
            writer.field("detail", refusal.sentence)
            switch refusal {
            case .invalid(let errors) where errors.contains { !$0.field.isEmpty }:
                writer.key("errors")
                writer.object { writer in
                    var written: Set<String> = []
                    for error in errors where !error.field.isEmpty && written.insert(error.field).inserted {
                        writer.member(error.field, error.message)
                    }
                }
            case .tooLong(let field, let limit) where !field.hasPrefix("The "):
                writer.key("errors")
                writer.object { $0.member(field, "takes at most \(limit) characters.") }
            case .handledByAnother(let id, let name):
                writer.key("handler")
                writer.object {
                    $0.field("id", id)
                    $0.field("name", name)
                }
            default: break
            }
        }
        var response = Response(
            status: .init(code: refusal.httpStatus),
            headers: [.contentType: "application/problem+json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        if case .rateLimited(let seconds) = refusal { response.headers[.retryAfter] = "\(seconds)" }
        if refusal == .unauthenticated { response.headers[.wwwAuthenticate] = "Bearer" }
        return response
    }
}

extension Refusal {
    fileprivate var title: String {
        switch self {
        case .unauthenticated: "Not signed in"
        case .notFound: "Not found"
        case .forbidden: "Not allowed"
        case .rateLimited: "Too many requests"
        case .invalid: "The request is invalid"
        case .tooLong: "Too long"
        case .idReused: "The id was used before"
        case .ended: "The conversation has ended"
        case .liveChatDisabled: "Live chat is off"
        case .handledByAnother: "Another operator handles this chat"
        case .notTheHandler: "Not the handler"
        case .notAnAssistantMessage: "Not a message of the bot"
        case .unavailable: "Nothing can be stored now"
        }
    }
}

/// Turns what handlers throw into problem details, and adds the headers that every answer has.
struct EdgeMiddleware: RouterMiddleware {
    typealias Context = CallContext

    func handle(
        _ request: Request, context: CallContext, next: (Request, CallContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let refusal as Refusal {
            response = .problem(refusal)
        } catch is BadCursor {
            response = .problem(.invalid("cursor", "was not given out by this list."))
        } catch let error as HTTPError {
            response = error.status == .notFound || error.status == .methodNotAllowed
                ? .problem(.notFound) : .problem(.invalid("", "The request cannot be read."))
        } catch {
            context.logger.error("a request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            response = .problem(.unavailable)
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "same-origin"
        return response
    }
}

extension HTTPField.Name {
    static let referrerPolicy = Self("Referrer-Policy")!
    static let retryAfter = Self("Retry-After")!
}
