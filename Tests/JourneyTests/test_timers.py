"""What happens when nobody does anything, with the waiting times set to seconds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from harness import Organization, Server, Socket, eventually, knowing_bot, quiet, requested

pytestmark = pytest.mark.slow

SLACK = 8.0  # how late a rule may be carried out, on a busy machine


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    env = {"WHISPER_HANDLER_AWAY_SECONDS": "2", "WHISPER_INACTIVE_SECONDS": "2"}
    with Server(tmp_path_factory.mktemp("hasty"), env=env) as server:
        yield server


def test_a_customer_is_not_left_waiting_on_an_empty_chair(hasty: Server) -> None:
    shop = Organization(hasty)
    bot, dark = knowing_bot(shop), knowing_bot(shop)
    away, present, answered, in_the_dark = (shop.operator(name=f"Operator {n}") for n in range(4))
    chair: Socket = present.connect()
    chats: dict[str, str] = {}
    customers = {}
    asked: dict[str, float] = {}
    for name, operator, its_bot in (
        ("present", present, bot),
        ("dark", in_the_dark, dark),
        ("away", away, bot),
        ("answered", answered, bot),
    ):
        customer, chats[name] = requested(shop, its_bot)
        operator.take_over(chats[name]).ok()
        customers[name], asked[name] = customer, time.monotonic()
        customer.say("Are you there?")
    answered.say(chats["answered"], "Yes, I am.").ok(201)
    shop.owner.api.patch(f"/bots/{dark['id']}", {"liveChat": False}).ok()

    summary = shop.wait_handling(chats["away"], "requested", within=2 + SLACK)
    assert time.monotonic() - asked["away"] > 1.5, "an operator has two seconds"
    assert (summary["handler"], summary["section"]) == (None, "assisted")
    assert shop.owner.events(chats["away"])[-1] == "handler_away"
    customers["away"].socket.expect("conversation", conversation={"handling": "requested"})
    shop.wait_handling(chats["dark"], "automated", within=SLACK)
    assert "handler_away" in shop.owner.events(chats["dark"])
    time.sleep(1.5)
    assert shop.owner.summary(chats["present"])["handling"] == "assisted", "its handler has a socket open"
    assert shop.owner.summary(chats["answered"])["handling"] == "assisted", "the operator had the last word"

    chair.close()
    shop.wait_handling(chats["present"], "requested", within=2 + SLACK)
    customers["answered"].say("One more thing")
    shop.wait_handling(chats["answered"], "requested", within=2 + SLACK)


def test_an_operator_who_keeps_calling_is_not_away(hasty: Server) -> None:
    shop = Organization(hasty)
    customer, conversation = quiet(shop)
    busy = shop.operator()
    busy.take_over(conversation).ok()
    customer.say("Are you there?")
    for _ in range(12):
        assert busy.summary(conversation)["handling"] == "assisted"
        time.sleep(0.5)
    shop.wait_handling(conversation, "requested", within=2 + SLACK)


def test_a_customer_who_fell_silent_is_shown_as_inactive(hasty: Server) -> None:
    shop = Organization(hasty)
    customer, conversation = quiet(shop)
    assert shop.owner.summary(conversation)["customerInactive"] is False
    eventually(lambda: shop.owner.summary(conversation)["customerInactive"] is True, 2 + SLACK)
    rows = shop.owner.api.get("/conversations").ok()["data"]
    assert rows[0]["customerInactive"] is True
    customer.say("Still here")
    assert shop.owner.summary(conversation)["customerInactive"] is False
    shop.owner.end(conversation).ok()
    time.sleep(2.5)
    assert shop.owner.summary(conversation)["customerInactive"] is False, "only in an active conversation"


def test_a_conversation_that_everybody_left_ends_by_itself(start_server: Any) -> None:
    server: Server = start_server(env={"WHISPER_IDLE_END_SECONDS": "3"})
    shop = Organization(server)
    bot = shop.silent_bot()
    left, staying, silent = shop.customer(bot), shop.customer(bot), shop.customer(bot)
    chats = [customer.begin("Hello") for customer in (left, staying, silent)]
    shop.owner.take_over(chats[2]).ok()
    watcher = shop.owner.watching(chats[0])
    left.leave_page()
    silent.leave_page()
    event = watcher.expect("item", within=10 + SLACK, item={"kind": "event", "event": "ended"})["item"]
    assert (event["role"], event["author"]) == ("system", None)
    assert shop.owner.summary(chats[0])["mode"] == "past"
    eventually(lambda: shop.owner.summary(chats[2])["mode"] == "past", SLACK)
    assert shop.owner.summary(chats[1])["mode"] == "active", "its customer is there"
    shop.owner.api.get("/session").ok()


def test_the_idle_end_counts_across_a_restart(start_server: Any) -> None:
    server: Server = start_server(env={"WHISPER_IDLE_END_SECONDS": "8"})
    shop = Organization(server)
    customer, conversation = quiet(shop)
    said_at = time.monotonic()
    customer.leave_page()
    server.stop()
    time.sleep(4)
    server.start()
    assert shop.owner.summary(conversation)["mode"] == "active"
    eventually(lambda: shop.owner.summary(conversation)["mode"] == "past", 8 + SLACK)
    assert 7 < time.monotonic() - said_at < 8 + SLACK
    assert shop.owner.events(conversation)[-1] == "ended"


def test_idle_conversations_of_a_stopped_server_end_when_it_is_back(start_server: Any) -> None:
    server: Server = start_server(env={"WHISPER_IDLE_END_SECONDS": "2"})
    shop = Organization(server)
    customer, conversation = quiet(shop)
    server.kill()
    customer.leave_page()
    time.sleep(3)
    server.start()
    eventually(lambda: shop.owner.summary(conversation)["mode"] == "past", 10 + SLACK)
    assert customer.say("A new conversation")["conversation"] != conversation
