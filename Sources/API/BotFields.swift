import Chat

extension Fields {
    /// How the widget looks. What is not known here is kept as it came.
    mutating func appearance() -> JSON? {
        guard let look = object("appearance", maxBytes: 8_000) else { return nil }
        if let color = look["color"], !color.isNull, !Self.isColor(color.string ?? "") {
            refuse("appearance.color", "takes a colour such as #0f5e5c, or null.")
        }
        choose("position", of: look, from: ["right", "left"])
        choose("theme", of: look, from: ["auto", "light", "dark"])
        return look
    }

    private mutating func choose(_ name: String, of look: JSON, from choices: [String]) {
        guard let value = look[name], !value.isNull else { return }
        if !choices.contains(value.string ?? "") { refuse("appearance.\(name)", "takes \(choices.joined(separator: " or ")).") }
    }

    private static func isColor(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 7 && bytes[0] == UInt8(ascii: "#")
            && bytes.dropFirst().allSatisfy { (48...57).contains($0) || (97...102).contains($0 | 32) }
    }

    /// `openingHours`: left out they stay (nil), null takes them away.
    mutating func openingHours() -> OpeningHours?? {
        guard let value = json["openingHours"] else { return nil }
        if value.isNull { return .some(nil) }
        do throws(Refusal) {
            return .some(try OpeningHours(reading: value))
        } catch {
            guard case .invalid(let errors) = error else { return nil }
            for error in errors { refuse("openingHours.\(error.field)", error.message) }
            return nil
        }
    }
}
