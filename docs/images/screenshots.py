"""A morning in the demo shop, and pictures of it. Run by bin/screenshots."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from harness import Api, Customer, Server
from playwright.sync_api import Browser, Page, sync_playwright

# Those of the demo, as it prints them.
EMAIL, PASSWORD = "anna@demo.example", "whisperdesk-demo"
BY_THE_BOT = [
    "How should I store my coffee?", "Can I return a bag?", "How many grams for the hand filter?", "Can I pause my subscription?",
    "How long does shipping take?",
]


def api(server: Server) -> Api:
    answer = Api(server).post("/session", {"email": EMAIL, "password": PASSWORD})
    answer.ok(204)
    return Api(server, cookie=answer.cookie(), origin=server.url)


def morning(server: Server, shop: Api, bot: str) -> tuple[str, Customer]:
    """Chats of every kind; the one to be opened, and its customer."""
    for question in BY_THE_BOT:
        customer = Customer(server, bot)
        customer.begin(question)
        customer.hears("bot")
    waiting = Customer(server, bot)
    waiting.begin("Do you sell gift cards?")
    waiting.hears("bot")
    waiting.say("Then let me talk to a person, please.")
    waiting.hears("bot")
    customer = Customer(server, bot)
    chat = customer.begin("Is there a warranty on the hand grinders?")
    customer.hears("bot")
    customer.say("Mine is three years old and the crank is loose. Could a person have a look at it?")
    customer.hears("bot")
    path = f"/conversations/{chat}"
    shop.post(f"{path}/take-over", {}).ok()
    say(shop, chat, "Hello, Anna here. That is covered: the crank has a set screw that works loose. I can send you a new one today, free of charge.")
    customer.hears("operator")
    customer.say("Oh, wonderful. Do I need a special tool for it?")
    say(shop, chat, "Only the small hex key that came with the grinder. I put another one in the parcel, just in case.")
    last = customer.hears("operator")
    customer.socket.send({"type": "seen", "conversation": chat, "seq": last["seq"]})
    return chat, customer


def say(shop: Api, chat: str, text: str) -> None:
    shop.post(f"/conversations/{chat}/messages", {"id": str(abs(hash(text))), "text": text}).ok(201)


def console(browser: Browser, shop: Api, server: Server, path: str, **options: Any) -> Page:
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", **options})
    name, _, value = shop.headers["Cookie"].partition("=")
    context.add_cookies([{"name": name, "value": value, "url": server.url}])
    page = context.new_page()
    page.goto(server.url + path)
    page.wait_for_load_state("networkidle")
    return page


def widget(browser: Browser, server: Server) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB").new_page()
    page.goto(f"{server.url}/demo")
    page.wait_for_function("window.Whisper !== undefined")
    page.evaluate("Whisper('open')")
    page.wait_for_timeout(1_500)
    page.evaluate("Whisper('send', 'When is the café open?')")
    page.wait_for_timeout(2_500)
    return page


def main() -> None:
    target = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder), args=("--demo",)) as server:
        found = re.search(r"bot_[0-9a-z]{26}", Api(server).get("/demo", root=True).raw.decode())
        assert found, "the demo page names its bot"
        shop = api(server)
        chat, customer = morning(server, shop, found[0])
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            for scheme, name in (("light", "console.png"), ("dark", "console-dark.png")):
                page = console(browser, shop, server, f"/chat/{chat}", color_scheme=scheme)
                page.get_by_text("in the parcel, just in case").last.wait_for()
                for on in (False, True):
                    customer.socket.send({"type": "typing", "conversation": chat, "on": on})
                page.get_by_text("is typing").first.wait_for()
                page.screenshot(path=target / name)
            page = console(browser, shop, server, f"/bots/{found[0]}/training/unanswered")
            page.get_by_role("button", name="Dismiss").first.wait_for()
            page.screenshot(path=target / "training.png")
            widget(browser, server).screenshot(path=target / "widget.png")
            browser.close()


if __name__ == "__main__":
    main()
