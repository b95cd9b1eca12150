/// The modules that a page needs, as one: each in a function of its own, after those that it imports.
///
/// Twenty small files cost a phone several turns on the network, and each is compressed without knowing the
/// others (decision 14). Names stay apart, since each module keeps a scope of its own. Only the forms of our own
/// modules are known, each at the beginning of a line: `import { a, b as c } from "./x.js";` on one line, and
/// `export` before `const`, `function`, `async function` or `class`. Another form is a fault at the start.
struct JoinedModules {
    private let modules: [String: String]
    private var order: [String] = []
    private var open: [String] = []
    private var bodies: [String] = []

    var text: String { bodies.joined(separator: "\n") }

    /// - Parameter modules: texts by their paths below `Web/`.
    init(entry: String, modules: [String: String]) throws(WebFilesFault) {
        self.modules = modules
        try add(entry)
    }

    private mutating func add(_ path: String) throws(WebFilesFault) {
        if order.contains(path) { return }
        guard let text = modules[path] else { throw fault(path, "is missing") }
        guard !open.contains(path) else { throw fault(path, "imports itself by way of another") }
        open.append(path)
        var lines: [String] = []
        var exports: [String] = []
        for line in WebText(Array(text.utf8)).slim {
            if Self.begins(line, with: "import"), !line.hasPrefix("import(") {
                guard let (names, target) = Self.imported(by: line) else { throw fault(path, "has “\(line)”") }
                let needed = Self.resolved(target, from: path)
                try add(needed)
                lines.append("const{\(names)}=m\(order.firstIndex(of: needed)!);")
            } else if Self.begins(line, with: "export") {
                guard let (code, name) = Self.exported(by: line) else { throw fault(path, "has “\(line)”") }
                lines.append(code)
                exports.append(name)
            } else {
                lines.append(String(line))
            }
        }
        let body = lines.joined(separator: "\n")
        bodies.append("const m\(order.count)=(()=>{\n\(body)\nreturn{\(exports.joined(separator: ","))}})();")
        open.removeLast()
        order.append(path)
    }

    /// Asked of every line: a pattern would be put together anew each time.
    private static func begins(_ line: Substring, with word: String) -> Bool {
        guard line.hasPrefix(word) else { return false }
        guard let next = line.utf8.dropFirst(word.utf8.count).first else { return true }
        let isLetter = (97...122).contains(next | 32) || (48...57).contains(next)
        return !isLetter && next != UInt8(ascii: "_") && next != UInt8(ascii: "$")
    }

    private static func imported(by line: Substring) -> (names: String, target: Substring)? {
        guard let match = line.wholeMatch(of: /import \{ ([\w, $]+) \} from "(\.[^"]+)";/) else { return nil }
        let names = String(match.1).replacing(" as ", with: ":").replacing(" ", with: "")
        return (names: names, target: match.2)
    }

    private static func exported(by line: Substring) -> (code: String, name: String)? {
        guard let match = line.prefixMatch(of: /export ((?:const|(?:async )?function|class) (\w+)\b)/) else { return nil }
        return (code: String(line.dropFirst("export ".count)), name: String(match.2))
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
