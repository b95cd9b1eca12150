"""Limits that keep one customer, one socket or one address from harming the others."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from harness import DEFAULT, Api, Organization, Server, Socket, handshake_refused


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Every limit as an administrator gets it without setting anything."""
    env = dict.fromkeys(("WHISPER_CUSTOMER_RATE", "WHISPER_SOCKET_RATE", "WHISPER_ADDRESS_CONNECTIONS"), DEFAULT)
    with Server(tmp_path_factory.mktemp("strict"), env=env) as server:
        yield server


def test_a_customer_sends_twenty_messages_in_ten_seconds_and_no_more(strict: Server) -> None:
    shop = Organization(strict)
    bot = shop.silent_bot()
    customer = shop.customer(bot)
    for number in range(20):
        customer.say(f"message {number}")
    id = customer.socket.send_text("one too many")
    refusal = customer.socket.refused("rate_limited", id=id)
    assert 0 < refusal["retryAfter"] <= 10
    elsewhere = customer.connect()
    id = elsewhere.send_text("through another tab")
    elsewhere.refused("rate_limited", id=id)
    assert len(shop.owner.texts(customer.conversation or "", "customer")) == 20
    shop.customer(bot).begin("Another customer is not held up")


def test_after_the_time_told_the_customer_goes_on(start_server: Any) -> None:
    server: Server = start_server(env={"WHISPER_CUSTOMER_RATE": "3/2s"})
    shop = Organization(server)
    customer = shop.customer(shop.silent_bot())
    for number in range(3):
        customer.say(f"message {number}")
    id = customer.socket.send_text("patience")
    wait = customer.socket.refused("rate_limited", id=id)["retryAfter"]
    assert 0 < wait <= 3
    time.sleep(wait + 0.2)
    customer.say("patience", id=id)
    assert shop.owner.texts(customer.conversation or "", "customer")[-1] == "patience"


def test_a_socket_gives_sixty_commands_in_ten_seconds(strict: Server) -> None:
    shop = Organization(strict)
    socket = shop.owner.connect()
    for number in range(59):
        socket.ask("unwatch", conversation=f"conv_{number}")
    for number in range(10):
        socket.ask("unwatch", conversation="conv_more", id=f"more-{number}")
    refusal = socket.refused("rate_limited")
    assert refusal["retryAfter"] > 0


def test_who_goes_on_flooding_is_cut_off_and_nobody_else(strict: Server) -> None:
    shop = Organization(strict)
    flooding, peaceful = shop.owner.connect(), shop.owner.connect()
    try:
        for _ in range(3000):
            flooding.ask("ping")
    except Exception:  # noqa: BLE001 — sending may fail once the server has closed
        pass
    assert flooding.closed(within=10) == 1008
    peaceful.sync()


def test_an_address_holds_only_so_many_sockets(start_server: Any) -> None:
    server: Server = start_server(env={"WHISPER_ADDRESS_CONNECTIONS": "3"})
    sockets = [Socket(server) for _ in range(3)]
    assert handshake_refused(server) in (429, 503)
    sockets[0].close()
    time.sleep(0.3)
    Socket(server)
    Api(server).get("/healthz", root=True).ok()


def test_behind_a_trusted_proxy_the_customers_addresses_count(start_server: Any) -> None:
    server: Server = start_server(env={"WHISPER_ADDRESS_CONNECTIONS": "2", "WHISPER_TRUSTED_PROXIES": "127.0.0.0/8"})

    def through_proxy(address: str) -> dict[str, Any]:
        return {"headers": {"X-Forwarded-For": address}}

    for address in ("203.0.113.1", "203.0.113.2", "2001:db8::1"):
        for _ in range(2):
            Socket(server, **through_proxy(address))
        assert handshake_refused(server, **through_proxy(address)) in (429, 503)
    spoofed = through_proxy("198.51.100.7, 203.0.113.1")
    assert handshake_refused(server, **spoofed) in (429, 503), "read from right to left, the first is only a claim"


def test_without_a_trusted_proxy_a_forwarded_address_is_only_a_claim(start_server: Any) -> None:
    server: Server = start_server(env={"WHISPER_ADDRESS_CONNECTIONS": "2"})
    for number in range(2):
        Socket(server, headers={"X-Forwarded-For": f"203.0.113.{number}"})
    assert handshake_refused(server, headers={"X-Forwarded-For": "203.0.113.77"}) in (429, 503)
