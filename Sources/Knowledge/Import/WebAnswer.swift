/// What a web server answered.
package struct WebAnswer: Sendable {
    package let status: Int
    /// Where it was found in the end, after redirects.
    package let url: String
    package let contentType: String?
    package let body: [UInt8]
    /// The value of `X-Robots-Tag`.
    package let robotsTag: String?
    /// The values of `Content-Security-Policy`.
    package let policies: [String]

    package init(
        status: Int, url: String, contentType: String?, body: [UInt8], robotsTag: String?,
        policies: [String] = []
    ) {
        self.status = status
        self.url = url
        self.contentType = contentType
        self.body = body
        self.robotsTag = robotsTag
        self.policies = policies
    }
}

/// Why nothing was fetched, in a sentence for operators.
package struct NotFetched: Error, Sendable {
    package let sentence: String

    package init(_ sentence: String) { self.sentence = sentence }
}

/// Fetches an address, of public hosts alone; `accepting` are media types, none take all.
///
/// - Throws: `NotFetched`, or `CancellationError`.
package typealias WebFetch = @Sendable (_ url: String, _ accepting: [String]) async throws -> WebAnswer
