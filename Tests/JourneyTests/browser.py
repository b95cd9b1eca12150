"""What the browser tests are made of: one Chromium, a shop's own website, a customer and operators in it.

Every page is watched: an error of a script, a violation of the Content Security Policy or of Trusted Types
fails the test that caused it, unless the test said beforehand that it would come.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, FrameLocator, Locator, Page, expect, sync_playwright

from harness import Operator, Server, eventually

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
LIVE_MS = 10_000  # within this, what one person does has to stand on another's screen

# Violations are said on the console, where every frame's end up. The widget's shadow root is closed to the
# page it stands on; here it is opened for the eyes of the test.
INIT_SCRIPT = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`Policy violated: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) { return attach.call(this, { ...options, mode: "open" }); };
"""

# An answer that refuses is said on the console too. That is the browser's habit and no mistake of the page.
REFUSED_CALL = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


class Browsers:
    """The people of one test, each in a browser profile of their own, and what went wrong on their pages."""

    def __init__(self, chromium: Browser) -> None:
        self._chromium = chromium
        self._contexts: list[BrowserContext] = []
        self._expected: list[re.Pattern[str]] = []
        self.troubles: list[str] = []

    def person(self, **options: Any) -> BrowserContext:
        """A fresh profile: no cookies, no storage. 1280 × 800 pixels and light, unless told."""
        settings: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light", "locale": "en-GB"}
        context = self._chromium.new_context(**{**settings, **options})
        context.set_default_timeout(LIVE_MS)
        context.add_init_script(INIT_SCRIPT)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.troubles.append(f"script error: {error.error}"))
        self._contexts.append(context)
        return context

    def expects(self, pattern: str) -> None:
        """Says that this will stand on a console, as after the server was stopped."""
        self._expected.append(re.compile(pattern))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        where = message.location.get("url", "")
        if REFUSED_CALL.match(message.text) and "/api/v1/" in where:
            return
        self.troubles.append(f"{message.text} ({where})")

    def unexpected(self) -> list[str]:
        return [trouble for trouble in self.troubles if not any(known.search(trouble) for known in self._expected)]

    def operator(self, operator: Operator, path: str = "/chat", **options: Any) -> Page:
        """An operator's console, signed in without the form."""
        context = self.person(**options)
        name, _, value = operator.sign_in().headers["Cookie"].partition("=")
        context.add_cookies([{"name": name, "value": value, "url": operator.server.url}])
        page = context.new_page()
        page.goto(operator.server.url + path)
        return page

    def customer(self, site: "Site", server: Server, bot: dict[str, Any], **options: Any) -> "Visitor":
        """A customer on the shop's website, with the widget of this bot on it."""
        return Visitor(self.person(**options).new_page(), site.page(server, bot))

    def close(self) -> None:
        for context in self._contexts:
            context.close()


class Visitor:
    """A customer's tab: the shop's page, the launcher on it, and the chat in its frame."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        page.goto(address)

    @property
    def launcher(self) -> Locator:
        return self.page.locator("whisper-widget .button")

    @property
    def chat(self) -> FrameLocator:
        return self.page.frame_locator("whisper-widget iframe")

    @property
    def field(self) -> Locator:
        return self.chat.get_by_label("Your message")

    @property
    def log(self) -> Locator:
        return self.chat.get_by_role("log", name="Messages")

    def open(self) -> "Visitor":
        self.launcher.click()
        expect(self.field).to_be_focused()
        return self

    def say(self, text: str) -> Locator:
        """Writes, sends, and waits until the server has it."""
        self.field.fill(text)
        self.field.press("Enter")
        message = self.message(text, "customer").last
        expect(message).to_be_visible()
        expect(self.log.locator('[data-state="pending"]')).to_have_count(0)
        return message

    def message(self, text: str, role: str | None = None) -> Locator:
        """The bodies of the messages in the log with this text."""
        of = f'[data-role="{role}"]' if role else ""
        return self.log.locator(f".message{of}:not([data-draft]) > .body").filter(has_text=text)

    def hears(self, text: str, role: str = "bot") -> None:
        expect(self.message(text, role)).to_have_count(1)

    @property
    def who(self) -> Locator:
        """The name and the part of who answers, at the top."""
        return self.chat.locator(".who")


class Site:
    """A shop's own website on another origin, with as strict a policy as its widget has to stand."""

    def __init__(self) -> None:
        self._pages: dict[str, tuple[str, str]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                """The test's own output stays readable."""

            def do_GET(self) -> None:
                body, policy = site._pages.get(self.path, ("", ""))
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", policy or "default-src 'none'")
                self.end_headers()
                self.wfile.write(body.encode())

        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._listener.server_address[1]}"

    @property
    def foreign_origin(self) -> str:
        """By this name the server is another *site* too: this Chromium then gives its frame no storage."""
        return self.origin.replace("127.0.0.1", "localhost")

    def page(self, server: Server, bot: dict[str, Any]) -> str:
        """The address of a page with the widget of this bot."""
        path = f"/shop-{len(self._pages) + 1}"
        body = f"""<!doctype html>
<html lang="en">
<head><title>Shop</title><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><meta name="color-scheme" content="light dark">
<script async src="{server.url}/widget.js" data-bot="{bot["id"]}"></script></head>
<body><main><h1>The shop</h1><p>Nothing but good things.</p><button type="button">Buy</button></main></body>
</html>"""
        policy = (
            f"default-src 'none'; img-src data:; script-src {server.url}; frame-src {server.url}; "
            f"connect-src {server.url}; require-trusted-types-for 'script'; trusted-types 'none'"
        )
        self._pages[path] = (body, policy)
        return self.origin + path

    def close(self) -> None:
        self._listener.shutdown()
        self._listener.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium a module, ended with it: its event loop would be in the way of other tests."""
    expect.set_options(timeout=LIVE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture
def browsers(chromium: Browser) -> Iterator[Browsers]:
    """The people's browsers. A page that had trouble which no test expected is a failure."""
    made = Browsers(chromium)
    yield made
    made.close()
    assert not made.unexpected(), "\n".join(made.unexpected())


# --- the console --------------------------------------------------------------------------------------


def section(console: Page, name: str) -> Locator:
    """A section of the list: `assisted`, `automated` or `past`."""
    return console.locator(f'.list-section[data-section="{name}"]')


def row(console: Page, conversation: str, within: str = "") -> Locator:
    """The row of a conversation, in one section or in any."""
    place = f'.list-section[data-section="{within}"] ' if within else ""
    return console.locator(f'{place}.row[data-id="{conversation}"]')


def entry(console: Page, text: str, role: str | None = None) -> Locator:
    """The message in the open conversation with this text."""
    of = f'[data-role="{role}"]' if role else ""
    return console.locator(f'wd-log .entry{of}:is([data-kind="message"], [data-kind="pending"])').filter(has_text=text)


def write(console: Page, text: str) -> None:
    """Sends a message as the handler of the open conversation."""
    field = console.get_by_label("Your message")
    field.fill(text)
    field.press("Enter")


def confirm(console: Page, button: str, note: str | None = None) -> None:
    """Answers the question of a dialog."""
    dialog = console.get_by_role("dialog")
    if note is not None:
        dialog.get_by_label("Note for the bot").fill(note)
    dialog.get_by_role("button", name=button).click()
    expect(dialog).to_have_count(0)


# --- accessibility ------------------------------------------------------------------------------------


def comes_true(page: Page, expression: str) -> None:
    """Waits for it from outside: a page with a strict policy refuses to evaluate a text again and again by itself."""
    eventually(lambda: page.evaluate(expression), within=10, what=expression)


def flaws(page: Page, url: str | None = None) -> list[str]:
    """What axe-core finds on the page, or in its frame at this address, in a line each."""
    place: Any = page if url is None else next(frame for frame in page.frames if url in frame.url)
    found = Axe().run(place, options={"iframes": False, "resultTypes": ["violations"]}).response["violations"]
    return [
        f"{flaw['id']} ({flaw['impact']}): {flaw['help']}: {'; '.join(node['html'][:160] for node in flaw['nodes'][:4])}"
        for flaw in found
    ]
