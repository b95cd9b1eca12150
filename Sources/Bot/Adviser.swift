package import Chat

/// What the bot tells an operator about a chat: what it would answer, and what has been said so far.
package struct Adviser: Advising {
    private let conversations: any ConversationReading
    private let bots: any BotStore
    private let answerer: any Answering
    private let model: ModelAnswerer?

    /// - Parameter model: writes summaries where the bot has a language model.
    package init(
        conversations: any ConversationReading, bots: any BotStore, answerer: any Answering, model: ModelAnswerer?
    ) {
        self.conversations = conversations
        self.bots = bots
        self.answerer = answerer
        self.model = model
    }

    package func suggestion(for conversation: Conversation) async throws -> Suggestion {
        guard let bot = try await bots.bot(conversation.bot),
            let question = SuggestedQuestion.of(conversation, bot: bot, items: try await lastItems(of: conversation))
        else { return .nothing }
        let answer = try await answerer.answer(question, draft: .none)
        // Handing over and asking back are the bot's own ways out; an operator is there already.
        guard answer.confident, !answer.handoff else {
            return Suggestion(text: "", confident: false, sources: answer.handoff ? [] : answer.sources)
        }
        return Suggestion(text: answer.text, confident: true, sources: answer.citations)
    }

    package func summary(of conversation: Conversation) async throws -> ChatSummary {
        let items = try await lastItems(of: conversation)
        let lines = SummaryLines.of(conversation, items: items)
        guard let model, let bot = try await bots.bot(conversation.bot) else {
            return ChatSummary(lines: lines, written: nil)
        }
        return ChatSummary(lines: lines, written: try await model.summary(of: conversation.id, bot: bot, items: items))
    }

    private func lastItems(of conversation: Conversation) async throws -> [Item] {
        try await conversations.items(
            ItemQuery(conversation.id, limit: AnswerJob.itemsRead, fromEnd: true, audience: .operators))
    }
}

/// What the bot is asked when an operator wants to know its answer.
enum SuggestedQuestion {
    /// The customer's last messages, whoever has spoken since, without those that only ask for a person, say yes
    /// to one or leave an address; where nothing else was said, what they asked before. Nil where the customer has
    /// said nothing.
    static func of(_ conversation: Conversation, bot: WhisperBot, items: [Item]) -> Question? {
        let messages = items.filter { $0.sort == .message }
        guard let end = messages.lastIndex(where: { $0.role == .customer }) else { return nil }
        var asked = run(endingAt: end, in: messages)
        if !messages[asked].contains(where: isQuestion),
            let earlier = messages[..<asked.lowerBound].lastIndex(where: {
                $0.role == .customer && HandoverSummary.isMatter($0.text ?? "")
            })
        {
            asked = run(endingAt: earlier, in: messages)
        }
        return Question(
            bot: bot, history: messages[..<asked.lowerBound].suffix(AnswerJob.historyLines)
                .map { Utterance(role: $0.role, text: $0.text ?? "") },
            text: text(of: messages[asked]), agreements: Turn.agreements(in: items),
            whispers: items.filter(\.isWhisper).compactMap(\.text), conversation: conversation.id,
            // As if a person had been asked for: nobody is handed to whoever reads the suggestion.
            isSomebodyThere: true, isRequested: true, linesSinceHandling: 0)
    }

    /// The customer's messages that were sent one after another, up to this one.
    private static func run(endingAt end: Int, in messages: [Item]) -> ClosedRange<Int> {
        var start = end
        while start > 0, messages[start - 1].role == .customer, end - start + 1 < AnswerJob.questionLines { start -= 1 }
        return start...end
    }

    private static func text(of messages: ArraySlice<Item>) -> String {
        let questions = messages.filter(isQuestion)
        return (questions.isEmpty ? Array(messages) : questions).compactMap(\.text).joined(separator: "\n")
    }

    private static func isQuestion(_ message: Item) -> Bool {
        let text = message.text ?? ""
        return HumanWish.language(of: text) == nil && !SmallTalk.agrees(text) && LeftAddress.alone(in: text) == nil
    }
}

/// A chat in a few lines, by rules alone.
enum SummaryLines {
    private static let lineScalars = 240

    static func of(_ conversation: Conversation, items: [Item]) -> [ChatSummary.Line] {
        let messages = items.filter { $0.sort == .message }
        var lines: [ChatSummary.Line] = []
        let said = messages.filter { $0.role == .customer }
        // The wish for a person, a yes or an address says nothing about the matter.
        if let matter = said.last(where: { HandoverSummary.isMatter($0.text ?? "") }) ?? said.last {
            lines.append(.wants(HandoverSummary.shortened(matter.text ?? "", to: lineScalars)))
            if let reply = reply(to: matter, in: messages) { lines.append(reply) }
        }
        if let request = conversation.request { lines.append(.handedOver(request.handover.reason)) }
        if let address = conversation.customer.email { lines.append(.address(address)) }
        return lines
    }

    /// What was last said to the customer about it; phrases of the bot's that hand over say nothing.
    private static func reply(to matter: Item, in messages: [Item]) -> ChatSummary.Line? {
        let since = messages.filter { $0.seq > matter.seq && $0.role != .customer }
        if let colleague = since.last(where: { $0.role == .operator })?.text {
            return .colleague(HandoverSummary.shortened(colleague, to: lineScalars))
        }
        let answered = since.last { $0.role == .bot && !Phrases.isNoAnswer($0.text ?? "") }
        if let answered, let text = answered.text, !Phrases.isUnknown(text) {
            return .answered(HandoverSummary.shortened(text, to: lineScalars))
        }
        let isUnknown = since.contains { $0.role == .bot }
        return isUnknown ? .unknown([]) : nil
    }
}
