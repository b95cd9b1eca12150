"""An operator's day on the Chat page: by the keyboard, through long lists, among colleagues, on a small screen."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser import Browsers, browsers, chromium, confirm, entry, flaws, row, section, site, write  # noqa: F401
from harness import HOURS, HOURS_ANSWER, Organization, assisted, automated, eventually, knowing_bot, past, requested

# Tones and notifications are counted where the browser would make them.
LISTENING = """
window.heard = { tones: 0, notes: [] };
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { window.heard.tones += 1; return start.apply(this, when); };
window.Notification = class extends EventTarget {
  static permission = "granted";
  static async requestPermission() { return "granted"; }
  constructor(title, { body }) { super(); window.heard.notes.push(`${title}: ${body}`); }
  close() {}
};
"""


def heard(console: Page) -> dict[str, Any]:
    """The tones and notifications that the page has made."""
    return dict(console.evaluate("window.heard"))


def press(console: Page, *keys: str) -> None:
    for key in keys:
        console.keyboard.press(key)


def test_a_shift_is_worked_through_with_the_keyboard_alone(browsers: Browsers, fresh_shop: Organization) -> None:
    bot = knowing_bot(fresh_shop)
    first, longest = requested(fresh_shop, bot)
    _, later = requested(fresh_shop, bot)
    _, alone = automated(fresh_shop, bot)
    first.say("I have lost my zanzibar umbrella, and I would like to have it back before the weekend.")
    console = browsers.operator(fresh_shop.owner)
    expect(console).to_have_title("(2) Chat · WhisperDesk")
    expect(row(console, longest, "assisted")).to_contain_text(re.compile(r"Needs a human · \d+:\d\d"))
    press(console, "?")
    expect(console.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    press(console, "j", "Escape")
    expect(console.get_by_role("dialog")).to_have_count(0)

    press(console, "n")
    expect(console).to_have_url(re.compile(longest))
    expect(row(console, longest)).to_be_focused()
    expect(console.locator("wd-log .day[data-new]")).to_be_visible()
    press(console, "t")
    field = console.get_by_label("Your message")
    expect(field).to_be_focused()
    console.keyboard.type("jke? The umbrella")
    press(console, "Escape")
    expect(row(console, longest)).to_be_focused()
    expect(row(console, longest)).to_contain_text("Draft")

    press(console, "n")
    expect(console).to_have_url(re.compile(later))
    expect(row(console, later)).to_be_focused()
    press(console, "j", "j", "k", "k")
    expect(console).to_have_url(re.compile(f"{longest}|{later}"))
    console.goto(f"{fresh_shop.server.url}/chat/{longest}")
    expect(field).to_have_value("jke? The umbrella")
    press(console, "Enter")
    expect(entry(console, "jke? The umbrella", "operator")).to_have_count(1)
    expect(console.locator("wd-log .day[data-new]")).to_have_count(0)
    console.get_by_role("button", name="Emoji").click()
    console.keyboard.type("thumbs up")
    assert flaws(console) == []
    press(console, "Enter")
    expect(field).to_have_value("👍")
    expect(field).to_be_focused()
    press(console, "Escape", "/")
    console.keyboard.type("ZANZIBAR")
    expect(console.locator(".row")).to_have_count(1)
    expect(row(console, longest).locator("mark")).to_have_text("zanzibar")
    press(console, "ArrowDown")
    expect(row(console, longest)).to_be_focused()
    assert flaws(console) == []
    console.go_back()
    expect(console).not_to_have_url(re.compile("q="))
    expect(console.get_by_label("Search messages")).to_have_value("")
    expect(row(console, alone, "automated")).to_be_visible()

    press(console, "l")
    confirm(console, "Leave chat")
    expect(row(console, longest, "automated")).to_be_visible()
    press(console, "e")
    confirm(console, "End chat")
    expect(row(console, longest)).to_have_count(0)
    press(console, "p")
    expect(row(console, longest, "past")).to_be_visible()
    press(console, "u")
    answer = entry(console, HOURS_ANSWER, "bot")
    expect(answer.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")
    press(console, "m", "d")
    note = console.get_by_label("What was good or wrong?")
    expect(note).to_be_focused()
    console.keyboard.type("It should have asked for the colour.")
    press(console, "Control+Enter")
    expect(console.locator(".rating-note")).to_have_text("It should have asked for the colour.")
    ratings = [item["rating"]["thumb"] for item in fresh_shop.owner.items(longest) if item.get("rating")]
    assert sorted(ratings) == ["down", "up"]

    press(console, "?")
    console.get_by_role("switch", name="Single keys").click()
    assert flaws(console) == []
    press(console, "Escape", "a")
    expect(row(console, longest, "past")).to_be_visible()


def test_nothing_moves_under_the_operator_and_what_needs_one_is_heard(
    browsers: Browsers, fresh_shop: Organization, tmp_path: Path
) -> None:
    bot, anna, ben = knowing_bot(fresh_shop), fresh_shop.operator(name="Anna Ade"), fresh_shop.operator(name="Ben Bo")
    lines = [
        {"customer": {"name": f"Guest {number}", "email": f"guest{number // 3}@example.com"}, "startedAt": f"2025-03-{1 + number // 40:02}T09:00:00.000Z",
         "messages": [{"role": "customer", "text": f"Order {number}", "at": f"2025-03-{1 + number // 40:02}T09:{number % 40:02}:00.000Z"}]}
        for number in range(900)
    ]
    file = tmp_path / "past.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines) + "\n")
    fresh_shop.desk.ok("import", str(file), "--bot", bot["id"])
    customer, mine = assisted(fresh_shop, anna, bot)
    other, elsewhere = assisted(fresh_shop, anna, bot)

    console = browsers.operator(anna, "/chat?list=past", viewport={"width": 1440, "height": 900})
    console.add_init_script(LISTENING)
    console.reload()
    expect(console.locator(".row")).not_to_have_count(0)
    for _ in range(12):
        console.locator(".rows").evaluate("rows => { rows.scrollTop = rows.scrollHeight }")
        console.wait_for_timeout(100)
    expect(console.locator(".section-count")).to_have_text("900")
    last = console.locator(".row").filter(has_text=re.compile(r"Guest 0\b"))
    expect(last).to_be_in_viewport()
    assert console.locator(".row").count() < 40
    expect(last.locator("xpath=..")).to_have_attribute("aria-setsize", "900")
    expect(last.locator("xpath=..")).to_have_attribute("aria-posinset", "900")
    top = console.locator(".rows").evaluate("rows => rows.scrollTop")
    _, ended = past(fresh_shop, bot)
    expect(console.get_by_role("button", name="Show 1 change")).to_be_visible()
    assert console.locator(".rows").evaluate("rows => rows.scrollTop") == top
    last.click()
    expect(console.get_by_role("complementary", name="Customer details")).to_contain_text("guest0@example.com")
    expect(console.locator(".details-earlier a")).to_have_count(2)
    console.get_by_role("button", name="Show 1 change").click()
    expect(row(console, ended, "past")).to_be_visible()

    console.goto(f"{fresh_shop.server.url}/chat/{mine}")
    expect(entry(console, HOURS, "customer")).to_be_in_viewport()
    for number in range(40):
        customer.say(f"line {number}")
    expect(entry(console, "line 39")).to_be_in_viewport()
    log = console.locator(".log-scroll")
    log.evaluate("log => { log.scrollTop = 200 }")
    expect(console.get_by_role("button", name="To the end")).to_be_visible()
    customer.say("something new")
    expect(console.get_by_role("button", name="1 new message")).to_be_visible()
    assert log.evaluate("log => log.scrollTop") == 200
    console.get_by_role("button", name="1 new message").click()
    expect(entry(console, "something new")).to_be_in_viewport()
    expect(console.locator("wd-log .day[data-new]")).to_be_visible()

    console.get_by_role("link", name="Settings").click()
    console.get_by_role("link", name="Notifications").click()
    console.get_by_role("switch", name="Notification: A customer asks").click()
    assert flaws(console) == []
    console.go_back()
    console.go_back()
    expect(entry(console, "something new")).to_be_visible()
    before = heard(console)["tones"]
    other.say("Are you there?")
    expect(console).to_have_title(re.compile(r"^\(1\) "))
    eventually(lambda: heard(console)["tones"] > before)
    console.evaluate("document.hasFocus = () => false")
    requested(fresh_shop, bot)
    eventually(lambda: heard(console)["notes"])
    assert [note for note in heard(console)["notes"] if "needs a human" not in note] == []

    write(console, "one that is sent")
    console.get_by_label("Your message").fill("half a sentence")
    ben.take_over(mine, again=True).ok()
    expect(console.get_by_text("Ben Bo took over this chat from you.")).to_be_visible()
    expect(console.get_by_label("Your unsent text")).to_have_value("half a sentence")
    ben.take_over(elsewhere, again=True).ok()
    expect(console.locator("wd-notices")).to_contain_text("Ben Bo took over your chat with")
    assert flaws(console) == []


@pytest.mark.parametrize(("scheme", "width"), [("dark", 360), ("dark", 1440), ("light", 360)])
def test_the_details_have_a_place_on_every_screen(
    browsers: Browsers, fresh_shop: Organization, scheme: str, width: int
) -> None:
    customer, conversation = requested(fresh_shop)
    customer.say("A word that is wide: " + "w" * 300)
    console = browsers.operator(fresh_shop.owner, f"/chat/{conversation}", color_scheme=scheme, viewport={"width": width, "height": 800})
    details = console.get_by_role("complementary", name="Customer details")
    toggle = console.get_by_role("button", name="Customer details")
    expect(entry(console, HOURS, "customer")).to_have_count(1)
    if width == 360:
        expect(details).to_be_hidden()
        toggle.click()
        expect(details.get_by_role("button", name="Back to the chat")).to_be_focused()
        assert flaws(console) == []
        console.keyboard.press("Enter")
        expect(details).to_be_hidden()
    else:
        expect(details).to_contain_text("None so far.")
        assert flaws(console) == []
        console.keyboard.press("i")
        expect(details).to_be_hidden()
        console.reload()
        expect(entry(console, HOURS, "customer")).to_have_count(1)
        expect(details).to_be_hidden()
    expect(toggle).to_have_attribute("aria-expanded", "false")
    assert console.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert flaws(console) == []
