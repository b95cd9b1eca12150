package import Chat
import Synchronization

/// From where each customer was last connected, since the start of the server. What it counts towards (budgets of
/// an address) is a matter of a day, so forgetting is no loss.
package final class LastAddresses: Sendable {
    private static let most = 100_000
    private let addresses = Mutex<[CustomerID: String]>([:])  // Mutex: nothing inside awaits

    package init() {}

    func note(_ address: String, of customer: CustomerID) {
        addresses.withLock { addresses in
            if addresses.count >= Self.most { addresses.removeAll() }
            addresses[customer] = address
        }
    }

    package func address(of customer: CustomerID) -> String? { addresses.withLock { $0[customer] } }
}
