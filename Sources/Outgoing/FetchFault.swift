/// Why nothing was fetched.
package enum FetchFault: Error, Sendable, Equatable {
    /// No http or https address, or one with a user name.
    case badAddress
    /// Another port than 80 and 443, and the server's configuration does not name it.
    case portNotAllowed(Int)
    /// The name leads to a private, local or reserved address, and the configuration does not name it.
    case notPublic(host: String)
    /// The name is not known.
    case unknownHost(String)
    /// No connection, or it broke.
    case unreachable(host: String)
    /// The certificate is not one for this host.
    case notTrusted(host: String)
    case tooManyRedirects
    /// A redirect without a usable address.
    case badRedirect
    case tookTooLong(seconds: Int)
    /// Longer than may be read, also once unpacked.
    case tooBig(maxBytes: Int)
    /// The answer is not HTTP, has too long a head, or cannot be unpacked.
    case unreadable
    /// The server offers another kind than was asked for.
    case unwanted(contentType: String)
    /// The task was cancelled.
    case cancelled

    /// What to tell the operator: the cause and the next step.
    package var sentence: String {
        switch self {
        case .badAddress: "This is no address of a page. It must begin with http:// or https://."
        case .portNotAllowed(let port):
            "Port \(port) is not fetched from. Use port 80 or 443, or name host and port in the server's configuration."
        case .notPublic(let host):
            "\(host) is not a public address. If it is meant, name it in the server's configuration."
        case .unknownHost(let host): "The name \(host) is not known. Check its spelling."
        case .unreachable(let host): "\(host) could not be reached. Check that it works in a browser, then try again."
        case .notTrusted(let host): "The certificate of \(host) is not valid. Have it renewed."
        case .tooManyRedirects: "It redirects more than 3 times. Give the address that it ends at."
        case .badRedirect: "It redirects to something that is no address. Give the address of the page itself."
        case .tookTooLong(let seconds): "It did not answer within \(seconds) s. Try again later."
        case .tooBig(let maxBytes): "It is larger than \(maxBytes / 1_000_000) MB. Give the address of a smaller part."
        case .unreadable: "Its server did not answer in readable HTTP. Check that it works in a browser."
        case .unwanted(let contentType): "It is of the kind \(contentType), which cannot be read here."
        case .cancelled: "It was cancelled."
        }
    }
}
