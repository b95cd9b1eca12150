import Testing
import TestSupport

private let code = try? Checkout.files(in: "Sources", endings: [".swift"]) + Checkout.files(in: "Web", endings: [".js", ".css"])
    + Checkout.files(in: "Tests", endings: [".swift"])

@Test func `no file is longer than 400 lines`() throws {
    for file in try #require(code) {
        let lines = try Checkout.text(file).split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(lines <= 401, "\(file) has \(lines) lines")
    }
}

/// The functions of a Swift or JavaScript file with their lengths, by the indentation of their closing brace.
private func functions(_ text: String) -> [(line: Int, length: Int)] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var found: [(line: Int, length: Int)] = []
    for (index, line) in lines.enumerated() {
        let indent = line.prefix { $0 == " " }
        let words = line.dropFirst(indent.count).split(whereSeparator: { " (<".contains($0) }).prefix(6)
        guard words.contains(where: { ["func", "init", "init?", "function"].contains($0) }), !line.hasSuffix("}"),
            !words.contains("//"), !words.contains("///"), !words.contains("*")
        else { continue }
        guard let end = lines[index...].dropFirst().firstIndex(where: { $0 == indent + "}" || $0 == indent + "};" }),
            lines[index..<end].contains(where: { $0.hasSuffix("{") })
        else { continue }
        found.append((index + 1, end - index + 1))
    }
    return found
}

@Test func `no function is longer than 70 lines`() throws {
    var count = 0
    for file in try #require(code) where !file.hasSuffix(".css") {
        for function in functions(try Checkout.text(file)) {
            count += 1
            if function.length > 70 { Issue.record("\(file):\(function.line) has \(function.length) lines") }
        }
    }
    #expect(count > 600)
}
