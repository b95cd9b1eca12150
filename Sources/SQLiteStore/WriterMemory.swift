import Chat
import Foundation
import GRDB

/// What the writer remembers of the stored state, so that a message of a running chat reads nothing.
///
/// Everything here can be read again from the file; after a failed commit all of it is forgotten.
/// `@unchecked Sendable`: touched on the writing connection's serial queue alone.
final class WriterMemory: @unchecked Sendable {
    final class Entry {
        let row: Int64
        let customerRow: Int64
        let botRow: Int64
        var conversation: Conversation
        var isDirty = false

        init(row: Int64, customerRow: Int64, botRow: Int64, conversation: Conversation) {
            self.row = row
            self.customerRow = customerRow
            self.botRow = botRow
            self.conversation = conversation
        }
    }

    /// Whose message ids are compared with each other (contract, 3.3).
    enum RepeatScope: Hashable {
        case customer(Int64)
        case operatorIn(conversation: Int64, operator: Int64)
    }

    /// Conversations and scopes kept at most; a running chat needs one of each.
    static let maxEntries = 20_000
    static let maxRepeatScopes = 20_000
    static let maxRepeats = 2_000_000

    var entries: [ConversationID: Entry] = [:]
    /// The running conversation of a customer; nil value: known to have none.
    var running: [CustomerID: ConversationID?] = [:]
    var bots: [BotID: (row: Int64, bot: WhisperBot)] = [:]
    var operators: [OperatorID: (row: Int64, person: Operator)] = [:]
    var customers: [CustomerID: (row: Int64, botRow: Int64, customer: Customer)] = [:]
    /// Hashes of the message ids of a scope: no match means certainly no repeat.
    var repeats: [RepeatScope: Set<Int>] = [:]
    var repeatCount = 0
    /// Prepared on the writing connection; given up before it closes.
    var statements: MessageStatements?

    func forget() {
        entries.removeAll()
        running.removeAll()
        bots.removeAll()
        operators.removeAll()
        customers.removeAll()
        repeats.removeAll()
        repeatCount = 0
    }

    /// Between transactions: what grew too large starts anew.
    func trim() {
        if entries.count > Self.maxEntries || running.count > Self.maxEntries || customers.count > Self.maxEntries {
            entries.removeAll()
            running.removeAll()
            customers.removeAll()
        }
        if repeats.count > Self.maxRepeatScopes || repeatCount > Self.maxRepeats {
            repeats.removeAll()
            repeatCount = 0
        }
    }
}
