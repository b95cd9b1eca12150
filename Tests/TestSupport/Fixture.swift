import Foundation

/// Files of `Tests/Fixtures/wire/`: the JSON of the wire, read by Swift and by JavaScript alike.
package enum Fixture {
    /// What the file holds. With `WHISPER_WRITE_FIXTURES=1` it is written first, to be looked at in the diff.
    package static func stored(_ name: String, now text: String) throws -> String {
        let path = "Tests/Fixtures/wire/\(name)"
        if ProcessInfo.processInfo.environment["WHISPER_WRITE_FIXTURES"] == "1" {
            try Data(text.utf8).write(to: Checkout.root.appending(path: path))
        }
        return try Checkout.text(path)
    }

    /// A JSON array with one value a line.
    package static func lines(_ values: [[UInt8]]) -> String {
        "[\n" + values.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ",\n") + "\n]\n"
    }
}
