"""Restarts: how a server goes, and how everyone comes back."""

from __future__ import annotations

import asyncio
import random
import socket as tcp
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from harness import Customer, Organization, Server, eventually
from harness_extra import CrowdSocket, Ended, RawSocket


def customers_of(shop: Organization, count: int) -> list[Customer]:
    """Customers of one silent bot, each with a conversation."""
    bot = shop.silent_bot()

    def make(number: int) -> Customer:
        customer = shop.customer(bot)
        with RawSocket(shop.server.address) as wire:
            wire.hello(customer.token)
            wire.send({"type": "send", "id": "first", "text": f"I am customer {number}"})
            customer.conversation = wire.until("ack", 10)["conversation"]
        return customer

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(make, range(count)))


async def all_hello(server: Server, customers: list[Customer], each: int = 1, spread: float = 0.0) -> list[CrowdSocket]:
    """Opens `each` sockets a customer, all at once or spread over so many seconds, jittered."""

    async def one(customer: Customer) -> CrowdSocket:
        await asyncio.sleep(random.uniform(0, spread))
        after = {customer.conversation: 2}
        return await CrowdSocket.open(server.address, {"token": customer.token, "after": after}, within=60)

    return list(await asyncio.gather(*[one(customer) for customer in customers for _ in range(each)]))


@pytest.mark.slow
def test_sigterm_closes_hundreds_of_sockets_with_1012_and_loses_nothing_acknowledged(
    start_server: Callable[..., Server]
) -> None:
    server = start_server()
    shop = Organization(server)
    customers = customers_of(shop, 100)

    async def drain() -> tuple[list[tuple[int | None, list[dict[str, Any]]]], float]:
        sockets = await all_hello(server, customers, each=4)
        for number in range(5):
            for index, socket in enumerate(sockets):
                socket.send({"type": "send", "id": f"{index}-{number}", "text": f"{index}-{number}"})
        await asyncio.sleep(0.05)
        began = time.monotonic()
        server.terminate()
        ends = await asyncio.gather(*[socket.end(30) for socket in sockets])
        return list(ends), time.monotonic() - began

    ends, took = asyncio.run(drain())
    assert server.wait(30) == 0, "exit status 0"
    assert Counter(code for code, _ in ends) == {1012: 400}
    assert took < 30
    server.start()
    promised = 0
    for position, customer in enumerate(customers):
        stored = {item["seq"]: item["text"] for item in customer.items(after=0, limit=100) if item["kind"] == "message"}
        assert len(set(stored.values())) == len(stored), "no message twice"
        for _, messages in ends[position * 4 : position * 4 + 4]:
            for message in messages:
                if message["type"] == "ack":
                    promised += 1
                    assert stored[message["seq"]] == message["id"], "an acknowledged message is stored"
    assert promised > 100, "sends were on the way when the signal came"


def test_a_draining_server_says_at_once_that_it_is_not_ready(start_server: Callable[..., Server]) -> None:
    server = start_server()
    shop = Organization(server)
    customers = customers_of(shop, 20)

    async def drain() -> tuple[list[str], list[int | None]]:
        sockets = await all_hello(server, customers, each=10)
        server.terminate()
        said: list[str] = []
        ends = asyncio.gather(*[socket.end(30) for socket in sockets])
        while not ends.done():
            said.append(await asyncio.to_thread(readiness, server))
            await asyncio.sleep(0.03)
        return said, [code for code, _ in await ends]

    said, codes = asyncio.run(drain())
    assert server.wait(30) == 0
    assert set(codes) == {1012}
    assert said and "200" not in said[1:], f"not ready at once; said {said}"


def readiness(server: Server) -> str:
    try:
        return str(requests.get(f"{server.url}/readyz", timeout=2).status_code)
    except requests.ConnectionError:
        return "refused"


def test_a_server_with_idle_and_half_open_connections_ends_in_time_with_status_0(start_server: Callable[..., Server]) -> None:
    server = start_server()
    shop = Organization(server)
    customer = shop.customer(shop.silent_bot())
    host, port = server.address.split(":")
    idle = [tcp.create_connection((host, int(port))) for _ in range(20)]
    for half in idle[:10]:
        half.sendall(b"GET /api/v1/socket HTTP/1.1\r\nHost: half\r\n")
    kept = requests.Session()
    kept.get(f"{server.url}/healthz", timeout=5)
    with RawSocket(server.address) as deaf, RawSocket(server.address) as unwelcomed:
        deaf.hello(customer.token)  # never reads its close frame, never answers it
        began = time.monotonic()
        server.terminate()
        assert server.wait(30) == 0
        assert time.monotonic() - began < 30
        assert deaf.close_code() == 1012
        with pytest.raises(Ended):
            unwelcomed.read()
    for wire in idle:
        wire.close()


def test_a_second_sigterm_ends_the_server_at_once(start_server: Callable[..., Server]) -> None:
    server = start_server()
    shop = Organization(server)
    customers = customers_of(shop, 20)

    async def drain() -> float:
        sockets = await all_hello(server, customers, each=15)
        server.terminate()
        await asyncio.sleep(0.1)
        assert server.running, "three hundred sockets are closed over a few seconds"
        server.terminate()
        began = time.monotonic()
        await asyncio.to_thread(server.wait, 5)
        for socket in sockets:
            socket.abort()
        return time.monotonic() - began

    assert asyncio.run(drain()) < 1.0
    server.start()
    assert len(shop.owner.api.every("/conversations", limit=100)) == 20


def test_sends_around_sigterm_are_acknowledged_or_not_stored(start_server: Callable[..., Server]) -> None:
    """Frames of a socket go in order: what was not acknowledged comes after all that was."""
    server = start_server()
    shop = Organization(server)
    customer = shop.customer(shop.silent_bot())
    conversation = customer.begin("Number 0")
    customer.leave_page()
    acked = {0}
    with RawSocket(server.address) as wire:
        wire.hello(customer.token, after={conversation: 2})
        writing, number, code = True, 0, None
        limit = time.monotonic() + 30
        while code is None and time.monotonic() < limit:
            number += 1
            try:
                if writing:
                    wire.send({"type": "send", "id": f"n{number}", "text": f"Number {number}"})
            except OSError:
                writing = False  # closed for our side; what was sent to us is still to be read
            if number == 200:
                server.terminate()
            try:
                while number >= 200:
                    message = wire.read(0.002)
                    if message["type"] == "ack":
                        acked.add(int(message["id"][1:]))
            except TimeoutError:
                continue
            except Ended as end:
                code = end.code or 1006
    assert code == 1012
    assert server.wait(30) == 0
    server.start()
    stored = shop.owner.texts(conversation, "customer")
    assert stored == [f"Number {number}" for number in range(len(stored))], "no holes, no doubles, in order"
    assert acked <= set(range(len(stored))), "acknowledged means stored"
    assert acked == set(range(len(stored))), "in an orderly end every stored message is acknowledged"


def test_http_calls_on_the_way_are_finished(start_server: Callable[..., Server]) -> None:
    server = start_server()
    shop = Organization(server)
    customer = shop.customer(shop.silent_bot())
    conversation = customer.begin()
    shop.owner.take_over(conversation).ok()
    answered: dict[str, int] = {}

    def say(number: int) -> None:
        for turn in range(50):
            id = f"{number}-{turn}"
            try:
                answered[id] = requests.post(
                    f"{server.url}/api/v1/conversations/{conversation}/messages",
                    json={"id": id, "text": id},
                    headers={"Authorization": f"Bearer {shop.owner.token}"},
                    timeout=10,
                ).status_code
            except requests.ConnectionError:
                return

    with ThreadPoolExecutor(8) as pool:
        work = [pool.submit(say, number) for number in range(8)]
        eventually(lambda: len(answered) > 40, 10, 0.005)
        server.terminate()
        for done in work:
            done.result(30)
    assert server.wait(30) == 0
    assert set(answered.values()) <= {201, 503}
    server.start()
    stored = shop.owner.texts(conversation, "operator")
    assert len(stored) == len(set(stored))
    assert {id for id, status in answered.items() if status == 201} <= set(stored)
    assert not {id for id, status in answered.items() if status == 503} & set(stored), "refused means not stored"


@pytest.mark.slow
def test_two_thousand_sockets_come_back_at_once_after_a_restart(start_server: Callable[..., Server]) -> None:
    server = start_server()
    shop = Organization(server)
    customers = customers_of(shop, 200)

    async def storm() -> tuple[float, float]:
        first = await all_hello(server, customers, each=10, spread=2.0)
        await asyncio.to_thread(server.kill)
        for socket in first:
            socket.abort()
        await asyncio.to_thread(server.start)
        began = time.monotonic()
        back = await all_hello(server, customers, each=10)
        took = time.monotonic() - began
        began = time.monotonic()
        for index in range(0, 2000, 10):
            back[index].send({"type": "send", "id": "after", "text": "I am back"})
        heard = await asyncio.gather(*[until_item(socket, "I am back") for socket in back])
        said = time.monotonic() - began
        assert len(heard) == 2000
        for socket in back:
            assert socket.welcome["conversation"]["lastSeq"] >= 2
            socket.abort()
        return took, said

    took, said = asyncio.run(storm())
    assert took < 30 and said < 15, f"back after {took:.1f} s, heard after {said:.1f} s"
    assert server.ready()
    eventually(
        lambda: not any(row["customer"]["online"] for row in shop.owner.api.every("/conversations", limit=100)), 15,
        what="all of them are offline again",
    )


async def until_item(socket: CrowdSocket, text: str) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while True:
            message = await socket.read()
            if message["type"] == "item" and message["item"]["text"] == text:
                return message


def test_a_killed_and_a_stopped_server_leave_a_file_that_the_next_one_opens(start_server: Callable[..., Server]) -> None:
    server = start_server()
    shop = Organization(server)
    customer = shop.customer(shop.silent_bot())
    conversation = customer.begin()
    customer.leave_page()
    for kill in (True, False, True, True, False):
        server.kill() if kill else server.stop()
        server.start()
        customer.say("Still there?")
        customer.leave_page()
    assert shop.owner.texts(conversation, "customer")[1:] == ["Still there?"] * 5


def test_a_second_server_on_the_same_file_is_refused_and_the_first_goes_on(
    start_server: Callable[..., Server]
) -> None:
    server = start_server()
    shop = Organization(server)
    customer = shop.customer(shop.silent_bot())
    customer.begin()
    second = Server(server.folder / "second", database=server.database)
    second.start(ready_within=0)
    assert second.wait(15) > 0
    said = second.log()
    assert "whisper.db" in said and "Fatal error" not in said, said
    assert customer.say("Are you still there?")["seq"] > 2
