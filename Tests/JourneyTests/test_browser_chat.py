"""A customer and two operators at their screens: the chat as people see it, on both sides at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser import Browsers, Site, Visitor, browsers, chromium, confirm, entry, row, section, site, write  # noqa: F401
from harness import HOURS, HOURS_ANSWER, Gate, Organization, ScriptedModel, Server, assisted, automated, knowing_bot, streams

# What stands on a console while the server is away.
AWAY = r"WebSocket connection|ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|status of 503"


def first_row(console: Page, within: str) -> str:
    """The id of the conversation on top of a section, once there is one."""
    top = section(console, within).locator(".row").first
    expect(top).to_be_visible()
    return str(top.get_attribute("data-id"))


def asked(browsers: Browsers, site: Site, shop: Organization, **options: object) -> Visitor:
    """A customer at whose question the bot has answered."""
    visitor = browsers.customer(site, shop.server, knowing_bot(shop), **options).open()
    visitor.say(HOURS)
    visitor.hears(HOURS_ANSWER)
    return visitor


def test_a_chat_goes_from_the_bot_to_a_person_and_back_and_ends(
    browsers: Browsers, site: Site, fresh_shop: Organization
) -> None:
    anna = browsers.operator(fresh_shop.operator(name="Anna Ade"))
    expect(section(anna, "automated")).to_contain_text("No bot is chatting right now")

    visitor = asked(browsers, site, fresh_shop)
    expect(visitor.log).to_contain_text("You are chatting with")
    expect(visitor.log).to_contain_text("an AI assistant")
    expect(visitor.log.locator(".sources")).to_contain_text(HOURS)
    expect(visitor.who).to_contain_text("AI assistant")

    conversation = first_row(anna, "automated")
    expect(row(anna, conversation)).to_contain_text(HOURS_ANSWER[:20])
    row(anna, conversation).click()
    expect(entry(anna, HOURS, "customer")).to_have_count(1)
    expect(entry(anna, HOURS_ANSWER, "bot")).to_contain_text("1 source")
    expect(anna.locator("wd-composer")).to_contain_text("The bot answers this chat. Take over to write.")

    anna.get_by_role("button", name="Take over").click()
    expect(row(anna, conversation, "assisted")).to_contain_text("You")
    expect(section(anna, "automated").locator(".row")).to_have_count(0)
    expect(visitor.who).to_contain_text("Anna Ade")
    expect(visitor.who).to_contain_text("A person, answering you now")
    expect(visitor.log).to_contain_text("Anna Ade joined the chat.")

    write(anna, "Good morning, this is Anna.")
    visitor.hears("Good morning, this is Anna.", "operator")
    visitor.say("My parcel is late.")
    expect(entry(anna, "My parcel is late.", "customer")).to_have_count(1)
    write(anna, "I send you another one.")
    visitor.hears("I send you another one.", "operator")
    visitor.say("Thank you!")

    anna.get_by_role("button", name="Leave chat").click()
    confirm(anna, "Leave chat", note="A second parcel is on its way.")
    expect(anna.locator("wd-log .note")).to_contain_text("A second parcel is on its way.")
    expect(row(anna, conversation, "automated")).to_be_visible()
    expect(visitor.log).to_contain_text("Anna Ade left the chat.")
    expect(visitor.log).not_to_contain_text("A second parcel")
    expect(visitor.who).to_contain_text("AI assistant")
    visitor.say(HOURS)
    expect(visitor.message(HOURS_ANSWER, "bot")).to_have_count(2)

    anna.get_by_role("button", name="End chat").click()
    confirm(anna, "End chat")
    expect(anna.locator("wd-composer")).to_contain_text("This chat has ended.")
    expect(section(anna, "automated").locator(".row")).to_have_count(0)
    expect(visitor.chat.get_by_role("button", name="Start a new chat")).to_be_visible()
    anna.get_by_role("link", name="Past").click()
    expect(row(anna, conversation, "past")).to_be_visible()
    assert fresh_shop.owner.events(conversation) == ["started", "taken_over", "left", "ended"]


def test_each_side_sees_the_other_type_and_read(browsers: Browsers, site: Site, fresh_shop: Organization) -> None:
    visitor = asked(browsers, site, fresh_shop)
    anna = browsers.operator(fresh_shop.operator(name="Anna Ade"))
    row(anna, first_row(anna, "automated")).click()
    anna.get_by_role("button", name="Take over").click()
    expect(visitor.who).to_contain_text("Anna Ade")

    anna.get_by_label("Your message").press_sequentially("One moment")
    expect(visitor.log.get_by_label("is writing")).to_be_visible()
    anna.get_by_label("Your message").press("Enter")
    visitor.hears("One moment", "operator")
    expect(visitor.log.get_by_label("is writing")).to_have_count(0)
    visitor.field.click()
    expect(entry(anna, "One moment").locator(".seen")).to_be_visible()

    visitor.field.press_sequentially("I am waiting")
    expect(anna.locator(".log-typing")).to_contain_text("is typing")
    visitor.field.press("Enter")
    expect(entry(anna, "I am waiting", "customer")).to_have_count(1)
    expect(anna.locator(".log-typing")).to_be_hidden()
    visitor.field.press_sequentially("and waiting")
    expect(anna.locator(".log-typing")).to_contain_text("is typing")
    anna.bring_to_front()
    expect(visitor.log.locator(".meta").filter(has_text="Seen")).to_have_count(1)


def test_who_opens_a_chat_that_another_handles_is_warned_at_once_and_can_take_over_again(
    browsers: Browsers, site: Site, fresh_shop: Organization
) -> None:
    visitor = asked(browsers, site, fresh_shop)
    anna = browsers.operator(fresh_shop.operator(name="Anna Ade"))
    conversation = first_row(anna, "automated")
    row(anna, conversation).click()
    anna.get_by_role("button", name="Take over").click()
    anna.get_by_label("Your message").fill("I have looked it up and")

    ben = browsers.operator(fresh_shop.operator(name="Ben Bo"), f"/chat/{conversation}")
    warning = ben.locator(".head-warnings")
    expect(warning).to_contain_text("Anna Ade is handling this chat")
    expect(ben.get_by_role("button", name="Take over", exact=True)).to_have_count(0)
    expect(ben.locator("wd-composer textarea")).to_have_count(0)
    warning.get_by_role("button", name="Take over again").click()
    expect(ben.get_by_label("Your message")).to_be_focused()
    expect(warning).not_to_contain_text("is handling this chat")

    expect(anna.get_by_role("alert")).to_contain_text("Ben Bo took over this chat from you.")
    expect(anna.locator(".head-warnings")).to_contain_text("Ben Bo is handling this chat")
    expect(anna.get_by_label("Your unsent text")).to_have_value("I have looked it up and")
    expect(visitor.who).to_contain_text("Ben Bo")
    expect(ben.locator("wd-log")).to_contain_text("You took over from Anna Ade")

    anna.reload()
    expect(anna.get_by_label("Your unsent text")).to_have_value("I have looked it up and")
    anna.get_by_role("button", name="Take over again").click()
    expect(anna.get_by_label("Your message")).to_have_value("I have looked it up and")
    expect(ben.get_by_role("alert")).to_contain_text("Anna Ade took over this chat from you.")


def test_a_take_over_that_comes_too_late_ends_in_the_warning(browsers: Browsers, fresh_shop: Organization) -> None:
    _, conversation = automated(fresh_shop)
    anna, ben = fresh_shop.operator(name="Anna Ade"), fresh_shop.operator(name="Ben Bo")
    console = browsers.operator(anna, f"/chat/{conversation}")
    button = console.get_by_role("button", name="Take over", exact=True)
    expect(button).to_be_visible()
    # Ben is quicker: Anna's page hears of it only after her click.
    console.route("**/take-over", lambda route: (ben.take_over(conversation).ok(), route.continue_()))
    button.click()
    expect(console.locator(".head-warnings")).to_contain_text("Ben Bo is handling this chat")
    expect(console.get_by_role("button", name="Take over again")).to_be_visible()


@pytest.mark.slow
def test_the_operator_is_warned_that_the_customer_may_no_longer_have_the_chat_open(
    browsers: Browsers, start_server: Callable[..., Server]
) -> None:
    shop = Organization(start_server(env={"WHISPER_INACTIVE_SECONDS": "2"}))
    customer, conversation = assisted(shop)
    console = browsers.operator(shop.owner, f"/chat/{conversation}")
    warning = console.locator(".head-warnings")
    expect(warning).to_contain_text("the customer may no longer have this chat open", timeout=20_000)
    expect(row(console, conversation)).to_contain_text("Inactive")
    customer.say("I am still here")
    expect(entry(console, "I am still here", "customer")).to_have_count(1)
    expect(warning).not_to_contain_text("may no longer have this chat open")


def test_a_chat_is_returned_to_the_ai_with_a_note(browsers: Browsers, site: Site, fresh_shop: Organization) -> None:
    visitor = asked(browsers, site, fresh_shop)
    visitor.chat.get_by_role("button", name="Talk to a human").click()
    console = browsers.operator(fresh_shop.owner)
    conversation = first_row(console, "assisted")
    row(console, conversation).click()
    console.get_by_role("button", name="Return to AI").click()
    confirm(console, "Return to AI", note="Nobody is free before noon.")
    expect(row(console, conversation, "automated")).to_be_visible()
    expect(console.locator("wd-log")).to_contain_text("You returned the chat to the bot")
    expect(console.locator("wd-log .note")).to_contain_text("Nobody is free before noon.")
    expect(visitor.log).to_contain_text("the AI assistant, answers again.")
    expect(visitor.log).not_to_contain_text("before noon")


def test_a_customer_asks_for_a_person_and_gets_one(browsers: Browsers, site: Site, fresh_shop: Organization) -> None:
    console = browsers.operator(fresh_shop.operator(name="Anna Ade"))
    visitor = asked(browsers, site, fresh_shop)
    visitor.chat.get_by_role("button", name="Talk to a human").click()
    expect(visitor.log).to_contain_text("You asked for a person.")
    expect(visitor.who).to_contain_text("A person has been asked to join")
    expect(visitor.chat.get_by_role("button", name="Talk to a human")).to_have_count(0)

    conversation = first_row(console, "assisted")
    expect(row(console, conversation)).to_contain_text("Needs a human")
    expect(console.get_by_label("1 chat waiting for a human")).to_be_visible()
    expect(console).to_have_title(re.compile(r"^\(1\) "))
    row(console, conversation).click()
    console.get_by_role("button", name="Take over").click()
    expect(visitor.who).to_contain_text("Anna Ade")
    expect(console.get_by_label("1 chat waiting for a human")).to_be_hidden()


@pytest.mark.slow
def test_the_operator_sees_the_customer_come_and_go(browsers: Browsers, site: Site, fresh_shop: Organization) -> None:
    visitor = asked(browsers, site, fresh_shop)
    address = visitor.page.url
    console = browsers.operator(fresh_shop.owner)
    row(console, first_row(console, "automated")).click()
    presence = console.locator("wd-conversation-header .presence")
    expect(presence).to_have_text("Online")
    visitor.page.goto("about:blank")
    expect(presence).to_contain_text("Offline", timeout=15_000)
    visitor.page.goto(address)
    expect(presence).to_have_text("Online")


def test_a_reload_of_the_customers_page_neither_loses_nor_doubles_anything(
    browsers: Browsers, site: Site, fresh_shop: Organization
) -> None:
    visitor = asked(browsers, site, fresh_shop)
    visitor.say("And on Sundays?")
    conversation = fresh_shop.owner.api.get("/conversations").ok()["data"][0]["id"]
    fresh_shop.owner.take_over(conversation).ok()
    visitor.field.fill("half a sentence")
    visitor.page.reload()
    visitor.launcher.click()
    expect(visitor.message(HOURS, "customer")).to_have_count(1)
    expect(visitor.message("And on Sundays?", "customer")).to_have_count(1)
    visitor.hears(HOURS_ANSWER)
    expect(visitor.who).to_contain_text("Olga Owner")
    expect(visitor.field).to_have_value("half a sentence")
    visitor.say("I am back.")
    texts = fresh_shop.owner.texts(conversation, "customer")
    assert texts == [HOURS, "And on Sundays?", "I am back."]


@pytest.mark.slow
def test_what_is_written_while_the_server_is_away_goes_out_once(
    browsers: Browsers, site: Site, start_server: Callable[..., Server]
) -> None:
    browsers.expects(AWAY)
    server = start_server()
    shop = Organization(server)
    visitor = asked(browsers, site, shop)
    console = browsers.operator(shop.owner)
    conversation = first_row(console, "automated")
    row(console, conversation).click()
    console.get_by_role("button", name="Take over").click()
    expect(visitor.who).to_contain_text("Olga Owner")

    server.stop()
    banner = console.locator("wd-connection-banner")
    expect(banner).to_contain_text("No connection: new messages do not arrive.")
    write(console, "Written by the operator")
    expect(entry(console, "Written by the operator")).to_contain_text("Not sent yet")
    expect(banner).to_contain_text("One message is kept and sent then.")
    visitor.field.fill("Written by the customer")
    visitor.field.press("Enter")
    expect(visitor.chat.locator("#notice")).to_contain_text("What you wrote is kept")

    server.start()
    expect(banner).to_be_hidden(timeout=40_000)
    visitor.hears("Written by the operator", "operator")
    expect(entry(console, "Written by the customer", "customer")).to_have_count(1, timeout=40_000)
    expect(visitor.chat.locator("#notice")).to_be_hidden()
    expect(entry(console, "Written by the operator")).to_have_count(1)
    assert shop.owner.texts(conversation, "operator") == ["Written by the operator"]
    assert shop.owner.texts(conversation, "customer") == [HOURS, "Written by the customer"]


def test_an_answer_is_seen_as_it_is_written_and_becomes_the_message(
    browsers: Browsers, site: Site, model_server: Server, model: ScriptedModel
) -> None:
    shop, gate = Organization(model_server), Gate()
    model.script(streams("We open ", "at **nine**", gate, " every day."))
    visitor = browsers.customer(site, shop.server, knowing_bot(shop)).open()
    visitor.say(HOURS)
    draft = visitor.log.locator(".message[data-draft]")
    expect(draft).to_contain_text("We open at nine")
    expect(draft.locator("strong")).to_have_text("nine")
    console = browsers.operator(shop.owner)
    row(console, first_row(console, "automated")).click()
    expect(console.locator('wd-log [aria-busy="true"]')).to_contain_text("We open at nine")
    gate.open()
    visitor.hears("We open at nine every day.")
    expect(draft).to_have_count(0)
    expect(entry(console, "We open at nine every day.", "bot")).to_have_count(1)
    expect(console.locator('wd-log [aria-busy="true"]')).to_have_count(0)


def test_a_draft_is_gone_from_both_screens_once_a_person_takes_over(
    browsers: Browsers, site: Site, model_server: Server, model: ScriptedModel
) -> None:
    shop, gate = Organization(model_server), Gate()
    model.script(streams("I think that ", gate, "never."))
    bot = knowing_bot(shop)
    shop.faq(bot, "May I bring my dog?", "Dogs are welcome on a lead.")
    visitor = browsers.customer(site, shop.server, bot).open()
    visitor.say("May I bring my dog?")
    expect(visitor.log.locator(".message[data-draft]")).to_contain_text("I think that")
    console = browsers.operator(shop.owner)
    row(console, first_row(console, "automated")).click()
    expect(console.locator('wd-log [aria-busy="true"]')).to_contain_text("I think that")
    console.get_by_role("button", name="Take over").click()
    expect(visitor.who).to_contain_text("Olga Owner")
    gate.open()
    expect(visitor.log.locator(".message[data-draft]")).to_have_count(0)
    expect(console.locator('wd-log [aria-busy="true"]')).to_have_count(0)
    write(console, "Dogs are welcome.")
    visitor.hears("Dogs are welcome.", "operator")
    expect(visitor.log).not_to_contain_text("I think that")


HOSTILE = [
    '<img src=x onerror="window.pwned = true">',
    '"><script>window.pwned = true</script>',
    "[click](javascript:window.pwned=true) javascript:window.pwned=true",
    "![tracker](http://127.0.0.1:9/pixel.png)",
    "invoice\u202egnp.exe\u202c and on",
    "W" * 900,
    "\u0651" * 200 + "Z\u0361\u0489\u0334a\u0321\u0321lgo",
    "</div></main></body>",
    "{{7*7}} ${7*7} %s %n",
]


def stands(page: Page, log: str) -> None:
    """Nothing of a message has run, and nothing of it is wider than its place."""
    for frame in page.frames:
        assert frame.evaluate("window.pwned") is None
        assert frame.locator("img").count() == 0
        assert frame.locator('a[href^="javascript" i]').count() == 0
        if frame.locator(log).count():
            assert frame.evaluate(
                "log => { const box = document.querySelector(log); return box.scrollWidth - box.clientWidth }", log
            ) <= 0
            assert frame.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("width", [1280, 390])
def test_hostile_messages_are_shown_as_text_and_break_nothing(
    browsers: Browsers, site: Site, fresh_shop: Organization, width: int
) -> None:
    viewport = {"width": width, "height": 800}
    visitor = asked(browsers, site, fresh_shop, viewport=viewport)
    console = browsers.operator(fresh_shop.operator(name='<b onclick="pwned=1">Eve</b>'), viewport=viewport)
    conversation = first_row(console, "automated")
    row(console, conversation).click()
    console.get_by_role("button", name="Take over").click()
    for text in HOSTILE:
        visitor.say(text)
        expect(entry(console, text, "customer")).to_have_count(1)
        write(console, text)
        visitor.hears(text, "operator")
    expect(visitor.who).to_contain_text('<b onclick="pwned=1">Eve</b>')
    stands(visitor.page, "#log")
    stands(console, ".log-scroll")
    assert fresh_shop.owner.texts(conversation, "operator") == HOSTILE
    console.goto(f"{fresh_shop.server.url}/chat")
    expect(row(console, conversation)).to_contain_text("{{7*7}}")
    stands(console, ".rows")


def test_what_a_model_wrote_is_hostile_too(
    browsers: Browsers, site: Site, model_server: Server, model: ScriptedModel
) -> None:
    shop, gate = Organization(model_server), Gate()
    model.script(streams("\n\n".join(HOSTILE), gate, "\n\n[Our shop](https://shop.example/) ends it."))
    # Its links and numbers stand in the bot's settings: otherwise they would be dropped before anybody sees them.
    known = "\n".join([*HOSTILE, "https://shop.example/"])
    bot = knowing_bot(shop, name='<i id="pwned">Bot</i>', greeting=HOSTILE[0], instructions=known)
    visitor = browsers.customer(site, shop.server, bot).open()
    visitor.say(HOURS)
    expect(visitor.log.locator(".message[data-draft]")).to_contain_text("</div></main></body>")
    stands(visitor.page, "#log")
    gate.open()
    visitor.hears("ends it.")
    console = browsers.operator(shop.owner)
    row(console, first_row(console, "automated")).click()
    expect(entry(console, "ends it.", "bot")).to_have_count(1)
    stands(visitor.page, "#log")
    stands(console, ".log-scroll")
    link = visitor.log.get_by_role("link", name="Our shop")
    expect(link).to_have_attribute("href", "https://shop.example/")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
