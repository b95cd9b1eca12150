"""The WebSocket side: frames as dictionaries, kept in the order in which they came."""

from __future__ import annotations

import json
import secrets
import socket as tcp
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from .encoding import encoded
from .waiting import matches

if TYPE_CHECKING:
    from .server import Server

Frame = dict[str, Any]


def fresh_id() -> str:
    """A client-made id for a message."""
    return secrets.token_hex(12)


class Socket:
    """One open WebSocket. It has said nothing yet: begin with `hello`."""

    open: list["Socket"] = []  # what the running test has opened, for conftest.py to close

    def __init__(
        self,
        server: "Server",
        origin: str | None = None,
        cookie: str | None = None,
        subprotocols: tuple[str, ...] | None = ("whisper.v1",),
        headers: dict[str, str] | None = None,
    ) -> None:
        extra = dict(headers or {})
        if cookie is not None:
            extra["Cookie"] = cookie
        self._ws = connect(
            server.socket_url,
            origin=origin,  # type: ignore[arg-type]
            subprotocols=list(subprotocols) if subprotocols else None,  # type: ignore[arg-type]
            additional_headers=extra,
            compression=None,
            proxy=None,
            open_timeout=10,
            close_timeout=2,
            ping_interval=None,
            max_size=None,
            max_queue=None,
            legacy=True,  # the connection itself, without a `with` around it
        )
        self.received: list[Frame] = []  # everything, for reports and for checks of order
        self._waiting: list[Frame] = []  # what no `expect` has taken yet
        self.welcome: Frame = {}
        Socket.open.append(self)

    # Opening and closing

    @property
    def subprotocol(self) -> str | None:
        return self._ws.subprotocol

    def hello(
        self,
        token: str | None = None,
        epoch: str | None = None,
        after: dict[str, int] | None = None,
        within: float = 5.0,
    ) -> Frame:
        """Says hello and returns the welcome."""
        frame: Frame = {"type": "hello"}
        if token is not None:
            frame["token"] = token
        if epoch is not None:
            frame["epoch"] = epoch
        if after is not None:
            frame["after"] = after
        self.send(frame)
        self.welcome = self.expect("welcome", within)
        return self.welcome

    def close(self) -> None:
        self._ws.close()

    def drop(self) -> None:
        """Ends the TCP connection without a close frame, as a vanished page does."""
        try:
            self._ws.socket.shutdown(tcp.SHUT_RDWR)
        except OSError:
            pass
        self._ws.close()

    def __enter__(self) -> "Socket":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Sending

    def send(self, frame: Frame) -> None:
        self._ws.send(encoded(frame))

    def send_raw(self, data: str | bytes) -> None:
        """A text frame for a `str`, a binary one for `bytes`, with exactly this content."""
        self._ws.send(data)

    def send_text(self, text: str, conversation: str | None = None, id: str | None = None) -> str:
        """Sends a message and returns its id; nothing is waited for."""
        id = id or fresh_id()
        frame: Frame = {"type": "send", "id": id, "text": text}
        if conversation is not None:
            frame["conversation"] = conversation
        self.send(frame)
        return id

    def say(self, text: str, conversation: str | None = None, id: str | None = None, within: float = 5.0) -> Frame:
        """Sends a message and returns its ack."""
        id = self.send_text(text, conversation, id)
        return self.expect("ack", within, id=id)

    def ask(self, type: str, **fields: Any) -> None:
        """Any other command: `ask("typing", conversation=…, on=True)`."""
        self.send({"type": type, **fields})

    # Receiving

    def expect(
        self, type: str, within: float = 5.0, where: Callable[[Frame], Any] | None = None, **match: Any
    ) -> Frame:
        """The first frame of this type with at least these values; all others stay, in their order."""

        def wanted(frame: Frame) -> bool:
            return frame.get("type") == type and matches(frame, match) and (where is None or bool(where(frame)))

        for index, frame in enumerate(self._waiting):
            if wanted(frame):
                return self._waiting.pop(index)
        limit = time.monotonic() + within
        while True:
            frame_or_none = self._receive(limit - time.monotonic())
            if frame_or_none is None:
                raise AssertionError(f"no {type!r} frame with {match} within {within} s; came: {self.received[-30:]}")
            if wanted(frame_or_none):
                return frame_or_none
            self._waiting.append(frame_or_none)

    def refused(self, code: str, within: float = 5.0, **match: Any) -> Frame:
        """The error frame with this code; it has to have a message for people."""
        frame = self.expect("error", within, code=code, **match)
        assert isinstance(frame.get("message"), str) and frame["message"], f"an error without a message: {frame}"
        return frame

    def never(self, type: str, during: float = 0.5, where: Callable[[Frame], Any] | None = None, **match: Any) -> None:
        """Fails when such a frame has come or comes within the time."""
        limit = time.monotonic() + during
        while True:
            for frame in self._waiting:
                if frame.get("type") == type and matches(frame, match) and (where is None or where(frame)):
                    raise AssertionError(f"an unwanted frame: {frame}")
            more = self._receive(limit - time.monotonic())
            if more is None:
                return
            self._waiting.append(more)

    def sync(self, within: float = 5.0) -> None:
        """Waits until everything sent so far has been carried out (frames of a socket go in order)."""
        self.send({"type": "ping"})
        self.expect("pong", within)

    def drain(self, quiet: float = 0.2, within: float = 5.0) -> list[Frame]:
        """Takes everything that has come, until nothing more comes for `quiet` seconds."""
        limit = time.monotonic() + within
        while time.monotonic() < limit:
            frame = self._receive(quiet)
            if frame is None:
                break
            self._waiting.append(frame)
        taken, self._waiting = self._waiting, []
        return taken

    def items(self, conversation: str | None = None) -> list[Frame]:
        """The items that have come by `item` frames so far, taken or not, in the order of arrival."""
        return [
            frame["item"]
            for frame in self.received
            if frame["type"] == "item" and conversation in (None, frame["conversation"])
        ]

    def closed(self, within: float = 5.0) -> int:
        """Waits until the server closes, and returns the code of its close frame (1006 without one)."""
        limit = time.monotonic() + within
        try:
            while time.monotonic() < limit:
                data = self._ws.recv(timeout=max(0.01, limit - time.monotonic()))
                self._keep(data)
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd is not None else 1006
        except TimeoutError:
            pass
        raise AssertionError(f"the socket was not closed within {within} s; came: {self.received[-30:]}")

    @property
    def close_reason(self) -> str | None:
        return self._ws.close_reason

    def _keep(self, data: str | bytes) -> Frame:
        assert isinstance(data, str), "the server sends text frames only"
        frame = json.loads(data)
        assert isinstance(frame, dict) and isinstance(frame.get("type"), str), f"not a frame: {data!r}"
        self.received.append(frame)
        return frame

    def _receive(self, seconds: float) -> Frame | None:
        try:
            return self._keep(self._ws.recv(timeout=max(0.0, seconds)))
        except TimeoutError:
            return None
        except ConnectionClosed as end:
            code = end.rcvd.code if end.rcvd is not None else 1006
            raise AssertionError(
                f"the socket was closed with {code} {self._ws.close_reason!r}; came: {self.received[-30:]}"
            ) from None


def handshake_refused(server: "Server", **options: Any) -> int:
    """The status of a handshake that the server refuses."""
    try:
        socket = Socket(server, **options)
    except InvalidStatus as refusal:
        return int(refusal.response.status_code)
    socket.close()
    raise AssertionError("the handshake was accepted")
