import Chat

/// A model's text on its way to the customer: marks like `[1]` are taken out and remembered, sentences whose facts
/// stand nowhere are dropped.
///
/// Words are let through at once. From the first digit, currency, percent sign or link on, a sentence is held
/// until it is complete and checked; what was shown of one that is then dropped is taken back. Bytes may be
/// split anywhere.
struct CheckedAnswer {
    enum Step: Equatable {
        case show(String)
        /// All that was shown goes; this stands there instead.
        case replace(String)
    }

    /// What the model is asked to write, alone, when it does not know.
    static let unknownMark = "UNKNOWN"

    private let makeGrounds: @Sendable () -> AnswerGrounds
    private let passageCount: Int
    private lazy var grounds: AnswerGrounds = makeGrounds()

    private var kept: [Unicode.Scalar] = []
    private var sentence: [Unicode.Scalar] = []
    /// How much of the sentence is shown.
    private var shown = 0
    private var isHeld = false
    private var numbers: Set<Int> = []
    /// A `[` and what followed it, which may become a mark.
    private var mark: [Unicode.Scalar] = []
    private var isAfterMark = false
    /// White space that stands before whatever comes next.
    private var spaces: [Unicode.Scalar] = []
    /// A full stop was the last thing said; what follows tells whether the sentence has ended.
    private var hasStopped = false
    private var steps: [Step] = []

    /// Numbers of the passages that kept sentences cite.
    private(set) var cited: Set<Int> = []
    /// How many sentences were dropped.
    private(set) var dropped = 0
    /// The model says that it does not know.
    private(set) var isUnknown = false

    /// - Parameter grounds: made at the first sentence's end, while the provider is busy with the next one.
    init(passages: Int, grounds: @escaping @Sendable () -> AnswerGrounds) {
        passageCount = passages
        makeGrounds = grounds
    }

    /// All that was kept; nil where nothing is left.
    var text: String? { AnswerText.finished(Self.string(kept)) }

    mutating func feed(_ piece: String) -> [Step] {
        for scalar in piece.unicodeScalars where scalar.value != 0 { take(scalar) }
        if mark.isEmpty { placeSpaces() }
        showOpenSentence()
        defer { steps = [] }
        return steps
    }

    /// The text is complete.
    mutating func finish() -> [Step] {
        // A mark that was begun and never closed says nothing.
        if !mark.dropFirst().allSatisfy({ Self.mayStandInMark($0) }) { placeLiterally() }
        mark = []
        placeSpaces()
        close()
        if let text, text.lowercased().trimming(".!*\"' ") == Self.unknownMark.lowercased() { isUnknown = true }
        defer { steps = [] }
        return steps
    }

    // MARK: - Marks

    private mutating func take(_ scalar: Unicode.Scalar) {
        guard !isUnknown else { return }
        if !mark.isEmpty {
            if scalar == "]" || scalar == "】", let cited = Self.numbers(in: mark) {
                numbers.formUnion(cited.filter { (1...max(passageCount, 1)).contains($0) && passageCount > 0 })
                mark = []
                isAfterMark = true
                return
            }
            if Self.mayStandInMark(scalar), mark.count < 20 {
                mark.append(scalar)
                return
            }
            placeLiterally()
        }
        if scalar == "[" || scalar == "【" { mark = [scalar] } else { place(scalar) }
    }

    private mutating func placeLiterally() {
        let literal = mark
        mark = []
        for scalar in literal { place(scalar) }
    }

    private static func mayStandInMark(_ scalar: Unicode.Scalar) -> Bool {
        (48...57).contains(scalar.value) || [",", ";", " ", "-", "–", "^"].contains(scalar)
    }

    private static func numbers(in mark: [Unicode.Scalar]) -> [Int]? {
        let numbers = string(mark.dropFirst()).split { !$0.isNumber }.compactMap { Int($0) }
        return numbers.isEmpty ? nil : numbers
    }

    // MARK: - Sentences

    private mutating func place(_ scalar: Unicode.Scalar) {
        guard kept.count + sentence.count + spaces.count < Limits.messageText else { return }
        if scalar.properties.isWhitespace {
            if kept.isEmpty && sentence.isEmpty { return }
            guard scalar == "\n" else {
                // The space before a mark is enough.
                if !(isAfterMark && endsInSpace) { spaces.append(scalar) }
                return
            }
            settleSpaces(before: scalar)
            placeSpaces()
            sentence.append(scalar)
            return close()
        }
        settleSpaces(before: scalar)
        if hasStopped, !Self.stops.contains(scalar), !Self.closers.contains(scalar) {
            if endsBefore(scalar) {
                placeSpaces()
                close()
            }
            hasStopped = false
        }
        placeSpaces()
        sentence.append(scalar)
        isAfterMark = false
        if Self.stops.contains(scalar), !isListMark { hasStopped = true }
        if needsCheck(scalar) { isHeld = true }
        noteUnknown()
    }

    /// A mark leaves no gap: one space before a word, none before a full stop.
    private mutating func settleSpaces(before scalar: Unicode.Scalar) {
        guard isAfterMark else { return }
        if ".,;:!?…)\n".unicodeScalars.contains(scalar) {
            spaces = []
            while sentence.count > shown, sentence.last?.properties.isWhitespace ?? false { sentence.removeLast() }
        } else if endsInSpace {
            spaces = []
        } else if spaces.count > 1 {
            spaces = [spaces[0]]
        }
    }

    private var endsInSpace: Bool { (sentence.last ?? kept.last)?.properties.isWhitespace ?? true }

    private mutating func placeSpaces() {
        sentence += spaces
        spaces = []
    }

    private func endsBefore(_ scalar: Unicode.Scalar) -> Bool {
        if let last = sentence.last(where: { !$0.properties.isWhitespace && !Self.closers.contains($0) }),
            Self.needNoSpace.contains(last)
        {
            return true
        }
        guard !spaces.isEmpty || sentence.last?.properties.isWhitespace ?? false else { return false }
        // "approx. 5", "e.g. shoes": the stop belonged to an abbreviation.
        return !scalar.properties.isLowercase && scalar.properties.numericType == nil
    }

    /// `1.` at the beginning of a line.
    private var isListMark: Bool {
        isAtLineStart && sentence.count <= 3 && sentence.last == "." && sentence.dropLast().allSatisfy {
            (48...57).contains($0.value)
        }
    }

    private var isAtLineStart: Bool { kept.last.map { $0 == "\n" } ?? true }

    private func needsCheck(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.numericType != nil || "@€$£¥₹₺₽₩%％٪".unicodeScalars.contains(scalar) { return true }
        guard scalar == "p" || scalar == "w" || scalar == "/" else { return false }
        let end = Self.string(sentence.suffix(4)).lowercased()
        return end == "http" || end.hasSuffix("www") || end.hasSuffix("://")
    }

    private mutating func close() {
        defer {
            sentence = []
            (shown, isHeld, hasStopped, numbers) = (0, false, false, [])
            isAfterMark = false
        }
        guard !sentence.isEmpty, !isUnknown else { return }
        let text = Self.string(sentence)
        if isAtLineStart, saysUnknown {
            // Beside an answer the mark is only a word too many.
            if kept.isEmpty { isUnknown = true }
            return
        }
        if grounds.hold(text, citing: numbers) {
            if shown < sentence.count { steps.append(.show(Self.string(sentence[shown...]))) }
            kept += sentence
            cited.formUnion(numbers)
            return
        }
        dropped += 1
        // The line's end stays, so that what follows does not join the line before.
        if sentence.last == "\n", let last = kept.last, last != "\n" {
            kept.append("\n")
            if shown == 0 { steps.append(.show("\n")) }
        }
        if shown > 0 { steps.append(.replace(Self.string(kept))) }
    }

    private mutating func showOpenSentence() {
        guard !isHeld, !isUnknown, !mayBecomeUnknown, shown < sentence.count else { return }
        steps.append(.show(Self.string(sentence[shown...])))
        shown = sentence.count
    }

    // MARK: - Not knowing

    private var leadingWord: String {
        Self.string(sentence).trimming("*_\"'` ")
    }

    private var mayBecomeUnknown: Bool {
        isAtLineStart && sentence.count < 16 && Self.unknownMark.hasPrefix(leadingWord)
    }

    private var saysUnknown: Bool {
        let word = leadingWord
        guard word.hasPrefix(Self.unknownMark) else { return false }
        return word.dropFirst(Self.unknownMark.count).first.map { !$0.isLetter && !$0.isNumber } ?? true
    }

    private mutating func noteUnknown() {
        // One more character decides that the word has ended.
        guard kept.isEmpty, sentence.count > Self.unknownMark.count, sentence.count < 40, saysUnknown,
            leadingWord.count > Self.unknownMark.count
        else { return }
        isUnknown = true
    }

    private static let stops: Set<Unicode.Scalar> = [".", "!", "?", "…", "。", "！", "？", "।", "؟", "۔"]
    private static let needNoSpace: Set<Unicode.Scalar> = ["。", "！", "？", "।", "؟", "۔"]
    private static let closers: Set<Unicode.Scalar> = ["\"", "'", "”", "’", "»", ")", "」", "』", "）", "*", "_"]

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}

extension String {
    fileprivate func trimming(_ marks: String) -> String {
        var text = Substring(self)
        while let first = text.first, marks.contains(first) || first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, marks.contains(last) || last.isWhitespace { text = text.dropLast() }
        return String(text)
    }
}
