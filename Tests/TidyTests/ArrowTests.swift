import Testing
import TestSupport

/// What each room may import of ours (ARCHITECTURE.md).
private let arrows: [String: Set<String>] = [
    "Chat": [], "LanguageModels": [], "Zlib": [], "Deflate": [], "XML": [], "Outgoing": ["Chat", "Zlib"],
    "Notices": ["Chat"], "Jobs": ["Chat"], "SQLiteStore": ["Chat"], "Live": ["Chat"],
    "Knowledge": ["Chat", "LanguageModels", "XML"], "Bot": ["Chat", "Knowledge", "LanguageModels"],
    "API": ["Chat", "Knowledge", "Deflate"],
    "whisperdesk": ["Chat", "LanguageModels", "Jobs", "SQLiteStore", "Live", "Knowledge", "Bot", "API", "Outgoing", "Notices"],
]

/// Which rooms may see a package that one of them hides. What is not named here may be imported anywhere but in Chat.
private let hidden: [String: Set<String>] = [
    "GRDB": ["SQLiteStore"], "Hummingbird": ["API", "whisperdesk"], "HummingbirdCore": ["Live", "whisperdesk"],
    "NIOWebSocket": ["Live"], "AsyncHTTPClient": ["LanguageModels", "Outgoing", "whisperdesk"], "ArgumentParser": ["whisperdesk"],
    "SwiftCSV": ["Knowledge"], "Crypto": ["API", "Notices"], "CryptoExtras": ["API"], "NIOHTTPTypes": ["Live"], "NIOHTTPTypesHTTP1": ["Live"],
    "UnixSignals": ["whisperdesk"], "Logging": ["Jobs", "Live", "API", "whisperdesk"],
    "ServiceLifecycle": ["Jobs", "Live", "whisperdesk"],
]

private func imports(_ path: String) throws -> [String] {
    try Checkout.text(path).split(separator: "\n").compactMap { line in
        var words = line.split(separator: " ")[...]
        while let word = words.first, word.hasPrefix("@") || ["package", "public", "internal", "private"].contains(word) {
            words = words.dropFirst()
        }
        guard words.first == "import", let name = words.dropFirst().first else { return nil }
        return String(name.prefix { $0 != "." })
    }
}

@Test func `rooms import only what the arrows allow`() throws {
    let files = try Checkout.files(in: "Sources", endings: [".swift"])
    #expect(files.count > 80)
    for file in files {
        let room = String(file.split(separator: "/")[1])
        let allowed = try #require(arrows[room], "\(room) is a room without arrows")
        for name in try imports(file) {
            if arrows[name] != nil { #expect(allowed.contains(name), "\(file) imports \(name)") }
            if let rooms = hidden[name] { #expect(rooms.contains(room), "\(file) imports \(name)") }
            if room == "Chat" { #expect(name == "FoundationEssentials", "\(file) imports \(name)") }
        }
    }
}

@Test func `no room has a name that says nothing`() throws {
    for file in try Checkout.files(in: "Sources", endings: [".swift"]) {
        for word in ["Utils", "Util", "Helpers", "Helper", "Common", "Core", "Misc"] {
            #expect(!file.split(whereSeparator: { "/.+".contains($0) }).contains { $0 == word }, "\(file)")
        }
    }
}
