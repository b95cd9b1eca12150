import Dispatch
import Foundation

/// The addresses of a host name as texts, such as `93.184.215.14`; throws or gives none for a name that is not known.
package typealias Resolver = @Sendable (_ host: String) async throws -> [String]

enum Resolving {
    /// The system's resolver blocks: at most four names at once, on threads of their own.
    private static let queue: OperationQueue = {
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = 4
        queue.name = "whisper.resolving"
        return queue
    }()

    static let system: Resolver = { host in
        await withCheckedContinuation { continuation in
            queue.addOperation { continuation.resume(returning: addresses(of: host)) }
        }
    }

    private static func addresses(of host: String) -> [String] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        #if os(Linux)
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [String] = []
        var current = list
        while let entry = current {
            var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let isNamed = getnameinfo(
                entry.pointee.ai_addr, entry.pointee.ai_addrlen, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST)
            if isNamed == 0 {
                let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
                let text = String(decoding: bytes, as: UTF8.self)
                if !found.contains(text) { found.append(text) }
            }
            current = entry.pointee.ai_next
        }
        return found
    }
}
