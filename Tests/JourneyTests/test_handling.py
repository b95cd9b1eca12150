"""Who answers a conversation: every rule of leaving, returning, asking, writing and ending."""

from __future__ import annotations

import pytest

from harness import (
    HOURS,
    HOURS_ANSWER,
    Organization,
    assisted,
    automated,
    eventually,
    fresh_id,
    knowing_bot,
    only,
    past,
    quiet,
    requested,
    together,
)


def test_only_the_handler_leaves_and_then_the_bot_resumes(shop: Organization) -> None:
    second = shop.operator()
    customer, conversation = assisted(shop)
    second.leave(conversation).refused(409, "not_the_handler")
    summary = shop.owner.leave(conversation).ok()
    assert (summary["handling"], summary["section"], summary["handler"]) == ("automated", "automated", None)
    event = shop.owner.items(conversation)[-1]
    assert (event["event"], event["role"], event["author"]["id"]) == ("left", "operator", shop.owner.id)
    customer.say(HOURS)
    assert customer.hears("bot")["text"] == HOURS_ANSWER
    shop.owner.leave(conversation).refused(409, "not_the_handler")
    shop.owner.request_human(conversation).ok()
    shop.owner.leave(conversation).refused(409, "not_the_handler")


def test_any_operator_returns_a_requested_chat_to_the_bot(shop: Organization) -> None:
    _, conversation = requested(shop)
    operator = shop.operator()
    summary = operator.return_to_ai(conversation).ok()
    assert (summary["handling"], summary["handler"]) == ("automated", None)
    event = operator.items(conversation)[-1]
    assert (event["event"], event["role"], event["author"]["id"]) == ("returned_to_ai", "operator", operator.id)


def test_the_handler_returns_its_chat_and_another_operator_needs_again(shop: Organization) -> None:
    second = shop.operator()
    _, conversation = assisted(shop)
    refusal = second.return_to_ai(conversation).refused(409, "handled_by_another")
    assert refusal["handler"]["id"] == shop.owner.id
    assert second.summary(conversation)["handling"] == "assisted"
    assert second.return_to_ai(conversation, again=True).ok()["handling"] == "automated"
    shop.owner.take_over(conversation).ok()
    assert shop.owner.return_to_ai(conversation).ok()["handling"] == "automated"
    events = ["started", "taken_over", "returned_to_ai", "taken_over", "returned_to_ai"]
    assert second.events(conversation) == events


def test_returning_what_the_bot_handles_already_changes_nothing(shop: Organization) -> None:
    _, conversation = automated(shop)
    before = shop.owner.items(conversation)
    assert shop.owner.return_to_ai(conversation, note="nothing to say").ok()["handling"] == "automated"
    assert shop.owner.return_to_ai(conversation, again=True).ok()["handling"] == "automated"
    assert shop.owner.items(conversation) == before


def test_a_human_is_requested_by_an_operator_unless_live_chat_is_off(shop: Organization) -> None:
    _, conversation = automated(shop)
    summary = shop.owner.request_human(conversation).ok()
    assert (summary["handling"], summary["section"]) == ("requested", "assisted")
    event = shop.owner.items(conversation)[-1]
    assert (event["event"], event["role"]) == ("human_requested", "operator")

    _, elsewhere = automated(shop, liveChat=False)
    before = shop.owner.items(elsewhere)
    shop.owner.request_human(elsewhere).refused(403, "live_chat_disabled")
    assert shop.owner.items(elsewhere) == before
    assert shop.owner.summary(elsewhere)["handling"] == "automated"


def test_a_customer_requests_a_human_unless_live_chat_is_off(shop: Organization) -> None:
    customer, conversation = automated(shop)
    customer.socket.ask("request_human", conversation=conversation)
    event = customer.socket.expect("item", item={"kind": "event", "event": "human_requested"})["item"]
    assert event["role"] == "customer"
    assert shop.owner.summary(conversation)["handling"] == "requested"
    customer.socket.expect("conversation", conversation={"handling": "requested"})

    other, elsewhere = automated(shop, liveChat=False)
    before = shop.owner.items(elsewhere)
    other.socket.ask("request_human", conversation=elsewhere, id="h1")
    other.socket.refused("live_chat_disabled", id="h1", conversation=elsewhere)
    other.socket.sync()
    assert shop.owner.items(elsewhere) == before


@pytest.mark.parametrize("state", ["requested", "assisted"])
def test_asking_for_a_human_who_is_coming_or_there_changes_nothing(shop: Organization, state: str) -> None:
    customer, conversation = requested(shop) if state == "requested" else assisted(shop)
    before = shop.owner.items(conversation)
    assert shop.owner.request_human(conversation).ok()["handling"] == state
    customer.socket.ask("request_human", conversation=conversation)
    customer.socket.sync()
    customer.socket.never("error", during=0.2)
    assert shop.owner.items(conversation) == before


def test_only_the_handler_writes_to_the_customer(shop: Organization) -> None:
    second = shop.operator()
    customer, conversation = assisted(shop)
    item = shop.owner.say(conversation, "Good morning, Olga here.").ok(201)
    assert (item["kind"], item["role"], item["text"]) == ("message", "operator", "Good morning, Olga here.")
    assert item["author"]["id"] == shop.owner.id
    assert customer.hears("operator")["text"] == "Good morning, Olga here."
    second.say(conversation, "and me").refused(409, "not_the_handler")
    for operator in (shop.owner, second):
        shop.owner.take_over(conversation).ok()
        shop.owner.leave(conversation).ok()
        operator.say(conversation, "too late").refused(409, "not_the_handler")
    assert shop.owner.texts(conversation, "operator") == ["Good morning, Olga here."]


def test_the_handler_writes_over_its_socket_and_nobody_else(shop: Organization) -> None:
    second = shop.operator()
    customer, conversation = assisted(shop)
    socket, other = shop.owner.watching(conversation, after=100), second.connect()
    ack = socket.say("Over the socket", conversation)
    assert ack["conversation"] == conversation
    assert customer.hears("operator")["seq"] == ack["seq"]
    id = other.send_text("Me too", conversation)
    other.refused("not_the_handler", id=id, conversation=conversation)
    shop.owner.leave(conversation).ok()
    id = socket.send_text("Too late", conversation)
    socket.refused("not_the_handler", id=id)
    assert shop.owner.texts(conversation, "operator") == ["Over the socket"]


@pytest.mark.parametrize("state", ["automated", "requested", "assisted"])
def test_any_operator_ends_an_active_conversation(shop: Organization, state: str) -> None:
    operator = shop.operator()
    begin = {"automated": automated, "requested": requested, "assisted": assisted}[state]
    customer, conversation = begin(shop)
    summary = operator.end(conversation).ok()
    assert (summary["mode"], summary["section"]) == ("past", None)
    assert summary["endedAt"] is not None
    event = customer.socket.expect("item", item={"kind": "event", "event": "ended"})["item"]
    assert event["role"] == "operator"
    assert operator.items(conversation)[-1]["author"]["id"] == operator.id
    customer.socket.expect("conversation", conversation={"id": conversation, "mode": "past"})


def test_the_customer_ends_the_conversation(shop: Organization) -> None:
    customer, conversation = assisted(shop)
    customer.socket.ask("end", conversation=conversation)
    event = customer.socket.expect("item", item={"kind": "event", "event": "ended"})["item"]
    assert event["role"] == "customer"
    assert shop.owner.summary(conversation)["mode"] == "past"
    customer.socket.ask("end", conversation=conversation, id="e2")
    customer.socket.refused("ended", id="e2")


def test_in_a_past_conversation_nothing_can_be_done(shop: Organization) -> None:
    customer, conversation = past(shop)
    before = shop.owner.items(conversation)
    owner = shop.owner
    for answer in (
        owner.take_over(conversation),
        owner.take_over(conversation, again=True),
        owner.leave(conversation),
        owner.return_to_ai(conversation),
        owner.return_to_ai(conversation, again=True),
        owner.request_human(conversation),
        owner.end(conversation),
        owner.say(conversation, "hello?"),
    ):
        answer.refused(409, "ended")
    socket = owner.connect()
    id = socket.send_text("hello?", conversation)
    socket.refused("ended", id=id)
    customer.socket.ask("request_human", conversation=conversation, id="r")
    customer.socket.refused("ended", id="r")
    id = customer.socket.send_text("is anybody there", conversation)
    customer.socket.refused("ended", id=id)
    assert owner.items(conversation) == before


def test_a_customer_who_writes_after_the_end_begins_a_new_conversation(shop: Organization) -> None:
    customer, conversation = past(shop)
    before = shop.owner.items(conversation)
    ack = customer.say(HOURS)
    assert ack["conversation"] != conversation
    assert ack["seq"] == 2, "item 1 is the event `started`, item 2 the message"
    new = shop.owner.items(ack["conversation"])
    assert [new[0]["event"], new[1]["text"]] == ["started", HOURS]
    assert shop.owner.items(conversation) == before
    assert shop.owner.summary(ack["conversation"])["mode"] == "active"


def test_a_conversation_begins_with_the_first_message_and_no_sooner(fresh_shop: Organization) -> None:
    bot = knowing_bot(fresh_shop, greeting="Welcome!")
    customer = fresh_shop.customer(bot)
    assert customer.session["conversation"] is None
    assert customer.connect().welcome["conversation"] is None
    assert fresh_shop.owner.api.get("/conversations").ok()["data"] == []
    conversation = customer.begin(HOURS)
    items = fresh_shop.owner.items(conversation)
    assert [(item["seq"], item["kind"], item["role"]) for item in items[:2]] == [
        (1, "event", "customer"),
        (2, "message", "customer"),
    ]
    assert "Welcome!" not in [item["text"] for item in items], "the greeting is no item"


def test_two_first_messages_at_once_begin_one_conversation(fresh_shop: Organization) -> None:
    customer = fresh_shop.customer(fresh_shop.silent_bot())
    one, two = customer.connect(), customer.connect()
    acks = together(lambda: one.say("one"), lambda: two.say("two"))
    assert acks[0]["conversation"] == acks[1]["conversation"]
    rows = fresh_shop.owner.api.get("/conversations", mode="active").ok()["data"]
    assert only(rows)["id"] == acks[0]["conversation"]
    assert fresh_shop.owner.events(acks[0]["conversation"]).count("started") == 1


def test_switching_live_chat_off_frees_who_waits_and_lets_the_handler_finish(shop: Organization) -> None:
    bot = knowing_bot(shop)
    _, waiting = requested(shop, bot)
    customer, helped = assisted(shop, bot=bot)
    shop.owner.api.patch(f"/bots/{bot['id']}", {"liveChat": False}).ok()

    assert shop.wait_handling(waiting, "automated")["handler"] is None
    event = shop.owner.items(waiting)[-1]
    assert (event["event"], event["role"]) == ("returned_to_ai", "system")

    assert shop.owner.summary(helped)["handler"]["id"] == shop.owner.id
    shop.owner.say(helped, "Let us finish this.").ok(201)
    assert customer.hears("operator")["text"] == "Let us finish this."
    assert shop.owner.request_human(helped).ok()["handling"] == "assisted"
    assert shop.owner.leave(helped).ok()["handling"] == "automated"
    shop.owner.take_over(helped).refused(403, "live_chat_disabled")


def test_a_removed_handler_leaves_nobody_behind(fresh_shop: Organization) -> None:
    leaving = fresh_shop.operator()
    bot, dark = knowing_bot(fresh_shop), knowing_bot(fresh_shop)
    _, helped = assisted(fresh_shop, by=leaving, bot=bot)
    _, in_the_dark = assisted(fresh_shop, by=leaving, bot=dark)
    fresh_shop.owner.api.patch(f"/bots/{dark['id']}", {"liveChat": False}).ok()
    fresh_shop.owner.api.delete(f"/operators/{leaving.id}").ok(204)
    summary = fresh_shop.wait_handling(helped, "requested")
    assert (summary["handler"], summary["section"]) == (None, "assisted")
    event = fresh_shop.owner.items(helped)[-1]
    assert event["event"] == "handler_away"
    fresh_shop.wait_handling(in_the_dark, "automated")
    assert "handler_away" in fresh_shop.owner.events(in_the_dark)
    leaving.api.get("/conversations").refused(401, "unauthenticated")


def test_deleting_a_bot_ends_its_conversations_and_keeps_them_readable_and_ratable(fresh_shop: Organization) -> None:
    bot = knowing_bot(fresh_shop)
    customer, conversation = automated(fresh_shop, bot)
    fresh_shop.owner.api.delete(f"/bots/{bot['id']}").ok(204)
    eventually(lambda: fresh_shop.owner.summary(conversation)["mode"] == "past")
    assert fresh_shop.owner.events(conversation)[-1] == "ended"
    items = fresh_shop.owner.items(conversation)
    spoken = only(item for item in items if item["role"] == "bot" and item["kind"] == "message")
    fresh_shop.owner.api.put(f"/conversations/{conversation}/items/{spoken['seq']}/rating", {"thumb": "up"}).ok()
    assert conversation in [row["id"] for row in fresh_shop.owner.api.get("/conversations", mode="past").ok()["data"]]
    fresh_shop.owner.api.get(f"/bots/{bot['id']}").refused(404, "not_found")
    customer.socket.expect("item", item={"event": "ended"})


def test_what_was_agreed_is_noted_just_before_the_event(shop: Organization) -> None:
    _, conversation = assisted(shop)
    shop.owner.leave(conversation, note="A refund of 20 was agreed.").ok()
    note, event = shop.owner.items(conversation)[-2:]
    assert (note["kind"], note["text"], note["author"]["id"]) == ("note", "A refund of 20 was agreed.", shop.owner.id)
    assert event["event"] == "left"
    shop.owner.take_over(conversation).ok()
    shop.owner.return_to_ai(conversation, note="Parcel sent again.").ok()
    note, event = shop.owner.items(conversation)[-2:]
    assert (note["kind"], note["text"], event["event"]) == ("note", "Parcel sent again.", "returned_to_ai")
    second = shop.operator()
    before = shop.owner.items(conversation)
    second.leave(conversation, note="a refused note").refused(409, "not_the_handler")
    assert shop.owner.items(conversation) == before


def test_every_change_of_handling_is_in_the_log_with_who_and_when(shop: Organization) -> None:
    second = shop.operator()
    _, conversation = requested(shop)
    shop.owner.take_over(conversation).ok()
    second.take_over(conversation, again=True).ok()
    second.leave(conversation).ok()
    shop.owner.end(conversation).ok()
    events = [item for item in shop.owner.items(conversation) if item["kind"] == "event"]
    assert [event["event"] for event in events] == [
        "started",
        "human_requested",
        "taken_over",
        "taken_over_again",
        "left",
        "ended",
    ]
    authors = [shop.owner.id, shop.owner.id, second.id, second.id, shop.owner.id]
    assert [event["author"]["id"] for event in events[1:]] == authors
    assert all(event["id"] and event["at"].endswith("Z") and event["text"] is None for event in events)
    assert [event["at"] for event in events] == sorted(event["at"] for event in events)


def test_a_silent_bot_hands_every_conversation_to_people(shop: Organization) -> None:
    _, conversation = quiet(shop)
    assert "human_requested" in shop.owner.events(conversation)
    shop.owner.take_over(conversation).ok()
    shop.owner.leave(conversation).ok()
    shop.wait_handling(conversation, "requested")
    shop.owner.take_over(conversation).ok()
    shop.owner.return_to_ai(conversation).ok()
    shop.wait_handling(conversation, "requested")

    customer = shop.customer(shop.silent_bot(liveChat=False))
    alone = customer.begin("Is anybody there?")
    customer.socket.never("item", during=1, item={"kind": "message", "role": "bot"})
    assert shop.owner.summary(alone)["handling"] == "automated"
    assert shop.owner.texts(alone, "customer") == ["Is anybody there?"], "the message is taken all the same"


def test_an_operators_message_id_is_remembered_beyond_hand_overs(shop: Organization) -> None:
    second = shop.operator()
    _, conversation = assisted(shop)
    id = fresh_id()
    first = shop.owner.say(conversation, "Once and only once", id).ok(201)
    second.take_over(conversation, again=True).ok()
    assert shop.owner.say(conversation, "Once and only once", id).ok(200)["seq"] == first["seq"]
    shop.owner.say(conversation, "Something else", id).refused(409, "id_reused")
    second.end(conversation).ok()
    assert shop.owner.say(conversation, "Once and only once", id).ok(200)["seq"] == first["seq"]
    shop.owner.say(conversation, "Something else", id).refused(409, "id_reused")
    shop.owner.say(conversation, "New", fresh_id()).refused(409, "ended")
    assert shop.owner.texts(conversation, "operator") == ["Once and only once"]
