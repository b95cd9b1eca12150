import Chat
import Foundation
import GRDB

/// How rows become values; each `select` lists its columns in the order that `decode` reads.
enum ConversationRow {
    static let select = """
        SELECT c.id, c.customer, c.bot, c.public_id, g.public_id, b.public_id,
          u.public_id, u.name, u.email, u.last_seen_at,
          c.handling, h.public_id, c.handling_number, c.last_seq, c.started_at, c.ended_at, c.requested_at,
          c.last_message_at, c.last_message_role, c.last_message_seq, c.last_customer_message_at, c.answered_up_to,
          c.operators_seen, c.customer_seen, c.unread_by_operators, c.unread_by_customer, c.rated_up, c.rated_down,
          l.id, l.sort, l.role, l.text, l.event, l.at, c.activity, b.name, h.name, c.request, h.picture
        FROM conversation c
        JOIN organization g ON g.id = c.organization
        JOIN bot b ON b.id = c.bot
        JOIN customer u ON u.id = c.customer
        LEFT JOIN operator h ON h.id = c.handler
        LEFT JOIN item l ON l.id = c.id << 24 | c.last_item_seq
        """

    static func decode(_ row: Row) -> Conversation {
        let customer = Customer(
            id: row.identifier(6), organization: row.identifier(4), bot: row.identifier(5), name: row[7],
            email: row[8], lastSeenAt: row.optionalMoment(9))
        var conversation = Conversation(
            id: row.identifier(3), organization: row.identifier(4), bot: row.identifier(5), botName: row[35],
            customer: customer, startedAt: row.moment(14))
        conversation.handlerName = row[36]
        conversation.handlerPicture = (row[38] as String?).map { PictureName($0) }
        switch row[10] as Int {
        case 1: conversation.handling = .requested
        case 2: conversation.handling = .assisted(row.identifier(11))
        default: conversation.handling = .automated
        }
        conversation.handlingNumber = row[12]
        conversation.lastSeq = row[13]
        conversation.endedAt = row.optionalMoment(15)
        conversation.requestedAt = row.optionalMoment(16)
        conversation.request = (row[37] as String?).flatMap(RequestColumn.decode)
        conversation.lastMessageAt = row.moment(17)
        conversation.lastMessageRole = (row[18] as Int?).flatMap(ItemRole.init)
        conversation.lastMessageSeq = row[19]
        conversation.lastCustomerMessageAt = row.optionalMoment(20)
        conversation.answeredUpTo = row[21]
        conversation.operatorsSeen = row[22]
        conversation.customerSeen = row[23]
        conversation.unreadByOperators = row[24]
        conversation.unreadByCustomer = row[25]
        conversation.ratedUp = row[26]
        conversation.ratedDown = row[27]
        if let id = row[28] as Int64?, let sort = ItemSort(rawValue: row[29]), let role = ItemRole(rawValue: row[30]) {
            conversation.lastItem = LastItem(
                seq: ItemKey.seq(id), sort: sort, role: role, text: row[31], event: (row[32] as String?).flatMap(EventName.init),
                at: row.moment(33))
        }
        return conversation
    }

    static func handlingNumber(_ conversation: Conversation) -> Int {
        switch conversation.handling {
        case .automated: 0
        case .requested: 1
        case .assisted: 2
        }
    }

    static func state(_ conversation: Conversation) -> Int {
        switch conversation.section {
        case .automated: 0
        case .assisted: 1
        case nil: 2
        }
    }

    static func rated(_ conversation: Conversation) -> Int {
        (conversation.ratedUp > 0 ? 1 : 0) | (conversation.ratedDown > 0 ? 2 : 0)
    }
}

/// Why the bot handed over, as JSON in one column; the time in milliseconds.
enum RequestColumn {
    static func encode(_ request: HumanRequest) -> String {
        JSON.object([
            .init("reason", .string(request.handover.reason.rawValue)),
            .init("summary", .array(request.handover.summary.map { .string($0) })),
            .init("at", .int(Int(request.at.milliseconds))),
        ]).text
    }

    static func decode(_ text: String) -> HumanRequest? {
        guard let json = try? JSON(parsing: text), case .int(let at)? = json["at"],
            let reason = json["reason"]?.string.flatMap(Handover.Reason.init)
        else { return nil }
        let summary = json["summary"]?.array?.compactMap(\.string) ?? []
        return HumanRequest(Handover(reason, summary: summary), at: Moment(milliseconds: Int64(at)))
    }
}

enum ItemRow {
    static let select = """
        SELECT i.id, i.sort, i.role, i.public_id, o.public_id, o.name, i.text, i.at, i.event, i.data, i.sources,
          r.thumb, r.note, ro.public_id, ro.name, r.at, o.picture
        FROM item i
        LEFT JOIN operator o ON o.id = i.operator
        LEFT JOIN rating r ON r.conversation = i.id >> 24 AND r.seq = i.id & 16777215
        LEFT JOIN operator ro ON ro.id = r.operator
        """

    static func decode(_ row: Row, conversation: Conversation) -> Item {
        let role = ItemRole(rawValue: row[2])!
        let author: Author? =
            switch role {
            case .customer: conversation.customer.author
            case .bot: Author(id: conversation.bot.description, name: conversation.botName)
            case .operator:
                (row[4] as Data?).map {
                    Author(
                        id: OperatorID(blob: $0).description, name: row[5],
                        picture: (row[16] as String?).map { PictureName($0) })
                }
            case .system: nil
            }
        var rating: Rating?
        if let thumb = (row[11] as String?).flatMap(Thumb.init), let by = row[13] as Data? {
            rating = Rating(
                thumb: thumb, note: row[12], by: Author(id: OperatorID(blob: by).description, name: row[14]),
                at: row.moment(15))
        }
        return Item(
            seq: ItemKey.seq(row[0]), sort: ItemSort(rawValue: row[1])!, id: row[3], role: role, author: author, text: row[6],
            at: row.moment(7), event: (row[8] as String?).flatMap(EventName.init),
            data: (row[9] as String?).flatMap { try? JSON(parsing: $0) },
            sources: (row[10] as String?).map(SourcesColumn.decode) ?? [], rating: rating)
    }
}

/// The sources of an answer as they were when it was given, as JSON in one column.
enum SourcesColumn {
    static func encode(_ sources: [Source]) -> String {
        JSON.array(sources.map { source in
            let url = source.url.map { [JSON.Member("url", .string($0))] } ?? []
            return .object([
                .init("id", .string(source.id.description)), .init("title", .string(source.title)),
                .init("passage", .string(source.passage)), .init("score", .double(source.score)),
            ] + url)
        }).text
    }

    static func decode(_ text: String) -> [Source] {
        guard let values = (try? JSON(parsing: text))?.array else { return [] }
        return values.compactMap { value in
            guard let id = value["id"]?.string.flatMap({ KnowledgeID($0) }) else { return nil }
            var score = 0.0
            if case .double(let number)? = value["score"] { score = number }
            if case .int(let number)? = value["score"] { score = Double(number) }
            return Source(
                id: id, title: value["title"]?.string ?? "", passage: value["passage"]?.string ?? "", score: score,
                url: value["url"]?.string)
        }
    }
}

enum BotRow {
    static let select = """
        SELECT b.id, b.public_id, g.public_id, b.name, b.live_chat, b.greeting, b.instructions, b.while_waiting,
          b.answering, b.allowed_origins, b.appearance, b.created_at, b.deleted_at,
          m.url, m.model, m.key, m.prompt_price, m.completion_price, b.picture
        FROM bot b JOIN organization g ON g.id = b.organization LEFT JOIN bot_language_model m ON m.bot = b.id
        """

    static func decode(_ row: Row) -> WhisperBot {
        var bot = WhisperBot(id: row.identifier(1), organization: row.identifier(2), name: row[3], createdAt: row.moment(11))
        bot.liveChat = row[4]
        bot.greeting = row[5]
        bot.instructions = row[6]
        bot.whileWaiting = WhileWaiting(rawValue: row[7]) ?? .answer
        bot.answering = row[8]
        bot.allowedOrigins = ((try? JSON(parsing: row[9] as String))?.array ?? []).compactMap(\.string)
        bot.appearance = (try? JSON(parsing: row[10] as String)) ?? .object([])
        bot.picture = (row[18] as String?).map { PictureName($0) }
        bot.deleted = (row[12] as Int64?) != nil
        if let url = row[13] as String? {
            bot.languageModel = BotLanguageModel(
                url: url, model: row[14], key: (row[15] as String?).map { Secret($0) }, promptPrice: row[16],
                completionPrice: row[17])
        }
        return bot
    }
}

enum OperatorRow {
    static let select = """
        SELECT p.id, p.public_id, g.public_id, p.email, p.name, p.role, p.removed_at, p.picture
        FROM operator p JOIN organization g ON g.id = p.organization
        """

    static func decode(_ row: Row) -> Operator {
        Operator(
            id: row.identifier(1), organization: row.identifier(2), email: row[3], name: row[4],
            role: Role(rawValue: row[5]) ?? .operator, picture: (row[7] as String?).map { PictureName($0) },
            removed: (row[6] as Int64?) != nil)
    }
}

enum CustomerRow {
    static let select = """
        SELECT u.id, u.bot, u.public_id, g.public_id, b.public_id, u.name, u.email, u.last_seen_at
        FROM customer u JOIN organization g ON g.id = u.organization JOIN bot b ON b.id = u.bot
        """

    static func decode(_ row: Row) -> Customer {
        Customer(
            id: row.identifier(2), organization: row.identifier(3), bot: row.identifier(4), name: row[5],
            email: row[6], lastSeenAt: row.optionalMoment(7))
    }
}
