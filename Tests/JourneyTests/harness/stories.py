"""Beginnings that many stories share: a conversation in each of the states of the contract."""

from __future__ import annotations

from typing import Any

from .people import Customer, Operator, Organization

HOURS = "What are your opening hours?"
HOURS_ANSWER = "We are open from nine to five, Monday to Friday."


def knowing_bot(shop: Organization, **settings: Any) -> dict[str, Any]:
    """A bot that can answer `HOURS`, so that it answers by itself and asks for nobody."""
    bot = shop.bot(**settings)
    shop.faq(bot, HOURS, HOURS_ANSWER)
    return bot


def automated(shop: Organization, bot: dict[str, Any] | None = None, **settings: Any) -> tuple[Customer, str]:
    """The bot has answered the customer's first message; nobody else is involved."""
    customer = shop.customer(bot or knowing_bot(shop, **settings))
    conversation = customer.begin(HOURS)
    customer.hears("bot")
    return customer, conversation


def requested(shop: Organization, bot: dict[str, Any] | None = None, **settings: Any) -> tuple[Customer, str]:
    """As `automated`, then a human has been asked for."""
    customer, conversation = automated(shop, bot, **settings)
    shop.owner.request_human(conversation).ok()
    return customer, conversation


def assisted(
    shop: Organization, by: Operator | None = None, bot: dict[str, Any] | None = None, **settings: Any
) -> tuple[Customer, str]:
    """As `automated`, then an operator (the owner, unless told) has taken over."""
    customer, conversation = automated(shop, bot, **settings)
    (by or shop.owner).take_over(conversation).ok()
    return customer, conversation


def past(shop: Organization, bot: dict[str, Any] | None = None, **settings: Any) -> tuple[Customer, str]:
    """As `automated`, then ended by an operator."""
    customer, conversation = automated(shop, bot, **settings)
    shop.owner.end(conversation).ok()
    return customer, conversation


def quiet(shop: Organization, text: str = "Good morning") -> tuple[Customer, str]:
    """A conversation in which nobody speaks unless the test says so: the bot is silent."""
    customer = shop.customer(shop.silent_bot())
    conversation = customer.begin(text)
    shop.wait_handling(conversation, "requested")
    return customer, conversation


def fill(customer: Customer, count: int, word: str = "line") -> list[str]:
    """Sends that many messages at full speed, waits for all acks, and returns their texts."""
    texts = [f"{word} {number}" for number in range(1, count + 1)]
    ids = [customer.socket.send_text(text) for text in texts]
    for id in ids:
        customer.conversation = customer.socket.expect("ack", 30, id=id)["conversation"]
    return texts
