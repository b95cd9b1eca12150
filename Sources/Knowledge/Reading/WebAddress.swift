import Foundation

/// The address of a page, written in one way only, so that equal pages have equal addresses.
///
/// Host in lower case, no default port, no `.` and `..`, no fragment, no tracking parameters (`utm_…`).
package struct WebAddress: Sendable, Hashable {
    /// The absolute address.
    package let text: String
    /// In lower case; IPv6 in brackets.
    package let host: String
    package let port: Int
    package let scheme: String
    /// The path with the query, beginning with `/`: what robots.txt speaks of.
    package let target: String

    /// - Parameter base: what a relative address is relative to.
    /// - Returns: nil for what is not http or https, has a user name, or is longer than 2,000 characters.
    package init?(_ text: String, relativeTo base: WebAddress? = nil) {
        return nil
    }

    /// Whether both are pages of one site: the same host, a leading `www.` aside, and the same port.
    package func isSameSite(as other: WebAddress) -> Bool {
        host == other.host
    }
}
