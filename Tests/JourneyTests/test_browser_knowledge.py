"""The console's knowledge page: websites and files read in, followed, cancelled, looked at and deleted."""

from __future__ import annotations


import pytest
from playwright.sync_api import Page, expect

from browser import Browsers, browsers, chromium, confirm, flaws  # noqa: F401
from harness import Organization

EACH = pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390)])

HOURS = b"# Opening hours\n\nThe shop is open from nine to five, Monday to Friday. On Saturdays it closes at noon.\n"
RETURNS = b"Returns are free within thirty days. Send the parcel back with the label that came with it.\n"


def knowledge(browsers: Browsers, shop: Organization, **options: object) -> Page:
    """The knowledge page of a bot that knows nothing."""
    console = browsers.operator(shop.owner, f"/bots/{shop.bot()['id']}/knowledge", **options)
    expect(console.get_by_role("heading", name="This bot knows nothing yet")).to_be_visible()
    return console


def upload(console: Page, *files: tuple[str, bytes]) -> None:
    payload = [{"name": name, "mimeType": "application/octet-stream", "buffer": body} for name, body in files]
    console.get_by_label("Files to upload").set_input_files(payload)


def test_several_files_are_uploaded_read_looked_at_and_deleted(browsers: Browsers, fresh_shop: Organization) -> None:
    console = knowledge(browsers, fresh_shop)
    upload(console, ("hours.md", HOURS), ("returns.txt", RETURNS), ("empty.txt", b""))
    expect(console.locator(".knowledge-row h2")).to_have_text(["returns.txt", "hours.md"])
    expect(console.locator(".knowledge-row .badge")).to_have_text(["Ready", "Ready"])
    refused = console.locator(".upload").filter(has_text="empty.txt")
    expect(refused).to_contain_text("This file is empty. Choose another one.")
    expect(refused.get_by_role("button", name="Try again")).to_have_count(0)
    refused.get_by_role("button", name="Dismiss: empty.txt").click()
    expect(console.locator(".upload")).to_have_count(0)

    first = console.locator(".knowledge-row").filter(has_text="hours.md")
    first.get_by_text("What was read").click()
    expect(first.locator(".documents li")).to_have_count(1)
    expect(first.locator(".documents li")).to_contain_text("1 passage")
    first.get_by_role("button", name="Read again: hours.md").click()
    expect(first.locator(".badge")).to_have_text("Ready")
    first.get_by_role("button", name="Delete: hours.md").click()
    confirm(console, "Delete")
    expect(console.locator(".knowledge-row h2")).to_have_text(["returns.txt"])


def test_a_file_that_cannot_be_read_is_refused_with_the_reason_where_it_was_sent(
    browsers: Browsers, fresh_shop: Organization
) -> None:
    console = knowledge(browsers, fresh_shop)
    upload(console, ("program.exe", b"MZ\x90\x00\x03\x00\x00\x00"), ("hours.md", HOURS))
    expect(console.locator(".upload").filter(has_text="program.exe").get_by_role("alert")).not_to_be_empty()
    expect(console.locator(".knowledge-row h2")).to_have_text(["hours.md"])


def test_the_form_of_a_website_says_what_is_wrong_with_it(browsers: Browsers, fresh_shop: Organization) -> None:
    console = knowledge(browsers, fresh_shop)
    console.get_by_role("button", name="Add your website").click()
    dialog = console.get_by_role("dialog")
    dialog.get_by_label("Address").fill("not a website")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog.get_by_label("Address")).to_be_focused()
    expect(dialog.get_by_label("Address")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_label("Address").fill("https://shop.example/help")
    dialog.get_by_text("Details").click()
    dialog.get_by_label("Most pages").fill("0")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog.get_by_label("Most pages")).to_be_focused()
    dialog.get_by_label("This page only").check()
    expect(dialog.get_by_text("Details")).to_be_hidden()
    dialog.get_by_role("button", name="Cancel").click()
    expect(console.locator(".knowledge-row")).to_have_count(0)


def test_a_website_that_cannot_be_reached_says_so_and_is_read_again(browsers: Browsers, fresh_shop: Organization) -> None:
    console = knowledge(browsers, fresh_shop)
    console.get_by_role("button", name="Website", exact=True).click()
    dialog = console.get_by_role("dialog")
    dialog.get_by_label("Address").fill("http://127.0.0.1:9/")
    dialog.get_by_label("This page only").check()
    dialog.get_by_role("button", name="Add", exact=True).click()
    row = console.locator(".knowledge-row")
    expect(row.locator(".badge")).to_have_text("Failed", timeout=30_000)
    expect(row.locator(".import-trouble")).to_contain_text("Whatever was read before still answers.")
    row.locator(".failures summary").click()
    expect(row.locator(".failures li")).to_have_count(1)
    row.get_by_role("button", name="Read again").click()
    expect(row.locator(".badge")).to_have_text("Failed", timeout=30_000)


def test_an_operator_sees_what_was_read_and_changes_nothing(browsers: Browsers, fresh_shop: Organization) -> None:
    bot = fresh_shop.bot()
    admin = browsers.operator(fresh_shop.owner, f"/bots/{bot['id']}/knowledge")
    upload(admin, ("hours.md", HOURS))
    expect(admin.locator(".knowledge-row .badge")).to_have_text("Ready")
    console = browsers.operator(fresh_shop.operator(), f"/bots/{bot['id']}/knowledge")
    expect(console.locator(".knowledge-row")).to_have_count(1)
    expect(console.locator(".knowledge-row button")).to_have_count(0)
    expect(console.locator(".drop-zone")).to_have_count(0)


@EACH
def test_axe_finds_nothing_on_the_knowledge_page(
    browsers: Browsers, fresh_shop: Organization, scheme: str, width: int
) -> None:
    console = knowledge(browsers, fresh_shop, color_scheme=scheme, viewport={"width": width, "height": 900})
    assert flaws(console) == []
    upload(console, ("hours.md", HOURS), ("empty.txt", b""))
    expect(console.locator(".knowledge-row .badge")).to_have_text("Ready")
    console.get_by_text("What was read").click()
    expect(console.locator(".documents li")).to_have_count(1)
    assert flaws(console) == []
    assert console.evaluate("document.documentElement.scrollWidth <= innerWidth")
    console.get_by_role("button", name="Website", exact=True).click()
    console.get_by_text("Details").click()
    assert flaws(console) == []
