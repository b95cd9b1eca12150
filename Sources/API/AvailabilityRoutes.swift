import Chat
import Hummingbird

/// Whether new requests are meant for the operator who asks.
extension Routes {
    func addAvailability() {
        put("/session/availability") { call in
            let session = try await call.signedIn()
            try call.mayChange(session)
            var fields = try await call.body()
            let available = fields.bool("available")
            if !fields.has("available") { fields.refuse("available", "is missing.") }
            try fields.check()
            guard let available else { throw Refusal.invalid("available", "takes true or false.") }
            try await call.services.accounts.setAvailable(available, of: session.operator.id)
            call.services.presence.note(available: available, of: session.operator.id)
            return .json { $0.field("available", available) }
        }
    }
}
