"""The widget on other people's pages: what it shows, what it asks of the page, and what it leaves alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from browser import Browsers, Site, Visitor, browsers, chromium, comes_true, flaws, site  # noqa: F401
from harness import HOURS, HOURS_ANSWER, Organization, Server, eventually, knowing_bot, signed

BOTH = pytest.mark.parametrize("scheme", ["light", "dark"])
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def visitor(browsers: Browsers, site: Site, shop: Organization) -> Visitor:
    """A customer whose bot knows the opening hours."""
    return browsers.customer(site, shop.server, knowing_bot(shop, name="Harbour bot", greeting="Ahoy!"))


def summary(shop: Organization, bot: dict[str, Any]) -> dict[str, Any]:
    """The newest conversation with the bot, as the owner sees it."""
    return dict(shop.owner.api.get("/conversations", bot=bot["id"]).ok()["data"][0])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("demo"), args=("--demo",)) as server:
        yield server


# --- on the page --------------------------------------------------------------------------------------


def test_nothing_but_the_launcher_is_loaded_before_the_customer_opens_the_chat(
    browsers: Browsers, site: Site, shop: Organization
) -> None:
    bot = knowing_bot(shop)
    page = browsers.person().new_page()
    asked: list[str] = []
    sockets: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: sockets.append(socket.url))
    visitor = Visitor(page, site.page(shop.server, bot))
    expect(visitor.launcher).to_be_visible()
    expect(visitor.launcher).to_have_accessible_name("Open chat")
    server = shop.server.url
    assert [url for url in asked if url.startswith(server)] == [f"{server}/widget.js", f"{server}/api/v1/widget/bots/{bot['id']}"]
    assert len(page.frames) == 1 and sockets == []
    visitor.open()
    expect(visitor.log).to_contain_text("an AI assistant")
    assert len(page.frames) == 2 and len(sockets) == 1


def test_the_page_keeps_its_globals_its_look_and_its_cookies(browsers: Browsers, site: Site, shop: Organization) -> None:
    bot = knowing_bot(shop)
    look = "JSON.stringify([...document.querySelectorAll('body, body *')].map(e => [e.tagName, Object.values(getComputedStyle(e)).map(k => getComputedStyle(e)[k])]))"
    page = browsers.person().new_page()
    page.goto(site.page(shop.server, bot))
    page.route("**/widget.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(site.page(shop.server, bot))
    names, before = set(page.evaluate("Object.getOwnPropertyNames(window)")), page.evaluate(look)
    page.unroute("**/widget.js")
    visitor = Visitor(page, site.page(shop.server, bot)).open()
    visitor.say(HOURS)
    visitor.hears(HOURS_ANSWER)
    page.mouse.move(5, 5)
    added = {name for name in page.evaluate("Object.getOwnPropertyNames(window)") if not name.isdigit()} - names
    assert added == {"Whisper"}
    assert page.evaluate(look) == before
    assert page.context.cookies() == []
    assert page.evaluate("Object.keys(localStorage)") == [f"whisper:{bot['id']}"]
    assert page.evaluate("localStorage[Object.keys(localStorage)[0]]") == "running"


def test_the_page_steers_the_chat_and_hears_of_it(browsers: Browsers, site: Site, shop: Organization) -> None:
    bot = knowing_bot(shop)
    page = browsers.person().new_page()
    page.add_init_script("""
        if (window === parent) {
          window.heard = [];
          window.Whisper = function () { (Whisper.q = Whisper.q || []).push(arguments) };
          for (const name of ["ready", "open", "close", "message", "unread", "handover"])
            Whisper("on", name, (detail) => heard.push([name, detail]));
        }""")
    visitor = Visitor(page, site.page(shop.server, bot))
    comes_true(page, "heard.some(([name]) => name === 'ready')")
    page.evaluate("Whisper('hide')")
    expect(visitor.launcher).to_be_hidden()
    page.evaluate("Whisper('show')")
    page.evaluate("text => Whisper('send', text)", HOURS)
    visitor.hears(HOURS_ANSWER)
    expect(visitor.launcher).to_have_attribute("aria-expanded", "true")
    page.evaluate("Whisper('close')")
    expect(visitor.launcher).to_have_attribute("aria-expanded", "false")

    conversation = summary(shop, bot)["id"]
    shop.owner.take_over(conversation).ok()
    shop.owner.say(conversation, "Are you still there?").ok(201)
    expect(visitor.launcher).to_have_accessible_name("Open chat, 1 unread message")
    expect(visitor.page.locator("whisper-widget .badge")).to_have_text("1")
    page.evaluate("Whisper('toggle')")
    visitor.hears("Are you still there?", "operator")
    comes_true(page, "heard.some(([name, detail]) => name === 'unread' && detail.count === 0)")
    heard = page.evaluate("heard")
    assert [name for name, _ in heard if name in ("ready", "open", "close")] == ["ready", "open", "close", "open"]
    assert ["handover", {"handling": "assisted", "name": "Olga Owner"}] in heard
    assert ["unread", {"count": 1}] in heard
    said = [(detail["role"], detail["name"]) for name, detail in heard if name == "message"]
    assert ("bot", bot["name"]) in said and ("operator", "Olga Owner") in said

    key = shop.owner.api.post(f"/bots/{bot['id']}/identity-keys").ok(201)["secret"]
    page.evaluate("token => Whisper('identify', { token })", signed(key, sub="7", name="Jane Doe"))
    eventually(lambda: summary(shop, bot)["customer"]["name"] == "Jane Doe")
    visitor.hears("Are you still there?", "operator")
    page.evaluate("Whisper('logout')")
    page.evaluate("Whisper('open')")
    expect(visitor.field).to_be_visible()
    expect(visitor.log).not_to_contain_text(HOURS)
    page.evaluate("Whisper('shutdown')")
    expect(visitor.launcher).to_have_count(0)
    assert len(page.frames) == 1


def test_only_the_allowed_websites_may_show_the_chat(browsers: Browsers, site: Site, shop: Organization) -> None:
    browsers.expects("frame-ancestors|ancestor|ERR_BLOCKED_BY_RESPONSE|chrome-error")
    allowed = knowing_bot(shop, allowedOrigins=[site.origin])
    visitor = browsers.customer(site, shop.server, allowed).open()
    visitor.say(HOURS)
    visitor.hears(HOURS_ANSWER)
    refused = Visitor(browsers.person().new_page(), site.page(shop.server, knowing_bot(shop, allowedOrigins=["https://shop.example"])))
    refused.launcher.click()
    comes_true(refused.page, "document.querySelector('whisper-widget').shadowRoot.querySelector('iframe') !== null")
    expect(refused.field).to_have_count(0)


def test_a_browser_that_gives_the_frame_no_storage_has_a_chat_for_this_page(
    browsers: Browsers, site: Site, shop: Organization
) -> None:
    bot = knowing_bot(shop)
    address = site.page(shop.server, bot).replace(site.origin, site.foreign_origin)
    visitor = Visitor(browsers.person().new_page(), address).open()
    visitor.say(HOURS)
    visitor.hears(HOURS_ANSWER)
    visitor.say("Thank you")


# --- the chat -----------------------------------------------------------------------------------------


def test_the_customer_is_greeted_and_told_that_an_ai_answers(visitor: Visitor) -> None:
    visitor.open()
    expect(visitor.log).to_contain_text("You are chatting with Harbour bot, an AI assistant.")
    expect(visitor.message("Ahoy!", "bot")).to_have_count(1)
    expect(visitor.who).to_contain_text("AI assistant")
    visitor.say(HOURS)
    visitor.hears(HOURS_ANSWER)
    expect(visitor.log.locator(".sources")).to_have_text(f"From: {HOURS}")


def test_the_first_wish_may_be_a_person(browsers: Browsers, site: Site, shop: Organization) -> None:
    bot = knowing_bot(shop)
    visitor = browsers.customer(site, shop.server, bot).open()
    visitor.chat.get_by_role("button", name="Talk to a human").click()
    expect(visitor.who).to_contain_text("A person has been asked to join")
    expect(visitor.chat.locator("#notice")).to_contain_text("how soon a person joins")
    assert summary(shop, bot)["handling"] == "requested"
    assert shop.owner.events(summary(shop, bot)["id"]).count("human_requested") == 1


def test_without_live_chat_no_person_is_offered(browsers: Browsers, site: Site, shop: Organization) -> None:
    visitor = browsers.customer(site, shop.server, knowing_bot(shop, liveChat=False)).open()
    visitor.say(HOURS)
    visitor.hears(HOURS_ANSWER)
    expect(visitor.log).not_to_contain_text("You can ask for a human")
    expect(visitor.chat.get_by_role("button", name="End chat")).to_be_visible()
    expect(visitor.chat.get_by_role("button", name="Talk to a human")).to_have_count(0)


def test_a_silent_bot_without_live_chat_takes_a_message_and_says_so(
    browsers: Browsers, site: Site, shop: Organization
) -> None:
    bot = shop.bot(answering=False, liveChat=False)
    visitor = browsers.customer(site, shop.server, bot).open()
    expect(visitor.chat.locator("#notice")).to_have_text("Nobody can answer right now. Leave your message: the team will read it.")
    visitor.say("Please call me back.")
    assert shop.owner.texts(summary(shop, bot)["id"], "customer") == ["Please call me back."]


def test_the_customer_ends_the_chat_begins_another_and_reads_the_earlier_one(visitor: Visitor) -> None:
    visitor.open()
    visitor.say(HOURS)
    visitor.hears(HOURS_ANSWER)
    visitor.chat.get_by_role("button", name="End chat").click()
    visitor.chat.get_by_role("button", name="Keep chatting").click()
    visitor.chat.get_by_role("button", name="End chat").click()
    expect(visitor.chat.get_by_text("End this chat?")).to_be_visible()
    visitor.chat.get_by_role("button", name="End chat").click()
    expect(visitor.log).to_contain_text("You ended this chat.")
    visitor.chat.get_by_role("button", name="Start a new chat").click()
    expect(visitor.log).not_to_contain_text(HOURS)
    visitor.say("Something else")
    expect(visitor.message(HOURS)).to_have_count(0)

    visitor.chat.get_by_role("button", name="Earlier chats").click()
    visitor.chat.get_by_role("button", name=HOURS).click()
    earlier = visitor.chat.get_by_role("region", name="Earlier chat", exact=True)
    expect(earlier).to_contain_text(HOURS_ANSWER)
    visitor.chat.get_by_role("button", name="Back").click()
    expect(visitor.chat.get_by_role("button", name=HOURS)).to_be_visible()
    visitor.chat.get_by_role("button", name="Back").click()
    expect(visitor.message("Something else", "customer")).to_have_count(1)


def test_what_the_customer_writes_after_the_end_begins_a_new_chat(
    browsers: Browsers, site: Site, fresh_shop: Organization
) -> None:
    bot = knowing_bot(fresh_shop)
    visitor = browsers.customer(site, fresh_shop.server, bot).open()
    visitor.say(HOURS)
    fresh_shop.owner.end(summary(fresh_shop, bot)["id"]).ok()
    expect(visitor.log).to_contain_text("This chat has ended.")
    visitor.say("One more thing")
    expect(visitor.message(HOURS, "customer")).to_have_count(0)
    rows = fresh_shop.owner.api.get("/conversations").ok()["data"]
    assert [row["mode"] for row in rows] == ["active", "past"]


def test_the_keyboard_opens_sends_and_closes_and_the_focus_comes_back(visitor: Visitor) -> None:
    page = visitor.page
    buy = page.get_by_role("button", name="Buy")
    expect(visitor.launcher).to_be_visible()
    buy.focus()
    page.keyboard.press("Tab")
    expect(visitor.launcher).to_be_focused()
    page.keyboard.press("Enter")
    expect(visitor.field).to_be_focused()
    page.keyboard.type(HOURS)
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Also on Sundays?")
    page.keyboard.press("Enter")
    expect(visitor.message(f"{HOURS}\nAlso on Sundays?", "customer")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(visitor.launcher).to_have_attribute("aria-expanded", "false")
    expect(visitor.launcher).to_be_focused()


def test_a_text_over_the_limit_is_counted_and_kept(visitor: Visitor) -> None:
    visitor.open()
    visitor.field.fill("a" * 5001)
    expect(visitor.chat.locator("#count")).to_have_text("1 too many")
    visitor.field.press("Enter")
    expect(visitor.field).to_have_value("a" * 5001)
    visitor.field.fill("a" * 5000)
    expect(visitor.chat.locator("#count")).to_have_text("0 left")
    visitor.field.press("Enter")
    expect(visitor.message("a" * 5000, "customer")).to_have_count(1)


def test_two_tabs_of_one_customer_share_the_chat(visitor: Visitor) -> None:
    visitor.open()
    visitor.say(HOURS)
    visitor.hears(HOURS_ANSWER)
    other = Visitor(visitor.page.context.new_page(), visitor.page.url)
    other.launcher.click()
    expect(other.message(HOURS, "customer")).to_have_count(1)
    other.say("Said in the other tab")
    expect(visitor.message("Said in the other tab", "customer")).to_have_count(1)


def test_offline_the_chat_says_so_and_what_was_written_goes_out_afterwards(
    browsers: Browsers, visitor: Visitor
) -> None:
    browsers.expects("ERR_INTERNET_DISCONNECTED|WebSocket connection")
    visitor.open()
    visitor.say(HOURS)
    visitor.hears(HOURS_ANSWER)
    visitor.page.context.set_offline(True)
    expect(visitor.chat.locator("#notice")).to_contain_text("You are offline.")
    visitor.page.context.set_offline(False)
    expect(visitor.chat.locator("#notice")).to_be_hidden()
    visitor.say("Back again")


def test_on_a_phone_the_chat_is_the_whole_screen(browsers: Browsers, site: Site, shop: Organization) -> None:
    visitor = browsers.customer(site, shop.server, knowing_bot(shop), viewport=PHONE, has_touch=True, is_mobile=True)
    visitor.launcher.tap()
    expect(visitor.field).to_be_visible()
    box = visitor.page.locator("whisper-widget iframe").bounding_box()
    assert box == {"x": 0, "y": 0, **PHONE}
    visitor.say(HOURS)
    visitor.hears(HOURS_ANSWER)
    visitor.chat.get_by_role("button", name="Close chat").tap()
    expect(visitor.launcher).to_be_visible()


def test_the_page_and_the_bot_choose_colour_side_and_theme(browsers: Browsers, site: Site, shop: Organization) -> None:
    bot = knowing_bot(shop, appearance={"color": "#aa3300", "position": "left", "theme": "dark"})
    visitor = browsers.customer(site, shop.server, bot).open()
    box = visitor.launcher.bounding_box()
    assert box and box["x"] < 100
    expect(visitor.launcher).to_have_css("background-color", "rgb(170, 51, 0)")
    expect(visitor.chat.locator("html")).to_have_attribute("data-theme", "dark")


# --- the demo -----------------------------------------------------------------------------------------


def test_the_demo_shop_answers_the_questions_on_it(browsers: Browsers, demo: Server) -> None:
    page = browsers.person().new_page()
    visitor = Visitor(page, f"{demo.url}/demo")
    page.get_by_role("button", name="How long does shipping take?").click()
    expect(visitor.message("working days", "bot")).to_have_count(1)
    page.get_by_role("button", name="Can I talk to a human?").click()
    expect(visitor.who).to_contain_text("A person has been asked to join")
    page.get_by_role("link", name="Open the operators' console").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_who_reads_what_the_demo_prints_is_in_the_console(browsers: Browsers, demo: Server) -> None:
    email, password = re.findall(r"Sign in\s+(\S+)\s+password (\S+)", demo.log())[0]
    page = browsers.person().new_page()
    page.goto(demo.url)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Chat", exact=True)).to_be_visible()


# --- what everyone can use ----------------------------------------------------------------------------


@BOTH
def test_axe_finds_nothing_in_the_chat(browsers: Browsers, site: Site, shop: Organization, scheme: str) -> None:
    bot = knowing_bot(shop, greeting="Ahoy!")
    visitor = browsers.customer(site, shop.server, bot, color_scheme=scheme).open()
    visitor.say(HOURS)
    visitor.hears(HOURS_ANSWER)
    assert flaws(visitor.page, "/widget/frame") == []
    visitor.chat.get_by_role("button", name="Talk to a human").click()
    expect(visitor.chat.locator("#notice")).to_be_visible()
    conversation = summary(shop, bot)["id"]
    shop.owner.take_over(conversation).ok()
    shop.owner.say(conversation, "Look here: https://shop.example/").ok(201)
    visitor.hears("Look here", "operator")
    assert flaws(visitor.page, "/widget/frame") == []
    shop.owner.end(conversation).ok()
    expect(visitor.chat.get_by_role("button", name="Start a new chat")).to_be_visible()
    assert flaws(visitor.page, "/widget/frame") == []
    visitor.chat.get_by_role("button", name="Earlier chats").click()
    expect(visitor.chat.get_by_role("button", name=HOURS)).to_be_visible()
    assert flaws(visitor.page, "/widget/frame") == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 390)])
def test_axe_finds_nothing_on_the_demo_page_with_its_launcher(
    browsers: Browsers, demo: Server, scheme: str, width: int
) -> None:
    page = browsers.person(color_scheme=scheme, viewport={"width": width, "height": 900}).new_page()
    visitor = Visitor(page, f"{demo.url}/demo")
    expect(visitor.launcher).to_be_visible()
    assert flaws(page) == []
    visitor.launcher.click()
    expect(visitor.field).to_be_visible()
    assert flaws(page) == []
    assert flaws(page, "/widget/frame") == []
