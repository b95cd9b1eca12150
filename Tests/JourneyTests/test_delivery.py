"""Nothing is lost, doubled or reordered: positions, repeats, and resuming after a lost connection."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from harness import (
    Customer,
    Frame,
    Organization,
    Server,
    Socket,
    assisted,
    eventually,
    fill,
    fresh_id,
    past,
    quiet,
    together,
)


def seqs(items: list[Frame]) -> list[int]:
    return [item["seq"] for item in items]


def talk(shop: Organization, conversation: str, count: int, word: str = "answer") -> None:
    for number in range(1, count + 1):
        shop.owner.say(conversation, f"{word} {number}").ok(201)


def shown_in(socket: Socket, conversation: str, upto: int, within: float = 10.0) -> list[Frame]:
    """The items of the conversation that the socket got, once the one numbered `upto` has come."""
    if upto not in seqs(socket.items(conversation)):
        socket.expect("item", within, conversation=conversation, item={"seq": upto})
    return socket.items(conversation)


def test_items_are_numbered_without_gaps_while_both_sides_write_at_once(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    shop.owner.take_over(conversation).ok()
    watcher = shop.owner.watching(conversation)
    together(lambda: fill(customer, 60), lambda: talk(shop, conversation, 40))
    stored = shop.owner.items(conversation)
    assert seqs(stored) == list(range(1, len(stored) + 1))
    assert seqs(shown_in(watcher, conversation, stored[-1]["seq"])) == seqs(stored)
    assert seqs(shown_in(customer.socket, conversation, stored[-1]["seq"])) == seqs(stored)
    assert [i["text"] for i in stored if i["role"] == "customer" and i["kind"] == "message"][1:] == [
        f"line {number}" for number in range(1, 61)
    ]


def test_the_sender_is_acknowledged_before_it_sees_its_own_item(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    ack = customer.say("Listen")
    item = customer.hears("customer", text="Listen")
    assert (item["seq"], item["at"], item["id"]) == (ack["seq"], ack["at"], ack["id"])
    kinds = [
        frame["type"]
        for frame in customer.socket.received
        if ack["seq"] in (frame.get("seq"), frame.get("item", {}).get("seq"))
    ]
    assert kinds[:2] == ["ack", "item"]


def test_every_socket_of_a_customer_sees_the_conversation(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    phone = customer.connect()
    assert phone.welcome["conversation"]["id"] == conversation
    ack = customer.say("From the laptop")
    assert phone.expect("item", item={"seq": ack["seq"]})["item"]["text"] == "From the laptop"
    ack = phone.say("From the phone")
    customer.socket.expect("item", item={"seq": ack["seq"], "text": "From the phone"})


def test_a_repeated_message_gets_the_first_result_and_stores_nothing(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    first = customer.say("Only once", id="m-1")
    again = customer.say("Only once", id="m-1")
    other_tab = customer.connect().say("Only once", id="m-1")
    keys = ("conversation", "seq", "at")
    assert [again[k] for k in keys] == [first[k] for k in keys] == [other_tab[k] for k in keys]
    assert shop.owner.texts(conversation, "customer").count("Only once") == 1
    customer.socket.send_text("Something else", id="m-1")
    customer.socket.refused("id_reused", id="m-1")
    assert "Something else" not in shop.owner.texts(conversation, "customer")


def test_a_repeat_is_recognised_by_another_way_in(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    shop.owner.take_over(conversation).ok()
    socket = shop.owner.watching(conversation)
    ack = socket.say("By socket first", conversation, id="either")
    item = shop.owner.say(conversation, "By socket first", "either").ok(200)
    assert (item["seq"], item["at"], item["id"]) == (ack["seq"], ack["at"], "either")
    item = shop.owner.say(conversation, "By call first", "other").ok(201)
    assert socket.say("By call first", conversation, id="other")["seq"] == item["seq"]
    socket.send_text("Changed", conversation, id="other")
    socket.refused("id_reused", id="other")
    assert shop.owner.texts(conversation, "operator") == ["By socket first", "By call first"]
    customer.hears("operator", text="By call first")


def test_ten_simultaneous_repeats_store_one_message(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    sockets = [customer.connect() for _ in range(10)]
    acks = together(*(lambda s=socket: s.say("Once", id="same") for socket in sockets))
    assert len({(ack["conversation"], ack["seq"], ack["at"]) for ack in acks}) == 1
    assert shop.owner.texts(conversation, "customer").count("Once") == 1


def test_a_repeat_is_recognised_after_the_end_and_in_the_next_conversation(fresh_shop: Organization) -> None:
    customer, conversation = quiet(fresh_shop)
    first = customer.say("Before the end", id="old")
    fresh_shop.owner.end(conversation).ok()
    again = customer.say("Before the end", id="old")
    assert (again["conversation"], again["seq"]) == (conversation, first["seq"])
    named = customer.socket.say("Before the end", conversation, id="old")
    assert (named["conversation"], named["seq"]) == (conversation, first["seq"])
    customer.socket.send_text("Other text", id="old")
    customer.socket.refused("id_reused", id="old")
    assert fresh_shop.owner.api.get("/conversations", mode="active").ok()["data"] == []
    begun = customer.begin("A new one")
    assert customer.say("Before the end", id="old")["conversation"] == conversation
    assert begun != conversation and "Before the end" not in fresh_shop.owner.texts(begun, "customer")


def test_ids_are_compared_per_author(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    other, elsewhere = quiet(shop)
    shop.owner.take_over(conversation).ok()
    customer.say("From the customer", id="shared")
    assert other.say("From another customer", id="shared")["conversation"] == elsewhere
    shop.owner.say(conversation, "From the owner", "shared").ok(201)
    second = shop.operator()
    second.take_over(conversation, again=True).ok()
    second.say(conversation, "From the second", "shared").ok(201)
    shop.owner.take_over(elsewhere).ok()
    shop.owner.say(elsewhere, "In another conversation", "shared").ok(201)


def test_a_repeat_is_recognised_after_a_restart(start_server: Any) -> None:
    server: Server = start_server()
    shop = Organization(server)
    customer, conversation = quiet(shop)
    sent = customer.say("Before the restart", id="r-1")
    shop.owner.take_over(conversation).ok()
    said = shop.owner.say(conversation, "I am here", "r-2").ok(201)
    epoch = customer.session["epoch"]
    server.restart()
    customer.leave_page()
    again = customer.say("Before the restart", id="r-1")
    assert [again[k] for k in ("conversation", "seq", "at")] == [sent[k] for k in ("conversation", "seq", "at")]
    assert shop.owner.say(conversation, "I am here", "r-2").ok(200)["seq"] == said["seq"]
    shop.owner.say(conversation, "Changed", "r-2").refused(409, "id_reused")
    assert customer.socket.welcome["epoch"] == epoch, "a restart is no restore"
    assert shop.customer(customer.bot, token=customer.token).session["epoch"] == epoch


def test_who_reconnects_gets_what_it_missed_once_and_in_order(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    shop.owner.take_over(conversation).ok()
    talk(shop, conversation, 2)
    last = shop.owner.summary(conversation)["lastSeq"]
    customer.leave_page()
    talk(shop, conversation, 5, "missed")
    socket = customer.connect(after={conversation: last}, epoch=customer.session["epoch"])
    end = shop.owner.summary(conversation)["lastSeq"]
    shown_in(socket, conversation, end)
    socket.drain()
    assert seqs(socket.items(conversation)) == list(range(last + 1, end + 1))
    assert socket.received[0]["type"] == "welcome"


def test_without_a_position_the_customer_gets_the_active_conversation_from_its_beginning(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    customer.say("Second")
    customer.leave_page()
    socket = customer.connect()
    end = shop.owner.summary(conversation)["lastSeq"]
    assert socket.welcome["conversation"]["lastSeq"] == end
    assert seqs(shown_in(socket, conversation, end)) == list(range(1, end + 1))


def test_reconnecting_again_and_again_during_a_flood_loses_and_doubles_nothing(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    shop.owner.take_over(conversation).ok()
    writer = threading.Thread(target=talk, args=(shop, conversation, 150))
    position, got = 0, []
    writer.start()
    for _ in range(12):
        socket = customer.connect(after={conversation: position})
        socket.drain(quiet=0.02, within=0.1)
        got += seqs(socket.items(conversation))
        position = got[-1] if got else 0
        socket.drop()
    writer.join()
    end = shop.owner.summary(conversation)["lastSeq"]
    socket = customer.connect(after={conversation: position})
    if position < end:
        got += seqs(shown_in(socket, conversation, end))
    assert got == list(range(1, end + 1))


def test_an_operators_resume_points_are_watches(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    socket = shop.owner.connect(after={conversation: 1})
    end = shop.owner.summary(conversation)["lastSeq"]
    assert seqs(shown_in(socket, conversation, end)) == list(range(2, end + 1))
    ack = customer.say("Live too")
    socket.expect("item", conversation=conversation, item={"seq": ack["seq"]})


def test_watching_reads_on_from_a_position_without_a_hole_to_what_is_live(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    fill(customer, 20)
    writer = threading.Thread(target=fill, args=(customer, 100, "flood"))
    writer.start()
    socket = shop.owner.watching(conversation, after=5)
    writer.join()
    end = shop.owner.summary(conversation)["lastSeq"]
    assert seqs(shown_in(socket, conversation, end)) == list(range(6, end + 1))


def test_a_customers_past_conversation_is_resumed_by_its_position(shop: Organization) -> None:
    customer, conversation = past(shop)
    end = shop.owner.summary(conversation)["lastSeq"]
    customer.leave_page()
    socket = customer.connect(after={conversation: end - 1})
    item = socket.expect("item", conversation=conversation)["item"]
    assert (item["seq"], item["event"]) == (end, "ended")
    assert socket.welcome["conversation"] is None


def test_a_position_above_the_last_one_gets_one_resync(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    end = shop.owner.summary(conversation)["lastSeq"]
    above = {conversation: end + 1}
    for connect in (customer.connect, shop.owner.connect):
        socket = connect(after=above)
        resync = socket.expect("resync", conversation={"id": conversation, "lastSeq": end})
        assert seqs(resync["items"]) == list(range(1, end + 1))
        socket.never("resync", during=0.2)
        assert socket.items(conversation) == []
    seq = customer.say("Afterwards")["seq"]
    socket.expect("item", item={"seq": seq})


def test_another_epoch_gets_a_resync_and_none_counts_as_the_current_one(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    end = shop.owner.summary(conversation)["lastSeq"]
    customer.connect(after={conversation: 1}, epoch="another").expect("resync", conversation={"id": conversation})
    shop.owner.connect(after={conversation: 1}, epoch="another").expect("resync", conversation={"id": conversation})
    socket = customer.connect(after={conversation: 1})
    assert seqs(shown_in(socket, conversation, end)) == list(range(2, end + 1))
    socket.never("resync", during=0.2)
    assert socket.welcome["epoch"] == customer.session["epoch"]


def test_after_more_than_a_thousand_missed_items_there_is_one_resync(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    start = shop.owner.summary(conversation)["lastSeq"]
    fill(customer, 1001)
    end = shop.owner.summary(conversation)["lastSeq"]
    assert end == start + 1001

    resync = customer.connect(after={conversation: start}).expect("resync", conversation={"lastSeq": end})
    assert seqs(resync["items"]) == list(range(end - 99, end + 1)), "the last 100"
    watcher = shop.owner.connect()
    watcher.ask("watch", conversation=conversation, after=start)
    assert seqs(watcher.expect("resync")["items"]) == list(range(end - 99, end + 1))
    assert watcher.items(conversation) == []

    exact = customer.connect(after={conversation: start + 1})
    assert seqs(shown_in(exact, conversation, end)) == list(range(start + 2, end + 1)), "exactly 1,000 are sent"
    exact.never("resync", during=0.2)


def test_notes_leave_gaps_in_what_a_customer_sees_and_nothing_else_does(shop: Organization) -> None:
    customer, conversation = assisted(shop)
    shop.owner.leave(conversation, note="Only for colleagues").ok()
    shop.owner.take_over(conversation).ok()
    shop.owner.say(conversation, "Back again").ok(201)
    stored = shop.owner.items(conversation)
    visible = [item["seq"] for item in stored if item["kind"] != "note"]
    assert len(visible) == len(stored) - 1
    assert seqs(shown_in(customer.socket, conversation, stored[-1]["seq"])) == visible
    assert seqs(shown_in(customer.connect(), conversation, stored[-1]["seq"])) == visible
    assert seqs(customer.items()) == visible
    assert shop.owner.summary(conversation)["lastItem"]["kind"] != "note"


def test_two_operators_hear_the_same_in_the_same_order(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    second = shop.operator()
    one, two = shop.owner.watching(conversation), second.watching(conversation)
    shop.owner.take_over(conversation).ok()
    together(lambda: fill(customer, 30), lambda: talk(shop, conversation, 20))
    end = shop.owner.summary(conversation)["lastSeq"]
    assert shown_in(one, conversation, end) == shown_in(two, conversation, end)


def test_what_was_acknowledged_is_still_there_after_a_crash(start_server: Any) -> None:
    server: Server = start_server()
    shop = Organization(server)
    customer, conversation = quiet(shop)
    fill(customer, 50)
    server.kill()
    server.start()
    assert shop.owner.texts(conversation, "customer")[1:] == [f"line {number}" for number in range(1, 51)]
    eventually(lambda: shop.owner.summary(conversation)["handling"] == "requested")


@pytest.mark.parametrize("id", ["x", "ü" * 64, "m" * 64])
def test_ids_of_up_to_64_characters_are_taken(shop: Organization, id: str) -> None:
    customer, _ = quiet(shop)
    assert customer.say("Hello", id=id)["id"] == id
    for bad in ("", id + "m" * 64):
        customer.socket.send({"type": "send", "id": bad, "text": "Hello"})
        customer.socket.expect("error")
    customer.socket.send({"type": "send", "text": "no id"})
    customer.socket.refused("invalid")


def test_two_customers_of_one_bot_never_meet(shop: Organization) -> None:
    bot = shop.silent_bot()
    one, two = shop.customer(bot), shop.customer(bot)
    first, second = one.begin("I am one"), two.begin("I am two")
    assert first != second
    one.say("Still one")
    two.socket.sync()
    assert all(frame.get("conversation") in (None, second) for frame in two.socket.received if frame["type"] == "item")


def test_a_customer_who_comes_back_continues_the_conversation(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    customer.leave_page()
    back: Customer = shop.customer(customer.bot, token=customer.token)
    assert back.session["conversation"]["id"] == conversation
    assert back.id == customer.id
    assert back.say("I am back")["conversation"] == conversation


def test_an_id_that_was_refused_is_free_for_the_next_try(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    id = fresh_id()
    shop.owner.say(conversation, "Not yet mine", id).refused(409, "not_the_handler")
    shop.owner.take_over(conversation).ok()
    shop.owner.say(conversation, "Now it is", id).ok(201)
    customer.hears("operator", text="Now it is")
