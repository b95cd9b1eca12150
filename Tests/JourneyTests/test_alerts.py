"""Nobody overlooks a request: mails, webhooks, and replies to who has gone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from harness import Customer, Organization, Server, eventually, fresh_id, only
from harness.post import MailServer, Receiver, is_signed


@pytest.fixture(scope="module")
def post() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


def env_of(post: MailServer, hook: Receiver | None = None) -> dict[str, str | None]:
    more = {"WHISPER_PUBLIC_URL": "https://chat.shop.example", "WHISPER_REPLY_MAIL_SECONDS": "1"}
    return {**post.env, **more, **({"WHISPER_FETCH_HOSTS": hook.host} if hook else {})}


def deliveries(shop: Organization, bot: dict[str, Any]) -> list[dict[str, Any]]:
    return list(shop.owner.api.get(f"/bots/{bot['id']}/deliveries").ok()["data"])


def asks(shop: Organization, bot: dict[str, Any], text: str = "Is anybody there?") -> tuple[Customer, str]:
    customer = shop.customer(bot)
    conversation = customer.begin(text)
    shop.wait_handling(conversation, "requested")
    return customer, conversation


def test_a_request_that_nobody_takes_is_told_once_to_everybody_and_one_that_is_taken_to_nobody(
    start_server: Callable[..., Server], post: MailServer, hook: Receiver
) -> None:
    shop = Organization(start_server(env=env_of(post, hook)))
    address = "team@shop.example"
    alerts = {"afterSeconds": 30, "emails": [address], "webhook": {"url": hook.url}}
    bot = shop.silent_bot(name="Shop bot", alerts=alerts)
    secret = bot["alerts"]["webhook"].pop("secret")
    assert bot["alerts"] == {**alerts, "webhook": {"url": hook.url, "hasSecret": True}}
    assert secret not in str(shop.owner.api.get(f"/bots/{bot['id']}").ok()), "it is shown once"
    taken, ended = (asks(shop, bot)[1] for _ in range(2))
    shop.owner.take_over(taken).ok()
    shop.owner.end(ended).ok()
    assert secret not in str(shop.owner.api.patch(f"/bots/{bot['id']}", {"alerts": {"afterSeconds": 1}}).ok())
    _, waiting = asks(shop, bot, "Where is my parcel?")
    mail = only(post.wait(address))
    call = only(hook.wait())
    assert re.fullmatch(r"A customer has been waiting for \d seconds? \(Shop bot\)", mail["Subject"])
    assert mail["From"] == "Shöp <chat@shop.example>" and mail["Auto-Submitted"] == "auto-generated"
    assert "A customer: Where is my parcel?" in mail.text and f"https://chat.shop.example/chat/{waiting}" in mail.text
    assert call["json"]["type"] == "request.overlooked" and call["json"]["conversation"] == {
        "id": waiting, "url": f"https://chat.shop.example/chat/{waiting}",
    }
    assert call["json"]["lastMessage"]["text"] == "Where is my parcel?" and call["json"]["waitingSeconds"] >= 1
    assert is_signed(call, secret) and not is_signed({**call, "body": call["body"] + b" "}, secret)
    rows = eventually(lambda: [row for row in deliveries(shop, bot) if row["state"] == "sent"][1:] and deliveries(shop, bot))
    assert {(row["kind"], row["to"], row["conversation"]) for row in rows} == {
        ("email", address, waiting), ("webhook", hook.url, waiting),
    }
    sent = shop.owner.api.get(f"/conversations/{waiting}/deliveries").ok()["data"]
    assert {row["id"] for row in sent} == {row["id"] for row in rows}
    assert mail["Message-ID"].strip("<>").split("@")[0] in {row["id"] for row in rows}

    shop.owner.return_to_ai(waiting).ok()  # the bot is silent, so that is a new request
    assert len(post.wait(address, 2)) == 2
    assert len(shop.owner.api.get(f"/conversations/{waiting}/deliveries").ok()["data"]) == 4
    assert len(post.to(address)) == 2 and not {taken, ended} & {call["json"]["conversation"]["id"] for call in hook.calls}
    assert post.password not in shop.server.log() and secret not in shop.server.log()


def test_a_killed_server_tells_what_it_had_not_told_under_the_same_id(
    start_server: Callable[..., Server], post: MailServer, hook: Receiver
) -> None:
    server = start_server(env=env_of(post, hook))
    shop = Organization(server)
    bot = shop.silent_bot(alerts={"afterSeconds": 3, "emails": ["killed@shop.example"]})
    asks(shop, bot)
    server.kill()  # before it was due
    server.start()
    post.wait("killed@shop.example")

    hook.gate.clear()
    shop.owner.api.patch(f"/bots/{bot['id']}", {"alerts": {"afterSeconds": 1, "emails": [], "webhook": {"url": hook.url}}}).ok()
    hook.wait(1)
    server.kill()  # in the middle of sending
    hook.gate.set()
    server.start()
    first, second = hook.wait(2)[:2]
    assert first["headers"]["webhook-id"] == second["headers"]["webhook-id"] and first["body"] == second["body"]
    eventually(lambda: [row["state"] for row in deliveries(shop, bot)] == ["sent", "sent"])
    assert len(post.to("killed@shop.example")) == 1


def test_what_is_refused_fails_with_a_reason_and_may_be_tried_again_and_a_name_is_no_header(
    start_server: Callable[..., Server], post: MailServer, hook: Receiver
) -> None:
    shop = Organization(start_server(env=env_of(post, hook)))
    full, path = "full@shop.example", ""
    post.refused[full] = "552 5.2.2 Mailbox full"
    evil = "Shop\r\nBcc: all@shop.example\r\n\r\nbot"
    bot = shop.silent_bot(name=evil, alerts={"emails": [full], "webhook": {"url": hook.url}})
    path = f"/bots/{bot['id']}"
    hook.statuses = [302]
    made = shop.owner.api.post(f"{path}/alerts/test").ok(202)["data"]
    assert [row["state"] for row in made] == ["waiting", "waiting"] and all(row["conversation"] is None for row in made)

    def done() -> dict[str, dict[str, Any]]:
        rows = {row["kind"]: row for row in deliveries(shop, bot)}
        assert all(row["state"] != "waiting" for row in rows.values()), rows
        return rows

    rows = eventually(done, within=20)
    assert rows["email"]["state"] == "failed" and "552 5.2.2 Mailbox full" in rows["email"]["error"]
    assert rows["webhook"]["state"] == "failed" and "302" in rows["webhook"]["error"], "a redirect is not followed"
    assert [call["json"]["type"] for call in hook.calls] == ["test"] and rows["email"]["attempts"] == 1
    post.refused.clear()
    again = shop.owner.api.post(f"{path}/deliveries/{rows['email']['id']}/retry").ok(202)
    assert again["state"] == "waiting"
    mail = only(post.wait(full))
    assert mail.recipients == [full] and mail["Bcc"] == "" and "Bcc: all@shop.example" in mail["Subject"]
    assert eventually(done)["email"]["state"] == "sent"

    operator = shop.operator()
    operator.api.post(f"{path}/alerts/test").refused(403, "forbidden")
    operator.api.post(f"{path}/deliveries/{rows['email']['id']}/retry").refused(403, "forbidden")
    stranger = Organization(shop.server)
    stranger.owner.api.get(f"{path}/deliveries").refused(404, "not_found")
    other = stranger.bot()
    stranger.owner.api.post(f"/bots/{other['id']}/deliveries/{rows['email']['id']}/retry").refused(404, "not_found")
    bad = {"afterSeconds": 0, "emails": ["a@b.example\r\nBcc: c@d.example"], "webhook": {"url": "ftp://x", "secret": "short"}}
    shop.owner.api.patch(path, {"alerts": bad}).invalid(
        "alerts.afterSeconds", "alerts.emails[0]", "alerts.webhook.url", "alerts.webhook.secret"
    )
    for url in ("http://127.0.0.1:1/x", "http://169.254.169.254/", "http://[::1]/"):
        shop.owner.api.patch(path, {"alerts": {"emails": [], "webhook": {"url": url}}}).ok()
        test = only(shop.owner.api.post(f"{path}/alerts/test").ok(202)["data"])
        eventually(lambda: {row["id"]: row["state"] for row in deliveries(shop, bot)}[test["id"]] == "failed")


def test_a_reply_to_who_has_gone_is_mailed_once_an_absence(start_server: Callable[..., Server], post: MailServer) -> None:
    shop = Organization(start_server(env=env_of(post)))
    bot = shop.silent_bot(name="Shop bot", allowedOrigins=["https://shop.example"])
    customer, conversation = asks(shop, bot)
    address = "anna@example.com"
    customer.say(address)
    tom = shop.operator(name="Tom")
    tom.take_over(conversation).ok()
    tom.say(conversation, "You are here, so this is no mail.").ok(201)
    customer.hears("operator")
    customer.socket.ask("seen", conversation=conversation, seq=100)
    customer.leave_page()
    eventually(lambda: not tom.summary(conversation)["customer"]["online"], within=15)
    tom.api.post(f"/conversations/{conversation}/whispers", {"id": fresh_id(), "text": "A difficult one."}).ok(201)
    for text in ("We have it in blue.", "It is in the post."):
        tom.say(conversation, text).ok(201)
    mail = only(post.wait(address))
    assert mail["Subject"] == "Tom answered you (Shop bot)" and mail["Reply-To"] == "Shöp <chat@shop.example>"
    assert "Tom:\nWe have it in blue.\n\nIt is in the post." in mail.text and "https://shop.example" in mail.text
    assert "difficult" not in mail.text and "no mail" not in mail.text and tom.email not in mail.text
    row = eventually(lambda: [row for row in deliveries(shop, bot) if row["state"] == "sent"])[0]
    assert (row["kind"], row["to"], row["conversation"]) == ("reply", address, conversation)

    tom.say(conversation, "And once more.").ok(201)
    time.sleep(2.5)
    assert len(post.to(address)) == 1, "one mail an absence"
    customer.connect()
    customer.leave_page()
    eventually(lambda: not tom.summary(conversation)["customer"]["online"], within=15)
    tom.say(conversation, "Gone again?").ok(201)
    second = post.wait(address, 2)[1].text
    assert "And once more.\n\nGone again?" in second and "in blue" not in second
