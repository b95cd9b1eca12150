import Chat
import NIOCore

/// Bytes ready for the wire: an unmasked WebSocket frame, written to every socket that may see it.
struct Frame: Sendable {
    let bytes: ByteBuffer

    /// A text frame around JSON.
    init(json: [UInt8]) {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(json.count + 10)
        Self.writeHead(opcode: 0x81, length: json.count, to: &buffer)
        buffer.writeBytes(json)
        bytes = buffer
    }

    init(control opcode: UInt8, payload: ByteBuffer) {
        var buffer = ByteBuffer()
        Self.writeHead(opcode: 0x80 | opcode, length: payload.readableBytes, to: &buffer)
        buffer.writeImmutableBuffer(payload)
        bytes = buffer
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

    private static func writeHead(opcode: UInt8, length: Int, to buffer: inout ByteBuffer) {
        buffer.writeInteger(opcode)
        if length < 126 {
            buffer.writeInteger(UInt8(length))
        } else if length <= 0xFFFF {
            buffer.writeInteger(UInt8(126))
            buffer.writeInteger(UInt16(length))
        } else {
            buffer.writeInteger(UInt8(127))
            buffer.writeInteger(UInt64(length))
        }
    }
}

/// The server's frames (contract, section 5), each encoded once an audience.
extension Frame {
    static func object(_ body: (inout JSONWriter) -> Void) -> Frame { Frame(json: JSONWriter.object(body)) }

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
