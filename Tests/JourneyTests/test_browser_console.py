"""The console by itself: signing in, finding chats, rating answers, and making a bot."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from browser import Browsers, browsers, chromium, confirm, entry, flaws, row, section  # noqa: F401
from harness import HOURS, HOURS_ANSWER, Operator, Organization, Server, assisted, automated, knowing_bot, past, requested

BOTH = pytest.mark.parametrize("scheme", ["light", "dark"])
EACH = pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 390)])


@pytest.fixture
def page(browsers: Browsers) -> Page:
    """A browser in which nobody is signed in."""
    return browsers.person().new_page()


def sign_in(page: Page, operator: Operator, password: str | None = None) -> None:
    page.get_by_label("E-mail address").fill(operator.email)
    page.get_by_label("Password").fill(password or operator.password)
    page.get_by_role("button", name="Sign in").click()


# --- signing in and out -------------------------------------------------------------------------------


def test_an_operator_signs_in_and_comes_to_the_page_that_was_asked_for(page: Page, shop: Organization) -> None:
    page.goto(f"{shop.server.url}/bots")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page, shop.owner)
    expect(page.get_by_role("heading", name="Bots", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Bots", exact=True)).to_be_visible()


def test_a_wrong_password_is_refused_without_saying_what_was_wrong(page: Page, shop: Organization) -> None:
    page.goto(shop.server.url)
    sign_in(page, shop.owner, "not the password")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    said = page.get_by_role("alert").inner_text()
    page.get_by_label("E-mail address").fill("nobody@example.com")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text(said)
    sign_in(page, shop.owner)
    expect(page.get_by_role("heading", name="Chat", exact=True)).to_be_visible()


def test_signing_out_ends_the_session_in_every_tab(browsers: Browsers, shop: Organization) -> None:
    console = browsers.operator(shop.owner)
    expect(console.get_by_role("heading", name="Chat", exact=True)).to_be_visible()
    other = console.context.new_page()
    other.goto(f"{shop.server.url}/bots")
    expect(other.get_by_role("heading", name="Bots", exact=True)).to_be_visible()
    console.get_by_role("button", name="Account and sign-out").click()
    expect(console.get_by_role("dialog")).to_contain_text(shop.owner.email)
    console.get_by_role("button", name="Sign out").click()
    expect(console.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    console.goto(f"{shop.server.url}/chat")
    expect(console.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_changed_password_ends_the_sessions_elsewhere(browsers: Browsers, page: Page, fresh_shop: Organization) -> None:
    operator = fresh_shop.operator()
    elsewhere = browsers.operator(operator)
    console = browsers.operator(operator)
    console.get_by_role("button", name="Account and sign-out").click()
    console.get_by_role("button", name="Profile and settings").click()
    console.get_by_label("Current password").fill(operator.password)
    console.get_by_label("New password").fill("another horse another battery")
    console.get_by_role("button", name="Change password").click()
    expect(console.get_by_text("Your password is changed.")).to_be_visible()
    expect(elsewhere.get_by_text("Your session has ended.")).to_be_visible()
    page.goto(fresh_shop.server.url)
    sign_in(page, operator, "another horse another battery")
    expect(page.get_by_role("heading", name="Chat", exact=True)).to_be_visible()


# --- the list -----------------------------------------------------------------------------------------


def test_the_list_has_both_sections_and_is_searched_and_filtered(browsers: Browsers, fresh_shop: Organization) -> None:
    tea, coffee = knowing_bot(fresh_shop, name="Tea bot"), knowing_bot(fresh_shop, name="Coffee bot")
    _, waiting = requested(fresh_shop, tea)
    _, handled = assisted(fresh_shop, bot=coffee)
    customer, alone = automated(fresh_shop, tea)
    customer.say("I am looking for a zanzibar blend")
    console = browsers.operator(fresh_shop.owner)
    expect(section(console, "assisted").locator(".row")).to_have_count(2)
    expect(section(console, "assisted").locator(".row").first).to_have_attribute("data-id", waiting)
    expect(row(console, handled, "assisted")).to_be_visible()
    expect(section(console, "automated").locator(".row")).to_have_count(1)
    expect(row(console, alone, "automated")).to_be_visible()

    search = console.get_by_label("Search messages, names and e-mail addresses")
    search.fill("ZANZIBAR blend")
    expect(console.locator(".row")).to_have_count(1)
    expect(row(console, alone)).to_be_visible()
    expect(console).to_have_url(re.compile(r"q=ZANZIBAR"))
    search.fill("nothing like that")
    expect(section(console, "automated")).to_contain_text("No chat matches.")
    search.fill("")
    expect(console.locator(".row")).to_have_count(3)

    console.get_by_label("WhisperBot").select_option("Coffee bot")
    expect(console.locator(".row")).to_have_count(1)
    expect(row(console, handled)).to_be_visible()
    console.reload()
    expect(console.get_by_label("WhisperBot")).to_have_value(coffee["id"])
    expect(console.locator(".row")).to_have_count(1)
    console.get_by_label("WhisperBot").select_option("All bots")
    expect(console.locator(".row")).to_have_count(3)


def test_the_list_is_used_with_the_keyboard(browsers: Browsers, fresh_shop: Organization) -> None:
    _, first = automated(fresh_shop)
    _, second = automated(fresh_shop)
    console = browsers.operator(fresh_shop.owner)
    row(console, second).focus()
    console.keyboard.press("ArrowDown")
    expect(row(console, first)).to_be_focused()
    console.keyboard.press("Enter")
    expect(console).to_have_url(re.compile(first))
    expect(entry(console, HOURS, "customer")).to_have_count(1)
    expect(row(console, first)).to_have_attribute("aria-current", "true")


def test_a_long_conversation_loads_its_beginning_as_one_scrolls_up(browsers: Browsers, fresh_shop: Organization) -> None:
    customer, conversation = assisted(fresh_shop)
    for number in range(130):
        customer.socket.send_text(f"line {number} of many")
    customer.socket.sync()
    console = browsers.operator(fresh_shop.owner, f"/chat/{conversation}")
    expect(entry(console, "line 129 of many")).to_be_in_viewport()
    expect(entry(console, HOURS_ANSWER)).to_have_count(0)
    console.locator(".log-scroll").evaluate("log => { log.scrollTop = 0 }")
    expect(entry(console, HOURS_ANSWER)).to_have_count(1)
    console.get_by_role("button", name="To the end").click()
    expect(entry(console, "line 129 of many")).to_be_in_viewport()


@pytest.mark.parametrize("address", ["/chat/conv_01h455vb4pex5vsknk084sn02q", "/bots/bot_01h455vb4pex5vsknk084sn02q", "/chat/x/y"])
def test_an_address_of_nothing_says_so_and_leads_on(browsers: Browsers, shop: Organization, address: str) -> None:
    console = browsers.operator(shop.owner, address)
    expect(console.get_by_role("heading", name=re.compile("There is no such"))).to_be_visible()
    console.get_by_role("main").get_by_role("link").or_(console.get_by_role("button", name="Back to the list")).last.click()
    expect(console.get_by_role("heading", name=re.compile("^(Chat|Bots)$"))).to_be_visible()


# --- live chat off ------------------------------------------------------------------------------------


def test_with_live_chat_off_take_over_is_disabled_with_the_reason_and_a_link_to_the_setting(
    browsers: Browsers, fresh_shop: Organization
) -> None:
    bot = knowing_bot(fresh_shop, liveChat=False)
    _, conversation = automated(fresh_shop, bot)
    console = browsers.operator(fresh_shop.owner, f"/chat/{conversation}")
    button = console.get_by_role("button", name="Take over")
    expect(button).to_be_disabled()
    expect(button).to_have_accessible_description(re.compile("Live chat is off for this bot, so nobody can take over."))
    expect(console.get_by_role("button", name="Request a human")).to_have_count(0)
    console.get_by_role("link", name="Turn on live chat in the bot's settings").click()
    expect(console).to_have_url(re.compile(bot["id"]))
    switch = console.get_by_role("switch", name="Enable live chat")
    expect(switch).not_to_be_checked()
    switch.check()
    console.get_by_role("button", name="Save").click()
    expect(console.get_by_text("Saved.")).to_be_visible()
    console.goto(f"{fresh_shop.server.url}/chat/{conversation}")
    expect(button).to_be_enabled()
    button.click()
    expect(console.get_by_label("Your message")).to_be_focused()


def test_live_chat_that_is_switched_off_meanwhile_refuses_the_take_over_and_says_why(
    browsers: Browsers, fresh_shop: Organization
) -> None:
    bot = knowing_bot(fresh_shop)
    _, conversation = automated(fresh_shop, bot)
    console = browsers.operator(fresh_shop.owner, f"/chat/{conversation}")
    expect(console.get_by_role("button", name="Take over")).to_be_enabled()
    fresh_shop.owner.api.patch(f"/bots/{bot['id']}", {"liveChat": False}).ok()
    console.get_by_role("button", name="Take over").click()
    expect(console.locator(".notice")).to_be_visible()
    expect(console.get_by_role("button", name="Take over")).to_be_disabled()
    expect(console.locator("#live-chat-off")).to_be_visible()


# --- ratings ------------------------------------------------------------------------------------------


def test_answers_of_past_chats_are_rated_with_a_note_and_found_by_their_rating(
    browsers: Browsers, fresh_shop: Organization
) -> None:
    bot = knowing_bot(fresh_shop)
    _, good = past(fresh_shop, bot)
    _, bad = past(fresh_shop, bot)
    _, unrated = past(fresh_shop, bot)
    console = browsers.operator(fresh_shop.owner, f"/chat/{good}?list=past")
    expect(section(console, "past").locator(".row")).to_have_count(3)
    console.get_by_role("button", name="Good answer").click()
    expect(console.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")

    row(console, bad).click()
    expect(console.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "false")
    console.get_by_role("button", name="Bad answer").click()
    console.get_by_label("What was good or wrong?").fill("On Fridays we close at noon.")
    console.get_by_role("button", name="Save note").click()
    expect(console.locator(".rating-note")).to_have_text("On Fridays we close at noon.")
    expect(console.locator("wd-rating")).to_contain_text("by you")
    console.reload()
    expect(console.locator(".rating-note")).to_have_text("On Fridays we close at noon.")
    expect(console.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "true")

    for choice, found in (("Thumb down", bad), ("Thumb up", good), ("Not rated", unrated)):
        console.get_by_label("Rating").select_option(choice)
        expect(section(console, "past").locator(".row")).to_have_count(1)
        expect(row(console, found)).to_be_visible()
    console.get_by_label("Rating").select_option("Any rating")
    expect(section(console, "past").locator(".row")).to_have_count(3)

    console.get_by_role("button", name="Bad answer").click()
    expect(console.locator(".rating-note")).to_have_count(0)
    expect(console.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "false")
    rated = [item.get("rating") for item in fresh_shop.owner.items(bad) if item["role"] == "bot"]
    assert rated == [None]


def test_a_rating_of_a_colleague_appears_by_itself(browsers: Browsers, fresh_shop: Organization) -> None:
    _, conversation = past(fresh_shop)
    console = browsers.operator(fresh_shop.owner, f"/chat/{conversation}?list=past")
    expect(console.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "false")
    colleague = fresh_shop.operator(name="Ben Bo")
    seq = next(item["seq"] for item in colleague.items(conversation) if item["role"] == "bot")
    colleague.api.put(f"/conversations/{conversation}/items/{seq}/rating", {"thumb": "up", "note": "Well said"}).ok(200, 201, 204)
    expect(console.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")
    expect(console.locator("wd-rating")).to_contain_text("by Ben Bo")
    expect(console.locator(".rating-note")).to_have_text("Well said")


# --- bots ---------------------------------------------------------------------------------------------


def test_a_bot_is_made_taught_tried_and_its_snippet_copied(browsers: Browsers, fresh_shop: Organization) -> None:
    console = browsers.operator(fresh_shop.owner, "/bots", permissions=["clipboard-read", "clipboard-write"])
    expect(console.get_by_role("heading", name="There is no bot yet")).to_be_visible()
    console.get_by_role("link", name="Make a bot").click()
    console.get_by_label("Name").fill("Parcel bot")
    console.get_by_label("Greeting (optional)").fill("Hello there!")
    expect(console.get_by_role("switch", name="Enable live chat")).to_be_checked()
    console.get_by_role("button", name="Next").click()
    # Its making may be left and gone on with, from the list as well; everything stands on its own pages, too.
    expect(console.get_by_role("heading", name="What does it know?")).to_be_focused()
    console.get_by_role("link", name="Bots", exact=True).last.click()
    expect(console.get_by_text("Parcel bot is not finished yet.")).to_be_visible()
    console.get_by_role("link", name="Go on").click()
    console.get_by_role("button", name="Skip for now").click()
    expect(console.get_by_role("heading", name="How does it look?")).to_be_visible()
    console.get_by_role("button", name="Next").click()
    console.get_by_role("button", name="Finish").click()
    expect(console.get_by_role("heading", name="Parcel bot", exact=True)).to_be_visible()
    expect(console.get_by_role("heading", name="This bot knows nothing yet")).to_be_visible()

    console.get_by_role("button", name="Question and answer").click()
    dialog = console.get_by_role("dialog")
    dialog.get_by_label("Question", exact=True).fill(HOURS)
    dialog.get_by_label("Other wordings (optional)").fill("When do you open?\n\nWhen do you close?")
    dialog.get_by_label("Answer").fill(HOURS_ANSWER)
    dialog.get_by_role("button", name="Save").click()
    expect(console.locator(".knowledge-row")).to_contain_text(["2 other wordings"])
    console.get_by_role("button", name="Text", exact=True).click()
    dialog.get_by_label("Title").fill("Shipping")
    dialog.get_by_label("Text").fill("We ship to the moon on the first Monday of each month.")
    dialog.get_by_role("button", name="Save").click()
    console.get_by_role("button", name="Note", exact=True).click()
    dialog.get_by_label("Note").fill("Be brief.")
    dialog.get_by_role("button", name="Save").click()
    expect(console.locator(".knowledge-row h2")).to_have_text(["Be brief.", "Shipping", HOURS])
    console.get_by_role("button", name="Edit: Be brief.").click()
    dialog.get_by_label("Note").fill("Be brief and kind.")
    dialog.get_by_role("button", name="Save").click()
    expect(console.get_by_role("button", name="Edit: Be brief and kind.")).to_be_focused()
    console.get_by_role("button", name="Delete: Be brief and kind.").click()
    confirm(console, "Delete")
    expect(console.locator(".knowledge-row")).to_have_count(2)

    console.get_by_role("link", name="Try it").click()
    console.get_by_label("Your question").fill("When do you close?")
    console.get_by_role("button", name="Ask").click()
    expect(console.locator(".try-log")).to_contain_text(HOURS_ANSWER)
    expect(console.locator(".try-log")).to_contain_text("Sure")
    expect(console.locator(".try-log details")).to_contain_text(HOURS)

    console.get_by_role("link", name="Install").click()
    console.get_by_role("button", name="Copy").click()
    expect(console.get_by_text("Copied.")).to_be_visible()
    bot = fresh_shop.owner.api.get("/bots").ok()["data"][0]
    snippet = f'<script async src="{fresh_shop.server.url}/widget.js" data-bot="{bot["id"]}"></script>'
    assert console.evaluate("navigator.clipboard.readText()") == snippet
    assert (bot["name"], bot["greeting"], bot["liveChat"]) == ("Parcel bot", "Hello there!", True)


def test_a_bots_settings_are_changed_and_wrong_ones_marked(browsers: Browsers, fresh_shop: Organization) -> None:
    bot = fresh_shop.bot(liveChat=False)
    console = browsers.operator(fresh_shop.owner, f"/bots/{bot['id']}")
    save = console.get_by_role("button", name="Save")
    expect(save).to_be_disabled()
    console.get_by_label("Name").fill("Renamed")
    console.get_by_label("Allowed websites").fill("https://shop.example\nnot a website")
    save.click()
    expect(console.get_by_label("Allowed websites")).to_have_attribute("aria-invalid", "true")
    expect(console.get_by_label("Allowed websites")).to_be_focused()
    console.get_by_label("Allowed websites").fill("https://shop.example")
    console.get_by_label("Instructions").fill("Be kind.")
    console.get_by_label("Suggested questions").fill("When are you open?\n\n Do you deliver? ")
    console.get_by_role("switch", name="The bot answers").uncheck()
    console.get_by_label("The bot waits too").check()
    save.click()
    expect(console.get_by_text("Saved.")).to_be_visible()
    expect(console.get_by_role("heading", name="Renamed")).to_be_visible()
    stored = fresh_shop.owner.api.get(f"/bots/{bot['id']}").ok()
    assert stored["allowedOrigins"] == ["https://shop.example"] and stored["instructions"] == "Be kind."
    assert stored["answering"] is False and stored["whileWaiting"] == "wait" and stored["liveChat"] is False
    assert stored["appearance"]["suggestions"] == ["When are you open?", "Do you deliver?"]
    console.get_by_role("button", name="Delete bot").click()
    confirm(console, "Delete bot")
    expect(console.get_by_role("heading", name="There is no bot yet")).to_be_visible()


def test_an_operator_may_look_at_bots_but_change_nothing(browsers: Browsers, fresh_shop: Organization) -> None:
    bot = knowing_bot(fresh_shop)
    console = browsers.operator(fresh_shop.operator(), f"/bots/{bot['id']}")
    expect(console.get_by_text("Changing it takes the role admin or owner.")).to_be_visible()
    expect(console.get_by_label("Name")).to_be_disabled()
    expect(console.get_by_role("button", name="Save")).to_have_count(0)
    console.get_by_role("link", name="Knowledge").click()
    expect(console.locator(".knowledge-row")).to_have_count(1)
    expect(console.get_by_role("button", name="Question and answer")).to_have_count(0)
    console.get_by_role("link", name="Bots", exact=True).last.click()
    expect(console.get_by_role("link", name="New bot")).to_have_count(0)


# --- what everyone can use ----------------------------------------------------------------------------


@BOTH
def test_axe_finds_nothing_on_the_sign_in_page(browsers: Browsers, server: Server, scheme: str) -> None:
    page = browsers.person(color_scheme=scheme).new_page()
    page.goto(server.url)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert flaws(page) == []
    page.get_by_label("E-mail address").fill("nobody@example.com")
    page.get_by_label("Password").fill("wrong password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).not_to_be_empty()
    assert flaws(page) == []


@EACH
def test_axe_finds_nothing_on_the_chat_page(
    browsers: Browsers, fresh_shop: Organization, scheme: str, width: int
) -> None:
    requested(fresh_shop)
    _, theirs = assisted(fresh_shop, by=fresh_shop.operator(name="Ben Bo"))
    customer, mine = assisted(fresh_shop)
    fresh_shop.owner.say(mine, "Good morning, https://shop.example/ has it.").ok(201)
    customer.say("Thank you")
    fresh_shop.owner.leave(mine, "Was friendly.").ok()
    fresh_shop.owner.take_over(mine).ok()
    console = browsers.operator(fresh_shop.owner, color_scheme=scheme, viewport={"width": width, "height": 900})
    expect(section(console, "assisted").locator(".row")).to_have_count(3)
    assert flaws(console) == []
    row(console, theirs).click()
    expect(console.locator(".head-warnings")).to_contain_text("Ben Bo is handling this chat")
    assert flaws(console) == []
    console.goto(f"{fresh_shop.server.url}/chat/{mine}")
    expect(console.locator("wd-log .note")).to_be_visible()
    assert flaws(console) == []
    console.get_by_role("button", name="Leave chat").click()
    expect(console.get_by_role("dialog")).to_be_visible()
    assert flaws(console) == []


@BOTH
def test_axe_finds_nothing_on_a_past_conversation(browsers: Browsers, fresh_shop: Organization, scheme: str) -> None:
    _, conversation = past(fresh_shop)
    console = browsers.operator(fresh_shop.owner, f"/chat/{conversation}?list=past", color_scheme=scheme)
    console.get_by_role("button", name="Bad answer").click()
    console.get_by_label("What was good or wrong?").fill("Too long.")
    assert flaws(console) == []
    console.get_by_role("button", name="Save note").click()
    expect(console.locator(".rating-note")).to_be_visible()
    assert flaws(console) == []


@BOTH
def test_axe_finds_nothing_on_the_pages_of_the_bots(browsers: Browsers, fresh_shop: Organization, scheme: str) -> None:
    bot = knowing_bot(fresh_shop)
    fresh_shop.bot(liveChat=False, answering=False)
    console = browsers.operator(fresh_shop.owner, "/bots", color_scheme=scheme)
    expect(console.locator(".bot-row")).to_have_count(2)
    assert flaws(console) == []
    console.get_by_role("link", name="New bot").click()
    expect(console.get_by_label("Name")).to_be_focused()
    assert flaws(console) == []
    for tab, there in (("", ".danger-zone"), ("/knowledge", ".knowledge-row"), ("/try", ".try"), ("/install", ".install")):
        console.goto(f"{fresh_shop.server.url}/bots/{bot['id']}{tab}")
        expect(console.locator(there)).to_be_visible()
        assert flaws(console) == [], tab
    console.goto(f"{fresh_shop.server.url}/bots/{bot['id']}/try")
    console.get_by_label("Your question").fill("Where is Neptune?")
    console.get_by_role("button", name="Ask").click()
    expect(console.locator(".try-log")).to_contain_text("Not sure")
    assert flaws(console) == []
    console.get_by_role("button", name="Account and sign-out").click()
    expect(console.get_by_role("dialog")).to_be_visible()
    assert flaws(console) == []
