"""What happens on the screen as it happens: presence, typing, seen, ratings, watching and the inbox."""

from __future__ import annotations

import json
import time

import pytest

from harness import (
    Customer,
    Organization,
    assisted,
    automated,
    eventually,
    fill,
    knowing_bot,
    only,
    quiet,
)


def test_operators_see_who_is_online_and_a_reload_does_not_flicker(shop: Organization) -> None:
    bot = shop.silent_bot()
    gone, reloading, two_tabs = shop.customer(bot), shop.customer(bot), shop.customer(bot)
    chats = {customer.begin("Hello"): customer for customer in (gone, reloading, two_tabs)}
    watchers = {chat: shop.owner.watching(chat) for chat in chats}
    second_tab = two_tabs.connect()
    for chat in chats:
        assert shop.owner.summary(chat)["customer"]["online"] is True
    for customer in chats.values():
        customer.leave_page()
    closed_at = time.monotonic()
    time.sleep(2)
    reloading.connect()
    left = watchers[gone.conversation].expect("presence", within=8, conversation=gone.conversation, online=False)
    assert time.monotonic() - closed_at > 3.5, "a reload of up to 5 s is no absence"
    assert left["at"].endswith("Z")
    for customer in (reloading, two_tabs):
        watchers[customer.conversation].never("presence", during=0.3, online=False)
        assert shop.owner.summary(customer.conversation)["customer"]["online"] is True
    away = shop.owner.summary(gone.conversation)["customer"]
    assert away["online"] is False and away["lastSeenAt"] is not None
    gone.connect()
    watchers[gone.conversation].expect("presence", within=2, online=True)
    second_tab.close()


def test_typing_is_shown_to_the_other_side_and_ends_when_told(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    shop.owner.take_over(conversation).ok()
    operator = shop.owner.watching(conversation)
    customer.socket.ask("typing", conversation=conversation, on=True)
    operator.expect("typing", conversation=conversation, role="customer", on=True)
    customer.socket.ask("typing", conversation=conversation, on=False)
    operator.expect("typing", conversation=conversation, role="customer", on=False)
    operator.ask("typing", conversation=conversation, on=True)
    customer.socket.expect("typing", conversation=conversation, role="operator", on=True)
    operator.ask("typing", conversation=conversation, on=False)
    customer.socket.expect("typing", conversation=conversation, role="operator", on=False)


@pytest.mark.slow
def test_typing_ends_by_itself_after_six_seconds(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    operator = shop.owner.watching(conversation)
    customer.socket.ask("typing", conversation=conversation, on=True)
    operator.expect("typing", on=True)
    start = time.monotonic()
    operator.expect("typing", within=9, role="customer", on=False)
    assert 4.5 < time.monotonic() - start < 8


def test_a_sent_message_is_seen_at_once_by_who_watches_and_by_nobody_else(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    watching, inbox, idle = shop.owner.watching(conversation), shop.owner.inbox(), shop.owner.connect()
    ack = customer.say("Is this live?")
    watching.expect("item", within=2, conversation=conversation, item={"seq": ack["seq"], "text": "Is this live?"})
    inbox.expect("conversation", within=3, conversation={"id": conversation, "lastSeq": ack["seq"]})
    inbox.never("item", during=0.2)
    idle.never("item", during=0.1)
    idle.never("conversation", during=0.1)


def test_unwatch_ends_the_watching(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    other, elsewhere = quiet(shop)
    socket = shop.owner.watching(conversation)
    socket.ask("watch", conversation=elsewhere, after=0)
    socket.ask("unwatch", conversation=conversation)
    socket.sync()
    socket.drain()
    customer.say("Nobody watches")
    other.say("Somebody watches")
    socket.expect("item", conversation=elsewhere, item={"text": "Somebody watches"})
    socket.never("item", during=0.3, conversation=conversation)


def test_the_inbox_hears_of_one_bot_or_of_all_and_a_new_one_replaces_the_old(shop: Organization) -> None:
    one, two = shop.silent_bot(), shop.silent_bot()
    every, narrow = shop.owner.inbox(), shop.owner.inbox(bot=one["id"])
    first, second = shop.customer(one), shop.customer(two)
    in_one, in_two = first.begin("For one"), second.begin("For two")
    for conversation in (in_one, in_two):
        every.expect("conversation", conversation={"id": conversation})
    narrow.expect("conversation", conversation={"id": in_one, "bot": {"id": one["id"]}})
    narrow.never("conversation", during=0.3, conversation={"id": in_two})
    narrow.ask("inbox", bot=two["id"])
    narrow.sync()
    narrow.drain()
    first.say("Again one")
    second.say("Again two")
    narrow.expect("conversation", conversation={"id": in_two})
    narrow.never("conversation", during=0.5, conversation={"id": in_one})


def test_after_inbox_ping_and_pong_the_list_misses_nothing(fresh_shop: Organization) -> None:
    customer, conversation = quiet(fresh_shop)
    inbox = fresh_shop.owner.inbox()
    listed = {row["id"]: row for row in fresh_shop.owner.api.get("/conversations").ok()["data"]}
    fill(customer, 30)
    fresh_shop.owner.take_over(conversation).ok()
    state = dict(listed)

    def up_to_date() -> bool:
        for frame in inbox.drain(quiet=0.1, within=0.5):
            if frame["type"] == "conversation":
                state[frame["conversation"]["id"]] = frame["conversation"]
        fresh = fresh_shop.owner.summary(conversation)
        for summary in (fresh, state[conversation]):
            summary["customer"].pop("lastSeenAt", None)  # of who is online it is a moment ago, whenever asked
        assert {key: state[conversation][key] for key in fresh} == fresh
        return True

    eventually(up_to_date, 5)


def test_seen_never_goes_back_and_is_told_to_the_other_side(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    seqs = [customer.say(text)["seq"] for text in ("one", "two", "three")]
    assert shop.owner.summary(conversation)["unread"] == 4
    operator = shop.owner.watching(conversation)
    operator.ask("seen", conversation=conversation, seq=seqs[1])
    customer.socket.expect("seen", conversation=conversation, role="operator", seq=seqs[1])
    assert shop.owner.summary(conversation)["unread"] == 1
    operator.ask("seen", conversation=conversation, seq=seqs[0])
    operator.sync()
    assert shop.owner.summary(conversation)["unread"] == 1, "never goes back"
    operator.ask("seen", conversation=conversation, seq=10_000)
    operator.sync()
    assert shop.owner.summary(conversation)["unread"] == 0
    customer.socket.expect("seen", role="operator", seq=shop.owner.summary(conversation)["lastSeq"])
    customer.say("four")
    assert shop.operator().summary(conversation)["unread"] == 1, "seen by any operator counts for all"


def test_an_operators_message_marks_what_came_before_as_read(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    fill(customer, 3)
    assert shop.owner.summary(conversation)["unread"] == 4
    shop.owner.take_over(conversation).ok()
    assert shop.owner.summary(conversation)["unread"] == 4, "taking over alone reads nothing"
    shop.owner.say(conversation, "I have read it all").ok(201)
    assert shop.owner.summary(conversation)["unread"] == 0
    customer.say("And this?")
    assert shop.owner.summary(conversation)["unread"] == 1


def test_a_customers_unread_counts_bot_and_operator_messages(shop: Organization) -> None:
    customer, conversation = assisted(shop)
    shop.owner.say(conversation, "one").ok(201)
    last = shop.owner.say(conversation, "two").ok(201)

    def unread() -> int:
        rows = customer.api.get("/widget/conversations").ok()["data"]
        return int(only(row for row in rows if row["id"] == conversation)["unread"])

    assert unread() == 3, "the bot's answer and two of the operator"
    watcher = shop.owner.watching(conversation)
    customer.socket.ask("seen", conversation=conversation, seq=last["seq"] - 1)
    watcher.expect("seen", conversation=conversation, role="customer", seq=last["seq"] - 1)
    assert unread() == 1
    customer.socket.ask("seen", conversation=conversation, seq=1)
    customer.socket.sync()
    assert unread() == 1
    customer.socket.ask("seen", conversation=conversation, seq=last["seq"])
    customer.socket.sync()
    assert unread() == 0
    assert customer.connect().welcome["conversation"]["unread"] == 0


def test_colleagues_see_a_rating_and_its_removal_at_once(shop: Organization) -> None:
    customer, conversation = automated(shop)
    seq = shop.owner.items(conversation)[-1]["seq"]
    watcher = shop.operator().watching(conversation)
    path = f"/conversations/{conversation}/items/{seq}/rating"
    shop.owner.api.put(path, {"thumb": "down", "note": "Too short."}).ok()
    told = watcher.expect("rated", conversation=conversation, seq=seq)
    assert (told["rating"]["thumb"], told["rating"]["note"]) == ("down", "Too short.")
    assert told["rating"]["at"] and told["rating"]["by"]
    shop.owner.api.delete(path).ok(200, 204)
    assert watcher.expect("rated", conversation=conversation, seq=seq)["rating"] is None
    customer.socket.never("rated", during=0.2)


def test_the_customer_is_told_by_name_who_answers(shop: Organization) -> None:
    customer, conversation = automated(shop)
    operator = shop.operator(name="Ida Ivory")
    operator.take_over(conversation).ok()
    summary = customer.socket.expect("conversation", conversation={"handling": "assisted"})["conversation"]
    assert summary["handler"]["name"] == "Ida Ivory" and set(summary["handler"]) <= {"name", "picture"}
    operator.say(conversation, "Hello, Ida here").ok(201)
    author = customer.hears("operator")["author"]
    assert author["name"] == "Ida Ivory" and set(author) <= {"name", "picture"}
    operator.leave(conversation).ok()
    back = customer.socket.expect("conversation", conversation={"handling": "automated"})["conversation"]
    assert back["handler"] is None


def everything_a_customer_is_told(customer: Customer, conversation: str) -> str:
    """All frames of its socket and all answers to its calls, as one text."""
    late = customer.connect(after={conversation: 0})
    resynced = customer.connect(after={conversation: 10_000})
    for socket in (customer.socket, late, resynced):
        socket.drain(quiet=0.3)
    told = [customer.socket.received, late.received, resynced.received]
    told += [
        customer.api.get("/widget/conversations").ok(),
        customer.api.get(f"/widget/conversations/{conversation}/items").ok(),
        customer.api.get(f"/widget/bots/{customer.bot}").ok(),
        customer.api.post("/widget/sessions", {"bot": customer.bot, "token": customer.token}).ok(200, 201),
    ]
    return json.dumps(told)


def test_nothing_meant_for_operators_reaches_the_customer(shop: Organization) -> None:
    bot = knowing_bot(shop, instructions="SECRET-INSTRUCTION")
    operator = shop.operator(name="Ida Ivory")
    customer, conversation = automated(shop, bot)
    spoken = shop.owner.items(conversation)[-1]
    path = f"/conversations/{conversation}/items/{spoken['seq']}/rating"
    operator.api.put(path, {"thumb": "down", "note": "SECRET-RATING"}).ok()
    operator.take_over(conversation).ok()
    operator.say(conversation, "Good morning").ok(201)
    operator.leave(conversation, note="SECRET-NOTE").ok()
    shop.owner.take_over(conversation).ok()
    operator.take_over(conversation, again=True).ok()
    shop.owner.return_to_ai(conversation, again=True).ok()
    shop.owner.end(conversation).ok()
    told = everything_a_customer_is_told(customer, conversation)
    assert "Good morning" in told and "Ida Ivory" in told
    for secret in (
        operator.id,
        operator.email,
        shop.owner.id,
        shop.owner.email,
        "SECRET-INSTRUCTION",
        "SECRET-RATING",
        "SECRET-NOTE",
        '"thumb"',
        '"score"',
        '"passage"',
        '"note"',
    ):
        assert secret not in told, f"the customer was told {secret}"
    for_operators = json.dumps(shop.owner.items(conversation))
    assert "SECRET-NOTE" in for_operators and "SECRET-RATING" in for_operators and '"score"' in for_operators


def test_an_operator_who_watches_gets_notes_and_the_customer_does_not(shop: Organization) -> None:
    customer, conversation = assisted(shop)
    watcher = shop.operator().watching(conversation)
    shop.owner.leave(conversation, note="Only for us").ok()
    note = watcher.expect("item", item={"kind": "note"})["item"]
    assert (note["text"], note["role"]) == ("Only for us", "operator")
    customer.socket.expect("item", item={"event": "left"})
    assert [item for item in customer.socket.items() if item["kind"] == "note"] == []
    customer.socket.never("item", during=0.2, item={"kind": "note"})
