/// Why an attempt to send something failed.
package struct NotSent: Error, Sendable, Equatable {
    /// For operators: the cause, and what to do where that is known. Never a secret.
    package let reason: String
    /// Whether trying again cannot help.
    package let isFinal: Bool

    package init(_ reason: String, isFinal: Bool = false) {
        self.reason = reason
        self.isFinal = isFinal
    }
}
