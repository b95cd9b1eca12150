"""The console's page Feedback & training: answers corrected, tried before that, and everything asked again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from browser import Browsers, browsers, chromium, confirm, flaws  # noqa: F401
from harness import Organization, knowing_bot

ISLANDS = "Do you deliver to islands?"


def rated_down(shop: Organization, bot: dict[str, Any], question: str, note: str) -> str:
    """A past chat whose one answer was rated down."""
    customer = shop.customer(bot)
    conversation = customer.begin(question)
    seq = customer.hears("bot")["seq"]
    shop.owner.end(conversation).ok()
    shop.owner.api.put(f"/conversations/{conversation}/items/{seq}/rating", {"thumb": "down", "note": note}).ok()
    return conversation


def ask(shop: Organization, bot: dict[str, Any], text: str) -> dict[str, Any]:
    return dict(shop.owner.api.post(f"/bots/{bot['id']}/ask", {"text": text}).ok())


def row(console: Page, question: str) -> Locator:
    return console.locator(".paged-row").filter(has_text=question)


def save(console: Page) -> None:
    console.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    expect(console.get_by_role("dialog")).to_have_count(0)


def point_to(console: Page, words: str, title: str) -> None:
    """Chooses an entry with the keyboard alone."""
    console.get_by_label("What an entry of its knowledge says").check()
    search = console.get_by_role("combobox", name="Entry")
    search.focus()
    search.fill(words)
    expect(console.get_by_role("option")).to_have_count(1)
    search.press("Enter")
    expect(console.locator(".picked")).to_contain_text(title)
    expect(console.get_by_role("button", name="Choose another")).to_be_focused()


def replayed(console: Page, expected: dict[str, int]) -> Locator:
    """Asks everything again and waits for the counts of the outcomes; the cases."""
    console.get_by_role("button", name="Ask everything again").click()
    expect(console.locator(".replay-verdict")).to_contain_text("wrong now" if "broken" in expected else "asked,")
    expect(console.locator(".replay-counts strong")).to_have_text(
        [str(expected.get(outcome, 0)) for outcome in ["broken", "fixed", "changed", "unchanged"]]
    )
    return console.locator(".replay-cases > li")


def test_a_wrong_answer_is_tried_corrected_and_given_right_from_then_on(
    browsers: Browsers, fresh_shop: Organization
) -> None:
    bot = fresh_shop.bot()
    fresh_shop.faq(bot, ISLANDS, "Yes, everywhere.")
    ferries = fresh_shop.faq(bot, "Which ferries carry your parcels?", "Those to Gozo and Comino.")
    console = browsers.operator(fresh_shop.owner, f"/bots/{bot['id']}")
    console.get_by_role("link", name="Training").click()
    expect(console.get_by_role("heading", name="Nothing was rated down")).to_be_visible()
    conversation = rated_down(fresh_shop, bot, ISLANDS, "Not without a ferry.")
    console.reload()
    expect(console).to_have_title(re.compile("^Feedback & training"))
    line = row(console, ISLANDS)
    expect(line).to_contain_text("Not without a ferry.")
    expect(line.get_by_role("link", name="Open the chat")).to_have_attribute("href", re.compile(conversation))

    line.get_by_role("button", name="Correct").click()
    panel = console.get_by_role("dialog", name="Correct this answer")
    expect(panel.locator(".why-passages li[data-cited]")).to_contain_text("Yes, everywhere.")
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel.get_by_label("The right answer")).to_be_focused()
    panel.get_by_label("The right answer").fill("Only to islands with a ferry.")
    panel.get_by_role("button", name="Try on all rated questions").click()
    expect(panel.locator(".replay-verdict")).to_have_text("Nothing breaks: 1 question asked, 1 as corrected.")
    panel.locator(".replay-cases summary").click()
    expect(panel.locator(".case-facts dd")).to_have_text(["Only to islands with a ferry."] * 2)
    assert ask(fresh_shop, bot, ISLANDS)["answer"] == "Yes, everywhere.", "nothing is stored by trying"
    console.keyboard.press("Escape")
    console.get_by_role("dialog", name="Leave without saving?").get_by_role("button", name="Cancel").click()
    save(console)
    expect(line.locator(".taught")).to_contain_text("Only to islands with a ferry.")
    expect(line.get_by_role("button", name="Edit")).to_be_focused()
    assert ask(fresh_shop, bot, ISLANDS)["answer"] == "Only to islands with a ferry."

    line.get_by_role("button", name="Edit").click()
    point_to(console, "ferries parcel", "Which ferries carry your parcels?")
    save(console)
    expect(line.locator(".taught")).to_contain_text("Which ferries carry your parcels?")
    assert ask(fresh_shop, bot, ISLANDS)["answer"] == "Those to Gozo and Comino."

    console.get_by_role("link", name="Replay").click()
    expect(replayed(console, {"fixed": 1}).locator(".badge")).to_have_text(["Fixed"])
    fresh_shop.owner.api.delete(f"/bots/{bot['id']}/knowledge/{ferries['id']}").ok(204)
    cases = replayed(console, {"broken": 1})
    expect(cases.first).to_contain_text("An entry that was deleted")
    expect(cases.first).to_contain_text("Yes, everywhere.")


def test_corrections_are_added_looked_through_when_their_entry_changed_and_deleted(
    browsers: Browsers, fresh_shop: Organization
) -> None:
    bot = fresh_shop.bot()
    tower = fresh_shop.faq(bot, "How high is the tower?", "Ninety metres.")
    console = browsers.operator(fresh_shop.owner, f"/bots/{bot['id']}/training/corrections")
    question = "What about that big thing on the hill?"
    console.get_by_role("button", name="Add a correction").click()
    console.get_by_role("dialog").get_by_label("Question").fill(question)
    point_to(console, "tower", "How high is the tower?")
    save(console)
    assert ask(fresh_shop, bot, question)["answer"] == "Ninety metres."

    path = f"/bots/{bot['id']}/knowledge/{tower['id']}"
    fresh_shop.owner.api.patch(path, {"answer": "Ninety-one metres."}).ok()
    console.reload()
    correction = row(console, question)
    expect(correction).to_contain_text("has changed since")
    correction.get_by_role("button", name="Keep as it is").click()
    expect(correction.locator(".strip")).to_have_count(0)
    fresh_shop.owner.api.delete(path).ok(204)
    console.reload()
    expect(correction).to_contain_text("was deleted, so the bot answers as if nothing had been corrected")
    expect(correction.get_by_role("button", name="Keep as it is")).to_have_count(0)
    correction.get_by_role("button", name="Edit").click()
    console.get_by_label("That it does not know").check()
    save(console)
    expect(correction.locator(".taught")).to_contain_text("Does not know")
    expect(correction.locator(".strip")).to_have_count(0)
    assert not ask(fresh_shop, bot, question)["confident"]
    correction.get_by_role("button", name="Delete").click()
    confirm(console, "Delete")
    expect(console.get_by_role("heading", name="The bot was not corrected yet")).to_be_visible()
    expect(console.get_by_role("button", name="Add a correction")).to_be_focused()


def test_an_operator_reads_the_training_page_and_changes_nothing(browsers: Browsers, fresh_shop: Organization) -> None:
    bot = fresh_shop.bot()
    fresh_shop.faq(bot, ISLANDS, "Yes, everywhere.")
    rated_down(fresh_shop, bot, ISLANDS, "Not without a ferry.")
    correction = {"question": "Where is the lift?", "lesson": "handover"}
    fresh_shop.owner.api.post(f"/bots/{bot['id']}/corrections", correction).ok(201)
    console = browsers.operator(fresh_shop.operator(), f"/bots/{bot['id']}/training")
    row(console, ISLANDS).get_by_role("button", name="Look").click()
    panel = console.get_by_role("dialog", name="Rated down")
    expect(panel.locator(".why-passages li[data-cited]")).to_contain_text("Yes, everywhere.")
    expect(panel.get_by_role("button")).to_have_count(1)  # Close
    panel.get_by_role("button", name="Close").click()
    console.get_by_role("link", name="Corrections").click()
    expect(row(console, "Where is the lift?")).to_contain_text("It asks for a person.")
    expect(console.locator(".training-part button")).to_have_count(0)
    console.get_by_role("link", name="Replay").click()
    expect(console.get_by_text("Starting it takes the role admin or owner.")).to_be_visible()
    expect(console.locator(".training-part button")).to_have_count(0)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 360)])
def test_axe_finds_nothing_on_the_training_page(
    browsers: Browsers, fresh_shop: Organization, scheme: str, width: int
) -> None:
    bot = fresh_shop.bot()
    fresh_shop.faq(bot, ISLANDS, "Yes, everywhere.")
    view = {"width": width, "height": 900}
    console = browsers.operator(fresh_shop.owner, f"/bots/{bot['id']}/training", color_scheme=scheme, viewport=view)

    def is_fine() -> None:
        assert flaws(console) == []
        assert console.evaluate("document.documentElement.scrollWidth <= innerWidth")

    expect(console.get_by_role("heading", name="Nothing was rated down")).to_be_visible()
    is_fine()
    rated_down(fresh_shop, bot, ISLANDS, "Not without a ferry.")
    console.reload()
    row(console, ISLANDS).get_by_role("button", name="Correct").click()
    expect(console.locator(".why-passages li")).to_have_count(1)
    console.get_by_label("What an entry of its knowledge says").check()
    console.get_by_role("combobox", name="Entry").focus()
    expect(console.get_by_role("option")).to_have_count(1)
    is_fine()
    console.get_by_label("That it does not know").check()
    console.get_by_role("button", name="Try on all rated questions").click()
    expect(console.locator(".replay-cases > li")).to_have_count(1)
    is_fine()
    save(console)
    is_fine()
    console.get_by_role("link", name="Corrections").click()
    expect(row(console, ISLANDS)).to_be_visible()
    is_fine()
    console.get_by_role("link", name="Replay").click()
    replayed(console, {"fixed": 1})
    is_fine()


def test_unanswered_questions_are_answered_or_dismissed_in_groups(browsers: Browsers, fresh_shop: Organization) -> None:
    bot = knowing_bot(fresh_shop)
    for question in ["Do you ship to Malta?", "do you ship to malta", "Do you ship to Malta?", "Is there a student discount?"]:
        customer = fresh_shop.customer(bot)
        customer.begin(question)
        customer.hears("bot")
    address = f"/bots/{bot['id']}/training/unanswered"
    console = browsers.operator(fresh_shop.owner, address)
    expect(console.locator(".paged-row h3")).to_have_text([re.compile("malta", re.I), "Is there a student discount?"])
    malta = row(console, "Asked 3 times")
    malta.get_by_text("How it was asked").click()
    expect(malta.locator(".wordings li")).to_have_count(3)
    expect(malta.get_by_role("link", name="Open the chat")).to_have_count(3)
    assert flaws(console) == []
    helper = browsers.operator(fresh_shop.operator(), address)
    expect(helper.locator(".paged-row")).to_have_count(2)
    expect(helper.locator(".training-part button")).to_have_count(0)

    malta.get_by_role("button", name="Write an answer").click()
    form = console.get_by_role("dialog")
    expect(form.get_by_label("Question")).to_have_value(re.compile("malta", re.I))
    expect(form.get_by_label("Answer", exact=True)).to_be_focused()
    form.get_by_label("Answer", exact=True).fill("Yes, by ship, within ten days.")
    form.get_by_role("button", name="Save").click()
    expect(console.locator(".paged-row")).to_have_count(1)
    assert ask(fresh_shop, bot, "Do you ship to Malta?")["answer"] == "Yes, by ship, within ten days."
    console.get_by_role("button", name="Dismiss: Is there a student discount?").click()
    expect(console.get_by_role("heading", name="No question is waiting for an answer")).to_be_focused()
    console.reload()
    expect(console.get_by_role("heading", name="No question is waiting for an answer")).to_be_visible()
