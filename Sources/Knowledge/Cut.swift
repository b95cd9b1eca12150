package import Chat

/// Cuts what operators wrote into passages: each is found, quoted and given to a language model on its own.
package enum Cut {
    /// A passage is closed once it has this many words …
    static let enoughWords = 80
    /// … and never begun to be filled beyond this many, single long pieces aside.
    static let mostWords = 120
    /// The last sentence is repeated in the next passage if it is no longer than this.
    static let overlapWords = 25

    package static func passages(of content: KnowledgeEntry.Content) -> [Passage] {
        switch content {
        case .faq(let question, let answer, let alternatives):
            [Passage(title: ([question] + alternatives).joined(separator: "\n"), text: answer)]
        case .text(let title, let text): passages(title: title, text: text)
        // Read by a job, which hands their documents over one by one.
        case .note, .url, .file: []
        }
    }

    static func passages(title: String, text: String) -> [Passage] {
        var passages: [Passage] = []
        for section in Article(text).sections {
            let headings = section.headings.filter { $0 != title }
            let heading = ([title] + headings).filter { !$0.isEmpty }.joined(separator: " – ")
            for pieces in packed(section.pieces.flatMap(halved)) {
                passages.append(Passage(title: heading, text: joined(pieces)))
            }
        }
        // Headings alone can still be asked for.
        if passages.isEmpty { passages = [Passage(title: title, text: text)] }
        return passages
    }

    /// The pieces as they stood: sentences of a paragraph in one line, paragraphs apart.
    package static func joined(_ pieces: some Sequence<Piece>) -> String {
        var text = ""
        for piece in pieces {
            if let last = text.unicodeScalars.last {
                text += piece.beginsParagraph ? "\n\n" : Sentences.standTogether(after: last) ? "" : " "
            }
            text += piece.text
        }
        return text
    }

    private static func packed(_ pieces: [Piece]) -> [[Piece]] {
        var passages: [[Piece]] = []
        var open: [Piece] = []
        var words = 0
        var fresh = 0
        for piece in pieces {
            if fresh > 0, words >= enoughWords && piece.beginsParagraph || words + piece.words > mostWords {
                // A short line before a list or table says what it lists: it moves along.
                var carried: [Piece] = []
                if let last = open.last, last.sort == .sentence, last.words <= overlapWords { carried = [last] }
                passages.append(open)
                open = carried
                words = carried.reduce(0) { $0 + $1.words }
                fresh = 0
            }
            open.append(piece)
            words += piece.words
            fresh += 1
        }
        if fresh > 0 { passages.append(open) }
        return passages
    }

    /// A sentence without an end (a log, a poem, another script's stops) is cut between words, and so is a
    /// single row or item of hundreds of words.
    private static func halved(_ piece: Piece) -> [Piece] {
        guard piece.words > (piece.sort == .sentence ? mostWords : 3 * mostWords) else { return [piece] }
        var parts: [Piece] = []
        var part = ""
        var words = 0
        for word in piece.text.split(whereSeparator: \.isWhitespace) {
            for chunk in chunks(word) {
                let size = max(1, Words.count(chunk))
                if words + size > enoughWords, !part.isEmpty {
                    parts.append(Piece(.sentence, part, beginsParagraph: parts.isEmpty && piece.beginsParagraph))
                    part = ""
                    words = 0
                }
                part += part.isEmpty ? chunk : (chunk.startIndex == word.startIndex ? " " : "") + chunk
                words += size
            }
        }
        if !part.isEmpty { parts.append(Piece(.sentence, part, beginsParagraph: parts.isEmpty && piece.beginsParagraph)) }
        return parts
    }

    /// A run of a script without spaces, in parts of 100 characters.
    private static func chunks(_ word: Substring) -> [Substring] {
        guard word.count > 200 else { return [word] }
        var chunks: [Substring] = []
        var rest = word
        while !rest.isEmpty {
            chunks.append(rest.prefix(100))
            rest = rest.dropFirst(100)
        }
        return chunks
    }
}
