/// The modules that a page needs, as one: each after those that it imports, all in one scope.
///
/// Twenty small files cost a phone several turns on the network, and each is compressed without knowing the
/// others (decision 14). So no two of them may declare the same name at their left edge. Only the forms of our own
/// modules are known, each at the beginning of a line: `import { a, b } from "./x.js";` on one line, and `export`
/// before `const`, `function`, `async function` or `class`. Another form is a fault at the start. What the entry
/// exports, the joined module exports.
struct JoinedModules {
    private let modules: [String: String]
    private var joined: Set<String> = []
    private var open: [String] = []
    private var lines: [WebText.Line] = []
    /// Names at the left edge, and which module declares them.
    private var owners: [Substring: String] = [:]

    var text: String { WebText.joined(lines) }

    /// - Parameter modules: texts by their paths below `Web/`.
    init(entry: String, modules: [String: String]) throws(WebFilesFault) {
        self.modules = modules
        try add(entry)
        putNumbers()
    }

    private mutating func add(_ path: String) throws(WebFilesFault) {
        if joined.contains(path) { return }
        guard let text = modules[path] else { throw fault(path, "is missing") }
        guard !open.contains(path) else { throw fault(path, "imports itself by way of another") }
        open.append(path)
        let code = WebText(Array(text.utf8))
        var own: [WebText.Line] = []
        for whole in code.slim {
            let line = whole.text
            if Self.begins(line, with: "import"), !line.hasPrefix("import(") {
                guard let target = Self.imported(by: line) else { throw fault(path, "has “\(line)”") }
                try add(Self.resolved(target, from: path))
            } else if Self.begins(line, with: "export") {
                guard let code = Self.exported(by: line) else { throw fault(path, "has “\(line)”") }
                own.append(open.count == 1 ? whole : WebText.Line(text: code, isTemplate: false))
            } else {
                own.append(whole)
            }
        }
        for name in code.declared {
            guard !name.isEmpty else { throw fault(path, "takes something apart at its left edge") }
            if let other = owners.updateValue(path, forKey: name) {
                throw fault(path, "declares “\(name)” once more, after \(other)")
            }
        }
        lines += own
        open.removeLast()
        joined.insert(path)
    }

    /// Numbers with a name (`MAX_TEXT`) are put where the name stands: it is for readers.
    private mutating func putNumbers() {
        var numbers: [Substring: Substring] = [:]
        lines.removeAll { line in
            guard !line.isTemplate, let (name, number) = Self.number(in: line.text) else { return false }
            numbers[name] = number
            return true
        }
        lines = lines.map { line in
            guard !line.isTemplate, line.text.utf8.contains(UInt8(ascii: "_")) else { return line }
            return WebText.Line(text: Self.text(line.text, with: numbers), isTemplate: false)
        }
    }

    private static func number(in line: Substring) -> (name: Substring, number: Substring)? {
        guard line.hasPrefix("const "), line.hasSuffix(";"), let sign = line.firstIndex(of: "=") else { return nil }
        let name = line[..<sign].dropFirst("const ".count)
        let number = line[sign...].dropFirst().dropLast()
        let isName = name.contains("_") && name.utf8.allSatisfy { (65...90).contains($0) || $0 == UInt8(ascii: "_") }
        let isNumber = !number.isEmpty && number.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: "_") }
        return isName && isNumber ? (name, number) : nil
    }

    private static func text(_ line: Substring, with numbers: [Substring: Substring]) -> Substring {
        var text: Substring = ""
        var from = line.startIndex
        // By bytes, and at words of capitals alone: characters would be put together only to be compared with ASCII.
        var index = from
        while index < line.endIndex {
            guard isCapital(line.utf8[index]) else {
                line.utf8.formIndex(after: &index)
                continue
            }
            let begins = index == line.startIndex || !isOfWord(line.utf8[line.utf8.index(before: index)])
            let end = line.utf8[index...].firstIndex { !isOfWord($0) } ?? line.endIndex
            if begins, let number = numbers[line[index..<end]] {
                text += line[from..<index] + number
                from = end
            }
            index = end
        }
        return from == line.startIndex ? line : text + line[from...]
    }

    private static func isCapital(_ byte: UInt8) -> Bool { byte >= 65 && byte <= 90 }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        isCapital(byte) || (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57) || byte == 95 || byte == 36
    }

    /// Asked of every line: a pattern would be put together anew each time.
    private static func begins(_ line: Substring, with word: String) -> Bool {
        guard line.hasPrefix(word) else { return false }
        guard let next = line.utf8.dropFirst(word.utf8.count).first else { return true }
        let isLetter = (97...122).contains(next | 32) || (48...57).contains(next)
        return !isLetter && next != UInt8(ascii: "_") && next != UInt8(ascii: "$")
    }

    private static func imported(by line: Substring) -> Substring? {
        guard let match = line.wholeMatch(of: /import\{([\w, $]+)\}from "(\.[^"]+)";/), !match.1.contains(" as ")
        else { return nil }
        return match.2
    }

    private static func exported(by line: Substring) -> Substring? {
        guard line.prefixMatch(of: /export (?:const|(?:async )?function|class) \w+\b/) != nil else { return nil }
        return line.dropFirst("export ".count)
    }

    /// `./x.js` and `../folder/x.js`, as seen from a module.
    private static func resolved(_ target: Substring, from path: String) -> String {
        var folders = path.split(separator: "/").dropLast()
        for part in target.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": folders = folders.dropLast()
            default: folders.append(part)
            }
        }
        return folders.joined(separator: "/")
    }

    private func fault(_ path: String, _ what: String) -> WebFilesFault {
        WebFilesFault(description: "The module \(path) \(what), so the widget cannot be put together.")
    }
}
