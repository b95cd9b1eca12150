/// A signed-in operator, by cookie or by API token.
package struct OperatorSession: Sendable, Equatable {
    package let `operator`: Operator
    package let organization: Organization
    package let digest: SessionDigest

    package init(operator: Operator, organization: Organization, digest: SessionDigest) {
        self.operator = `operator`
        self.organization = organization
        self.digest = digest
    }

    package var actor: Actor { .operator(`operator`.id, organization.id) }
}

/// A customer's session with one bot.
package struct CustomerSession: Sendable, Equatable {
    package let customer: Customer
    package let digest: SessionDigest

    package init(customer: Customer, digest: SessionDigest) {
        self.customer = customer
        self.digest = digest
    }
}

package enum OperatorTokenSort: Int, Sendable { case session = 1, api }

/// Organizations, operators, their sessions and tokens, and customers' sessions.
package protocol AccountStore: IdentityStore {
    func organizations() async throws -> [Organization]
    func organization(_ id: OrganizationID) async throws -> Organization?
    func add(_ organization: Organization) async throws
    /// Makes both in one transaction; false where there is an organization already.
    func addFirst(_ organization: Organization, owner: Operator, passwordHash: String) async throws -> Bool

    func `operator`(_ id: OperatorID) async throws -> Operator?
    /// By address, ASCII case aside; removed operators have none.
    func `operator`(email: String) async throws -> Operator?
    func operators(of organization: OrganizationID, after cursor: String?, limit: Int) async throws -> Page<Operator>
    func passwordHash(of operator: OperatorID) async throws -> String?
    /// False where the address belongs to an operator already.
    func add(_ operator: Operator, passwordHash: String?) async throws -> Bool
    /// Stores name and role; a changed password hash or role ends all sessions but `keeping`; returns the ended ones.
    func update(
        _ operator: Operator, passwordHash: String?, keeping: SessionDigest?
    ) async throws -> [SessionDigest]
    func setAvailable(_ available: Bool, of operator: OperatorID) async throws
    /// Ends all sessions and tokens; the conversations that it handled become requested in the same transaction.
    func remove(_ operator: OperatorID) async throws -> [SessionDigest]

    func addOperatorToken(
        _ digest: SessionDigest, id: TokenID, operator: OperatorID, sort: OperatorTokenSort, expiresAt: Moment?
    ) async throws
    func operatorSession(_ digest: SessionDigest, now: Moment) async throws -> OperatorSession?
    func endOperatorSession(_ digest: SessionDigest) async throws

    func addCustomer(_ customer: Customer, digest: SessionDigest) async throws
    func customerSession(_ digest: SessionDigest) async throws -> CustomerSession?
    func noteLastSeen(_ customers: [(CustomerID, Moment)]) async throws

    /// Counts a failed sign-in of an account or an address; the number in the running window.
    func countFailure(_ key: String, now: Moment, window: Duration) async throws -> Int
    func failures(_ key: String, now: Moment, window: Duration) async throws -> (count: Int, retryAfter: Duration)
    func forgiveFailures(_ key: String) async throws
}
