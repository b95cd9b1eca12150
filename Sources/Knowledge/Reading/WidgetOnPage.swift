import Foundation

/// What a web page holds of a chat widget: script tags that load one, and what the page itself forbids.
package struct WidgetOnPage: Sendable, Equatable {
    /// A script tag whose address ends in `/widget.js`.
    package struct Tag: Sendable, Equatable {
        /// `scheme://host[:port]` that it is loaded from.
        package let origin: String
        /// The value of `data-bot`; nil where the tag has none.
        package let bot: String?
        package let nonce: String?

        package init(origin: String, bot: String?, nonce: String? = nil) {
            self.origin = origin
            self.bot = bot
            self.nonce = nonce
        }
    }

    package let tags: [Tag]
    /// Of the page's inline scripts those that set `whisperSettings`, which may name the bot as well.
    package let settings: [String]
    /// Content security policies in `meta` elements.
    package let policies: [String]

    package init(tags: [Tag], settings: [String] = [], policies: [String] = []) {
        self.tags = tags
        self.settings = settings
        self.policies = policies
    }

    /// - Parameters:
    ///   - url: where the page came from, after redirects.
    ///   - contentType: as the server named it.
    /// - Returns: nil for what is no page.
    package static func read(_ html: [UInt8], at url: String, contentType: String?) -> WidgetOnPage? {
        guard let address = WebAddress(url), let tree = PageReader.tree(html, contentType: contentType) else { return nil }
        return tree.read { root in
            let base = root.first(["base"])?["href"].flatMap { WebAddress($0, relativeTo: address) } ?? address
            var tags: [Tag] = []
            var settings: [String] = []
            var policies: [String] = []
            root.visit { element in
                if element.name == "script", let source = element["src"] {
                    guard let script = WebAddress(source, relativeTo: base),
                        script.target.prefix(while: { $0 != "?" }).hasSuffix("/widget.js")
                    else { return }
                    tags.append(Tag(origin: script.origin, bot: element["data-bot"], nonce: element["nonce"]))
                } else if element.name == "script" {
                    let text = element.text
                    if text.contains("whisperSettings") { settings.append(text) }
                } else if element.name == "meta",
                    element["http-equiv"]?.lowercased() == "content-security-policy", let policy = element["content"]
                {
                    policies.append(policy)
                }
            }
            return WidgetOnPage(tags: tags, settings: settings, policies: policies)
        }
    }
}

extension WebAddress {
    /// As browsers write an `Origin`.
    package var origin: String {
        let usual = scheme == "https" ? 443 : 80
        return "\(scheme)://\(host)" + (port == usual ? "" : ":\(port)")
    }
}
