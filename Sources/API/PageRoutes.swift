import Chat
import HTTPTypes
import Hummingbird
import NIOCore

/// The console, the widget and the demo page.
extension Routes {
    func addPages() {
        for path in ["/", "/chat", "/bots", "/insights", "/team", "/settings", "/setup", "/sign-in"] { console(path) }
        for path in ["/chat/**", "/bots/**", "/settings/**"] { console(path) }
        for folder in ["console", "shared", "widget"] {
            on(.get, "/\(folder)/**") { call in
                let name = "\(folder)/" + call.context.parameters.getCatchAll().joined(separator: "/")
                guard let file = call.services.web[name], !name.hasSuffix(".html") else { throw Refusal.notFound }
                return call.file(file, policy: ContentPolicy.files)
            }
        }
        on(.get, "/widget.js") { call in
            guard let file = call.services.web["widget/launcher.js"] else { throw Refusal.notFound }
            var response = call.file(file, policy: ContentPolicy.files)
            // Loaded by pages of other origins, also by isolated ones.
            response.headers[.crossOriginResourcePolicy] = "cross-origin"
            response.headers[.accessControlAllowOrigin] = "*"
            return response
        }
        on(.get, "/widget/frame") { call in
            guard let id = call.query("bot").flatMap({ BotID($0) }), let file = call.services.web["widget/frame.html"],
                let bot = try await call.services.bots.bot(id), !bot.deleted
            else { throw Refusal.notFound }
            return call.file(file, policy: ContentPolicy.frame(of: bot, own: call.origin.own))
        }
        if let bot = services.demoBot {
            on(.get, "/demo") { call in
                guard let file = call.services.web["demo/index.html"] else { throw Refusal.notFound }
                let page = String(buffer: file.plain).replacing("{{bot}}", with: bot.description)
                return call.file(
                    WebFiles.file(Array(page.utf8), type: file.type), policy: ContentPolicy.demo(own: call.origin.own))
            }
        }
    }

    private func console(_ path: String) {
        on(.get, path) { call in
            guard let file = call.services.web["console/index.html"] else { throw Refusal.notFound }
            return call.file(file, policy: ContentPolicy.console(own: call.origin.own))
        }
    }
}

/// Content security policies: no inline code anywhere, Trusted Types in what we write ourselves.
private enum ContentPolicy {
    static let files = "default-src 'none'; frame-ancestors 'none'"

    private static func pages(_ own: String) -> String {
        // Older browsers do not count WebSockets as 'self'.
        let socket = own.hasPrefix("https") ? "wss" + own.dropFirst(5) : "ws" + own.dropFirst(4)
        return """
            default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
            connect-src 'self' \(socket); base-uri 'none'; form-action 'none'
            """
    }

    private static let trustedTypes = "require-trusted-types-for 'script'; trusted-types whisperdesk"

    static func console(own: String) -> String { "\(pages(own)); frame-src 'self'; frame-ancestors 'none'; \(trustedTypes)" }

    static func frame(of bot: WhisperBot, own: String) -> String {
        let ancestors = bot.allowedOrigins.isEmpty ? "*" : (["'self'"] + bot.allowedOrigins).joined(separator: " ")
        return "\(pages(own)); frame-ancestors \(ancestors); \(trustedTypes)"
    }

    static func demo(own: String) -> String { "\(pages(own)); frame-src 'self'; frame-ancestors 'none'" }
}

extension Call {
    /// A file, compressed where the browser takes it, or 304 where it has it already.
    fileprivate func file(_ file: WebFiles.File, policy: String) -> Response {
        var headers: HTTPFields = [
            .contentType: file.type, .eTag: file.tag, .cacheControl: "no-cache", .vary: "Accept-Encoding",
            .contentSecurityPolicy: policy,
        ]
        if request.headers[.ifNoneMatch]?.contains(file.tag) == true {
            return Response(status: .notModified, headers: headers)
        }
        let takesGzip = request.headers[.acceptEncoding]?.contains("gzip") == true
        guard takesGzip, let gzipped = file.gzipped else {
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: file.plain))
        }
        headers[.contentEncoding] = "gzip"
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: gzipped))
    }
}
