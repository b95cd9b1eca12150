import Chat
import Knowledge

/// What operators told the bot in this conversation, as far as it can follow without a language model.
enum Agreements {
    /// What a colleague agreed with the customer about this very matter: it counts more than any article.
    static func answer(to question: Question) -> String? {
        let asked = telling(question.text)
        guard !asked.isEmpty else { return nil }
        // The newest agreement wins over older ones.
        return question.agreements.reversed().first { agreement in
            let words = telling(agreement)
            let shared = asked.count { word in words.contains { isLike(word, $0) } }
            return shared >= 2 && shared * 3 >= asked.count || shared * 2 >= asked.count && shared >= 1
        }
    }

    /// The text without the sentences, lists and tables that say what a whisper forbids to mention.
    static func heeding(_ whispers: [String], _ text: String) -> String {
        let forbidden = whispers.flatMap(Self.forbidden)
        guard !forbidden.isEmpty else { return text }
        func isForbidden(_ line: some StringProtocol) -> Bool {
            let words = Words.of(String(line)).map { Folding.folded($0) }
            return forbidden.contains { topic in
                let found = topic.count { word in words.contains { isLike(word, $0) } }
                return found * 2 >= topic.count
            }
        }
        guard isForbidden(text) else { return text }
        let sections = Article(text).sections
        return sections.compactMap { section in
            let kept = section.pieces.filter { !isForbidden($0.text) }
            return kept.isEmpty ? nil : Cut.joined(kept)
        }.joined(separator: "\n\n")
    }

    /// What "do not mention X" forbids, as the words of X; of all else that is whispered, a machine without a
    /// language model understands nothing.
    static func forbidden(_ whisper: String) -> [[String]] {
        whisper.split { $0.isNewline || ".;!?,".contains($0) }.flatMap { clause -> [[String]] in
            let words = Words.of(String(clause)).map { Folding.folded($0) }
            guard let opening = openings.first(where: { opening in
                words.indices.contains { words[$0...].starts(with: opening) }
            }), let start = words.indices.first(where: { words[$0...].starts(with: opening) }) else { return [] }
            // "the price or the discount": two topics.
            return words[(start + opening.count)...].split { joints.contains($0) }.map { topic in
                topic.filter { !Language.isCommonWord($0) }
            }.filter { !$0.isEmpty }
        }
    }

    private static let joints: Set<String> = ["or", "and", "nor", "o", "ou", "y", "e", "et", "und", "oder", "of", "en", "ani", "lub", "nebo", "veya", "ve"]

    private static let openings: [[String]] = [
        "do not mention", "don t mention", "dont mention", "never mention", "not mention", "do not talk about",
        "don t talk about", "dont talk about", "never talk about", "do not say anything about",
        "don t say anything about", "no mencionar", "no menciones", "no mencione", "no hables de", "nao mencionar",
        "nao mencione", "nao mencionem", "nao fale de", "nao fale sobre", "ne mentionnez pas", "ne mentionne pas",
        "ne pas mentionner", "ne parle pas de", "ne parlez pas de", "erwahne nicht", "erwahnen sie nicht",
        "nicht erwahnen", "sag nichts uber", "nichts sagen uber", "non menzionare", "non menzioni", "non parlare di",
        "vermeld niet", "noem niet", "niet vermelden", "niet noemen", "nie wspominaj o", "nie wspominac o",
        "nie mow o", "nezminuj", "nezminujte", "nemluv o", "bahsetme", "bahsetmeyin",
    ].map { $0.split(separator: " ").map(String.init) }

    private static func telling(_ text: String) -> [String] {
        var seen: Set<String> = []
        return Words.of(text).map { Folding.folded($0) }.filter { !Language.isCommonWord($0) && seen.insert($0).inserted }
    }

    /// Equal but for an ending.
    private static func isLike(_ left: String, _ right: String) -> Bool {
        if left == right { return true }
        let (short, long) = left.utf8.count <= right.utf8.count ? (left, right) : (right, left)
        return short.utf8.count >= 4 && long.utf8.count - short.utf8.count <= 3 && long.hasPrefix(short)
    }
}
