// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .unsafeFlags(["-warnings-as-errors"]),
    // Ids are generic: without it each use in another room would go through witness tables.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "whisperdesk",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    ],
    targets: [
        room("Chat"),
        room("Jobs", ["Chat", .product(name: "Logging", package: "swift-log"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")]),
        room("SQLiteStore", [
            "Chat", .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
        ]),
        room("LanguageModels", [
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOFoundationCompat", package: "swift-nio"),
        ]),
        .systemLibrary(name: "XML", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        room("Knowledge", [
            "Chat", "LanguageModels", "XML", .product(name: "SwiftCSV", package: "SwiftCSV"),
        ]),
        room("Outgoing", [
            "Chat", "Zlib",
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
        ]),
        room("Notices", ["Chat", .product(name: "Crypto", package: "swift-crypto")]),
        room("Bot", ["Chat", "Knowledge", "LanguageModels"]),
        room("Live", [
            "Chat",
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOWebSocket", package: "swift-nio"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "HTTPTypes", package: "swift-http-types"),
            .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
            .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        ]),
        .systemLibrary(name: "Zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "Deflate", providers: [.apt(["libdeflate-dev"])]),
        room("API", [
            "Chat", "Knowledge", "Deflate",
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HTTPTypes", package: "swift-http-types"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "Crypto", package: "swift-crypto"),
            .product(name: "CryptoExtras", package: "swift-crypto"),
        ]),
        .executableTarget(
            name: "whisperdesk",
            dependencies: [
                "Chat", "Jobs", "SQLiteStore", "LanguageModels", "Knowledge", "Outgoing", "Notices", "Bot", "Live", "API",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOFoundationCompat", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ], swiftSettings: strict),
        .target(
            name: "TestSupport",
            dependencies: [
                "Chat", "Knowledge", "SQLiteStore",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ], path: "Tests/TestSupport", swiftSettings: strict),
        tests("ChatTests", ["Chat", "TestSupport"]),
        tests("StoreTests", [
            "Chat", "SQLiteStore", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
        ]),
        tests("LiveTests", ["Chat", "Live", "TestSupport", .product(name: "NIOCore", package: "swift-nio")]),
        tests("JobsTests", [
            "Chat", "Jobs", "TestSupport", .product(name: "Logging", package: "swift-log"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        ]),
        tests("LanguageModelsTests", [
            "LanguageModels", "TestSupport", .product(name: "NIOHTTP1", package: "swift-nio"),
        ]),
        tests("KnowledgeTests", ["Chat", "Knowledge", "LanguageModels", "SQLiteStore", "TestSupport"]),
        tests("OutgoingTests", [
            "Chat", "Outgoing", "TestSupport",
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
        ]),
        tests("NoticesTests", ["Chat", "Notices", "TestSupport"]),
        tests("BotTests", [
            "Bot", "Chat", "Knowledge", "LanguageModels", "SQLiteStore", "TestSupport",
            .product(name: "NIOHTTP1", package: "swift-nio"),
        ]),
        tests("APITests", ["API", "Chat", "TestSupport", .product(name: "NIOCore", package: "swift-nio")]),
        tests("TidyTests", ["TestSupport"]),
    ]
)
