"""The console's knowledge page: websites and files read in, followed, cancelled, looked at and deleted.

And what comes of it: answers with links to the pages, also through a language model of the bot's own.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from browser import Browsers, Site, browsers, chromium, confirm, entry, flaws, site  # noqa: F401
from harness import Organization, ScriptedModel, Server, streams
from harness.site import Site as Website
from harness.site import page

EACH = pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390)])

HOURS = b"# Opening hours\n\nThe shop is open from nine to five, Monday to Friday. On Saturdays it closes at noon.\n"
RETURNS = b"Returns are free within thirty days. Send the parcel back with the label that came with it.\n"


DELIVERY = page("Delivery", "Parcels to Canada take nine days and cost twelve crowns.")
CANADA = "How many days do parcels to Canada take?"


@pytest.fixture(scope="module")
def website() -> Iterator[Website]:
    with Website() as made:
        yield made


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, website: Website, module_model: ScriptedModel) -> Iterator[Server]:
    """A server that may read the website and ask the scripted model."""
    env = {**module_model.env, "WHISPER_FETCH_HOSTS": website.host}
    with Server(tmp_path_factory.mktemp("server"), env=env) as running:
        yield running


def knowledge(browsers: Browsers, shop: Organization, **options: object) -> Page:
    """The knowledge page of a bot that knows nothing."""
    console = browsers.operator(shop.owner, f"/bots/{shop.bot()['id']}/knowledge", **options)
    expect(console.get_by_role("heading", name="This bot knows nothing yet")).to_be_visible()
    return console


def upload(console: Page, *files: tuple[str, bytes]) -> None:
    payload = [{"name": name, "mimeType": "application/octet-stream", "buffer": body} for name, body in files]
    console.get_by_label("Files to upload").set_input_files(payload)


def drop(console: Page, files: dict[str, str | int]) -> None:
    """Drags files over the page and drops them there: a name and its text, or a size in bytes."""
    carried = console.evaluate_handle(
        """(files) => {
          const carried = new DataTransfer();
          for (const [name, said] of Object.entries(files)) {
            carried.items.add(new File([typeof said === "number" ? new Uint8Array(said) : said], name));
          }
          return carried;
        }""",
        files,
    )
    zone = console.locator(".drop-zone")
    console.dispatch_event("h1", "dragover", {"dataTransfer": carried})
    expect(zone).to_have_attribute("data-over", "")
    console.dispatch_event("h1", "drop", {"dataTransfer": carried})
    expect(zone).not_to_have_attribute("data-over", "")


def in_both_schemes(console: Page) -> list[str]:
    """What axe finds on the page as it stands, light and dark."""
    found = []
    for scheme in ("dark", "light"):
        console.emulate_media(color_scheme=scheme)
        console.evaluate("Promise.all(document.getAnimations().map((running) => running.finished))")
        found += flaws(console)
    return found


def crawl(console: Page, address: str) -> Locator:
    """Adds a whole site by its dialog; its row."""
    console.get_by_role("button", name="Website", exact=True).click()
    console.get_by_role("dialog").get_by_label("Address").fill(address)
    console.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
    return console.locator(".knowledge-row")


def test_files_are_dropped_anywhere_on_the_page_and_those_that_cannot_be_taken_say_what_to_do(
    browsers: Browsers, fresh_shop: Organization
) -> None:
    console = knowledge(browsers, fresh_shop)
    sent: list[str] = []
    console.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    drop(console, {"hours.md": HOURS.decode(), "huge.pdf": 25_000_001, "photo.png": "\x89PNG\r\n", "returns.txt": RETURNS.decode()})
    expect(console.locator(".knowledge-row h2")).to_have_text(["returns.txt", "hours.md"])
    expect(console.locator(".knowledge-row .badge")).to_have_text(["Ready", "Ready"])
    alerts = console.locator(".upload").get_by_role("alert")
    expect(alerts).to_have_text([re.compile("over the limit of 25 MB. Split it"), re.compile("^It cannot be imported. .* Save it as Markdown")])
    expect(console.locator(".upload-name strong")).to_have_text(["huge.pdf", "photo.png"])
    expect(console.get_by_role("button", name="Try again")).to_have_count(0)
    assert len(sent) == 3, "what is too large is not sent at all"
    for name in ("huge.pdf", "photo.png"):
        console.get_by_role("button", name=f"Dismiss: {name}").press("Enter")
    expect(console.locator(".upload")).to_have_count(0)
    expect(console.get_by_role("button", name="Files", exact=True)).to_be_focused()


def test_a_slow_site_is_followed_as_it_is_read_cancelled_and_read_again_to_its_end(
    browsers: Browsers, fresh_shop: Organization, website: Website
) -> None:
    gate = threading.Semaphore(0)
    names = [f"/lantern-{number}" for number in range(5)]
    website.pages = {"/": page("Lanterns", "We have sold lanterns since 1921.", links=("/gone", *names))}
    for number, name in enumerate(names):
        text = f"Lantern {number} burns for {number + 100} hours with one filling of oil."
        website.pages[name] = website.held(page(f"Lantern {number}", text), gate)
    console = knowledge(browsers, fresh_shop)
    row = crawl(console, website.url("/"))
    badge, counts = row.locator(".badge"), row.locator(".import-counts")
    expect(badge).to_have_text("Reading")
    expect(counts).to_contain_text("7 found · 1 read · 1 indexed")
    gate.release()
    expect(counts).to_have_text("7 found · 2 read · 2 indexed · 1 failed")
    gate.release(2)
    expect(counts).to_have_text("7 found · 4 read · 4 indexed · 1 failed")
    expect(row.get_by_role("progressbar")).to_have_js_property("value", 5)
    again = row.get_by_role("button", name="Crawl again")
    expect(again).to_be_disabled()
    row.get_by_text("1 failed: why").click()
    expect(row.locator(".failures li")).to_contain_text([website.url("/gone")])
    assert in_both_schemes(console) == []

    row.get_by_role("button", name="Cancel reading").press("Enter")
    expect(badge).to_have_text("Cancelled")
    expect(row.locator(".import-trouble")).to_have_text("Reading was cancelled. Whatever was read before still answers.")
    expect(row.locator(".knowledge-facts")).to_contain_text("Cancelled just now")
    expect(row.get_by_role("progressbar")).to_have_count(0)
    expect(console.get_by_role("status").filter(has_text="was cancelled.")).to_be_visible()
    expect(again).to_be_focused()

    gate.release(len(names) + 1)
    console.keyboard.press("Enter")
    expect(badge).to_have_text("Read in part")
    expect(again).to_be_focused()
    expect(row.locator(".knowledge-facts")).to_contain_text("6 pages")
    expect(row.locator(".failures summary")).to_have_text("1 failed: why")
    failure = row.locator(".failures li")
    expect(failure.locator("strong")).to_have_text([website.url("/gone")])
    expect(failure.locator("span")).to_contain_text(["404"])
    row.get_by_text("What was read").click()
    expect(row.locator(".documents li")).to_have_count(6)
    expect(row.get_by_role("link", name="Lantern 4")).to_have_attribute("href", website.url("/lantern-4"))


def test_an_answer_from_a_page_through_a_model_of_the_bots_own_leads_back_to_the_page(
    browsers: Browsers, site: Site, fresh_shop: Organization, website: Website, model: ScriptedModel
) -> None:
    website.pages = {"/delivery": DELIVERY}
    bot, key = fresh_shop.bot(), "sk-own-4711-never-seen"
    entered = {"kind": "url", "url": website.url("/delivery")}
    fresh_shop.owner.api.post(f"/bots/{bot['id']}/knowledge", entered).ok(201)
    console = browsers.operator(fresh_shop.owner, f"/bots/{bot['id']}/settings")
    console.get_by_role("button", name="Use an own model").click()
    dialog = console.get_by_role("dialog", name="Language model of this bot")
    address, save = dialog.get_by_label("Address"), dialog.get_by_role("button", name="Save")
    for wrong, said in (
        ("models.example", "Enter the address of the endpoint"), ("https://me:secret@models.example/v1", "It takes an address such as"),
    ):  # fmt: skip
        address.fill(wrong)
        dialog.get_by_label("Model", exact=True).fill("own-1")
        dialog.get_by_label("Key").fill(key)
        save.click()
        expect(dialog.locator(".field-error[data-for=url]")).to_contain_text(said)
        expect(address).to_be_focused()
        expect(address).to_have_attribute("aria-invalid", "true")
    assert in_both_schemes(console) == []
    address.fill(model.url)
    save.click()
    expect(dialog).to_have_count(0)
    card = console.locator("wd-language-model")
    expect(card.locator("dd")).to_have_text(["own-1", model.url, "A key is stored"])
    change = card.get_by_role("button", name="Change model")
    expect(change).to_be_focused()
    change.click()
    expect(dialog.get_by_label("Key")).to_have_value("")
    expect(dialog.get_by_label("Key")).to_have_attribute("placeholder", "A key is stored")
    save.click()
    expect(dialog).to_have_count(0)
    console.reload()
    expect(card.locator("dd")).to_have_text(["own-1", model.url, "A key is stored"])
    assert key not in console.content()

    model.default = streams("They take nine days [1].")
    console.get_by_role("link", name="Try it").click()
    said = ask(console, CANADA)
    expect(said).to_contain_text("They take nine days.")
    expect(said.locator(".sources a", has_text="Delivery")).to_have_attribute("href", website.url("/delivery"))
    assert (model.requests[-1]["model"], model.headers[-1]["Authorization"]) == ("own-1", f"Bearer {key}")

    visitor = browsers.customer(site, fresh_shop.server, bot).open()
    visitor.say(CANADA)
    visitor.hears("They take nine days.")
    chat = browsers.operator(fresh_shop.owner)
    chat.locator(".row").first.click()
    heard = entry(chat, "They take nine days.", "bot")
    heard.get_by_text("1 source").click()
    for link in (visitor.log.locator(".sources a"), heard.locator(".sources a")):
        expect(link).to_have_text("Delivery")
        expect(link).to_have_attribute("href", website.url("/delivery"))
        expect(link).to_have_attribute("target", "_blank")
        expect(link).to_have_attribute("rel", re.compile("noopener"))
    assert flaws(chat) == []

    console.locator(".tabs [data-tab=settings]").click()
    card.get_by_role("button", name="Remove model").click()
    confirm(console, "Remove")
    expect(card.get_by_role("button", name="Use an own model")).to_be_focused()
    expect(card.locator("dd")).to_have_count(0)
    console.get_by_role("link", name="Try it").click()
    expect(ask(console, CANADA)).to_contain_text("They take nine days.")
    assert (model.requests[-1]["model"], model.headers[-1]["Authorization"]) == ("scripted", "Bearer sk-scripted")


def ask(console: Page, text: str) -> Locator:
    """Asks in *Try it*; the answer."""
    console.get_by_label("Your question").fill(text)
    console.get_by_role("button", name="Ask", exact=True).click()
    answer = console.locator(".try-log [data-role=bot]").last
    expect(answer).to_be_visible()
    return answer


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
