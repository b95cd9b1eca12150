package import Chat
package import NIOCore
import Synchronization

/// What an event loop's part of the hub is told by other threads.
enum Letter {
    case changes([Change])
    /// The answer to a command of this socket; one command fewer is under way.
    case answer(SocketConnection, Result<Outcome, Refusal>, Request.Reference, ack: Bool)
    case draft(id: String, conversation: ConversationID, piece: String)
    case draftWithdrawn(id: String, conversation: ConversationID)
    case presence(CustomerID, CustomerStatus)
    case summary(Conversation)
    case typing(ConversationID, customer: CustomerID, role: ItemRole, on: Bool, from: ObjectIdentifier)
    case revoked([SessionDigest])
}

/// Carries what was committed, and what merely passes by, to the sockets that may see it.
///
/// Every event loop has its own part, touched on that loop alone; other threads put letters into its box,
/// which is emptied once a turn.
package final class Hub: Signals {
    let loops: [LoopHub]
    let presence: PresenceBook
    package let attention = Attention()
    let summaries: SummaryWire
    let clock: WallClock
    private let inboxCount = Atomic<Int>(0)

    package init(
        eventLoopGroup: any EventLoopGroup, presence: PresenceBook, summaries: SummaryWire, clock: @escaping WallClock
    ) {
        self.presence = presence
        self.summaries = summaries
        self.clock = clock
        loops = eventLoopGroup.makeIterator().map {
            LoopHub(eventLoop: $0, presence: presence, summaries: summaries, clock: clock)
        }
    }

    func part(of eventLoop: any EventLoop) -> LoopHub {
        loops.first { $0.eventLoop === eventLoop }!
    }

    func post(_ letter: Letter) {
        for loop in loops { loop.post(letter) }
    }

    package func committed(_ changes: [Change]) {
        attention.committed(changes)
        post(.changes(changes))
    }

    package func together(_ body: () -> Void) {
        for loop in loops { loop.hold() }
        body()
        for loop in loops { loop.release() }
    }

    package func draft(_ id: String, in conversation: ConversationID, piece: String) {
        post(.draft(id: id, conversation: conversation, piece: piece))
    }

    package func draftWithdrawn(_ id: String, in conversation: ConversationID) {
        post(.draftWithdrawn(id: id, conversation: conversation))
    }

    package func revoked(_ sessions: [SessionDigest]) {
        if !sessions.isEmpty { post(.revoked(sessions)) }
    }

    private let sockets = Atomic<Int>(0)
    package var socketCount: Int { sockets.load(ordering: .relaxed) }
    func socketOpened() { sockets.add(1, ordering: .relaxed) }
    func socketClosed() { sockets.subtract(1, ordering: .relaxed) }

    /// Whether any list is followed live; without one, presence needs no look at the store.
    var hasInboxes: Bool { inboxCount.load(ordering: .relaxed) > 0 }
    func inboxOpened() { inboxCount.add(1, ordering: .relaxed) }
    func inboxClosed() { inboxCount.subtract(1, ordering: .relaxed) }
}
