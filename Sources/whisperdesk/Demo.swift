import API
import Chat
import Knowledge
import SQLiteStore

/// A small shop to try everything with, made on an empty database.
struct Demo: Sendable {
    static let password = "whisperdesk-demo"
    static let signIns = [
        (email: "anna@demo.example", name: "Anna", role: Role.owner),
        (email: "ben@demo.example", name: "Ben", role: Role.operator),
    ]

    let store: SQLiteStore
    let librarian: Librarian
    let passwords: Passwords
    let clock: WallClock

    /// Whether the demo's own people can sign in: not on a database that was there before.
    func hasPeople() async throws -> Bool { try await store.operator(email: Self.signIns[0].email) != nil }

    /// The bot whose widget the demo page shows; nil on a database that has no bot.
    func prepare() async throws -> BotID? {
        if let first = try await store.organizations().first {
            return try await store.bots(of: first.id, after: nil, limit: 1).elements.first?.id
        }
        let organization = Organization(id: .make(at: clock()), name: "Harbour Coffee Roasters")
        try await store.add(organization)
        for person in Self.signIns {
            let person = Operator(
                id: .make(at: clock()), organization: organization.id, email: person.email, name: person.name,
                role: person.role)
            _ = try await store.add(person, passwordHash: try await passwords.hash(Self.password))
        }
        var bot = WhisperBot(
            id: .make(at: clock()), organization: organization.id, name: "Harbour Helper", createdAt: clock())
        bot.liveChat = true
        bot.greeting = "Hello! Ask me about beans, delivery, returns or your grinder."
        bot.appearance = .object([
            .init("color", .string("#0f766e")),
            .init("suggestions", .array([
                .string("How long does shipping take?"), .string("When is the shop open?"), .string("How do I brew with the hand filter?"),
            ])),
        ])
        try await store.add(bot)
        for content in Self.knowledge {
            let now = clock()
            try await librarian.put(
                KnowledgeEntry(id: .make(at: now), bot: bot.id, content: content, createdAt: now, updatedAt: now))
        }
        return bot.id
    }

    private static let knowledge: [KnowledgeEntry.Content] = [
        .faq(
            question: "How long does shipping take?",
            answer: """
                We roast and pack on the same day. Delivery takes 2–3 working days, and shipping is free from 35 euros.
                """,
            alternatives: ["When will my order arrive?", "What does delivery cost?", "Do you ship abroad?"]),
        .faq(
            question: "Can I return something?",
            answer: """
                You can return unopened bags and any equipment within 30 days. Write to us with your order number and \
                we send you a free return label.
                """,
            alternatives: ["How do I send an order back?", "What is your return policy?", "Can I get a refund?"]),
        .faq(
            question: "What are your opening hours?",
            answer: "The café at the harbour is open Tuesday to Sunday from 8:00 to 17:00. Mondays we roast.",
            alternatives: ["When are you open?", "Are you open on Sundays?"]),
        .faq(
            question: "How long is the warranty on the grinders?",
            answer: """
                All hand grinders have a five-year warranty. We repair them ourselves and keep the burrs in stock.
                """,
            alternatives: ["My grinder is broken", "Do you repair grinders?"]),
        .faq(
            question: "How should I store my coffee?",
            answer: "Keep the bag closed, dry and dark, at room temperature. It tastes best for six weeks after roasting.",
            alternatives: ["How long do the beans stay fresh?", "Can I freeze coffee beans?"]),
        .text(
            title: "Brewing with the hand filter",
            text: """
                Use 60 grams of coffee for one litre of water. Grind it medium, like coarse sand.

                1. Rinse the paper filter with hot water.
                2. Pour twice as much water as there is coffee and wait 40 seconds.
                3. Pour the rest in slow circles. After three minutes it should have run through.

                Water at 94 °C suits most of our beans. For dark roasts take 90 °C.
                """),
        .text(
            title: "Coffee subscription",
            text: """
                With the subscription you get one or two bags every two or four weeks, at 10 % less than in the shop. \
                You can pause or end it at any time in your account, up to the evening before the next roast. \
                The bags and the parcel hold no plastic.
                """),
    ]
}
