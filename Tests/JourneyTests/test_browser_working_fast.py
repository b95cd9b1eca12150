"""Working fast on the Chat page: notes, saved replies, tags, the bot's suggestion, the summary, and away."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from browser import Browsers, browsers, chromium, entry, flaws, row, section, site  # noqa: F401
from harness import HOURS, HOURS_ANSWER, Organization, knowing_bot


def note(console: Page, text: str) -> None:
    """Writes a note by its key, and out of the field again."""
    console.keyboard.press("Shift+N")
    field = console.get_by_label("Note for colleagues")
    expect(field).to_be_focused()
    field.fill(text)
    field.press("Enter")
    expect(field).to_have_value("")
    field.press("Escape")


def test_an_operator_works_fast_and_the_customer_sees_only_replies(
    browsers: Browsers, fresh_shop: Organization, site: object  # noqa: F811
) -> None:
    bot = knowing_bot(fresh_shop)
    fresh_shop.owner.api.post("/saved-replies", {"shortcut": "hello", "text": "Dear {{customer.first_name|customer}}, {{operator.name}} here."}).ok(201)
    fresh_shop.owner.api.post("/saved-replies", {"shortcut": "refund", "text": "Your money is on its way."}).ok(201)
    customer = fresh_shop.customer(bot)
    conversation = customer.begin(HOURS)
    customer.hears("bot")
    second = fresh_shop.operator()
    console = browsers.operator(fresh_shop.owner, f"/chat/{conversation}")
    colleague = browsers.operator(second, f"/chat/{conversation}", color_scheme="dark")

    # A note needs no take-over, and stands apart.
    expect(entry(console, HOURS_ANSWER)).to_be_visible()
    note(console, "Zanzibar: careful with him")
    for page in (console, colleague):
        expect(page.locator("wd-log .note[data-internal]")).to_contain_text("Zanzibar: careful with him")
    expect(console.locator("wd-composer")).to_have_attribute("data-mode", "note")

    # Taking over writes to the customer again; the summary is there by itself.
    console.keyboard.press("t")
    field = console.get_by_label("Your message")
    expect(field).to_be_focused()
    expect(console.locator("wd-composer")).to_have_attribute("data-mode", "customer")
    expect(console.locator(".chat-summary-body")).to_contain_text(HOURS)
    expect(console.locator(".chat-summary-body")).to_contain_text(HOURS_ANSWER)

    # Saved replies by the keyboard; undo brings the slash back.
    console.keyboard.type("/")
    options = console.locator(".saved-picker [role=option]")
    expect(options).to_have_count(2)
    console.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "saved-reply-list-1")
    assert flaws(console) == []
    console.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value("/")
    console.keyboard.press("Backspace")
    console.keyboard.type("/hel")
    expect(options).to_have_count(1)
    console.keyboard.press("Enter")
    expect(field).to_have_value(re.compile(r"^Dear customer, \S+"))
    console.keyboard.press("Control+z")
    expect(field).to_have_value("/hel")
    console.keyboard.press("Control+Shift+z")

    # Beside a text the suggestion waits; the sources are named.
    console.get_by_role("button", name="Suggest a reply").click()
    card = console.locator(".suggestion")
    expect(card).to_contain_text(HOURS_ANSWER)
    expect(card).to_contain_text("From: ")
    assert flaws(console) == []
    card.get_by_role("button", name="Add below my text").click()
    expect(field).to_have_value(re.compile(r"^Dear customer[^\n]+\n" + re.escape(HOURS_ANSWER)))
    field.press("Enter")
    expect(card).to_be_hidden()
    assert HOURS_ANSWER in customer.hears("operator")["text"]

    # In an empty field it stands at once, also by its key; where the bot has nothing, it says so.
    console.keyboard.press("Escape")
    console.keyboard.press("s")
    expect(field).to_have_value(HOURS_ANSWER)
    field.fill("")
    customer.say("Do penguins dream of electric fish?")
    expect(entry(console, "penguins")).to_be_visible()
    console.get_by_role("button", name="Suggest a reply").click()
    expect(card).to_contain_text("The bot knows no answer")
    note(console, "Zanzibar again")

    # The customer has seen none of it.
    customer.socket.never("item", during=0.3, item={"kind": "note"})
    assert all("Zanzibar" not in (item.get("text") or "") for item in customer.items())
    assert flaws(console) == [] and flaws(colleague) == []


def test_tags_replies_and_presence_are_kept_by_the_keyboard(browsers: Browsers, fresh_shop: Organization) -> None:
    bot = knowing_bot(fresh_shop)
    customer = fresh_shop.customer(bot)
    conversation = customer.begin(HOURS)
    customer.hears("bot")
    customer.socket.ask("end", conversation=conversation)
    again = fresh_shop.customer(bot, token=customer.token).begin("Hello again")
    other = fresh_shop.customer(bot).begin("Hello")
    console = browsers.operator(fresh_shop.owner, f"/chat/{again}", viewport={"width": 1440, "height": 900})
    colleague = browsers.operator(fresh_shop.operator(), "/chat", viewport={"width": 1440, "height": 900})

    # Tags by the keyboard, live on the colleague's rows, and a list of their own.
    console.locator("wd-tags input").wait_for()
    console.keyboard.press("g")
    expect(console.get_by_label("Add a tag")).to_be_focused()
    console.keyboard.type("VIP")
    console.keyboard.press("Enter")
    console.keyboard.type("late delivery,")
    expect(console.locator("wd-tags .tag")).to_have_count(2)
    expect(row(colleague, again)).to_contain_text("#VIP #late delivery")
    colleague.goto(f"{fresh_shop.server.url}/chat?tag=vip")
    expect(row(colleague, again)).to_be_visible()
    expect(row(colleague, other)).to_have_count(0)
    expect(colleague.get_by_label("Tag", exact=True)).to_have_value("VIP")
    console.keyboard.press("Backspace")
    console.keyboard.press("Backspace")
    expect(console.locator("wd-tags .tag")).to_have_count(0)
    expect(row(colleague, again)).to_have_count(0)
    console.keyboard.press("Escape")
    # An anonymous customer's other chats are known too.
    expect(console.locator(".details-earlier li")).to_have_count(1)
    assert flaws(console) == []

    # Saved replies are made in the settings.
    console.goto(f"{fresh_shop.server.url}/settings/saved-replies")
    expect(console.get_by_text("No saved replies yet")).to_be_visible()
    console.get_by_role("button", name="New saved reply").click()
    dialog = console.get_by_role("dialog")
    dialog.get_by_label("Shortcut").fill("thanks")
    dialog.get_by_label("Text").fill("Thank you, {{customer.frist_name}}")
    expect(dialog.get_by_text("Nothing fills {{customer.frist_name}}")).to_be_visible()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("holds placeholders that nothing fills")).to_be_visible()
    dialog.get_by_label("Text").fill("Thank you, {{customer.first_name|dear customer}}")
    expect(dialog.locator(".saved-bubble")).to_have_text("Thank you, Maria")
    assert flaws(console) == []
    dialog.get_by_role("button", name="Save").click()
    expect(console.get_by_role("heading", name="/thanks")).to_be_visible()
    console.set_viewport_size({"width": 360, "height": 740})
    assert flaws(console) == []
    console.get_by_role("button", name="Delete /thanks").click()
    console.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(console.get_by_text("No saved replies yet")).to_be_visible()

    # Away by a key, on every page; the switch says the same.
    console.keyboard.press("v")
    account = console.get_by_role("button", name=re.compile("You are away"))
    account.click()
    switch = console.get_by_role("switch", name=re.compile("^Available"))
    expect(switch).not_to_be_checked()
    switch.check()
    expect(console.locator(".sidebar-account[data-away]")).to_have_count(0)
    assert fresh_shop.owner.api.get("/session").ok()["operator"]["available"] is True
    assert flaws(console) == []
