"""The console's page of a bot's alerts, and what a chat's details say of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from browser import Browsers, browsers, chromium, confirm, flaws  # noqa: F401
from harness import Organization, Server, eventually
from harness.post import MailServer, Receiver, is_signed


@pytest.fixture(scope="module")
def post() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture(scope="module")
def hook() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, post: MailServer, hook: Receiver) -> Iterator[Server]:
    env = {**post.env, "WHISPER_FETCH_HOSTS": hook.host}
    with Server(tmp_path_factory.mktemp("server"), env=env) as running:
        yield running


def test_alerts_are_set_up_tried_and_followed(
    browsers: Browsers, shop: Organization, post: MailServer, hook: Receiver
) -> None:
    post.refused["full@shop.example"] = "552 5.2.2 Mailbox full"
    bot = shop.silent_bot(name="Shop bot")
    console = browsers.operator(shop.owner, f"/bots/{bot['id']}/alerts", viewport={"width": 390, "height": 800}, color_scheme="dark")
    test = console.get_by_role("button", name="Send a test")
    expect(test).to_be_disabled()
    expect(console.get_by_role("heading", name="Nothing was sent yet")).to_be_visible()

    console.get_by_label("E-mail addresses").fill("team@shop.example\nnobody")
    console.locator('[name="webhook"]').fill(hook.url)
    console.get_by_role("button", name="Save").click()
    expect(console.get_by_text("Not an e-mail address: nobody.")).to_be_visible()
    console.get_by_label("E-mail addresses").fill("team@shop.example\nfull@shop.example")
    console.get_by_role("button", name="Save").click()
    secret = console.get_by_label("The secret").inner_text()

    test.click()
    results = console.locator(".alerts-results li")
    expect(results.filter(has_text="Sent to team@shop.example")).to_have_count(1)
    expect(results.filter(has_text="Mailbox full")).to_have_count(1)
    expect(results.filter(has_text=f"Sent to {hook.url}")).to_have_count(1)
    assert is_signed(hook.wait()[0], secret)
    assert flaws(console) == []

    post.refused.clear()
    console.get_by_role("button", name="Try again: full@shop.example").click()
    expect(console.locator('.delivery[data-state="sent"]')).to_have_count(3)
    post.wait("full@shop.example")

    console.get_by_role("button", name="Replace secret").click()
    confirm(console, "Replace secret")
    expect(console.get_by_label("The secret")).not_to_have_text(secret)
    console.reload()
    expect(console.get_by_role("button", name="Replace secret")).to_be_visible()
    expect(console.get_by_label("The secret")).to_have_count(0)

    path = f"/bots/{bot['id']}"
    shop.owner.api.patch(path, {"alerts": {"afterSeconds": 1, "webhook": None}}).ok()
    conversation = shop.customer(bot).begin("Is anybody there?")
    desk = browsers.operator(shop.owner, f"/chat/{conversation}", viewport={"width": 1440, "height": 900})
    expect(desk.locator("wd-details")).to_contain_text("E-mail sent to 2 people")
    assert flaws(desk) == []
    eventually(lambda: len(post.to("team@shop.example")) == 2)
