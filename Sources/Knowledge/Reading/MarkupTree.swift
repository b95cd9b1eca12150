import XML

/// A document that libxml2 has read. Nothing is fetched, no entity is replaced by what another file says.
final class MarkupTree {
    private static let isReady: Bool = {
        xmlInitParser()
        return true
    }()

    private let document: xmlDocPtr

    private init?(_ document: xmlDocPtr?) {
        guard let document else { return nil }
        self.document = document
    }

    deinit { xmlFreeDoc(document) }

    /// Reads HTML as browsers do: whatever it is, something comes of it. Nil for nothing at all.
    /// - Parameter charset: a name that libxml2 knows.
    static func html(_ bytes: [UInt8], charset: String) -> MarkupTree? {
        let options = HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
            | HTML_PARSE_NONET.rawValue | HTML_PARSE_COMPACT.rawValue
        guard isReady, !bytes.isEmpty, bytes.count < Int32.max else { return nil }
        return bytes.withUnsafeBytes { buffer in
            let start = buffer.bindMemory(to: CChar.self).baseAddress
            return MarkupTree(htmlReadMemory(start, Int32(buffer.count), nil, charset, Int32(options)))
        }
    }

    /// Reads XML; nil where it is not well-formed, or brings a document type with entities of its own.
    static func xml(_ bytes: [UInt8]) -> MarkupTree? {
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
            | XML_PARSE_COMPACT.rawValue
        guard isReady, !bytes.isEmpty, bytes.count < Int32.max else { return nil }
        // Neither DOCX nor sitemaps have one; it could only do harm.
        guard bytes.prefix(4_096).firstRange(of: Array("<!DOCTYPE".utf8)) == nil else { return nil }
        return bytes.withUnsafeBytes { buffer in
            let start = buffer.bindMemory(to: CChar.self).baseAddress
            return MarkupTree(xmlReadMemory(start, Int32(buffer.count), nil, nil, Int32(options)))
        }
    }

    static func knows(charset: String) -> Bool {
        guard isReady, let handler = xmlFindCharEncodingHandler(charset) else { return false }
        xmlCharEncCloseFunc(handler)
        return true
    }

    /// The root is valid inside `body` alone.
    func read<Result>(_ body: (Markup) throws -> Result) rethrows -> Result? {
        guard let root = xmlDocGetRootElement(document) else { return nil }
        return try withExtendedLifetime(self) { try body(Markup(node: root)) }
    }
}

/// A node of a `MarkupTree`: an element or a text.
struct Markup: Hashable {
    let node: xmlNodePtr

    var isElement: Bool { node.pointee.type == XML_ELEMENT_NODE }
    var isText: Bool { node.pointee.type == XML_TEXT_NODE || node.pointee.type == XML_CDATA_SECTION_NODE }

    /// Without its namespace's prefix; HTML's in lower case. Empty for a text.
    var name: String {
        guard isElement, let name = node.pointee.name else { return "" }
        return String(cString: name)
    }

    /// A text's own characters.
    var characters: String {
        guard let content = node.pointee.content else { return "" }
        return String(cString: content)
    }

    var parent: Markup? { node.pointee.parent.map { Markup(node: $0) } }

    /// Elements and texts; comments and the like are passed over.
    var children: some Sequence<Markup> {
        sequence(first: node.pointee.children) { $0?.pointee.next }
            .prefix { $0 != nil }.lazy.compactMap { $0.map { Markup(node: $0) } }.filter { $0.isElement || $0.isText }
    }

    /// An attribute's value, its namespace aside.
    subscript(attribute: String) -> String? {
        var current = node.pointee.properties
        while let entry = current {
            if let name = entry.pointee.name, String(cString: name) == attribute {
                guard let text = xmlNodeListGetString(node.pointee.doc, entry.pointee.children, 1) else { return "" }
                defer { whisper_xml_free(text) }
                return String(cString: text)
            }
            current = entry.pointee.next
        }
        return nil
    }

    /// Everything that is written below it.
    var text: String {
        if isText { return characters }
        var result = ""
        for child in children { result += child.text }
        return result
    }

    /// The elements below it in their order, itself first.
    func visit(_ body: (Markup) -> Void) {
        guard isElement else { return }
        body(self)
        for child in children { child.visit(body) }
    }

    func first(_ names: Set<String>) -> Markup? {
        guard isElement else { return nil }
        if names.contains(name) { return self }
        for child in children {
            if let found = child.first(names) { return found }
        }
        return nil
    }

    func child(_ name: String) -> Markup? { children.first { $0.name == name } }
}
