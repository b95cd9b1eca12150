package import Chat
import Foundation

/// A mail of plain text, ready to be written out.
package struct MailMessage: Sendable, Equatable {
    package var to: Mailbox
    package var subject: String
    package var text: String
    /// Names the message for ever, so that a second copy can be dropped.
    package var id: String
    package var date: Moment

    package init(to: Mailbox, subject: String, text: String, id: String, date: Moment) {
        self.to = to
        self.subject = subject
        self.text = text
        self.id = id
        self.date = date
    }

    /// The message as it is sent (RFC 5322): lines end with CRLF, none is longer than 78 characters but for those that
    /// hold an address.
    package func bytes(from sender: Mailbox) -> [UInt8] {
        let headers = [
            "Date: \(Self.written(date))",
            "From: \(sender.header)",
            "To: \(to.header)",
            "Reply-To: \(sender.header)",
            "Subject: \(HeaderText.unstructured(subject))",
            "Message-ID: <\(id)@\(sender.domain)>",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64",
            // No out-of-office note answers it (RFC 3834).
            "Auto-Submitted: auto-generated",
        ]
        // Base64 keeps every character, and no line of the text can end the mail.
        let body = Data(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8)
            .base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
        return Array((headers.joined(separator: "\r\n") + "\r\n\r\n" + body + "\r\n").utf8)
    }

    /// `Sun, 22 Nov 2026 18:00:00 +0000`.
    static func written(_ moment: Moment) -> String {
        let text = Array(moment.description)
        func part(_ range: Range<Int>) -> String { String(text[range]) }
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = Int((Double(moment.milliseconds) / 86_400_000).rounded(.down))
        let month = months[(Int(part(5..<7)) ?? 1) - 1]
        return "\(days[(day % 7 + 7) % 7]), \(part(8..<10)) \(month) \(part(0..<4)) \(part(11..<19)) +0000"
    }
}
