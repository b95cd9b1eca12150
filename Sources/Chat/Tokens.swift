/// A program's way in: it may do what its operator may. The secret is shown once and stored hashed.
package struct APIToken: Sendable, Equatable {
    package let id: TokenID
    /// What it is for; empty for one that the command line made.
    package let name: String
    package let person: OperatorID
    package let personName: String
    package let createdAt: Moment

    package init(id: TokenID, name: String, person: OperatorID, personName: String, createdAt: Moment) {
        self.id = id
        self.name = name
        self.person = person
        self.personName = personName
        self.createdAt = createdAt
    }
}

package protocol TokenStore: Sendable {
    /// Oldest first.
    func tokens(of organization: OrganizationID, after cursor: String?, limit: Int) async throws -> Page<APIToken>
    func add(_ token: APIToken, digest: SessionDigest) async throws
    /// What it was known by, so that its sockets can be closed; nil where the organization has no such token.
    func removeToken(_ id: TokenID, of organization: OrganizationID) async throws -> SessionDigest?
    func rename(_ organization: OrganizationID, to name: String) async throws
}
