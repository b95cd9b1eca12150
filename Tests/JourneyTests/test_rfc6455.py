"""The WebSocket rules of RFC 6455, spoken byte by byte."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

import pytest

from harness import DEFAULT, Customer, Organization, Server, eventually
from harness_extra import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    Ended,
    RawSocket,
    ask_handshake,
    close_payload,
    frame,
    handshake_request,
)

ASK = json.dumps({"type": "ping"}).encode()
INVALID_UTF8 = {
    "a byte that never occurs": b"\xff",
    "an overlong zero": b"\xc0\x80",
    "a surrogate": b"\xed\xa0\x80",
    "beyond U+10FFFF": b"\xf4\x90\x80\x80",
    "a lone continuation byte": b"\x80",
    "an unfinished character": b"\xe2\x82",
}


@pytest.fixture(scope="module")
def customer(server: Server) -> Customer:
    shop = Organization(server)
    return shop.customer(shop.silent_bot())


@pytest.fixture
def wire(server: Server, customer: Customer) -> Iterator[RawSocket]:
    """A customer's socket that has been welcomed and has nothing more to read."""
    with RawSocket(server.address) as socket:
        socket.hello(customer.token)
        socket.send({"type": "ping"})
        socket.until("pong")
        yield socket


def padded_ping(size: int) -> bytes:
    """A ping command of exactly so many bytes; fields the server does not know are no error."""
    empty = json.dumps({"type": "ping", "padding": ""}).encode()
    return empty[:-2] + b"x" * (size - len(empty)) + empty[-2:]


def in_pieces(message: bytes, count: int) -> bytes:
    """The message as so many fragments; the later ones may be empty."""
    size = -(-len(message) // count)
    pieces = [message[index * size : (index + 1) * size] for index in range(count)]
    return b"".join(
        frame(TEXT if index == 0 else CONTINUATION, piece, fin=index == count - 1) for index, piece in enumerate(pieces)
    )


# --- what has to work -------------------------------------------------------------------------------


@pytest.mark.parametrize("payload", [b"", b"\x00\xff still here", bytes(range(125))], ids=["empty", "short", "125 bytes"])
def test_a_protocol_ping_is_answered_with_its_own_bytes(wire: RawSocket, payload: bytes) -> None:
    wire.send_frame(PING, payload)
    answer = wire.read_frame()
    assert (answer.opcode, answer.payload, answer.fin) == (PONG, payload, True)


def test_a_pong_nobody_asked_for_is_ignored(wire: RawSocket) -> None:
    wire.send_frame(PONG, b"unasked")
    wire.send({"type": "ping"})
    assert wire.read() == {"type": "pong"}


def test_fragments_with_pings_between_them_make_one_command(wire: RawSocket) -> None:
    wire.send_frame(TEXT, ASK[:5], fin=False)
    wire.send_frame(PING, b"one")
    assert wire.read_frame().payload == b"one", "a ping is answered while a message is incomplete"
    wire.send_frame(CONTINUATION, b"", fin=False)
    wire.send_frame(CONTINUATION, ASK[5:9], fin=False)
    wire.send_frame(PING, b"two")
    assert wire.read_frame().payload == b"two"
    wire.send_frame(CONTINUATION, ASK[9:])
    assert wire.read() == {"type": "pong"}


def pongs(wire: RawSocket, count: int) -> tuple[int, list[bytes]]:
    """Of the next frames, how many answer commands and what the protocol's pongs carry."""
    found = [wire.read_frame() for _ in range(count)]
    assert all(json.loads(one.payload) == {"type": "pong"} for one in found if one.opcode == TEXT)
    return sum(one.opcode == TEXT for one in found), [one.payload for one in found if one.opcode == PONG]


def test_bytes_that_trickle_in_one_by_one_make_frames(wire: RawSocket) -> None:
    for byte in frame(TEXT, ASK) + frame(PING, b"slow") + frame(TEXT, ASK[:4], fin=False) + frame(CONTINUATION, ASK[4:]):
        wire.send_bytes(bytes([byte]))
        time.sleep(0.001)
    assert pongs(wire, 3) == (2, [b"slow"])


def test_every_frame_of_one_packet_is_answered(wire: RawSocket) -> None:
    wire.send_bytes(b"".join(frame(TEXT, ASK) + frame(PING, str(number)) for number in range(8)))
    assert pongs(wire, 16) == (8, [str(number).encode() for number in range(8)])


def test_a_character_may_be_split_between_fragments(wire: RawSocket) -> None:
    text = "¿Dónde está mi paquete? 📦"
    command = json.dumps({"type": "send", "id": "split", "text": text}, ensure_ascii=False).encode()
    cut = command.index("📦".encode()) + 2
    wire.send_bytes(frame(TEXT, command[:cut], fin=False) + frame(CONTINUATION, command[cut:]))
    ack = wire.until("ack", id="split")
    while (item := wire.until("item")["item"])["seq"] < ack["seq"]:
        pass
    assert (item["seq"], item["text"]) == (ack["seq"], text)


def test_a_frame_of_exactly_64_kib_and_32_fragments_are_allowed(wire: RawSocket) -> None:
    wire.send_frame(TEXT, padded_ping(65_536))
    assert wire.read() == {"type": "pong"}
    wire.send_bytes(in_pieces(padded_ping(65_536), 32))
    assert wire.read() == {"type": "pong"}


@pytest.mark.parametrize("code", [1000, 1001, 1003, 1011, 3000, 3999, 4000, 4999])
def test_a_close_is_answered_with_the_same_code_and_the_end_of_tcp(wire: RawSocket, code: int) -> None:
    wire.send_frame(CLOSE, close_payload(code, "good bye, ça suffit".encode()))
    assert wire.close_code() == code


def test_a_close_without_a_code_is_answered(wire: RawSocket) -> None:
    wire.send_frame(CLOSE)
    assert wire.close_code() in (1000, 1005)


def test_what_follows_a_close_is_not_carried_out(wire: RawSocket) -> None:
    wire.send_bytes(frame(CLOSE, close_payload(1000)) + frame(TEXT, ASK))
    with pytest.raises(Ended) as end:
        wire.read()
    assert end.value.code == 1000


# --- what has to be refused -------------------------------------------------------------------------

PROTOCOL_ERRORS = {
    "an unmasked text frame": frame(TEXT, ASK, masked=False),
    "an unmasked ping": frame(PING, b"x", masked=False),
    "an unmasked close": frame(CLOSE, close_payload(1000), masked=False),
    **{f"reserved bits {bits:03b} on text": frame(TEXT, ASK, reserved=bits) for bits in (1, 2, 4, 7)},
    "a reserved bit on a ping": frame(PING, b"x", reserved=4),
    "a reserved bit on a continuation": frame(TEXT, ASK[:3], fin=False) + frame(CONTINUATION, ASK[3:], reserved=4),
    **{f"reserved opcode {opcode:#x}": frame(opcode, b"x") for opcode in (*range(3, 8), *range(0xB, 0x10))},
    "a fragmented ping": frame(PING, b"x", fin=False),
    "a fragmented pong": frame(PONG, b"x", fin=False),
    "a fragmented close": frame(CLOSE, close_payload(1000), fin=False),
    "a ping of 126 bytes": frame(PING, bytes(126)),
    "a pong of 126 bytes": frame(PONG, bytes(126)),
    "a close of 126 bytes": frame(CLOSE, close_payload(1000, b"x" * 124)),
    "a continuation of nothing": frame(CONTINUATION, ASK),
    "an unfinished continuation of nothing": frame(CONTINUATION, ASK, fin=False),
    "a continuation after a finished message": frame(TEXT, ASK) + frame(CONTINUATION, ASK),
    "a new text inside a fragmented one": frame(TEXT, ASK[:3], fin=False) + frame(TEXT, ASK),
    "an unfinished text inside a fragmented one": frame(TEXT, ASK[:3], fin=False) + frame(TEXT, ASK, fin=False),
    "a close of one byte": frame(CLOSE, b"\x03"),
    **{
        f"close code {code}": frame(CLOSE, close_payload(code, b"why"))
        for code in (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535)
    },
}


@pytest.mark.parametrize("data", PROTOCOL_ERRORS.values(), ids=PROTOCOL_ERRORS.keys())
def test_broken_rules_close_with_1002(wire: RawSocket, data: bytes) -> None:
    wire.send_bytes(data)
    assert wire.close_code() == 1002


def test_broken_rules_before_hello_close_with_1002_too(server: Server) -> None:
    with RawSocket(server.address) as wire:
        wire.send_frame(TEXT, ASK, masked=False)
        assert wire.close_code() == 1002


@pytest.mark.parametrize("bad", INVALID_UTF8.values(), ids=INVALID_UTF8.keys())
def test_text_that_is_not_utf8_closes_with_1007(wire: RawSocket, bad: bytes) -> None:
    wire.send_frame(TEXT, b'{"type":"ping","padding":"' + bad + b'"}')
    assert wire.close_code() == 1007


@pytest.mark.parametrize("bad", INVALID_UTF8.values(), ids=INVALID_UTF8.keys())
def test_text_that_is_not_utf8_across_fragments_closes_with_1007(wire: RawSocket, bad: bytes) -> None:
    head, tail = b'{"type":"ping","padding":"' + bad[:1], bad[1:] + b'"}'
    wire.send_bytes(frame(TEXT, head, fin=False) + frame(CONTINUATION, tail))
    assert wire.close_code() == 1007


def test_a_text_that_ends_within_a_character_closes_with_1007(wire: RawSocket) -> None:
    wire.send_bytes(frame(TEXT, b'{"type":"ping"} \xe2', fin=False) + frame(CONTINUATION, b"\x82"))
    assert wire.close_code() == 1007


@pytest.mark.parametrize("bad", INVALID_UTF8.values(), ids=INVALID_UTF8.keys())
def test_a_close_reason_that_is_not_utf8_closes_with_1007(wire: RawSocket, bad: bytes) -> None:
    wire.send_frame(CLOSE, close_payload(1000, b"because " + bad))
    assert wire.close_code() == 1007


@pytest.mark.parametrize(
    "data",
    [
        frame(TEXT, padded_ping(65_537)),
        b"\x81\xff" + (1 << 20).to_bytes(8, "big") + b"abcd",  # announced only: no need to wait for a mebibyte
        b"\x81\xff" + (1 << 40).to_bytes(8, "big") + b"abcd",
        in_pieces(padded_ping(80_000), 2),
        in_pieces(padded_ping(65_537), 32),
        in_pieces(ASK, 33),
        frame(TEXT, b"{", fin=False) + frame(CONTINUATION, b"", fin=False) * 40,
    ],
    ids=[
        "one byte over 64 KiB", "a mebibyte announced", "a tebibyte announced", "two fragments over 64 KiB",
        "32 fragments one byte over 64 KiB", "33 fragments", "endless empty fragments",
    ],
)
def test_more_than_64_kib_or_32_fragments_close_with_1009(wire: RawSocket, data: bytes) -> None:
    wire.send_bytes(data)
    assert wire.close_code() == 1009


def test_a_length_with_its_top_bit_set_is_refused(wire: RawSocket) -> None:
    wire.send_bytes(b"\x81\xff" + (1 << 63).to_bytes(8, "big") + b"abcd")
    assert wire.close_code() in (1002, 1009)


@pytest.mark.parametrize(
    "data",
    [frame(BINARY, b"\x00\x01"), frame(BINARY, ASK), frame(BINARY, b"a", fin=False) + frame(CONTINUATION, b"b")],
    ids=["bytes", "JSON", "fragments"],
)
def test_binary_frames_close_with_1003(wire: RawSocket, data: bytes) -> None:
    wire.send_bytes(data)
    assert wire.close_code() == 1003


def test_one_customers_broken_frame_leaves_everyone_else_connected(server: Server, customer: Customer, wire: RawSocket) -> None:
    with RawSocket(server.address) as other:
        other.hello(customer.token)
        other.send_frame(TEXT, ASK, masked=False)
        assert other.close_code() == 1002
    wire.send({"type": "ping"})
    assert wire.until("pong")


# --- the handshake ----------------------------------------------------------------------------------


def changed(server: Server, change: Callable[[str], str]) -> tuple[int, dict[str, str]]:
    request, _ = handshake_request(server.address)
    return ask_handshake(server.address, change(request.decode()).encode())


def without(name: str) -> Callable[[str], str]:
    return lambda request: "\r\n".join(line for line in request.split("\r\n") if not line.startswith(name + ":"))


@pytest.mark.parametrize("version", ["8", "12", "14", "x"])
def test_another_version_of_the_protocol_is_refused(server: Server, version: str) -> None:
    status, headers = changed(server, lambda text: text.replace("Version: 13", f"Version: {version}"))
    assert status in (400, 426)
    if status == 426:
        assert headers.get("sec-websocket-version") == "13", "426 names the version that is spoken"


@pytest.mark.parametrize("header", ["Sec-WebSocket-Key", "Sec-WebSocket-Version", "Upgrade"])
def test_a_handshake_that_lacks_a_header_is_refused(server: Server, header: str) -> None:
    status, _ = changed(server, without(header))
    assert status in ((400,) if header == "Sec-WebSocket-Key" else (400, 426))


@pytest.mark.parametrize("method", ["POST", "PUT", "HEAD"])
def test_only_get_opens_a_socket(server: Server, method: str) -> None:
    status, _ = changed(server, lambda text: text.replace("GET ", method + " ", 1))
    assert 400 <= status < 500


def test_only_unknown_subprotocols_are_refused(server: Server) -> None:
    status, _ = changed(server, lambda text: text.replace("whisper.v1", "whisper.v9, chat"))
    assert status == 400


@pytest.mark.parametrize(
    ("offered", "echoed"),
    [("whisper.v1", "whisper.v1"), ("chat, whisper.v1", "whisper.v1"), (None, None)],
    ids=["ours", "ours among others", "none"],
)
def test_the_subprotocol_is_echoed_when_it_was_offered(server: Server, offered: str | None, echoed: str | None) -> None:
    with RawSocket(server.address, protocol=offered) as wire:
        assert wire.headers.get("sec-websocket-protocol") == echoed


def test_compression_is_never_negotiated(server: Server, customer: Customer) -> None:
    with RawSocket(server.address, extra=("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",)) as wire:
        assert "sec-websocket-extensions" not in wire.headers
        wire.hello(customer.token)  # and no frame has RSV1 set, which the parser checks
        wire.send_frame(TEXT, ASK, reserved=4)
        assert wire.close_code() == 1002


# --- floods and silence -----------------------------------------------------------------------------


def flood_until_closed(wire: RawSocket, data: bytes, at_most: int = 5_000) -> tuple[list[dict], int]:
    """Sends the frame again and again until the server closes; what came in the meantime, and the code."""
    came: list[dict] = []
    limit = time.monotonic() + 8
    for _ in range(at_most):
        assert time.monotonic() < limit, f"not closed within 8 s of flooding; came: {came[-5:]}"
        try:
            wire.send_bytes(data)
            came.append(wire.read(0.002))
        except TimeoutError:
            continue
        except Ended as end:
            assert end.code is not None, "the flood was ended without a close frame"
            return came, end.code
    raise AssertionError(f"not closed after {at_most} frames; came: {came[-5:]}")


@pytest.mark.parametrize(
    "data", [frame(PING, b"flood"), frame(TEXT, json.dumps({"type": "typing", "conversation": "conv_x", "on": True}))],
    ids=["protocol pings", "commands"],
)
def test_a_flood_is_first_refused_then_closed_with_1008(start_server: Callable[..., Server], data: bytes) -> None:
    server = start_server(env={"WHISPER_SOCKET_RATE": DEFAULT})
    shop = Organization(server)
    customer = shop.customer(shop.silent_bot())
    with RawSocket(server.address) as wire, RawSocket(server.address) as patient:
        wire.hello(customer.token)
        patient.hello(customer.token)
        came, code = flood_until_closed(wire, data)
        assert code == 1008
        assert any(message.get("code") == "rate_limited" for message in came), "told before it is closed"
        patient.send({"type": "ping"})
        assert patient.until("pong"), "the limit is a socket's own"


@pytest.mark.slow
def test_a_peer_that_fell_silent_is_gone_after_45_seconds_and_one_that_answers_stays(server: Server) -> None:
    shop = Organization(server)
    bot = shop.silent_bot()
    vanished, present = shop.customer(bot), shop.customer(bot)
    conversation = vanished.begin()
    vanished.leave_page()
    with RawSocket(server.address) as silent, RawSocket(server.address) as living:
        silent.answers_pings = False
        silent.hello(vanished.token)
        living.hello(present.token)
        fell_silent = time.monotonic()
        pings, ended = [], None
        while ended is None and time.monotonic() - fell_silent < 60:
            try:
                found = silent.read_frame(1.0)
                if found.opcode == PING:
                    pings.append(time.monotonic() - fell_silent)
                ended = time.monotonic() - fell_silent if found.opcode == CLOSE else None
            except TimeoutError:
                pass
            except Ended:
                ended = time.monotonic() - fell_silent
            try:
                living.read(0.01)
            except TimeoutError:
                pass
        assert pings and 15 < pings[0] < 25, f"a ping is sent every 20 s; came at {pings}"
        assert ended is not None and 40 < ended < 50, f"silent for 45 s is gone; ended at {ended}"
        living.send({"type": "ping"})
        assert living.until("pong"), "who answers the pings stays"
        offline = eventually(
            lambda: not shop.owner.summary(conversation)["customer"]["online"], 10, what="the customer is offline"
        )
        assert offline and time.monotonic() - fell_silent < 57
