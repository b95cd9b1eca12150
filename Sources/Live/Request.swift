import Chat
import NIOCore

/// What a client's frame asks for, its fields checked.
enum Request {
    case hello(token: String?, epoch: String?, after: [(name: String, seq: Int)])
    case send(id: String, text: String, files: [FileID], conversation: ConversationID?, named: Bool)
    case typing(ConversationID, on: Bool)
    case seen(ConversationID, Int)
    case requestHuman(ConversationID)
    case end(ConversationID)
    case watch(ConversationID, after: Int, epoch: String?)
    case unwatch(ConversationID)
    case inbox(BotID?, named: Bool)
    case ping

    /// What an answer to the frame can name, even if the frame itself is wrong.
    struct Reference {
        var id: String?
        var conversation: String?
    }

    static func parse(_ payload: ByteBuffer) -> (Result<Request, Refusal>, Reference) {
        var reference = Reference()
        do throws(Refusal) {
            let json: JSON
            do throws(JSONFault) {
                json = try parse(json: payload)
            } catch {
                throw Refusal.invalid("", "This is no JSON object (\(error.what)).")
            }
            guard json.members != nil else { throw .invalid("", "This is no JSON object.") }
            reference.id = json["id"]?.string
            reference.conversation = json["conversation"]?.string
            return (.success(try request(json)), reference)
        } catch {
            return (.failure(error), reference)
        }
    }

    private static func parse(json payload: ByteBuffer) throws(JSONFault) -> JSON {
        let result: Result<JSON, JSONFault> = payload.withUnsafeReadableBytes { bytes in
            do throws(JSONFault) {
                return .success(try JSON(parsing: bytes))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static func request(_ json: JSON) throws(Refusal) -> Request {
        if let id = json["id"], !id.isNull, id.string == nil { throw .invalid("id", "takes a text.") }
        switch json["type"]?.string {
        case "send":
            guard let id = json["id"]?.string else { throw .invalid("id", "takes 1 to 64 characters.") }
            guard let text = json["text"]?.string else { throw .invalid("text", "takes a text.") }
            let named = json["conversation"].map { !$0.isNull } ?? false
            let files = try FileID.list(json["files"], field: "files")
            return .send(
                id: id, text: text, files: files, conversation: try optional(json, "conversation"), named: named)
        case "typing":
            guard let on = json["on"]?.bool else { throw .invalid("on", "takes true or false.") }
            return .typing(try conversation(json), on: on)
        case "seen":
            guard let seq = json["seq"]?.int, seq >= 0 else { throw .invalid("seq", "takes a number from 0.") }
            return .seen(try conversation(json), seq)
        case "request_human": return .requestHuman(try conversation(json))
        case "end": return .end(try conversation(json))
        case "watch":
            let after = try position(json["after"])
            return .watch(try conversation(json), after: after, epoch: json["epoch"]?.string)
        case "unwatch": return .unwatch(try conversation(json))
        case "inbox":
            let named = json["bot"].map { !$0.isNull } ?? false
            if named, json["bot"]?.string == nil { throw .invalid("bot", "takes an id.") }
            return .inbox(json["bot"]?.string.flatMap { BotID($0) }, named: named)
        case "ping": return .ping
        case "hello": return try hello(json)
        default: throw .invalid("type", "is unknown.")
        }
    }

    private static func hello(_ json: JSON) throws(Refusal) -> Request {
        for field in ["token", "epoch"] {
            if let value = json[field], !value.isNull, value.string == nil { throw .invalid(field, "takes a text.") }
        }
        var after: [(name: String, seq: Int)] = []
        if let points = json["after"], !points.isNull {
            guard let members = points.members else { throw .invalid("after", "takes positions by conversation.") }
            guard members.count <= Subscriptions.most else {
                throw .invalid("after", "takes at most \(Subscriptions.most) conversations.")
            }
            for member in members { after.append((member.key, try position(member.value))) }
        }
        return .hello(token: json["token"]?.string, epoch: json["epoch"]?.string, after: after)
    }

    private static func position(_ value: JSON?) throws(Refusal) -> Int {
        guard let value, !value.isNull else { return 0 }
        guard let position = value.int, position >= 0 else { throw .invalid("after", "takes a number from 0.") }
        return position
    }

    /// A text that is no id of ours names nothing that exists.
    private static func conversation(_ json: JSON) throws(Refusal) -> ConversationID {
        guard let text = json["conversation"]?.string else { throw .invalid("conversation", "takes an id.") }
        guard let id = ConversationID(text) else { throw .notFound }
        return id
    }

    private static func optional(_ json: JSON, _ field: String) throws(Refusal) -> ConversationID? {
        guard let value = json[field], !value.isNull else { return nil }
        guard let text = value.string else { throw .invalid(field, "takes an id.") }
        return ConversationID(text)
    }
}
