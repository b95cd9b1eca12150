"""An operator's day in German: every page without an English word, dates and numbers as one writes them there."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from browser import Browsers, browsers, chromium, confirm, flaws, row  # noqa: F401
from harness import Organization

WEB = Path(__file__).parents[2] / "Web"
# What the dictionary has another word for must not be read anywhere; a sentence with values, around them.
ENGLISH = [
    re.compile("^" + re.sub(r"\\\{\w+\\\}", ".+", re.escape(key)) + "$")
    for file in sorted((WEB / "console/languages/de").glob("*.js"))
    for key, german in re.findall(r'^  "((?:[^"\\]|\\.)+)": (.*)$', file.read_text(), re.MULTILINE)
    if german != f'"{key}",' and re.search(r"[A-Za-z]{2}", re.sub(r"\{\w+\}", "", key))
]
# Words of English that are none of German, for what no dictionary knows.
STRAY = re.compile(r"\b(?:the|and|you|your|this|that|with|from|has|have|were|are|not|its|for|of|to|which|by)\b", re.IGNORECASE)
VISIBLE = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node instanceof Text ? node.parentElement : node;
    if (element.closest("[translate=no], [aria-hidden=true], code, kbd, script, noscript") || !element.checkVisibility()) continue;
    if (node instanceof Text) found.push(node.data);
    else for (const name of ["title", "aria-label", "placeholder", "alt"]) found.push(element.getAttribute(name) ?? "");
  }
  return [document.title, ...found.map((text) => text.trim().replace(/\\s+/g, " ")).filter(Boolean)];
}"""
OVERFLOW = """() => [document.documentElement, ...document.querySelectorAll("button, .tabs, .pills, .field-label, h1, h2, .segments span")]
  .filter((node) => node.checkVisibility() && getComputedStyle(node).overflowX === "visible" && node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 1)
  .map((node) => node.outerHTML.slice(0, 120))"""


def go(page: Page, path: str) -> None:
    """Opens another page of the console without loading it again."""
    page.evaluate("(path) => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')); }", path)


def left_over(page: Page) -> list[str]:
    """The visible texts that are still English."""
    texts = [str(text) for text in page.evaluate(VISIBLE)]
    assert len(texts) > 4, texts
    return [text for text in texts if STRAY.search(text) or any(key.match(text) for key in ENGLISH)]


def test_a_console_in_german_has_no_english_word_and_can_be_switched(browsers: Browsers, fresh_shop: Organization) -> None:
    bot = fresh_shop.bot(name="Ladenhilfe", liveChat=True, greeting="Guten Tag!")
    fresh_shop.faq(bot, "Wann haben Sie geöffnet?", "Montags bis freitags von neun bis fünf.")
    customer = fresh_shop.customer(bot)
    conversation = customer.begin("Ich möchte mit einem Menschen sprechen.")
    fresh_shop.wait_handling(conversation, "requested")
    owner = fresh_shop.owner
    console = browsers.person(locale="de-DE").new_page()
    console.goto(fresh_shop.server.url)
    expect(console.get_by_role("heading", name="Anmelden")).to_be_visible()
    assert left_over(console) == []
    console.get_by_label("E-Mail-Adresse").fill(owner.email)
    console.get_by_label("Passwort").fill("ganz falsch")
    console.get_by_role("button", name="Anmelden").click()
    expect(console.get_by_role("alert")).to_have_text(re.compile("^E-Mail-Adresse und Passwort passen nicht zusammen"))
    console.get_by_label("Passwort").fill(owner.password)
    console.get_by_role("button", name="Anmelden").click()

    expect(row(console, conversation)).to_contain_text("Mensch angefragt")
    assert console.evaluate("document.documentElement.lang") == "de"
    row(console, conversation).click()
    expect(console.get_by_role("button", name="Übernehmen")).to_be_visible()
    assert left_over(console) == []
    console.get_by_role("button", name="Übernehmen").click()
    field = console.get_by_label("Ihre Nachricht")
    field.fill("Guten Tag, was kann ich für Sie tun?")
    field.press("Enter")
    expect(console.locator("wd-log")).to_contain_text("Sie haben übernommen")
    expect(console.locator("wd-log time").last).to_have_attribute("title", re.compile(r"^\d{1,2}\. \w+ 20\d\d um \d\d:\d\d:\d\d$"))
    field.fill("ä" * 4600)
    expect(console.locator(".composer-count")).to_have_text("4.600 von 5.000 Zeichen")
    field.fill("Ein angefangener Satz")
    console.get_by_role("button", name="Chat verlassen").click()
    assert (left_over(console), flaws(console)) == ([], [])
    confirm(console, "Abbrechen")

    one = f"/bots/{bot['id']}"
    for path, there in (
        ("/bots", ".bot-row"), (one, ".danger-zone"), (f"{one}/appearance", ".look-colors"), (f"{one}/knowledge", ".knowledge-row"),
        (f"{one}/training", ".empty"), (f"{one}/training/replay", ".replay-start"), (f"{one}/alerts", "wd-bot-alerts form"),
        (f"{one}/try", ".try"), (f"{one}/install", ".install"), ("/insights", "main h1"), ("/team", "main h1"),
        ("/settings/profile", "wd-profile-settings form"), ("/settings/alerts", ".alert-choices"), ("/settings/saved-replies", "wd-saved-replies *"),
        ("/settings/organization", "wd-organization-settings form"), ("/settings/tokens", "wd-token-settings form"),
        (f"/chat/{conversation}", "wd-log .entry"),
    ):  # fmt: skip
        go(console, path)
        expect(console.locator(there).first).to_be_visible()
        assert left_over(console) == [], path
        for width in (360, 1440):
            console.set_viewport_size({"width": width, "height": 800})
            assert console.evaluate(OVERFLOW) == [], (path, width)

    console.get_by_role("button", name="Konto und Abmelden").click()
    assert (left_over(console), flaws(console)) == ([], [])
    console.keyboard.press("Escape")
    go(console, "/settings/profile")
    with console.expect_navigation():
        console.get_by_text("English", exact=True).click()
    expect(console.get_by_role("heading", name="Profile")).to_be_visible()
    go(console, f"/chat/{conversation}")
    expect(console.get_by_role("button", name="Leave chat")).to_be_visible()
    expect(console.get_by_label("Your message")).to_have_value("Ein angefangener Satz")
    go(console, "/settings/profile")
    with console.expect_navigation():
        console.get_by_text("As the browser", exact=True).click()
    expect(console.get_by_role("heading", name="Profil", exact=True)).to_be_visible()
