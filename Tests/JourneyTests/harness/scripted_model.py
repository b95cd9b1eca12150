"""A language model that says what the test wrote down, over real HTTP.

It speaks the OpenAI chat-completions protocol far enough for a client to be tested: event streams,
plain answers, refusals, and every kind of bad behaviour a provider has shown.
"""

from __future__ import annotations

import json
import re
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Gate:
    """A door inside a stream: the model waits there until the test opens it."""

    def __init__(self) -> None:
        self._reached = threading.Event()
        self._open = threading.Event()

    def open(self) -> None:
        self._open.set()

    def wait_reached(self, within: float = 10.0) -> None:
        assert self._reached.wait(within), f"the model was not asked up to this gate within {within} s"

    def pass_through(self, limit: float = 60.0) -> None:
        self._reached.set()
        self._open.wait(limit)


class Exchange:
    """One request and the raw connection it came on; behaviours write their answer to it."""

    def __init__(self, handler: "BaseHTTPRequestHandler", body: dict[str, Any]) -> None:
        self.handler = handler
        self.body = body

    @property
    def wants_stream(self) -> bool:
        return bool(self.body.get("stream"))

    def headers(self, status: int, content_type: str, extra: dict[str, str] | None = None) -> None:
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", content_type)
        for key, value in (extra or {}).items():
            self.handler.send_header(key, value)
        self.handler.send_header("Connection", "close")
        self.handler.end_headers()

    def write(self, data: bytes) -> None:
        self.handler.wfile.write(data)
        self.handler.wfile.flush()


def delta(text: str | None, finish: str | None = None) -> bytes:
    """One server-sent event with a piece of the answer."""
    piece = {} if text is None else {"content": text}
    event = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "delta": piece, "finish_reason": finish}],
    }
    return b"data: " + json.dumps(event, ensure_ascii=False).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"
Behaviour = Callable[[Exchange], None]


def streams(*pieces: str | Gate, delay: float = 0.0, chunk: int | None = None, before: float = 0.0) -> Behaviour:
    """Streams the pieces as tokens; a `Gate` among them holds the stream until the test opens it.

    `chunk` cuts the bytes of the stream into writes of that many bytes, whatever they split: with 1
    every character beyond ASCII arrives in halves.
    """

    def run(exchange: Exchange) -> None:
        time.sleep(before)
        if not exchange.wants_stream:
            for piece in pieces:
                if isinstance(piece, Gate):
                    piece.pass_through()
            answers("".join(piece for piece in pieces if isinstance(piece, str)))(exchange)
            return
        exchange.headers(200, "text/event-stream")
        for piece in pieces:
            if isinstance(piece, Gate):
                piece.pass_through()
                continue
            for part in _cut(delta(piece), chunk):
                exchange.write(part)
            time.sleep(delay)
        for part in _cut(delta(None, "stop") + DONE, chunk):
            exchange.write(part)

    return run


def _cut(data: bytes, size: int | None) -> Iterator[bytes]:
    if size is None:
        yield data
        return
    for start in range(0, len(data), size):
        yield data[start : start + size]


def answers(text: str) -> Behaviour:
    """The whole answer as one JSON object, for requests without `stream`."""

    def run(exchange: Exchange) -> None:
        exchange.headers(200, "application/json")
        message = {"role": "assistant", "content": text}
        answer = {"object": "chat.completion", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
        exchange.write(json.dumps(answer).encode())

    return run


def hangs(seconds: float = 60.0, after: str | None = None) -> Behaviour:
    """Says nothing (or only `after`) and keeps the connection open."""

    def run(exchange: Exchange) -> None:
        if after is not None:
            exchange.headers(200, "text/event-stream")
            exchange.write(delta(after))
        exchange.handler.server.stopping.wait(seconds)  # type: ignore[attr-defined]

    return run


def refuses(status: int, retry_after: int | None = None) -> Behaviour:
    """401, 429 (with `Retry-After`), 500 and their like, with a provider's error body."""

    def run(exchange: Exchange) -> None:
        extra = {} if retry_after is None else {"Retry-After": str(retry_after)}
        exchange.headers(status, "application/json", extra)
        exchange.write(json.dumps({"error": {"message": f"scripted {status}", "type": "scripted"}}).encode())

    return run


def cut(*pieces: str) -> Behaviour:
    """Streams the pieces, then drops the connection in mid-sentence, without an end mark."""

    def run(exchange: Exchange) -> None:
        exchange.headers(200, "text/event-stream", {"Content-Length": "1000000"})
        for piece in pieces:
            exchange.write(delta(piece))
        time.sleep(0.05)

    return run


def says(data: bytes, status: int = 200, content_type: str = "text/event-stream") -> Behaviour:
    """Exactly these bytes as the body: garbage, HTML with status 200, invalid UTF-8."""

    def run(exchange: Exchange) -> None:
        exchange.headers(status, content_type)
        exchange.write(data)

    return run


HTML = says(b"<!doctype html><title>Sign in to the hotel Wi-Fi</title>", content_type="text/html")
GARBAGE = says(b"data: {not json\n\ndata: \xff\xfe\x00\n\n: \x80\n\n")


def endless(word: str = "word ", delay: float = 0.001, at_most: int = 200_000) -> Behaviour:
    """Never comes to an end (bounded here, so that a lost client cannot keep it for ever)."""

    def run(exchange: Exchange) -> None:
        exchange.headers(200, "text/event-stream")
        for _ in range(at_most):
            if exchange.handler.server.stopping.is_set():  # type: ignore[attr-defined]
                return
            exchange.write(delta(word))
            time.sleep(delay)

    return run


# Words of one meaning each; the server's own synonyms do not have the third ones.
CONCEPTS = (
    ("refund", "reimburse", "repay"), ("deliver", "parcel", "courier"), ("open", "hours", "schedule"),
    ("password", "credentials", "keyphrase"), ("discount", "coupon", "cheaper"), ("guarantee", "warranty", "durability"),
    ("invoice", "receipt", "tax"), ("job", "hiring", "apprenticeship"),
)


def meaning_of(text: str, dimensions: int = 128) -> list[float]:
    """A foreseeable embedding: the words of a line of `CONCEPTS` point in one direction, any other in its own."""
    vector = [0.001] * dimensions
    for word in re.findall(r"\w+", text.lower()):
        for number, words in enumerate(CONCEPTS):
            if word in words:
                vector[number] += 1
                break
        else:
            vector[dimensions // 2 + zlib.crc32(word.encode()) % (dimensions // 2)] += 0.2
    return vector


def embeds(meaning: Callable[[str], list[float]] = meaning_of) -> Behaviour:
    """One vector a text, as `/embeddings` answers."""

    def run(exchange: Exchange) -> None:
        rows = [
            {"object": "embedding", "index": index, "embedding": meaning(text)}
            for index, text in enumerate(exchange.body["input"])
        ]
        exchange.headers(200, "application/json")
        exchange.write(json.dumps({"object": "list", "model": "scripted", "data": rows}).encode())

    return run


class ScriptedModel:
    """The model's server. `script` queues one behaviour a request; `default` answers all others.

    Requests without a stream (a follow-up is to be written out) are apart: `rewrites` answers them, with nothing
    unless a test says otherwise, so that the question is looked up as it stands. So are embeddings: `embedding`
    answers them.
    """

    def __init__(self, default: Behaviour | None = None) -> None:
        self._usual: Behaviour = default or streams("The scripted model ", "has answered.")
        self.default = self._usual
        self.rewrites: Behaviour = answers("")
        self.embedding: Behaviour = embeds()
        self.embedded: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []  # bodies, in the order in which they came
        self.rewritings: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self._script: deque[Behaviour] = deque()
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        assert self._server is not None, "the scripted model has not been started"
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def env(self) -> dict[str, str | None]:
        """What makes a server use this model."""
        return {"WHISPER_LLM_URL": self.url, "WHISPER_LLM_KEY": "sk-scripted", "WHISPER_LLM_MODEL": "scripted"}

    @property
    def embeddings_env(self) -> dict[str, str | None]:
        """What makes a server embed with this model."""
        return {
            "WHISPER_EMBEDDINGS_URL": self.url, "WHISPER_EMBEDDINGS_KEY": "sk-embeds-4711",
            "WHISPER_EMBEDDINGS_MODEL": "meanings-1",
        }

    def script(self, *behaviours: Behaviour) -> None:
        with self._lock:
            self._script.extend(behaviours)

    def reset(self, default: Behaviour | None = None) -> None:
        """Forgets what was asked and scripted, for the next test on the same model."""
        with self._lock:
            self._script.clear()
            self.requests.clear()
            self.rewritings.clear()
            self.embedded.clear()
            self.headers.clear()
        self.default = default or self._usual
        self.rewrites = answers("")
        self.embedding = embeds()

    def wait_asked(self, times: int = 1, within: float = 10.0) -> None:
        limit = time.monotonic() + within
        while len(self.requests) < times:
            assert time.monotonic() < limit, f"asked {len(self.requests)} times of {times} within {within} s"
            time.sleep(0.02)

    def start(self) -> "ScriptedModel":
        model = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                """The test's own output stays readable."""

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.close_connection = True
                if self.path.endswith("/v1/embeddings"):
                    asked = json.loads(body)
                    with model._lock:
                        model.embedded.append({**asked, "key": self.headers.get("Authorization")})
                    try:
                        model.embedding(Exchange(self, asked))
                    except (BrokenPipeError, ConnectionResetError):
                        pass
                    return
                if not self.path.split("?")[0].endswith("/v1/chat/completions"):
                    refuses(404)(Exchange(self, {}))
                    return
                asked = json.loads(body or b"{}")
                if not asked.get("stream"):
                    with model._lock:
                        model.rewritings.append(asked)
                    try:
                        model.rewrites(Exchange(self, asked))
                    except (BrokenPipeError, ConnectionResetError):
                        pass
                    return
                with model._lock:
                    model.requests.append(asked)
                    model.headers.append(dict(self.headers.items()))
                    behaviour = model._script.popleft() if model._script else model.default
                try:
                    behaviour(Exchange(self, asked))
                except (BrokenPipeError, ConnectionResetError):
                    pass  # the client gave up, as it may

        class Listener(ThreadingHTTPServer):
            request_queue_size = 256  # hundreds of conversations may ask at once
            daemon_threads = True

        server = Listener(("127.0.0.1", 0), Handler)
        server.stopping = threading.Event()  # type: ignore[attr-defined]
        self._server = server
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def stop(self) -> None:
        if self._server is not None:
            self._server.stopping.set()  # type: ignore[attr-defined]
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __enter__(self) -> "ScriptedModel":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
