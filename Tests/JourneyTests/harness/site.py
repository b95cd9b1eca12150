"""A small website on loopback, whose pages a test writes and changes while it runs."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable
from typing import Any, Union

Page = Union[str, "tuple[int, dict[str, str], bytes]", Callable[["http.server.BaseHTTPRequestHandler"], None]]


def page(title: str, *paragraphs: str, links: tuple[str, ...] = (), head: str = "") -> str:
    """A page as a shop would have it, with navigation around what it says."""
    texts = "".join(f"<p>{text}</p>" for text in paragraphs)
    anchors = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title>{head}</head><body>"
        f"<nav><ul>{anchors}</ul></nav><main><h1>{title}</h1>{texts}</main><footer>Imprint</footer></body></html>"
    )


class Site:
    """Serves `pages` (path → HTML, answer or function); `hits` are the paths that were asked for.

    with Site({"/": page("Shop", "We sell umbrellas.")}) as site:
        site.url("/")
    """

    def __init__(self, pages: dict[str, Page] | None = None) -> None:
        self.pages: dict[str, Page] = dict(pages or {})
        self.hits: list[str] = []
        self.agents: set[str] = set()
        self.let_go = threading.Event()
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.hits.append(self.path)
                site.agents.add(self.headers.get("User-Agent", ""))
                site._answer(self, site.pages.get(self.path))

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}{path}"

    def hang(self, _: http.server.BaseHTTPRequestHandler) -> None:
        """A page that never answers, until the site closes."""
        self.let_go.wait(60)

    def held(self, found: Page, gate: threading.Semaphore) -> Page:
        """This page, answered once the gate lets the request through."""

        def answer(request: http.server.BaseHTTPRequestHandler) -> None:
            gate.acquire(timeout=60)
            self._answer(request, found)

        return answer

    def _answer(self, request: http.server.BaseHTTPRequestHandler, found: Page | None) -> None:
        if found is None:
            found = (404, {"Content-Type": "text/html"}, b"<h1>Not here</h1>")
        if callable(found):
            found(request)
            return
        status, headers, body = (200, {"Content-Type": "text/html; charset=utf-8"}, found.encode()) if isinstance(
            found, str
        ) else found
        try:
            request.send_response(status)
            for name, value in headers.items():
                request.send_header(name, value)
            request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            request.wfile.write(body)
        except OSError:
            pass  # The server hung up, as it should on what is too long.

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()
