import Chat

/// Where one socket stands in the conversations that it follows.
struct Subscriptions {
    /// Conversations that one socket may follow.
    static let most = 5_000

    struct Place {
        /// Everything up to here has been sent.
        var seq: Int
        let customer: CustomerID
        /// The history is being read; what is announced meanwhile is read too, not sent twice.
        var isCatchingUp: Bool
        var hasMissed = false
    }

    enum Delivery: Equatable {
        case send
        case skip
        /// There is a hole before these items: they must be read.
        case catchUp
    }

    private var places: [ConversationID: Place] = [:]
    private var catchingUp = 0

    var isCatchingUp: Bool { catchingUp > 0 }
    var count: Int { places.count }
    var all: [ConversationID: Place] { places }

    subscript(id: ConversationID) -> Place? { places[id] }

    mutating func begin(_ id: ConversationID, customer: CustomerID, after seq: Int) {
        if places[id]?.isCatchingUp != true { catchingUp += 1 }
        places[id] = Place(seq: seq, customer: customer, isCatchingUp: true)
    }

    mutating func remove(_ id: ConversationID) {
        if places.removeValue(forKey: id)?.isCatchingUp == true { catchingUp -= 1 }
    }

    /// What to do with announced items `from`…`to`; remembers them as sent.
    mutating func deliver(_ id: ConversationID, from: Int, to: Int) -> Delivery {
        guard var place = places[id] else { return .skip }
        defer { places[id] = place }
        if place.isCatchingUp {
            place.hasMissed = true
            return .skip
        }
        guard to > place.seq else { return .skip }
        guard from == place.seq + 1 else {
            place.isCatchingUp = true
            catchingUp += 1
            return .catchUp
        }
        place.seq = to
        return .send
    }

    /// Notes that history up to `seq` was sent.
    mutating func advance(_ id: ConversationID, to seq: Int) {
        guard let place = places[id], seq > place.seq else { return }
        places[id]!.seq = seq
    }

    /// Goes live unless something was announced since the last look; then it must look again.
    mutating func goLive(_ id: ConversationID) -> Bool {
        guard var place = places[id], place.isCatchingUp else { return true }
        defer { places[id] = place }
        if place.hasMissed {
            place.hasMissed = false
            return false
        }
        place.isCatchingUp = false
        catchingUp -= 1
        return true
    }
}
