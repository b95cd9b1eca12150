import Chat

/// `languageModel` of a bot as a request names it: left out it stays, null takes it away.
struct LanguageModelField: Sendable {
    private enum Change: Sendable {
        case none
        case remove
        case set(BotLanguageModel, key: Key)
    }
    private enum Key: Sendable {
        /// Left out: it stays while the address does, so that it is never sent to another one.
        case kept
        case given(Secret?)
    }

    private static let urlLimit = 2_000
    private static let keyLimit = 1_000
    private static let mostPrice = 1_000_000.0

    private let change: Change

    init(_ fields: inout Fields) {
        guard let value = fields.json["languageModel"] else {
            change = .none
            return
        }
        guard !value.isNull else {
            change = .remove
            return
        }
        guard value.members != nil else {
            fields.refuse("languageModel", "takes an object with url and model, or null.")
            change = .none
            return
        }
        let url = value["url"]?.string ?? ""
        if !Self.isEndpoint(url) {
            fields.refuse("languageModel.url", "takes an address such as https://api.example.org/v1, without ? # or @.")
        }
        let model = value["model"]?.string ?? ""
        if model.allSatisfy(\.isWhitespace) || model.unicodeScalars.count > Limits.name {
            fields.refuse("languageModel.model", "takes a name of at most \(Limits.name) characters.")
        }
        change = .set(
            BotLanguageModel(
                url: Self.trimmed(url), model: model, promptPrice: Self.price("promptPrice", value, &fields),
                completionPrice: Self.price("completionPrice", value, &fields)),
            key: Self.key(value, &fields))
    }

    func apply(to bot: inout WhisperBot) {
        switch change {
        case .none: break
        case .remove: bot.languageModel = nil
        case .set(var model, let key):
            switch key {
            case .given(let key): model.key = key
            case .kept: model.key = bot.languageModel?.url == model.url ? bot.languageModel?.key : nil
            }
            bot.languageModel = model
        }
    }

    private static func key(_ value: JSON, _ fields: inout Fields) -> Key {
        guard let key = value["key"] else { return .kept }
        if key.isNull || key.string == "" { return .given(nil) }
        // It goes into a header: visible ASCII alone.
        guard let text = key.string, text.utf8.count <= keyLimit, text.utf8.allSatisfy({ (33...126).contains($0) }) else {
            fields.refuse("languageModel.key", "takes at most \(keyLimit) visible ASCII characters, without spaces.")
            return .kept
        }
        return .given(Secret(text))
    }

    private static func price(_ name: String, _ value: JSON, _ fields: inout Fields) -> Double? {
        let price: Double
        switch value[name] {
        case nil, .null?: return nil
        case .int(let number)?: price = Double(number)
        case .double(let number)?: price = number
        default: price = -1
        }
        guard (0...mostPrice).contains(price) else {
            fields.refuse("languageModel.\(name)", "takes a price for a million tokens, from 0.")
            return nil
        }
        return price
    }

    /// http or https, a plain host, perhaps a port and a path; nothing that programs read in different ways.
    private static func isEndpoint(_ text: String) -> Bool {
        let lowered = text.lowercased()
        guard text.utf8.count <= urlLimit, let scheme = ["https://", "http://"].first(where: lowered.hasPrefix),
            text.utf8.allSatisfy({ (33...126).contains($0) }), !text.contains(where: { "?#@\\\"<>{}|^`".contains($0) })
        else { return false }
        let authority = lowered.dropFirst(scheme.count).prefix { $0 != "/" }
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return false }
            let address = authority[authority.index(after: authority.startIndex)..<end]
            return IPAddress(address) != nil && isPort(authority[authority.index(after: end)...])
        }
        let host = authority.prefix { $0 != ":" }
        return !host.isEmpty && host.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" }
            && isPort(authority.dropFirst(host.count))
    }

    private static func isPort(_ text: Substring) -> Bool {
        if text.isEmpty { return true }
        guard text.first == ":", text.dropFirst().allSatisfy(\.isNumber), let port = Int(text.dropFirst()) else { return false }
        return (1...65_535).contains(port)
    }

    private static func trimmed(_ url: String) -> String {
        var url = Substring(url)
        while url.last == "/" { url = url.dropLast() }
        return String(url)
    }
}

extension BotLanguageModel {
    /// Without the key.
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("url", url)
            writer.field("model", model)
            writer.field("hasKey", key != nil)
            writer.field("promptPrice", promptPrice.map { JSON.double($0) } ?? .null)
            writer.field("completionPrice", completionPrice.map { JSON.double($0) } ?? .null)
        }
    }
}
