/// Why a language model gave no answer. Never carries the key, a header or a text of the provider.
package enum ModelFault: Error, Sendable, Equatable {
    /// No connection, or it broke before the answer began.
    case unreachable
    case badAddress
    /// An operator's address that is not a public one, and that the server's configuration does not name.
    case forbiddenAddress
    /// Not asked: it failed too often just before.
    case resting
    /// 401 or 403.
    case unauthorized
    /// 429.
    case rateLimited
    /// Another status than 200.
    case refused(status: Int)
    /// Nothing that reads as an answer: HTML, broken JSON.
    case unreadable
    /// The provider reported an error inside the stream.
    case reported
    /// No first piece in time.
    case noFirstPiece
    /// Silence between two pieces.
    case stalled
    /// Pieces came, but not to an end in time.
    case tooSlow
    /// More text than any answer has.
    case endless
    /// The stream ended in mid-sentence, without an end mark.
    case cutShort
    /// An end, but no text.
    case empty
    /// Another number of vectors than texts.
    case miscounted
    /// Vectors of different lengths, too long, or without a direction.
    case misshapen

    /// As it stands in *Why this answer*.
    package var name: String {
        switch self {
        case .unreachable: "unreachable"
        case .badAddress: "bad_address"
        case .forbiddenAddress: "forbidden_address"
        case .resting: "resting"
        case .unauthorized: "unauthorized"
        case .rateLimited: "rate_limited"
        case .refused(let status): "refused_\(status)"
        case .unreadable: "unreadable"
        case .reported: "reported"
        case .noFirstPiece: "no_first_piece"
        case .stalled: "stalled"
        case .tooSlow: "too_slow"
        case .endless: "endless"
        case .cutShort: "cut_short"
        case .empty: "empty"
        case .miscounted: "miscounted"
        case .misshapen: "misshapen"
        }
    }
}
