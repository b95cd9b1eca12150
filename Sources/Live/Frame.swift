import Chat
import NIOCore

/// Bytes ready for the wire: an unmasked WebSocket frame, written to every socket that may see it.
struct Frame: Sendable {
    private let storage: [UInt8]
    /// Where the frame begins: room for the longest head stands before every payload.
    private let start: Int
    private static let longestHead = 10

    var bytes: ArraySlice<UInt8> { storage[start...] }

    /// A frame around a payload that begins behind `longestHead` bytes.
    private init(opcode: UInt8, around storage: consuming [UInt8]) {
        let length = storage.count - Self.longestHead
        let lengthBytes = length < 126 ? 0 : length <= 0xFFFF ? 2 : 8
        start = Self.longestHead - 2 - lengthBytes
        storage[start] = 0x80 | opcode
        storage[start + 1] = lengthBytes == 0 ? UInt8(length) : lengthBytes == 2 ? 126 : 127
        for place in 0..<lengthBytes {
            storage[start + 2 + place] = UInt8(truncatingIfNeeded: length >> (8 * (lengthBytes - 1 - place)))
        }
        self.storage = storage
    }

    init(control opcode: UInt8, payload: ByteBuffer) {
        var bytes = [UInt8](repeating: 0, count: Self.longestHead)
        bytes.append(contentsOf: payload.readableBytesView)
        self.init(opcode: opcode, around: bytes)
    }

    static func close(_ code: UInt16?, _ reason: String = "") -> Frame {
        var payload = ByteBuffer()
        if let code {
            payload.writeInteger(code)
            payload.writeString(String(reason.prefix(60)))
        }
        return Frame(control: 8, payload: payload)
    }

    static let ping = Frame(control: 9, payload: ByteBuffer())

    /// A text frame around one JSON object.
    static func object(_ body: (inout JSONWriter) -> Void) -> Frame {
        Frame(opcode: 1, around: JSONWriter.object(capacity: 500, head: longestHead, body))
    }
}

/// The server's frames (contract, section 5), each encoded once an audience.
extension Frame {
    static func ack(id: String, conversation: ConversationID, seq: Int, at: Moment) -> Frame {
        .object {
            $0.field("type", "ack")
            $0.field("id", id)
            $0.field("conversation", conversation)
            $0.field("seq", seq)
            $0.field("at", at)
        }
    }

    static func item(_ item: Item, in conversation: ConversationID, for audience: Audience) -> Frame {
        .object {
            $0.field("type", "item")
            $0.field("conversation", conversation)
            $0.key("item")
            item.write(to: &$0, for: audience)
        }
    }

    static func draft(_ id: String, in conversation: ConversationID, from: Int, text: String) -> Frame {
        .object {
            $0.field("type", "draft")
            $0.field("conversation", conversation)
            $0.field("draft", id)
            $0.field("from", from)
            $0.field("text", text)
        }
    }

    static func draftWithdrawn(_ id: String, in conversation: ConversationID) -> Frame {
        .object {
            $0.field("type", "draft_withdrawn")
            $0.field("conversation", conversation)
            $0.field("draft", id)
        }
    }

    static func presence(_ conversation: ConversationID, _ status: CustomerStatus) -> Frame {
        .object {
            $0.field("type", "presence")
            $0.field("conversation", conversation)
            $0.field("online", status.online)
            $0.field("at", status.lastSeenAt)
        }
    }

    static func typing(_ conversation: ConversationID, role: ItemRole, on: Bool) -> Frame {
        .object {
            $0.field("type", "typing")
            $0.field("conversation", conversation)
            $0.field("role", role.name)
            $0.field("on", on)
        }
    }

    static func seen(_ conversation: ConversationID, role: ItemRole, seq: Int) -> Frame {
        .object {
            $0.field("type", "seen")
            $0.field("conversation", conversation)
            $0.field("role", role.name)
            $0.field("seq", seq)
        }
    }

    static func rated(_ conversation: ConversationID, seq: Int, rating: Rating?) -> Frame {
        .object {
            $0.field("type", "rated")
            $0.field("conversation", conversation)
            $0.field("seq", seq)
            $0.key("rating")
            if let rating { rating.write(to: &$0) } else { $0.null() }
        }
    }

    static let pong = Frame.object { $0.field("type", "pong") }

    static func pong(id: String?) -> Frame {
        guard let id else { return pong }
        return .object {
            $0.field("type", "pong")
            $0.field("id", id)
        }
    }

    static func error(_ refusal: Refusal, id: String? = nil, conversation: String? = nil) -> Frame {
        .object {
            $0.field("type", "error")
            $0.field("code", refusal.code)
            $0.field("message", refusal.sentence)
            if let id { $0.field("id", id) }
            if let conversation { $0.field("conversation", conversation) }
            if case .rateLimited(let seconds) = refusal { $0.field("retryAfter", seconds) }
            if case .handledByAnother(let handler, let name) = refusal {
                $0.key("handler")
                $0.object {
                    $0.field("id", handler)
                    $0.field("name", name)
                }
            }
        }
    }
}
