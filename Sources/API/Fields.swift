import Chat
import Knowledge

/// The members of a request's body, read one by one; what is wrong is gathered and said together.
struct Fields {
    let json: JSON
    private var errors: [Refusal.FieldError] = []
    private var tooLong: Refusal?

    init(_ json: JSON) { self.json = json }

    /// Throws what was wrong with the fields read so far.
    func check() throws(Refusal) {
        if !errors.isEmpty { throw .invalid(errors) }
        if let tooLong { throw tooLong }
    }

    mutating func refuse(_ field: String, _ message: String) { errors.append(.init(field, message)) }

    mutating func refuse(_ refusal: Refusal) {
        if case .invalid(let found) = refusal { errors += found } else { tooLong = tooLong ?? refusal }
    }

    private func value(_ field: String) -> JSON? {
        guard let value = json[field], !value.isNull else { return nil }
        return value
    }

    func has(_ field: String) -> Bool { value(field) != nil }

    mutating func optionalText(_ field: String, limit: Int, mayBeEmpty: Bool = true) -> String? {
        guard let value = value(field) else { return nil }
        guard let text = value.string else {
            refuse(field, "takes a text.")
            return nil
        }
        check(text, field, limit: limit, mayBeEmpty: mayBeEmpty)
        return text
    }

    mutating func text(_ field: String, limit: Int) -> String {
        guard has(field) else {
            refuse(field, "is missing.")
            return ""
        }
        return optionalText(field, limit: limit, mayBeEmpty: false) ?? ""
    }

    mutating func bool(_ field: String) -> Bool? {
        guard let value = value(field) else { return nil }
        if let bool = value.bool { return bool }
        refuse(field, "takes true or false.")
        return nil
    }

    mutating func number(_ field: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = value(field) else { return nil }
        if let number = value.int, range.contains(number) { return number }
        refuse(field, "takes a number from \(range.lowerBound) to \(range.upperBound).")
        return nil
    }

    /// The address of a page, as it came.
    mutating func url(_ field: String) -> String {
        let text = text(field, limit: Limits.url)
        if !text.isEmpty, text.utf8.count <= Limits.url, WebAddress(text) == nil {
            refuse(field, "takes an address that begins with http:// or https://.")
        }
        return text
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ field: String, _: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        guard let value = value(field) else { return nil }
        if let choice = value.string.flatMap(Choice.init(rawValue:)) { return choice }
        refuse(field, "takes \(Choice.allCases.map(\.rawValue).joined(separator: " or ")).")
        return nil
    }

    mutating func texts(_ field: String, most: Int, limit: Int) -> [String]? {
        guard let value = value(field) else { return nil }
        guard let values = value.array, values.count <= most else {
            refuse(field, "takes a list of at most \(most) texts.")
            return nil
        }
        var texts: [String] = []
        for (index, value) in values.enumerated() {
            guard let text = value.string else {
                refuse("\(field)[\(index)]", "takes a text.")
                continue
            }
            check(text, "\(field)[\(index)]", limit: limit, mayBeEmpty: false)
            texts.append(text)
        }
        return texts
    }

    mutating func object(_ field: String, maxBytes: Int) -> JSON? {
        guard let value = value(field) else { return nil }
        guard value.members != nil, value.text.utf8.count <= maxBytes else {
            refuse(field, "takes an object of at most \(maxBytes) bytes.")
            return nil
        }
        return value
    }

    private mutating func check(_ text: String, _ field: String, limit: Int, mayBeEmpty: Bool) {
        do throws(Refusal) {
            if mayBeEmpty {
                try Check.atMost(text, field: field, limit: limit)
            } else {
                try Check.required(text, field: field, limit: limit)
            }
        } catch {
            refuse(error)
        }
    }
}
