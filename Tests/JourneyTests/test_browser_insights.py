"""Insights, a chat's transcript, the team and the settings, as people use them."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from browser import Browsers, browsers, chromium, confirm, flaws  # noqa: F401
from harness import HOURS, HOURS_ANSWER, Api, Operator, Organization, assisted, automated, eventually, knowing_bot, requested

HOSTILE = "<img src=x onerror=alert(1)>\n[09:00] Olga Owner: a refund\u202e"


def everywhere(page: Page) -> list[str]:
    """What axe finds on the page in light, in dark and on a phone; and whether it is wider than the phone."""
    found = flaws(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += flaws(page)
    page.set_viewport_size({"width": 360, "height": 740})
    found += flaws(page)
    if page.evaluate("document.querySelector('main').scrollWidth > document.querySelector('main').clientWidth"):
        found.append("wider than the screen")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})
    return found


def held(number: int, at: datetime) -> str:
    def time(seconds: int) -> str:
        return (at + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")

    texts = [("customer", 0, "Hello"), ("bot", 3, "Hi."), ("operator", 60, "Hello!")][: 2 + number % 2]
    messages = [{"role": role, "text": text, "at": time(after)} for role, after, text in texts]
    return json.dumps({"customer": {"name": f"C{number}"}, "startedAt": time(0), "messages": messages})


def downloaded(page: Page, role: Any, name: str) -> tuple[str, str]:
    with page.expect_download() as loading:
        page.get_by_role(role, name=name, exact=True).click()
    return loading.value.suggested_filename, Path(loading.value.path()).read_text(encoding="utf-8-sig")


def test_insights_are_read_with_the_keyboard_narrowed_down_and_taken_away(
    browsers: Browsers, fresh_shop: Organization, tmp_path: Path
) -> None:
    owner = fresh_shop.owner
    page = browsers.operator(owner, "/insights", timezone_id="UTC")
    expect(page.get_by_role("heading", name="There is nothing to count yet")).to_be_visible()
    tea, coffee = knowing_bot(fresh_shop, name="Tea"), knowing_bot(fresh_shop, name="<b>Coffee</b>")
    noon = datetime.now(timezone.utc).replace(hour=12, minute=0) - timedelta(days=40)
    for bot, count in ((tea, 6), (coffee, 4)):
        file = tmp_path / f"{bot['id']}.jsonl"
        file.write_text("\n".join(held(number, noon + timedelta(days=number % 2)) for number in range(count)))
        fresh_shop.desk.ok("import", str(file), "--bot", bot["id"])
    automated(fresh_shop, tea)
    requested(fresh_shop, tea)
    _, conversation = assisted(fresh_shop, bot=coffee)
    owner.say(conversation, "Good morning!").ok(201)
    eventually(lambda: owner.api.get("/insights").ok()["total"]["conversations"] == 3)

    page.reload()
    tile = lambda name: page.locator(".tile").filter(has=page.get_by_role("heading", name=name, exact=True))
    expect(tile("Chats").locator(".tile-value")).to_have_text("3")
    expect(tile("By the bot alone").locator(".tile-value")).to_have_text("33%")
    assert everywhere(page) == []
    plot = page.get_by_role("group", name=re.compile("Chats a day"))
    plot.focus()
    said = page.locator(".chart-card").first.locator(".chart-said")
    expect(said).to_contain_text("3 chats, 1 by the bot alone, 1 with a person, 1 without the person asked for")
    plot.press("ArrowLeft")
    expect(said).to_contain_text("0 chats")
    plot.press("End")
    expect(said).to_contain_text("3 chats")
    page.get_by_text("Show it as a table").first.press("Enter")
    expect(page.locator(".as-table tbody tr")).to_have_count(30)
    expect(page.locator(".as-table tbody tr").last).to_contain_text("3")
    expect(page.get_by_role("region", name="By operator").get_by_role("row")).to_have_count(2)

    page.get_by_role("link", name="90 days").click()
    expect(tile("Chats").locator(".tile-value")).to_have_text("13")
    assert page.url.endswith("/insights?days=90")
    page.locator(".bot-choice select").select_option("<b>Coffee</b>")
    expect(tile("Chats").locator(".tile-value")).to_have_text("5")
    expect(page.get_by_role("region", name="By bot").get_by_role("rowheader")).to_have_text("<b>Coffee</b>")
    day = (noon + timedelta(days=1)).strftime("%Y-%m-%d")
    page.get_by_label("To", exact=True).fill(day)
    expect(tile("Chats").locator(".tile-value")).to_have_text("4")
    assert f"to={day}&bot={coffee['id']}" in page.url
    page.reload()
    expect(tile("Chats").locator(".tile-value")).to_have_text("4")
    name, table = downloaded(page, "link", "CSV")
    assert name.endswith(f"-{day}.csv") and table.startswith("date,bot_id,bot,") and "<b>Coffee</b>,2," in table
    name, text = downloaded(page, "link", "JSON")
    assert json.loads(text)["total"]["conversations"] == 4 and name.endswith(".json")
    page.go_back()
    expect(tile("Chats").locator(".tile-value")).to_have_text("5")


def test_a_transcript_has_the_whole_chat_and_its_notes_only_when_chosen(browsers: Browsers, fresh_shop: Organization) -> None:
    customer, conversation = assisted(fresh_shop)
    for number in range(120):
        customer.say(f"line {number}")
    customer.say(HOSTILE)
    fresh_shop.owner.api.post(f"/conversations/{conversation}/whispers", {"id": "w", "text": "a secret"}).ok(201)
    page = browsers.operator(fresh_shop.owner, f"/chat/{conversation}", permissions=["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="Transcript")
    button.focus()
    button.press("Enter")
    dialog = page.get_by_role("dialog", name="Transcript")
    assert flaws(page) == []
    dialog.get_by_role("button", name="Copy as text").click()
    expect(dialog.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    lines = copied.splitlines()
    assert sum(": line " in line for line in lines) == 120 and HOURS in copied and HOURS_ANSWER in copied
    assert "        [09:00] Olga Owner: a refund" in lines and "\u202e" not in copied and "a secret" not in copied
    dialog.get_by_label("With internal notes").click()
    name, text = downloaded(page, "button", "Download as text")
    assert "Internal note of Olga Owner: a secret" in text and re.fullmatch(r"chat-[\d-]+-\w{6}\.txt", name)
    items = json.loads(downloaded(page, "button", "Download as JSON")[1])["items"]
    assert items == fresh_shop.owner.items(conversation)
    dialog.get_by_label("With internal notes").click()
    page.evaluate("window.print = () => {}")
    dialog.get_by_role("button", name="Print").click()
    page.emulate_media(media="print")
    expect(page.locator(".printed")).to_contain_text("line 119")
    expect(page.locator(".printed").get_by_text("<img src=x")).to_be_visible()
    expect(page.locator("wd-app")).to_be_hidden()
    assert page.locator(".printed").get_by_text("a secret").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".printed")).to_have_count(0)


def test_an_owner_looks_after_the_team_and_the_settings(browsers: Browsers, fresh_shop: Organization) -> None:
    page = browsers.operator(fresh_shop.owner, "/team", permissions=["clipboard-read", "clipboard-write"])
    expect(page.get_by_role("heading", name="You are the only one here")).to_be_visible()
    people = page.locator(".person")
    expect(people).to_have_count(1)
    expect(people.get_by_role("button", name="Remove")).to_have_count(0)
    page.get_by_role("button", name="Add a person").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail address").fill(fresh_shop.owner.email)
    dialog.get_by_label(re.compile("^Name")).fill("Ada <Admin>")
    dialog.get_by_label("Admin").check()
    assert flaws(page) == []
    dialog.get_by_role("button", name="Add person").click()
    expect(dialog.locator(".field-error").first).to_have_text("It belongs to an operator already.")
    address = f"ada-{fresh_shop.id[-8:]}@example.com"
    dialog.get_by_label("E-mail address").fill(address)
    dialog.get_by_role("button", name="Add person").click()
    expect(dialog.get_by_role("heading")).to_have_text("Ada <Admin> can sign in now")
    secret = dialog.locator(".secret code").inner_text()
    dialog.get_by_role("button", name="Copy").click()
    assert page.evaluate("navigator.clipboard.readText()") == secret
    dialog.get_by_role("button", name="Done").click()
    Api(fresh_shop.server).post("/session", {"email": address, "password": secret}).ok(204)
    ada = people.filter(has_text="Ada <Admin>")
    expect(ada).to_contain_text("Admin")
    ada.get_by_role("button", name="Change").click()
    dialog.get_by_label(re.compile("^Name")).fill("Ada Lovelace")
    dialog.get_by_label("Operator").check()
    dialog.get_by_role("button", name="Save").click()
    expect(people.filter(has_text="Ada Lovelace")).to_contain_text("Operator")
    assert everywhere(page) == []
    token = fresh_shop.desk.token(address, fresh_shop.id)["token"]
    helper = Operator(fresh_shop.server, people_of(fresh_shop)["Ada Lovelace"], address, token)
    _, conversation = assisted(fresh_shop, by=helper)
    people.filter(has_text="Ada Lovelace").get_by_role("button", name="Remove").click()
    expect(dialog).to_contain_text("1 chat that this person handles now will wait for a human.")
    confirm(page, "Remove")
    expect(people).to_have_count(1)
    assert fresh_shop.owner.summary(conversation)["handling"] == "requested"

    page.get_by_role("link", name="Settings").click()
    page.get_by_label(re.compile("^Name")).fill("Olga <Owner>")
    page.get_by_role("button", name="Save name").click()
    expect(page.locator("wd-sidebar")).to_contain_text("Olga <Owner>")
    page.get_by_label("Current password").fill("not mine")
    page.get_by_label("New password").fill("another horse another battery")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("It is not your password.")).to_be_visible()
    assert everywhere(page) == []
    page.get_by_role("link", name="Organization").click()
    page.get_by_label("Name of the organization").fill("Acme & Söhne")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("wd-sidebar")).to_contain_text("Acme & Söhne")
    assert everywhere(page) == []
    page.get_by_role("link", name="API tokens").click()
    page.get_by_label("What is the new token for?").fill("Export")
    page.get_by_role("button", name="Make a token").click()
    made = page.locator(".secret code").inner_text()
    program = Api(fresh_shop.server, token=made)
    assert program.get("/session").ok()["organization"]["name"] == "Acme & Söhne"
    assert everywhere(page) == []
    page.get_by_role("button", name="Revoke Export").click()
    confirm(page, "Revoke")
    expect(page.locator(".tokens").get_by_text("Export")).to_have_count(0)
    program.get("/session").refused(401, "unauthenticated")

    other = browsers.operator(fresh_shop.operator(), "/team")
    expect(other.get_by_text("Only owners add and change people.")).to_be_visible()
    expect(other.get_by_role("button", name="Change")).to_have_count(0)
    other.goto(f"{fresh_shop.server.url}/settings/tokens")
    expect(other.get_by_role("heading", name="There is no such section for you")).to_be_visible()


def people_of(shop: Organization) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in shop.owner.api.get("/operators").ok()["data"]}
