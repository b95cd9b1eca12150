"""Handing over: when the bot asks for a human by itself, what operators are told, and what happens when nobody is there."""

from __future__ import annotations

from typing import Any

from harness import HOURS, HOURS_ANSWER, Customer, Organization, automated, knowing_bot


def request_of(shop: Organization, conversation: str) -> dict[str, Any]:
    """The event's data and the summary's field say the same."""
    summary = shop.wait_handling(conversation, "requested")
    event = [item for item in shop.owner.items(conversation) if item.get("event") == "human_requested"][-1]
    assert event["role"] == "bot"
    assert {**event["data"], "at": event["at"]} == summary["request"]
    return dict(summary["request"])


def tells_customers_nothing(customer: Customer, conversation: str) -> None:
    event = [item for item in customer.items(conversation) if item.get("event") == "human_requested"][-1]
    assert "data" not in event
    seen = customer.api.get("/widget/conversations").ok()["data"][0]
    assert "request" not in seen
    assert all("reason" not in str(frame.get("item", {}).get("data")) for frame in customer.socket.received)


def test_who_asks_for_a_human_gets_one_requested_with_what_it_is_about(shop: Organization) -> None:
    watching = shop.owner.connect()
    customer, conversation = automated(shop)
    assert shop.owner.summary(conversation)["request"] is None
    customer.say("let me talk to Sarah please")
    said = customer.hears("bot")
    assert "colleague" in said["text"]
    request = request_of(shop, conversation)
    assert request["reason"] == "asked"
    assert request["summary"] == [HOURS, "The bot answered: " + HOURS_ANSWER]
    tells_customers_nothing(customer, conversation)
    assert shop.owner.take_over(conversation).ok()["request"] == request, "it stands while a person has the chat"
    assert shop.owner.return_to_ai(conversation).ok()["request"] is None
    watching.drop()


def test_a_human_whom_the_customer_asks_for_by_the_button_needs_no_reason(shop: Organization) -> None:
    customer, conversation = automated(shop)
    customer.socket.ask("request_human", conversation=conversation)
    assert shop.wait_handling(conversation, "requested")["request"] is None


def test_the_second_time_in_a_row_that_it_does_not_know_it_hands_over(shop: Organization) -> None:
    watching = shop.owner.connect()
    customer = shop.customer(knowing_bot(shop))
    conversation = customer.begin("Do you rent out parrots?")
    first = customer.hears("bot")
    assert shop.owner.summary(conversation)["handling"] == "automated" and "?" in first["text"]
    customer.say("And giraffes from Kenya?")
    customer.hears("bot", seq=first["seq"] + 2)
    request = request_of(shop, conversation)
    assert request["reason"] == "unknown_twice"
    assert request["summary"][0] == "And giraffes from Kenya?" and len(request["summary"]) <= 2
    tells_customers_nothing(customer, conversation)
    # An answer between two of them begins anew.
    other = shop.customer(knowing_bot(shop))
    calm = other.begin("Do you rent out parrots?")
    other.hears("bot")
    for text, seq in ((HOURS, 5), ("And giraffes from Kenya?", 7)):
        other.say(text)
        other.hears("bot", seq=seq)
    assert shop.owner.summary(calm)["handling"] == "automated"
    watching.drop()


def test_the_same_question_again_anger_and_a_matter_of_ones_own(shop: Organization) -> None:
    watching = shop.owner.connect()
    for text, reason in (
        ("what are your opening hours??", "repeated"),
        ("You are useless!", "upset"),
        ("Where is my order 12345?", "own_matter"),
        ("Sie haben mir doppelt abgebucht", "own_matter"),
        ("das ist eine Frechheit", "upset"),
    ):
        customer, conversation = automated(shop)
        customer.say(text)
        customer.hears("bot", seq=5)
        request = request_of(shop, conversation)
        assert request["reason"] == reason, text
        assert 1 <= len(request["summary"]) <= 2
        tells_customers_nothing(customer, conversation)
    for text in ("How long is a table for five people?", "Are you a human?", "human resources", "what is the agent fee"):
        customer, conversation = automated(shop)
        customer.say(text)
        customer.hears("bot", seq=5)
        assert shop.owner.summary(conversation)["handling"] == "automated", text
    watching.drop()


def test_with_nobody_signed_in_it_says_so_and_takes_an_address(fresh_shop: Organization) -> None:
    shop = fresh_shop
    customer, conversation = automated(shop)
    customer.say("Can I talk to a human?")
    said = customer.hears("bot", seq=5)
    assert "Nobody can join" in said["text"] and "e-mail" in said["text"]
    assert request_of(shop, conversation)["reason"] == "asked"
    customer.say("Yes: cleo@example.com, thank you.")
    assert "noted" in customer.hears("bot", seq=8)["text"]
    summary = shop.owner.summary(conversation)
    assert summary["customer"]["email"] == "cleo@example.com"
    assert summary["handling"] == "requested"
    # What is known stays; another address is not written over it.
    customer.say("or other@example.com")
    customer.hears("bot", seq=10)
    assert shop.owner.summary(conversation)["customer"]["email"] == "cleo@example.com"
    # Another organization's people help nobody here; one's own do.
    watching = shop.owner.connect()
    again, _ = automated(shop)
    again.say("Can I talk to a human?")
    assert "colleague" in again.hears("bot", seq=5)["text"]
    watching.drop()


def test_without_live_chat_an_address_is_taken_and_nobody_is_asked_for(fresh_shop: Organization) -> None:
    customer = fresh_shop.customer(knowing_bot(fresh_shop, liveChat=False))
    conversation = customer.begin("Do you rent out parrots?")
    assert "e-mail" in customer.hears("bot")["text"]
    customer.say("cleo@example.com")
    assert "noted" in customer.hears("bot", seq=5)["text"]
    summary = fresh_shop.owner.summary(conversation)
    assert (summary["customer"]["email"], summary["handling"], summary["request"]) == (
        "cleo@example.com",
        "automated",
        None,
    )


def test_an_address_that_nobody_asked_for_is_not_kept(shop: Organization) -> None:
    customer, conversation = automated(shop)
    customer.say("My friend is bob@example.com")
    customer.hears("bot", seq=5)
    assert shop.owner.summary(conversation)["customer"]["email"] is None


def test_trying_the_bot_shows_the_hand_over(shop: Organization) -> None:
    bot = knowing_bot(shop)

    def ask(text: str, *history: tuple[str, str]) -> dict[str, Any]:
        lines = [{"role": role, "text": line} for role, line in history]
        return dict(shop.owner.api.post(f"/bots/{bot['id']}/ask", {"text": text, "history": lines}).ok())

    unknown = ask("Do you rent out parrots?")
    assert (unknown["confident"], unknown["handoff"]) == (False, False)
    twice = ask("And giraffes?", ("customer", "Do you rent out parrots?"), ("bot", unknown["answer"]))
    assert (twice["confident"], twice["handoff"]) == (False, True)
    repeated = ask(HOURS, ("customer", HOURS), ("bot", HOURS_ANSWER))
    assert repeated["handoff"] is True and repeated["sources"], "what was found is shown all the same"
    assert ask("??")["confident"] is False and ask("??")["handoff"] is False
    assert ask("Vielen Dank!")["confident"] is True
