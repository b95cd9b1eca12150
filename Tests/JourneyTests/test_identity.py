"""Customers whom a website has named: a signed identity is taken, every other one is refused."""

from __future__ import annotations

import time
from typing import Any

from harness import Api, Organization, eventually, signed


def session(shop: Organization, bot: dict[str, Any], **body: Any) -> Any:
    return Api(shop.server).post("/widget/sessions", {"bot": bot["id"], **body})


def key_of(shop: Organization, bot: dict[str, Any]) -> dict[str, Any]:
    return dict(shop.owner.api.post(f"/bots/{bot['id']}/identity-keys").ok(201))


def test_a_named_customer_is_the_same_everywhere_and_sees_nobody_elses_chats(shop: Organization) -> None:
    bot, other = shop.silent_bot(), shop.silent_bot()
    key = key_of(shop, bot)
    anonymous = shop.customer(bot)
    conversation = anonymous.begin("I am not signed in yet")
    inbox = shop.owner.connect()
    inbox.ask("inbox")
    inbox.sync()
    jane = signed(key["secret"], sub="user-7", name="Jane Doe", email="jane@shop.example")
    named = session(shop, bot, token=anonymous.token, identity=jane).ok(200)
    assert (named["token"], named["conversation"]["id"]) == (anonymous.token, conversation)
    assert (named["customer"]["name"], named["customer"]["email"]) == ("Jane Doe", "jane@shop.example")
    inbox.expect("conversation", conversation={"id": conversation, "customer": {"name": "Jane Doe"}})
    listed = lambda words: [row["id"] for row in shop.owner.api.get("/conversations", q=words).ok()["data"]]  # noqa: E731
    eventually(lambda: listed("jane doe") == [conversation])

    # On another device, without the first one's session.
    elsewhere = session(shop, bot, identity=jane).ok(201)
    assert elsewhere["customer"]["id"] == named["customer"]["id"] and elsewhere["token"] != anonymous.token
    assert elsewhere["conversation"]["id"] == conversation

    # Somebody else in the browser of the first: another customer, who sees nothing of the chat.
    john = signed(key["secret"], sub="user-8", name="John")
    changed = session(shop, bot, token=anonymous.token, identity=john).ok(200)
    assert changed["customer"]["id"] != named["customer"]["id"] and changed["token"] != anonymous.token
    assert changed["conversation"] is None
    seen = Api(shop.server, token=changed["token"]).get("/widget/conversations").ok()["data"]
    assert seen == []
    # What an anonymous customer said is not added to the chats of one who is known already.
    stranger = shop.customer(bot)
    apart = stranger.begin("Who am I?")
    known = session(shop, bot, token=stranger.token, identity=jane).ok(200)
    assert known["conversation"]["id"] == conversation
    own = Api(shop.server, token=known["token"]).get("/widget/conversations").ok()["data"]
    assert apart not in [row["id"] for row in own]
    # A new address is found at once; the session goes on.
    moved = signed(key["secret"], sub="user-7", email="jane@new.example")
    again = session(shop, bot, token=named["token"], identity=moved).ok(200)
    assert (again["token"], again["customer"]["name"]) == (named["token"], "Jane Doe")
    eventually(lambda: listed("jane@new.example") == [conversation])
    assert listed("jane@shop.example") == []
    # Another bot's key says nothing here.
    session(shop, other, identity=jane).refused(422, "invalid")


def test_keys_are_shown_once_and_two_live_at_a_time(shop: Organization) -> None:
    bot = shop.silent_bot()
    path = f"/bots/{bot['id']}/identity-keys"
    assert shop.owner.api.get(path).ok()["data"] == []
    first, second = key_of(shop, bot), key_of(shop, bot)
    shop.owner.api.post(path).refused(422, "invalid")
    assert [set(key) for key in shop.owner.api.get(path).ok()["data"]] == [{"id", "createdAt"}] * 2
    for key in (first, second):
        session(shop, bot, identity=signed(key["secret"], sub="a")).ok(201)
    assert shop.owner.api.delete(f"{path}/{first['id']}").status == 204
    shop.owner.api.delete(f"{path}/{first['id']}").refused(404, "not_found")
    session(shop, bot, identity=signed(first["secret"], sub="a")).refused(422, "invalid")
    session(shop, bot, identity=signed(second["secret"], sub="a")).ok(201)
    session(shop, bot, identity=signed(second["secret"], sub="a", exp=int(time.time()) - 120)).refused(422, "invalid")
    forged = signed(second["secret"], sub="a").rsplit(".", 1)[0] + "." + "A" * 43
    refused = session(shop, bot, identity=forged)
    refused.refused(422, "invalid")
    assert second["secret"] not in refused.raw.decode()
    plain = shop.operator()
    plain.api.get(path).refused(403, "forbidden")
    plain.api.post(path).refused(403, "forbidden")
    shop.owner.api.delete(f"{path}/{second['id']}").ok(204)
