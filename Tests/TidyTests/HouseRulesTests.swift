import Foundation
import Testing
import TestSupport

private func lines(_ path: String) throws -> [(number: Int, text: Substring)] {
    try Checkout.text(path).split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { ($0 + 1, $1) }
}

private func isComment(_ line: Substring) -> Bool {
    let text = line.drop { $0 == " " }
    return text.hasPrefix("//") || text.hasPrefix("*") || text.hasPrefix("/*")
}

@Test func `nothing traps, detaches or prints where it must not`() throws {
    for file in try Checkout.files(in: "Sources", endings: [".swift"]) {
        for line in try lines(file) where !isComment(line.text) {
            for banned in ["try!", "fatalError(", "Task.detached", "as! ", "unowned(unsafe)"] where line.text.contains(banned) {
                Issue.record("\(file):\(line.number) holds \(banned)")
            }
            if !file.hasPrefix("Sources/whisperdesk/"), line.text.contains("rint(") {
                let words = line.text.split { !$0.isLetter && !$0.isNumber && $0 != "(" && $0 != "." }
                #expect(!words.contains { $0.hasPrefix("print(") || $0.hasPrefix("debugPrint(") }, "\(file):\(line.number)")
            }
        }
    }
}

@Test func `who leaves the compiler's checks says why`() throws {
    var count = 0
    for file in try Checkout.files(in: "Sources", endings: [".swift"]) {
        let lines = try lines(file)
        for mark in ["@unchecked Sendable", "nonisolated(unsafe)"] {
            for (index, line) in lines.enumerated() where line.text.contains(mark) && !isComment(line.text) {
                count += 1
                let above = lines[max(0, index - 4)..<index]
                #expect(above.contains { isComment($0.text) && $0.text.contains(mark) }, "\(file):\(line.number)")
            }
        }
    }
    #expect(count > 0)
}

/// The one place that parses HTML: constant strings, through the named Trusted Types policy.
private let parser = "Web/shared/html.js"

@Test func `no string becomes HTML or code in a page`() throws {
    let sinks = [
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "createContextualFragment", "DOMParser", "eval(",
        "new Function", "srcdoc",
    ]
    for file in try Checkout.files(in: "Web", endings: [".js"]) where !file.hasPrefix("Web/tests/") {
        for line in try lines(file) where !isComment(line.text) {
            for sink in sinks where line.text.contains(sink) {
                #expect(
                    file == parser && (line.text.contains("policy.createHTML(constant)") || line.text.contains("new Set([")),
                    "\(file):\(line.number) \(sink)")
            }
        }
    }
    for file in try Checkout.files(in: "Web", endings: [".html"]) {
        let text = try Checkout.text(file)
        for inline in [" onclick=", " onload=", " style=\"", "<style", "javascript:"] {
            #expect(!text.contains(inline), "\(file) \(inline)")
        }
    }
}

private let tracked: [String] = {
    let endings = [".swift", ".md", ".js", ".css", ".html", ".py", ".c", ".h", ".json", ".yaml", ".yml", ".sh", ".toml"]
    let folders = ["Sources", "Tests", "Web", "Benchmarks", "docs", "packaging", "bin"]
    let top = (try? FileManager.default.contentsOfDirectory(atPath: Checkout.root.path)) ?? []
    let below = folders.flatMap { (try? Checkout.files(in: $0, endings: endings + ["run", "test"])) ?? [] }
    return below + top.filter { name in endings.contains { name.hasSuffix($0) } }
}()

@Test func `links between our pages lead somewhere`() throws {
    let pages = tracked.filter { $0.hasSuffix(".md") }
    #expect(!pages.isEmpty)
    for page in pages {
        let folder = (page as NSString).deletingLastPathComponent
        for match in try Checkout.text(page).matches(of: /\]\(([^)\s]+)\)/) {
            let target = match.1.prefix { $0 != "#" }
            if target.isEmpty || target.contains("://") || target.hasPrefix("mailto:") { continue }
            let path = target.hasPrefix("/") ? String(target) : folder + "/" + target
            let file = Checkout.root.appending(path: path)
            #expect(FileManager.default.fileExists(atPath: file.path), "\(page) links to \(target)")
        }
    }
}

@Test func `no file knows the machine that it was written on`() throws {
    // Put together here, so that this file does not hold what it looks for.
    let marks = ["home/", "Users/", "root/", "work/main", "work/shared", "tmp/bash"].map { "/" + $0 }
    #expect(tracked.count > 150)
    for file in tracked {
        let text = try Checkout.text(file)
        for mark in marks where text.contains(mark) { Issue.record("\(file) holds \(mark)") }
    }
}

@Test func `nothing is left to be done later`() throws {
    let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK:"]
    for file in tracked where !file.hasSuffix(".md") {
        let text = try Checkout.text(file)
        for mark in marks where text.contains(mark) { Issue.record("\(file) holds \(mark)") }
    }
}
