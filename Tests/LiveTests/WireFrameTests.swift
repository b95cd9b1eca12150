import Chat
@testable import Live
import NIOCore
import Testing
import TestSupport

/// The JSON inside a frame of the server, after checking its head.
private func payload(_ frame: Frame) -> [UInt8] {
    var bytes = ByteBuffer(bytes: frame.bytes)
    let (opcode, short): (UInt8?, UInt8?) = (bytes.readInteger(), bytes.readInteger())
    #expect(opcode == 0x81)
    var length = short.map(Int.init)
    if length == 126 { length = bytes.readInteger(as: UInt16.self).map(Int.init) }
    if length == 127 { length = bytes.readInteger(as: UInt64.self).map(Int.init) }
    #expect(bytes.readableBytes == length)
    return Array(bytes.readableBytesView)
}

/// An item as it is, but with an id that is the same at every run.
private func numbered(_ item: Item) -> Item {
    guard item.sort != .message else { return item }
    let id = (Cast.id(UInt64(100 + item.seq)) as Identifier<ItemKind>).description
    return Item(
        seq: item.seq, sort: item.sort, id: id, role: item.role, author: item.author, text: item.text, at: item.at,
        event: item.event, data: item.data)
}

private let wire = SummaryWire(inactiveAfter: .seconds(300))

private func summary(_ stage: Stage, _ audience: Audience) -> [UInt8] {
    var writer = JSONWriter()
    let status = CustomerStatus(online: true, lastSeenAt: Cast.start)
    wire.write(stage.conversation, status: status, now: stage.now, for: audience, to: &writer)
    return writer.bytes
}

/// A chat as it is fetched: its summary, and its items with their ratings.
private func fetched(_ stage: Stage, _ audience: Audience) -> [UInt8] {
    JSONWriter.object { writer in
        writer.key("conversation")
        writer.raw(summary(stage, audience))
        writer.key("items")
        writer.array(stage.log.filter { audience == .operators || $0.sort != .note }) { writer, item in
            var numbered = numbered(item)
            numbered.rating = item.rating
            numbered.write(to: &writer, for: audience)
        }
    }
}

/// What is sent of a change, to an inbox and a watcher, or to its customer.
private func frames(_ change: Change, _ stage: Stage, _ audience: Audience) -> [[UInt8]] {
    let id = stage.conversation.id
    var frames: [[UInt8]] = []
    for item in change.items where audience == .operators || item.sort != .note {
        frames.append(payload(.item(numbered(item), in: id, for: audience)))
    }
    if let seen = change.seen { frames.append(payload(.seen(id, role: seen.role, seq: seen.seq))) }
    if audience == .operators, let rated = change.rated {
        frames.append(payload(.rated(id, seq: rated.seq, rating: rated.rating)))
    }
    if audience == .operators || change.handlingChanged {
        frames.append(JSONWriter.object { writer in
            writer.field("type", "conversation")
            writer.key("conversation")
            writer.raw(summary(stage, audience))
        })
    }
    return frames
}

/// A whole chat: the bot, a hand-over, two operators, notes, reading marks, ratings, and its end.
private func story() throws -> (before: Stage, steps: [(Change, Stage)]) {
    var stage = Stage("Hello?")
    let before = stage
    var steps: [(Change, Stage)] = []
    let commands: [(Command, Actor)] = [
        (.seen(seq: 2), stage.anna), (.botSay(stage.answer("I ask a colleague.", handsOver: true)), stage.bot),
        (.seen(seq: 4), stage.customer), (.takeOver(again: false), stage.anna),
        (.send(id: "o1", text: "I am Anna."), stage.anna), (.send(id: "c1", text: "Too expensive"), stage.customer),
        (.takeOver(again: true), stage.ben), (.seen(seq: 99), stage.ben), (.rate(seq: 3, thumb: .down, note: "No."), stage.ben),
        (.leave(note: "Ten percent off."), stage.ben),
    ]
    for (command, actor) in commands {
        stage.now = stage.now.adding(.seconds(7))
        let decision = try stage.act(command, by: actor)
        steps.append((decision.change, stage))
    }
    for (command, actor) in [
        (Command.botSay(stage.answer("Agreed.")), stage.bot), (.withdrawRating(seq: 3), stage.anna),
        (.seen(seq: 99), stage.customer), (.requestHuman, stage.customer), (.returnToAI(again: false, note: nil), stage.anna),
        (.end, .system), (.rate(seq: 11, thumb: .up, note: nil), stage.anna),
    ] {
        stage.now = stage.now.adding(.seconds(7))
        let decision = try stage.act(command, by: actor)
        steps.append((decision.change, stage))
    }
    return (before, steps)
}

@Test(arguments: [(Audience.operators, "story-operators.json"), (.customer, "story-customer.json")])
func `a story's frames and states are what they always were`(audience: Audience, name: String) throws {
    let (before, steps) = try story()
    let sent = steps.flatMap { frames($0.0, $0.1, audience) }
    let text = "{\"before\":\(String(decoding: fetched(before, audience), as: UTF8.self)),\n\"frames\":"
        + Fixture.lines(sent) + ",\n\"after\":" + String(decoding: fetched(steps.last!.1, audience), as: UTF8.self) + "}\n"
    #expect(try Fixture.stored(name, now: text) == text)
    let json = try JSON(parsing: text)
    #expect(json["frames"]?.array?.count == sent.count)
    #expect(try after(json["before"]!, json["frames"]!.array!) == json["after"]!)
}

/// Puts frames onto a fetched state, as a page does: items by number, ratings onto them, the newest summary.
private func after(_ before: JSON, _ frames: [JSON]) throws -> JSON {
    var items = before["items"]!.array!
    var conversation = before["conversation"]!
    for frame in frames {
        switch frame["type"]!.string! {
        case "item":
            let item = frame["item"]!
            if let last = items.last { #expect(last["seq"]!.int! < item["seq"]!.int!) }
            items.append(item)
        case "rated":
            let index = try #require(items.firstIndex { $0["seq"] == frame["seq"] })
            var members = items[index].members!.filter { $0.key != "rating" }
            if !frame["rating"]!.isNull { members.append(.init("rating", frame["rating"]!)) }
            items[index] = .object(members)
        case "conversation": conversation = frame["conversation"]!
        default: break
        }
    }
    return .object([.init("conversation", conversation), .init("items", .array(items))])
}

@Test func `every frame of the server looks as it always did`() throws {
    let id: ConversationID = Cast.id(9)
    let anna = Author(id: Cast().anna.id.description, name: "Anna")
    let frames: [Frame] = [
        .ack(id: "m1", conversation: id, seq: 41, at: Cast.start), .draft("answer-2-0", in: id, from: 12, text: "né\n🙂"),
        .draftWithdrawn("answer-2-0", in: id), .presence(id, CustomerStatus(online: true, lastSeenAt: Cast.start)),
        .presence(id, CustomerStatus(online: false, lastSeenAt: nil)), .typing(id, role: .operator, on: true),
        .seen(id, role: .customer, seq: 7), .rated(id, seq: 3, rating: nil),
        .rated(id, seq: 3, rating: Rating(thumb: .up, note: nil, by: anna, at: Cast.start)), .pong, .pong(id: "p1"),
        .error(.ended, id: "m1", conversation: id.description), .error(.rateLimited(retryAfterSeconds: 5)),
        .error(.handledByAnother(id: Cast().anna.id, name: "Anna"), id: "t1"),
    ]
    let text = Fixture.lines(frames.map(payload))
    #expect(try Fixture.stored("frames.json", now: text) == text)
}

@Test func `heads of frames have the shortest length that fits`() {
    for (count, head) in [(8, 2), (125, 2), (126, 4), (65_535, 4), (65_536, 10)] {
        let text = String(repeating: "x", count: count - 8)
        let frame = Frame.object { $0.field("a", text) }
        #expect(frame.bytes.count == count + head)
        #expect(payload(frame) == Array(#"{"a":"\#(text)"}"#.utf8))
    }
    #expect(Array(Frame.ping.bytes) == [0x89, 0])
    #expect(Array(Frame.close(1012, "bye").bytes) == [0x88, 5, 3, 244] + Array("bye".utf8))
    #expect(Array(Frame.close(nil).bytes) == [0x88, 0])
    // A control frame never takes more than 125 bytes, whatever the reason says.
    #expect(Frame.close(1002, String(repeating: "x", count: 500)).bytes.count <= 127)
}
