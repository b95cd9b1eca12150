package import Chat

/// The people of the tests' stories, always the same: ids are numbered, not random.
package struct Cast: Sendable {
    package var organization = Organization(id: id(1), name: "Acme")
    package var bot: WhisperBot
    package var anna: Operator
    package var ben: Operator
    package var customer: Customer

    package static let start = Moment(milliseconds: 1_780_000_000_000)

    package init() {
        let organization = Organization(id: Self.id(1), name: "Acme")
        self.organization = organization
        bot = WhisperBot(id: Self.id(2), organization: organization.id, name: "Whisper", createdAt: Self.start)
        bot.liveChat = true
        anna = Operator(
            id: Self.id(3), organization: organization.id, email: "anna@example.com", name: "Anna", role: .owner)
        ben = Operator(
            id: Self.id(4), organization: organization.id, email: "ben@example.com", name: "Ben", role: .operator)
        customer = Customer(id: Self.id(5), organization: organization.id, bot: bot.id, name: "Cleo")
    }

    /// The UUIDv7 of the stories' first millisecond with this number in its last bits.
    package static func id<Kind>(_ number: UInt64) -> Identifier<Kind> {
        Identifier(high: UInt64(start.milliseconds) << 16 | 0x7000, low: 0x8000_0000_0000_0000 | number)
    }

    /// A conversation of the customer that has no item yet.
    package var conversation: Conversation {
        Conversation(
            id: Self.id(9), organization: organization.id, bot: bot.id, botName: bot.name, customer: customer,
            startedAt: Self.start)
    }
}

extension Operator {
    package var actor: Actor { .operator(id, organization) }
}
