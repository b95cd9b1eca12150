"""From an empty database to an answered question in the widget, by the keyboard alone; how a widget looks."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from browser import Browsers, browsers, chromium, comes_true, flaws  # noqa: F401
from harness import PASSWORD, Organization, Server
from harness.site import Site as Website
from harness.site import page

def picture() -> bytes:
    """A PNG of 64 by 64 pixels, all of one colour."""

    def part(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = zlib.compress((b"\0" + b"\x22\x66\xaa" * 64) * 64)
    head = struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


PAGES = {
    "/": page("Lantern shop", "We sell lamps, made by hand at the harbour.", links=("/returns", "/delivery")),
    "/returns": page("Returns", "You can return anything within thirty days. A free label comes by mail."),
    "/delivery": page("Delivery", "A lamp takes two working days to your door. It costs four euros."),
}


def code_of(server: Server) -> str:
    found = re.search(r"/setup\?code=(\S+)", server.log())
    assert found, server.log()
    return found[1]


def preview(console: Page) -> FrameLocator:
    return console.frame_locator("wd-preview iframe")


def chat(console: Page) -> FrameLocator:
    return preview(console).frame_locator("whisper-widget iframe")


def is_colored(console: Page, rgb: str) -> None:
    expect(preview(console).locator("whisper-widget .button")).to_have_css("background-color", rgb, timeout=1_000)


def test_a_new_server_is_owned_taught_and_answers_with_the_keyboard_alone(
    browsers: Browsers, start_server: Callable[..., Server]
) -> None:
    with Website(PAGES) as website:
        server = start_server(env={"WHISPER_FETCH_HOSTS": website.host})
        console = browsers.person().new_page()
        keys = console.keyboard
        # Without the link nobody gets any further, and is told where it stands.
        console.goto(server.url)
        expect(console.get_by_text("it printed a link when it started")).to_be_visible()
        assert flaws(console) == []
        console.goto(f"{server.url}/setup?code={code_of(server)}")
        expect(console.get_by_label("Your organization")).to_be_focused()
        expect(console.get_by_text("At least 8 characters")).to_be_visible()
        for text in ("Lantern shop", "Anna", "anna@lantern.example", "short"):
            keys.type(text)
            keys.press("Tab")
        keys.press("Enter")
        expect(console.get_by_label("Password")).to_be_focused()
        expect(console.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
        assert flaws(console) == []
        keys.press("Control+A")
        keys.type(PASSWORD)
        keys.press("Enter")

        expect(console.get_by_role("textbox", name="Name")).to_be_focused()
        keys.type("Lumi")
        keys.press("Enter")
        expect(console.get_by_role("heading", name="What does it know?")).to_be_focused()
        assert flaws(console) == []
        keys.press("Tab")
        keys.press("Tab")
        keys.type(website.url("/"))
        keys.press("Enter")
        expect(console.locator(".learned .badge")).to_have_text("Ready", timeout=15_000)
        expect(console.locator(".learned")).to_contain_text("3 indexed")
        onwards = console.get_by_role("button", name="Next")
        onwards.focus()
        keys.press("Enter")

        expect(console.get_by_role("heading", name="How does it look?")).to_be_focused()
        question = console.get_by_label("Ask it something")
        expect(question).to_have_value(re.compile("^What can you tell me about (Returns|Delivery)"))
        question.focus()
        keys.press("Enter")
        expect(chat(console).locator('.message[data-role="bot"]:not([data-draft])')).to_have_count(1)
        expect(chat(console).get_by_role("log")).to_contain_text(re.compile("thirty days|two working days"))
        console.reload()
        expect(console.get_by_role("heading", name="How does it look?")).to_be_visible()
        onwards.focus()
        keys.press("Enter")
        expect(console.get_by_role("heading", name="Put it on your website")).to_be_focused()
        console.get_by_label("A page of your website").focus()
        keys.type(website.url("/"))
        keys.press("Enter")
        expect(console.get_by_text("The widget of this bot was not found on this page.")).to_be_visible()
        assert flaws(console) == []
        console.get_by_role("button", name="Finish").focus()
        keys.press("Enter")
        expect(console.get_by_role("heading", name="Lumi", exact=True)).to_be_visible()
        # Who comes later signs in, wherever the old link leads.
        other = browsers.person().new_page()
        other.goto(f"{server.url}/setup?code=x")
        expect(other.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_preview_is_the_widget_and_follows_what_is_chosen_at_once(browsers: Browsers, shop: Organization) -> None:
    bot = shop.bot(appearance={"color": "#112233", "corner": "kept"}, greeting="Ahoy!")
    console = browsers.operator(shop.owner, f"/bots/{bot['id']}/appearance", viewport={"width": 1440, "height": 900})
    expect(chat(console).get_by_text("Ahoy!")).to_be_visible()
    is_colored(console, "rgb(17, 34, 51)")
    field = console.get_by_label("Colour as a hex number")
    field.fill("#ffee00")
    is_colored(console, "rgb(255, 238, 0)")
    expect(field).to_be_focused()
    expect(console.get_by_text("Text on it is black")).to_be_visible()
    expect(preview(console).locator("whisper-widget .button")).to_have_css("color", "rgb(0, 0, 0)")
    console.get_by_label("Violet").check(force=True)
    is_colored(console, "rgb(91, 33, 182)")
    console.get_by_label("Left").check()
    expect(preview(console).locator("whisper-widget .button")).to_have_css("left", "20px", timeout=1_000)
    console.get_by_label("Dark").check()
    expect(chat(console).locator("html")).to_have_attribute("data-theme", "dark", timeout=1_000)
    field.fill("blue")
    expect(console.get_by_text("Write a colour like #0f5e5c.")).to_be_visible()
    is_colored(console, "rgb(91, 33, 182)")
    field.fill("#5b21b6")
    # Nothing of it was stored, and nobody has chatted.
    assert shop.owner.api.get(f"/bots/{bot['id']}").ok()["appearance"] == bot["appearance"]
    assert shop.owner.api.get("/conversations", bot=bot["id"]).ok()["data"] == []
    console.get_by_role("button", name="Save").click()
    expect(console.get_by_text("Saved.")).to_be_visible()
    assert shop.owner.api.get(f"/bots/{bot['id']}").ok()["appearance"] == {
        "color": "#5b21b6", "corner": "kept", "position": "left", "theme": "dark",
    }
    console.get_by_label("Picture to upload").set_input_files(
        {"name": "face.png", "mimeType": "image/png", "buffer": picture()})
    expect(console.get_by_role("img", name="The bot's picture")).to_be_visible()
    expect(chat(console).locator("#avatar img")).to_be_visible()
    console.get_by_role("button", name="Remove picture").click()
    expect(chat(console).locator("#avatar img")).to_have_count(0)
    expect(console.get_by_role("button", name="Upload a picture")).to_be_focused()


def test_opening_hours_are_set_by_day_and_copied(browsers: Browsers, shop: Organization) -> None:
    bot = shop.bot()
    console = browsers.operator(shop.owner, f"/bots/{bot['id']}", timezone_id="Europe/Berlin", viewport={"width": 1500, "height": 900})
    # On a wide screen the bot can be tried beside its settings, and does not take the focus.
    expect(console.locator(".tab-beside .try")).to_be_visible()
    console.get_by_role("switch", name="People answer at certain times only").check()
    expect(console.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    console.get_by_label("Monday: add times").click()
    expect(console.get_by_label("Monday: from")).to_have_count(2)
    console.get_by_label("Monday: copy to all weekdays").click()
    console.get_by_label("Friday: remove these times").last.click()
    console.get_by_label("Saturday: add times").click()
    console.get_by_label("Saturday: until").fill("")
    console.get_by_role("button", name="Set hours").click()
    expect(console.get_by_text("Saturday: enter both times.")).to_be_visible()
    console.get_by_label("Saturday: until").fill("02:00")
    console.get_by_label("What is said at other times").fill("Back on Monday.")
    console.get_by_role("button", name="Set hours").click()
    expect(console.get_by_text("Saved.")).to_be_visible()
    hours = shop.owner.api.get(f"/bots/{bot['id']}").ok()["openingHours"]
    assert (hours["timeZone"], hours["closedText"]) == ("Europe/Berlin", "Back on Monday.")
    days = [span["day"] for span in hours["week"]]
    assert days == ["mon", "mon", "tue", "tue", "wed", "wed", "thu", "thu", "fri", "sat"]
    assert hours["week"][-1] == {"day": "sat", "from": "09:00", "to": "02:00"}


@pytest.mark.parametrize(("scheme", "width"), [("light", 1500), ("dark", 360)])
def test_axe_finds_nothing_where_bots_are_made(browsers: Browsers, shop: Organization, scheme: str, width: int) -> None:
    bot = shop.bot(openingHours={"timeZone": "UTC", "week": [{"day": "mon", "from": "09:00", "to": "17:00"}], "closedText": ""})
    console = browsers.operator(
        shop.owner, f"/bots/{bot['id']}/appearance", color_scheme=scheme, viewport={"width": width, "height": 900})
    expect(chat(console).locator("#text")).to_be_visible()
    for path in ("/appearance", "", "/install"):
        console.goto(f"{shop.server.url}/bots/{bot['id']}{path}")
        expect(console.locator("wd-appearance, wd-opening-hours, wd-installation-check").first).to_be_visible()
        assert flaws(console) == [], path
        comes_true(console, "document.documentElement.scrollWidth <= innerWidth")
    console.goto(f"{shop.server.url}/bots/new/{bot['id']}/look")
    expect(console.get_by_label("Ask it something")).to_be_visible()
    assert flaws(console) == []
