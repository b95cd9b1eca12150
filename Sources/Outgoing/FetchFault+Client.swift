import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOHTTPCompression

extension WebFetcher {
    /// What an error of the HTTP client means for the one who asked.
    static func fault(of error: any Error, at destination: Destination, maxBytes: Int) -> FetchFault {
        if let fault = error as? FetchFault { return fault }
        if error is CancellationError || Task.isCancelled { return .cancelled }
        if error is HTTPParserError { return .unreadable }
        if let fault = error as? NIOHTTPDecompression.DecompressionError {
            return fault == .limit ? .tooBig(maxBytes: maxBytes) : .unreadable
        }
        if error is NIOHTTPDecompression.ExtraDecompressionError { return .unreadable }
        // TLS errors come from a module that only the client imports; their names tell them.
        let name = String(reflecting: type(of: error)) + " " + String(describing: error)
        if name.contains("NIOSSL") || name.contains("CERTIFICATE") { return .notTrusted(host: destination.host) }
        return .unreachable(host: destination.host)
    }
}
