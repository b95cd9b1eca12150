"""Files in an operator's hands: chosen, pasted, dropped, sent, looked at; what goes wrong is said and tried again."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from browser import Browsers, browsers, chromium, entry, flaws, row, site  # noqa: F401
from harness import Organization, quiet
from test_files import png

# A file as the browser hands it over when one pastes into a field or drops it on a place.
GIVE = """([selector, kind, name, type, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0))], name, { type }));
  const place = document.querySelector(selector);
  const Kind = kind === "paste" ? ClipboardEvent : DragEvent;
  const key = kind === "paste" ? "clipboardData" : "dataTransfer";
  place.dispatchEvent(new Kind(kind, { [key]: data, bubbles: true, cancelable: true }));
}"""


def give(console: Page, kind: str, name: str, data: bytes, type: str = "image/png", to: str = "wd-composer textarea") -> None:
    console.evaluate(GIVE, [to, kind, name, type, base64.b64encode(data).decode()])


def test_an_operator_sends_and_looks_at_files(browsers: Browsers, fresh_shop: Organization, tmp_path: Path) -> None:
    customer, conversation = quiet(fresh_shop)
    owner = fresh_shop.owner
    owner.take_over(conversation).ok()
    console = browsers.operator(owner, f"/chat/{conversation}")
    field = console.get_by_label("Your message")
    expect(field).to_be_focused()
    send = console.get_by_role("button", name="Send")
    files = console.get_by_role("list", name="Files of this message")

    # What a customer sent stands in the list, in the log, and large in a dialog.
    hostile = "\"><img src=x onerror=alert(1)>.png"
    photo = customer.api.post("/widget/files", data=png(900, 700), name=hostile).ok(201)["id"]
    customer.socket.ask("send", id="photo", text="", files=[photo])
    picture = console.get_by_role("button", name=f"Show {hostile} large")
    expect(picture).to_be_visible()
    expect(row(console, conversation)).to_contain_text("Photo")
    image = picture.locator("img")
    assert image.evaluate("(image) => image.decode().then(() => [image.naturalWidth, image.width, image.height])") == [900, 309, 240]
    picture.press("Enter")
    dialog = console.get_by_role("dialog")
    expect(dialog.get_by_role("img", name=hostile)).to_be_visible()
    assert flaws(console) == []
    with console.expect_download() as saved:
        dialog.get_by_role("link", name=re.compile("Download")).click()
    assert saved.value.path().read_bytes() == png(900, 700)
    console.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(picture).to_be_focused()

    # Pasted and dropped; too large is said with both sizes and keeps the others from going.
    give(console, "paste", "image.png", png(8, 8))
    give(console, "dragenter", "x", b"x", to="wd-log")
    expect(console.locator(".conversation-main[data-dropping]")).to_have_count(1)
    give(console, "drop", "invoice.pdf", b"%PDF-1.7 our invoice", "application/pdf", to="wd-log")
    expect(console.locator(".conversation-main[data-dropping]")).to_have_count(0)
    expect(files.get_by_role("listitem")).to_have_count(2)
    huge = tmp_path / "huge.zip"
    huge.write_bytes(b"\0" * 10_400_000)
    with console.expect_file_chooser() as chooser:
        console.get_by_role("button", name="Attach files").click()
    chooser.value.set_files([huge])
    expect(files).to_contain_text("This file has 10.4 MB, and a chat takes files up to 10 MB.")
    field.fill("Here is your invoice.")
    expect(send).to_be_disabled()
    assert flaws(console) == []
    files.get_by_role("button", name="Remove huge.zip").click()
    expect(send).to_be_enabled()
    field.press("Enter")
    said = entry(console, "Here is your invoice.", "operator")
    expect(said.get_by_role("link", name=re.compile("Download invoice.pdf"))).to_be_visible()
    expect(said.get_by_role("button", name="Show image.png large")).to_be_visible()
    assert [one["name"] for one in customer.hears("operator")["files"]] == ["image.png", "invoice.pdf"]
    expect(files).to_have_count(0)
    expect(row(console, conversation)).to_contain_text("Here is your invoice.")

    # A connection that breaks: the text stays, the file is tried again, and the message goes when it is up.
    browsers.expects("net::ERR")
    console.route("**/files?name=*", lambda route: route.abort())
    give(console, "paste", "late.png", png(9, 9))
    expect(files).to_contain_text("The server cannot be reached.")
    field.fill("Late, but here.")
    held: list[Route] = []
    console.unroute("**/files?name=*")
    console.route("**/files?name=*", lambda route: held.append(route))
    files.get_by_role("button", name="Try again: late.png").click()
    expect(send).to_be_enabled()
    field.press("Enter")
    expect(console.get_by_text("Sends when all files are up")).to_be_visible()
    expect(field).to_have_value("Late, but here.")
    held[0].continue_()
    expect(entry(console, "Late, but here.", "operator").get_by_role("button", name="Show late.png large")).to_be_visible()
    expect(field).to_have_value("")

    # Narrow and dark, with a file in the composer.
    small = browsers.operator(owner, f"/chat/{conversation}", viewport={"width": 360, "height": 740}, color_scheme="dark")
    expect(small.get_by_label("Your message")).to_be_visible()
    give(small, "paste", "a very long name of a file that does not fit anywhere at all.png", png(8, 8))
    expect(small.get_by_role("list", name="Files of this message").get_by_role("listitem")).to_have_count(1)
    assert flaws(small) == []
    assert small.evaluate("document.documentElement.scrollWidth") <= 360
