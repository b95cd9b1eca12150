/// Finds the numbers of a text without links, in any script's digits.
struct Figures {
    private let scalars: [Unicode.Scalar]
    private var found: [Facts.Figure] = []
    private(set) var months: Set<Int> = []
    private(set) var spelled: Set<String> = []
    private var words: [(range: Range<Int>, text: String)] = []

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        readWords()
    }

    mutating func all() -> [Facts.Figure] {
        var position = 0
        var runs: [(range: Range<Int>, digits: String)] = []
        while position < scalars.count {
            guard digit(position) != nil else {
                position += 1
                continue
            }
            let range = position..<end(ofRunAt: position)
            runs.append((range, String(range.compactMap { digit($0) }.map { Character(Unicode.Scalar(48 + $0)) })))
            position = range.upperBound
        }
        for run in runs {
            var start = run.range.lowerBound
            while start < run.range.upperBound {
                guard digit(start) != nil else {
                    start += 1
                    continue
                }
                let range = start..<end(ofNumberAt: start)
                if !isListMark(range) { found.append(figure(range, run: run.digits)) }
                start = range.upperBound
            }
        }
        return found
    }

    private func digit(_ index: Int) -> UInt8? {
        guard scalars.indices.contains(index) else { return nil }
        let scalar = scalars[index]
        if scalar.isASCII { return scalar.value >= 48 && scalar.value <= 57 ? UInt8(scalar.value - 48) : nil }
        guard scalar.properties.generalCategory == .decimalNumber, let value = scalar.properties.numericValue
        else { return nil }
        return UInt8(value)
    }

    /// Digits with up to two of a telephone number's separators between them.
    private func end(ofRunAt start: Int) -> Int {
        let separators: Set<Unicode.Scalar> = [" ", "\u{A0}", "\u{202F}", "-", "–", ".", ",", "/", "(", ")", "'", "’"]
        var end = start
        while digit(end) != nil { end += 1 }
        while true {
            var next = end
            while next < scalars.count, next - end < 2, separators.contains(scalars[next]) { next += 1 }
            guard next > end, digit(next) != nil else { return end }
            end = next
            while digit(end) != nil { end += 1 }
        }
    }

    /// Digits with single separators of thousands, decimals or dates between them.
    private func end(ofNumberAt start: Int) -> Int {
        var end = start
        while digit(end) != nil { end += 1 }
        while end < scalars.count, digit(end + 1) != nil {
            switch scalars[end] {
            case ".", ",", "'", "’", "٫", "٬": break
            case "\u{A0}", "\u{202F}":
                guard digit(end + 2) != nil, digit(end + 3) != nil, digit(end + 4) == nil else { return end }
            default: return end
            }
            end += 1
            while digit(end) != nil { end += 1 }
        }
        return end
    }

    /// `1.` or `2)` at the beginning of a line counts steps, not things.
    private func isListMark(_ range: Range<Int>) -> Bool {
        var before = range.lowerBound - 1
        while before >= 0, scalars[before] == " " { before -= 1 }
        guard range.count <= 2, before < 0 || scalars[before] == "\n", range.upperBound + 1 < scalars.count,
            scalars[range.upperBound] == "." || scalars[range.upperBound] == ")"
        else { return false }
        return scalars[range.upperBound + 1] == " "
    }

    private func figure(_ range: Range<Int>, run: String) -> Facts.Figure {
        var groups: [String] = [""]
        var marks: [Unicode.Scalar] = []
        for index in range {
            if let digit = digit(index) {
                groups[groups.count - 1].append(Character(Unicode.Scalar(48 + digit)))
            } else {
                marks.append(scalars[index])
                groups.append("")
            }
        }
        var readings: Set<String> = marks.isEmpty ? [Self.whole(groups[0])] : []
        let grouped = groups.dropFirst().allSatisfy { $0.count == 3 } && groups[0].count <= 3 && Set(marks).count <= 1
        if grouped { readings.insert(Self.whole(groups.joined())) }
        if let mark = marks.last, ".,٫".unicodeScalars.contains(mark), !marks.dropLast().contains(mark),
            groups.dropFirst().dropLast().allSatisfy({ $0.count == 3 })
        {
            var fraction = groups[groups.count - 1]
            while fraction.last == "0" { fraction.removeLast() }
            let whole = Self.whole(groups.dropLast().joined())
            readings.insert(fraction.isEmpty ? whole : whole + "." + fraction)
        }
        let parts = groups.count > 2 && !grouped ? groups.map(Self.whole) : []
        if !parts.isEmpty { readings.insert(parts.joined(separator: ".")) }
        if let first = readings.first, readings.count == 1, let hour = Int(first), (1...11).contains(hour),
            isAfternoon(range.upperBound)
        {
            readings.insert(String(hour + 12))
        }
        return Facts.Figure(readings: readings, parts: parts, sign: sign(by: range), run: run, month: month(by: range))
    }

    private static func whole(_ digits: String) -> String {
        let text = digits.drop { $0 == "0" }
        return text.isEmpty ? "0" : String(text)
    }

    // MARK: - What stands by a number

    private static let currencies: [String: String] = [
        "€": "€", "eur": "€", "euro": "€", "euros": "€", "$": "$", "usd": "$", "dollar": "$", "dollars": "$", "£": "£",
        "gbp": "£", "pound": "£", "pounds": "£", "¥": "¥", "jpy": "¥", "yen": "¥", "₹": "₹", "inr": "₹", "₺": "₺",
        "tl": "₺", "try": "₺", "zł": "zł", "pln": "zł", "kč": "kč", "czk": "kč", "chf": "chf", "₽": "₽", "₩": "₩",
        "brl": "r$", "ron": "ron", "lei": "ron",
    ]
    private static let percentWords: Set<String> = [
        "percent", "prozent", "procent", "percento", "procento", "procenta", "porcento", "процент", "процента", "процентов",
    ]

    private func sign(by range: Range<Int>) -> Facts.Sign? {
        var after = range.upperBound
        if after < scalars.count, " \u{A0}\u{202F}".unicodeScalars.contains(scalars[after]) { after += 1 }
        if after < scalars.count {
            if "%％٪".unicodeScalars.contains(scalars[after]) { return .percent }
            if let money = Self.currencies[String(Character(scalars[after]))] { return .money(money) }
            if let word = words.first(where: { $0.range.lowerBound == after })?.text {
                if Self.percentWords.contains(word) || isPerCent(word, after: after) { return .percent }
                if let money = Self.currencies[word] { return .money(money) }
            }
        }
        var before = range.lowerBound - 1
        if before >= 0, " \u{A0}\u{202F}".unicodeScalars.contains(scalars[before]) { before -= 1 }
        guard before >= 0 else { return nil }
        if scalars[before] == "%" { return before == range.lowerBound - 1 ? .percent : nil }
        if let money = Self.currencies[String(Character(scalars[before]))] { return .money(money) }
        return words.first { $0.range.upperBound == before + 1 }.flatMap { Self.currencies[$0.text] }.map { .money($0) }
    }

    /// "per cent", "por ciento", "pour cent", "per cento".
    private func isPerCent(_ word: String, after index: Int) -> Bool {
        guard ["per", "por", "pour"].contains(word), let place = words.firstIndex(where: { $0.range.lowerBound == index }),
            place + 1 < words.count
        else { return false }
        return ["cent", "ciento", "cento"].contains(words[place + 1].text)
    }

    private func isAfternoon(_ end: Int) -> Bool {
        var after = end
        if after < scalars.count, scalars[after] == " " { after += 1 }
        let next = String(String.UnicodeScalarView(scalars[min(after, scalars.count)...].prefix(4))).lowercased()
        return next.hasPrefix("pm") || next.hasPrefix("p.m")
    }

    /// The month in the word directly before or after, with one small word ("de", "of") between at most.
    private func month(by range: Range<Int>) -> Int? {
        let after = words.filter { $0.range.lowerBound >= range.upperBound && $0.range.lowerBound <= range.upperBound + 2 }
        if let word = after.first {
            if let month = Months.number(of: word.text) { return month }
            if ["de", "of", "di", "van"].contains(word.text),
                let next = words.first(where: { $0.range.lowerBound > word.range.upperBound }),
                next.range.lowerBound == word.range.upperBound + 1
            {
                return Months.number(of: next.text)
            }
        }
        let before = words.last { $0.range.upperBound <= range.lowerBound && $0.range.upperBound >= range.lowerBound - 2 }
        return before.flatMap { Months.number(of: $0.text) }
    }

    private mutating func readWords() {
        var start: Int?
        for index in 0...scalars.count {
            let isLetter = index < scalars.count && scalars[index].properties.isAlphabetic && digit(index) == nil
            if isLetter {
                start = start ?? index
            } else if let first = start {
                start = nil
                let word = String(String.UnicodeScalarView(scalars[first..<index])).lowercased()
                words.append((first..<index, word))
                if let month = Months.number(of: word) { months.insert(month) }
                if let number = NumberWords.values[word] { spelled.insert(String(number)) }
            }
        }
    }
}

enum Months {
    static func number(of word: String) -> Int? { numbers[word] }

    private static let numbers: [String: Int] = {
        let names = [
            "january jan enero janvier januar jänner janeiro gennaio januari styczeń stycznia leden ledna ocak января",
            "february feb febrero février februar fevereiro febbraio februari luty lutego únor února şubat февраля",
            "march mar marzo mars märz março maart marzec marca březen března mart марта",
            "april apr abril avril aprile kwiecień kwietnia duben dubna nisan апреля",
            "may mayo mai maio maggio mei maj maja květen května mayıs мая",
            "june jun junio juin juni junho giugno czerwiec czerwca červen června haziran июня",
            "july jul julio juillet juli julho luglio lipiec lipca červenec července temmuz июля",
            "august aug agosto août augustus sierpień sierpnia srpen srpna ağustos августа",
            "september sep sept septiembre septembre setembro settembre wrzesień września září eylül сентября",
            "october oct octubre octobre oktober outubro ottobre październik października říjen října ekim октября",
            "november nov noviembre novembre novembro listopad listopada listopadu kasım ноября",
            "december dec diciembre décembre dezember dezembro dicembre grudzień grudnia prosinec prosince aralık декабря",
        ]
        var numbers: [String: Int] = [:]
        for (index, line) in names.enumerated() { for name in line.split(separator: " ") { numbers[String(name)] = index + 1 } }
        return numbers
    }()
}

/// Small numbers as articles write them out: an answer may say "30 days" for "thirty days".
enum NumberWords {
    static let values: [String: Int] = {
        let lists = [
            "one two three four five six seven eight nine ten eleven twelve",
            "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
            "uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
            "un deux trois quatre cinq six sept huit neuf dix onze douze",
            "um dois três quatro cinco seis sete oito nove dez onze doze",
            "una due tre quattro cinque sei sette otto nove dieci undici dodici",
            "een twee drie vier vijf zes zeven acht negen tien elf twaalf",
        ]
        var values = [
            "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
            "eighty": 80, "ninety": 90, "hundred": 100, "vierzehn": 14, "zwanzig": 20, "dreißig": 30, "catorce": 14,
            "veinte": 20, "treinta": 30, "quatorze": 14, "quinze": 15, "vingt": 20, "trente": 30, "vinte": 20, "trinta": 30,
            "venti": 20, "trenta": 30, "veertien": 14, "twintig": 20, "dertig": 30, "a": 1, "an": 1, "eine": 1, "einen": 1,
            "une": 1, "uma": 1,
        ]
        for list in lists {
            for (index, word) in list.split(separator: " ").enumerated() where values[String(word)] == nil {
                values[String(word)] = index + 1
            }
        }
        return values
    }()
}
