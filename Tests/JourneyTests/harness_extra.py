"""What the fault tests need beyond the harness: raw sockets, crowds of them, stubborn senders.

A library would refuse to send most of what is sent here, so frames are built and read by hand.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import socket
import struct
import threading
import time
from typing import Any, NamedTuple

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA


# --- frames -----------------------------------------------------------------------------------------


class Frame(NamedTuple):
    fin: bool
    reserved: int
    opcode: int
    payload: bytes

    @property
    def close_code(self) -> int:
        return int.from_bytes(self.payload[:2], "big") if len(self.payload) >= 2 else 1005


def frame(opcode: int, payload: bytes | str = b"", *, fin: bool = True, reserved: int = 0, masked: bool = True) -> bytes:
    """The bytes of one frame as a client sends it; every rule of RFC 6455 can be broken."""
    data = payload.encode() if isinstance(payload, str) else payload
    head = bytearray([(0x80 if fin else 0) | reserved << 4 | opcode])
    bit = 0x80 if masked else 0
    if len(data) < 126:
        head.append(bit | len(data))
    elif len(data) < 65536:
        head.append(bit | 126)
        head += struct.pack(">H", len(data))
    else:
        head.append(bit | 127)
        head += struct.pack(">Q", len(data))
    if not masked:
        return bytes(head) + data
    key = os.urandom(4)
    repeated = int.from_bytes((key * (len(data) // 4 + 1))[: len(data)], "big")
    mixed = (int.from_bytes(data, "big") ^ repeated).to_bytes(len(data), "big")
    return bytes(head) + key + mixed


def close_payload(code: int, reason: bytes = b"") -> bytes:
    return struct.pack(">H", code) + reason


class FrameParser:
    """Cuts what a server sends into frames; refuses a server that breaks the rules itself."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        self._waiting += data
        frames = []
        while (found := self._next()) is not None:
            frames.append(found)
        return frames

    def _next(self) -> Frame | None:
        have = self._waiting
        if len(have) < 2:
            return None
        assert not have[1] & 0x80, "a server must not mask its frames"
        length, at = have[1] & 0x7F, 2
        if length >= 126:
            at = 4 if length == 126 else 10
            if len(have) < at:
                return None
            length = int.from_bytes(have[2:at], "big")
        if len(have) < at + length:
            return None
        found = Frame(bool(have[0] & 0x80), have[0] >> 4 & 7, have[0] & 15, bytes(have[at : at + length]))
        del have[: at + length]
        assert found.reserved == 0, "no extension was negotiated, so no reserved bit may be set"
        return found


def handshake_request(host: str, protocol: str | None = "whisper.v1", extra: tuple[str, ...] = ()) -> tuple[bytes, str]:
    """A correct opening request and the accept value that answers it."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        "GET /api/v1/socket HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        *([f"Sec-WebSocket-Protocol: {protocol}"] if protocol else []),
        *extra,
    ]
    digest = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
    return ("\r\n".join(lines) + "\r\n\r\n").encode(), base64.b64encode(digest).decode()


def parse_head(head: bytes) -> tuple[int, dict[str, str]]:
    status_line, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    return int(status_line.split(" ")[1]), headers


class Refused(Exception):
    """The server answered the handshake with something else than 101."""

    def __init__(self, status: int) -> None:
        super().__init__(f"handshake answered with {status}")
        self.status = status


class Ended(Exception):
    """The connection is over: with a close frame (`code`), or without one (`code` is None)."""

    def __init__(self, code: int | None) -> None:
        super().__init__(f"the socket ended with {code}")
        self.code = code


def ask_handshake(address: str, request: bytes, within: float = 5.0) -> tuple[int, dict[str, str]]:
    """Sends these bytes as the opening request and returns status and headers of the answer."""
    host, port = address.split(":")
    with socket.create_connection((host, int(port)), within) as wire:
        wire.sendall(request)
        head = b""
        while b"\r\n\r\n" not in head:
            piece = wire.recv(4096)
            assert piece, f"the server hung up without an answer (had {head!r})"
            head += piece
        return parse_head(head.split(b"\r\n\r\n")[0])


class RawSocket:
    """One WebSocket on a plain TCP socket. Pings of the server are answered while it reads."""

    def __init__(
        self,
        address: str,
        protocol: str | None = "whisper.v1",
        extra: tuple[str, ...] = (),
        receive_buffer: int | None = None,
        within: float = 5.0,
    ) -> None:
        host, port = address.split(":")
        self.wire = socket.socket()
        if receive_buffer:
            self.wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.wire.settimeout(within)
        self.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._parser, self._frames = FrameParser(), []
        self.answers_pings = True
        try:
            self.wire.connect((host, int(port)))
            request, accept = handshake_request(address, protocol, extra)
            self.wire.sendall(request)
            rest = self._read_head(accept)
        except BaseException:
            self.wire.close()
            raise
        self._frames += self._parser.feed(rest)

    def _read_head(self, accept: str) -> bytes:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = self.wire.recv(65536)
            if not piece:
                raise Ended(None)
            head += piece
        head, rest = head.split(b"\r\n\r\n", 1)
        status, self.headers = parse_head(head)
        if status != 101:
            raise Refused(status)
        assert self.headers["sec-websocket-accept"] == accept
        return rest

    def send_bytes(self, data: bytes) -> None:
        self.wire.sendall(data)

    def send_frame(self, opcode: int, payload: bytes | str = b"", **rules: Any) -> None:
        self.send_bytes(frame(opcode, payload, **rules))

    def send(self, message: dict[str, Any]) -> None:
        self.send_frame(TEXT, json.dumps(message, ensure_ascii=False))

    def read_frame(self, within: float = 5.0) -> Frame:
        """The next frame of any kind; TimeoutError when none comes, Ended(None) when TCP ends."""
        limit = time.monotonic() + within
        while not self._frames:
            self.wire.settimeout(max(0.001, limit - time.monotonic()))
            try:
                data = self.wire.recv(262144)
            except TimeoutError:
                raise TimeoutError(f"nothing came within {within} s") from None
            except OSError:
                data = b""
            if not data:
                raise Ended(None)
            self._frames += self._parser.feed(data)
        return self._frames.pop(0)

    def read(self, within: float = 5.0) -> dict[str, Any]:
        """The next JSON message; Ended(code) when the server closes."""
        limit = time.monotonic() + within
        while True:
            found = self.read_frame(max(0.001, limit - time.monotonic()))
            if found.opcode == TEXT:
                return json.loads(found.payload)
            if found.opcode == CLOSE:
                raise Ended(found.close_code)
            if found.opcode == PING and self.answers_pings:
                self.send_frame(PONG, found.payload)

    def until(self, kind: str, within: float = 5.0, **fields: Any) -> dict[str, Any]:
        """Reads on to the first message of this type with these fields."""
        limit = time.monotonic() + within
        while True:
            try:
                message = self.read(max(0.001, limit - time.monotonic()))
            except TimeoutError:
                raise AssertionError(f"no {kind} {fields} within {within} s") from None
            if message["type"] == kind and all(message.get(name) == value for name, value in fields.items()):
                return message

    def collect(self, seconds: float) -> list[dict[str, Any]]:
        """Everything that comes in this time."""
        limit, found = time.monotonic() + seconds, []
        while (left := limit - time.monotonic()) > 0:
            try:
                found.append(self.read(left))
            except TimeoutError:
                break
        return found

    def hello(self, token: str, within: float = 5.0, **more: Any) -> dict[str, Any]:
        self.send({"type": "hello", "token": token, **more})
        return self.until("welcome", within)

    def close_code(self, within: float = 5.0) -> int:
        """The code the server closes with. A TCP end without a close frame is a failure."""
        limit = time.monotonic() + within
        try:
            while True:
                self.read(max(0.001, limit - time.monotonic()))
        except Ended as end:
            assert end.code is not None, "the connection ended without a close frame"
            code = end.code
        try:
            self.send_frame(CLOSE, close_payload(1000))
        except OSError:
            pass  # it has hung up already, as a server may after a failed connection
        while True:  # RFC 6455, 7.1.1: the server ends TCP, and sends nothing after its close frame
            try:
                late = self.read_frame(5.0)
            except Ended:
                return code
            raise AssertionError(f"a frame after the close frame: {late}")

    def close(self) -> None:
        self.wire.close()

    def __enter__(self) -> "RawSocket":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


# --- crowds -----------------------------------------------------------------------------------------


class CrowdSocket:
    """The same for asyncio, where a test opens hundreds or thousands at once."""

    @classmethod
    async def open(cls, address: str, hello: dict[str, Any], within: float = 30.0) -> "CrowdSocket":
        """Connects, says hello and waits for the welcome."""
        made = cls()
        host, port = address.split(":")
        async with asyncio.timeout(within):
            made.reader, made.writer = await asyncio.open_connection(host, int(port))
            request, _ = handshake_request(address)
            made.writer.write(request)
            status, _ = parse_head((await made.reader.readuntil(b"\r\n\r\n"))[:-4])
            if status != 101:
                raise Refused(status)
            made.parser, made.waiting = FrameParser(), []
            made.send({"type": "hello", **hello})
            while (message := await made.read())["type"] != "welcome":
                pass
            made.welcome = message
        return made

    def send(self, message: dict[str, Any]) -> None:
        self.writer.write(frame(TEXT, json.dumps(message)))

    async def read(self) -> dict[str, Any]:
        while True:
            while not self.waiting:
                try:
                    data = await self.reader.read(65536)
                except OSError:
                    data = b""
                if not data:
                    raise Ended(None)
                self.waiting += self.parser.feed(data)
            found = self.waiting.pop(0)
            if found.opcode == TEXT:
                return json.loads(found.payload)
            if found.opcode == PING:
                self.writer.write(frame(PONG, found.payload))
            if found.opcode == CLOSE:
                self.writer.write(frame(CLOSE, found.payload[:2]))
                raise Ended(found.close_code)

    async def end(self, within: float = 30.0) -> tuple[int | None, list[dict[str, Any]]]:
        """Reads to the end: the close code (None without a close frame) and what came before it."""
        before: list[dict[str, Any]] = []
        try:
            async with asyncio.timeout(within):
                while True:
                    before.append(await self.read())
        except Ended as end:
            self.writer.close()
            return end.code, before

    def abort(self) -> None:
        self.writer.transport.abort()


# --- stubborn senders -------------------------------------------------------------------------------


class StubbornSender:
    """A customer who writes numbered messages, several in flight, and never gives up on one.

    Whenever the connection ends, it comes back with its resume point and sends again, with the same
    ids and in the same order, what was not acknowledged. What it is told is checked as it comes.
    """

    def __init__(self, address: str, token: str, name: str, in_flight: int = 8, pause: float = 0.004) -> None:
        self.address, self.token, self.name = address, token, name
        self.in_flight, self.pause = in_flight, pause
        self.sent: list[str] = []
        self.acks: dict[str, tuple[str, int, str]] = {}
        self.items: list[dict[str, Any]] = []  # as they came over all connections
        self.conversation: str | None = None
        self.epoch: str | None = None
        self.wrong: list[str] = []
        self.connections = 0
        self._writing, self._done = True, threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> "StubbornSender":
        self._thread.start()
        return self

    def stop_writing(self) -> None:
        """No new messages; those on the way are still pursued."""
        self._writing = False

    def abandon(self) -> None:
        """As if the browser had been closed."""
        self._done.set()
        self._thread.join(10)

    def finish(self, within: float = 20.0) -> None:
        """Waits until everything sent is acknowledged and seen, then leaves."""
        self.stop_writing()
        limit = time.monotonic() + within
        while not (len(self.acks) == len(self.sent) and self._seen_all()) and time.monotonic() < limit:
            time.sleep(0.02)
        self.abandon()
        missing = [message for message in self.sent if message not in self.acks]
        assert not missing, f"{self.name}: never acknowledged: {missing[:5]} of {len(self.sent)}"
        assert self._seen_all(), f"{self.name}: acknowledged, but not all items came"
        assert not self.wrong, f"{self.name}: {self.wrong[:5]}"

    def _seen_all(self) -> bool:
        last = self.items[-1]["seq"] if self.items else 0
        return all(seq <= last for _, seq, _ in self.acks.copy().values())

    def _run(self) -> None:
        while not self._done.is_set():
            try:
                with RawSocket(self.address, within=2.0) as wire:
                    self._speak(wire)
            except (OSError, Ended, Refused):
                time.sleep(0.02)
            except AssertionError as error:
                self.wrong.append(str(error))
                return

    def _speak(self, wire: RawSocket) -> None:
        hello: dict[str, Any] = {}
        if self.epoch is not None:
            hello["epoch"] = self.epoch
        if self.conversation is not None and self.items:
            hello["after"] = {self.conversation: self.items[-1]["seq"]}
        self.epoch = wire.hello(self.token, **hello)["epoch"]
        self.connections += 1
        flying = [message for message in self.sent if message not in self.acks]
        for message in flying:
            wire.send({"type": "send", "id": message, "text": f"{self.name} says {message}"})
        while not self._done.is_set():
            if self._writing and len(self.sent) - len(self.acks) < self.in_flight:
                message = f"{self.name}-{len(self.sent)}"
                self.sent.append(message)
                wire.send({"type": "send", "id": message, "text": f"{self.name} says {message}"})
            try:
                self._hear(wire.read(self.pause))
            except TimeoutError:
                pass

    def _hear(self, message: dict[str, Any]) -> None:
        if message["type"] == "ack":
            told = (message["conversation"], message["seq"], message["at"])
            known = self.acks.setdefault(message["id"], told)
            if known != told:
                self.wrong.append(f"{message['id']} was acknowledged as {known}, then as {told}")
            self.conversation = message["conversation"]
        elif message["type"] == "item":
            before = self.items[-1]["seq"] if self.items else 0
            if message["item"]["seq"] != before + 1:
                self.wrong.append(f"item {message['item']['seq']} came after item {before}")
            self.items.append(message["item"])
        elif message["type"] in ("error", "resync"):
            self.wrong.append(f"unexpected: {message}")


def check_log(sender: StubbornSender, stored: list[dict[str, Any]]) -> None:
    """Against what the server has stored: nothing lost, doubled, reordered, renumbered."""
    assert [item["seq"] for item in stored] == list(range(1, len(stored) + 1)), "gaps in seq"
    ids = [item["id"] for item in stored]
    assert len(set(ids)) == len(ids), "an item twice"
    theirs = [item for item in stored if item["role"] == "customer" and item["kind"] == "message"]
    order = {message: position for position, message in enumerate(sender.sent)}
    texts = [item["text"] for item in theirs]
    assert texts == [f"{sender.name} says {message}" for message in sorted(
        (text.removeprefix(f"{sender.name} says ") for text in texts), key=order.__getitem__)], "reordered"
    assert len(set(texts)) == len(texts), "a message twice"
    by_seq = {item["seq"]: item for item in stored}
    for message, (_, seq, at) in sender.acks.items():
        assert seq in by_seq, f"{message}, acknowledged as {seq}, is lost"
        assert by_seq[seq]["text"] == f"{sender.name} says {message}", f"{message} is not at {seq}"
        assert by_seq[seq]["at"] == at
    times = [item["at"] for item in stored]
    assert times == sorted(times), "time goes backwards in the conversation"
