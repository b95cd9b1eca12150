import Chat
import Hummingbird

/// What one changes about oneself, and the organization's name.
extension Routes {
    func addProfile() {
        patch("/session") { call in
            let session = try await call.signedIn()
            try call.mayChange(session)
            var fields = try await call.body()
            var person = session.operator
            if let name = fields.optionalText("name", limit: Limits.name, mayBeEmpty: false) { person.name = name }
            try fields.check()
            _ = try await call.services.accounts.update(person, passwordHash: nil, keeping: session.digest)
            let changed = OperatorSession(operator: person, organization: session.organization, digest: session.digest)
            return .json { changed.write(to: &$0) }
        }
    }

    func addOrganization() {
        get("/organization") { call in
            let session = try await call.signedIn()
            return .json { session.organization.write(to: &$0) }
        }
        patch("/organization") { call in
            let session = try await call.signedIn()
            try call.mayChange(session, atLeast: .owner)
            var fields = try await call.body()
            var organization = session.organization
            if let name = fields.optionalText("name", limit: Limits.name, mayBeEmpty: false) { organization.name = name }
            try fields.check()
            try await call.services.accounts.rename(organization.id, to: organization.name)
            return .json { organization.write(to: &$0) }
        }
    }
}

extension Organization {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.field("id", id)
        writer.field("name", name)
    }
}
