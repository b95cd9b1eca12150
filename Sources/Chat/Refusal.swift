/// Why something was not done. The cases stand in the order in which they are checked.
package enum Refusal: Error, Sendable, Equatable {
    case unauthenticated
    case notFound
    case forbidden(String)
    case rateLimited(retryAfterSeconds: Int)
    case invalid([FieldError])
    case tooLong(field: String, limit: Int)
    case idReused
    case ended
    case liveChatDisabled
    case handledByAnother(id: OperatorID, name: String)
    case notTheHandler
    case notAnAssistantMessage
    /// Nothing could be stored: storage full, busy or away.
    case unavailable

    package struct FieldError: Sendable, Equatable {
        package let field: String
        package let message: String

        package init(_ field: String, _ message: String) {
            self.field = field
            self.message = message
        }
    }

    package static func invalid(_ field: String, _ message: String) -> Refusal {
        .invalid([FieldError(field, message)])
    }

    package var code: String {
        switch self {
        case .unauthenticated: "unauthenticated"
        case .notFound: "not_found"
        case .forbidden: "forbidden"
        case .rateLimited: "rate_limited"
        case .invalid: "invalid"
        case .tooLong: "too_long"
        case .idReused: "id_reused"
        case .ended: "ended"
        case .liveChatDisabled: "live_chat_disabled"
        case .handledByAnother: "handled_by_another"
        case .notTheHandler: "not_the_handler"
        case .notAnAssistantMessage: "not_an_assistant_message"
        case .unavailable: "unavailable"
        }
    }

    package var httpStatus: Int {
        switch self {
        case .unauthenticated: 401
        case .notFound: 404
        case .forbidden, .liveChatDisabled: 403
        case .rateLimited: 429
        case .invalid: 422
        case .tooLong: 413
        case .idReused, .ended, .handledByAnother, .notTheHandler, .notAnAssistantMessage: 409
        case .unavailable: 503
        }
    }

    /// A sentence for people that says what to do next.
    package var sentence: String {
        switch self {
        case .unauthenticated: "Sign in, or send a valid token."
        case .notFound: "There is nothing here that this session may see."
        case .forbidden(let why): why
        case .rateLimited(let seconds): "Too many at once. Try again in \(seconds) s."
        case .invalid(let errors):
            errors.isEmpty
                ? "The request cannot be read."
                : errors.map { $0.field.isEmpty ? $0.message : "\($0.field): \($0.message)" }.joined(separator: " ")
        case .tooLong(let field, let limit):
            "\(field) may have at most \(limit) \(field.hasPrefix("The ") ? "bytes" : "characters")."
        case .idReused: "This id was used before with another text. Send the message with a new id."
        case .ended: "This conversation has ended."
        case .liveChatDisabled: "Live chat is off for this bot. Switch on “Enable live chat” in the bot's settings."
        case .handledByAnother(_, let name): "\(name) is handling this chat. Take over again to handle it yourself."
        case .notTheHandler: "Only the operator who handles this chat can do that. Take it over first."
        case .notAnAssistantMessage: "Only messages of the bot can be rated."
        case .unavailable: "Nothing could be stored just now. Keep the text and try again."
        }
    }
}
