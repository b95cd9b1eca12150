"""Acknowledged means stored: kills, power cuts, answers cut off in the middle."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import Customer, Gate, Organization, ScriptedModel, Server, eventually, only, streams
from harness_extra import RawSocket, StubbornSender, check_log
from shims import Power


@pytest.fixture
def senders() -> Iterator[list[StubbornSender]]:
    """Who is in here stops with the test, whatever its outcome."""
    started: list[StubbornSender] = []
    yield started
    for sender in started:
        sender.abandon()


def bot_messages(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [item for item in items if item["kind"] == "message" and item["role"] == "bot"]


def ready_at_once(server: Server, within: float) -> None:
    """Starts a killed server again and checks how long it took until it was ready."""
    began = time.monotonic()
    server.start(ready_within=10)
    assert time.monotonic() - began < within, f"ready only after {time.monotonic() - began:.2f} s"


# --- kill -9 ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_fifty_kills_in_a_stream_of_messages_lose_double_and_reorder_nothing(
    start_server: Callable[..., Server], senders: list[StubbornSender]
) -> None:
    server = start_server()
    shop = Organization(server)
    bot = shop.bot()
    customers = [shop.customer(bot) for _ in range(4)]
    senders += [StubbornSender(server.address, who.token, f"c{index}").start() for index, who in enumerate(customers)]
    chance = random.Random(50)
    restarts = []
    for kill in range(50):
        if kill % 5 == 4:
            time.sleep(chance.uniform(0, 0.15))  # in the middle of the start
        else:
            acked = sum(len(sender.acks) for sender in senders)
            eventually(
                lambda: sum(len(sender.acks) for sender in senders) > acked + 8, 15, 0.005, f"messages flow before kill {kill}"
            )
            time.sleep(chance.uniform(0, 0.06))
        server.kill()
        began = time.monotonic()
        server.start(ready_within=0)
        if (kill + 1) % 5 != 4:
            server.wait_ready(10)
            restarts.append(time.monotonic() - began)
    server.wait_ready(10)
    for sender in senders:
        sender.finish()
        assert sender.connections >= 20, "the kills have met open sockets"
        check_log(sender, shop.owner.items(sender.conversation))
    # What the kill left behind costs little beside the start itself, on whatever machine this is.
    orderly = []
    for _ in range(5):
        server.stop()
        began = time.monotonic()
        server.start()
        orderly.append(time.monotonic() - began)
    usual, after_kill = sorted(orderly)[2], sorted(restarts)[len(restarts) // 2]
    assert after_kill < 2 * usual + 0.5, f"ready quickly after a kill; took {sorted(restarts)}, else {sorted(orderly)}"


def test_a_killed_server_is_ready_again_as_soon_as_a_new_one(start_server: Callable[..., Server]) -> None:
    """Five kills and five new servers in turns, the best of each: other work goes on meanwhile, and how long a start
    takes by itself is a matter of the build (Benchmarks/run --only start)."""
    server = start_server()
    shop = Organization(server)
    customer = shop.customer(shop.bot())
    customer.begin()

    def ready(start: Callable[[], Server]) -> float:
        began = time.monotonic()
        start()
        return time.monotonic() - began

    again, new = [], []
    for number in range(5):
        server.kill()
        again.append(ready(lambda: server.start(ready_within=10)))
        new.append(ready(lambda: start_server(f"new-{number}")))
    assert min(again) < 1.5 * min(new) + 0.1, f"ready again after {again} s, a new one after {new} s"


def test_a_repeat_is_recognised_after_a_kill_and_changes_nothing(start_server: Callable[..., Server]) -> None:
    server = start_server()
    shop = Organization(server)
    customer = shop.customer(shop.silent_bot())
    first = customer.say("Only once, please", id="same-id")
    conversation = first["conversation"]
    shop.owner.take_over(conversation).ok()
    said = shop.owner.say(conversation, "Only once, of course", id="their-id").ok(201)
    server.kill()
    server.start()
    customer.leave_page()
    again = customer.say("Only once, please", id="same-id")
    assert {key: again[key] for key in ("seq", "at", "conversation")} == {
        key: first[key] for key in ("seq", "at", "conversation")
    }
    repeated = shop.owner.say(conversation, "Only once, of course", id="their-id")
    assert repeated.status == 200 and (repeated.json["seq"], repeated.json["at"]) == (said["seq"], said["at"])
    shop.owner.say(conversation, "Another text", id="their-id").refused(409, "id_reused")
    customer.socket.send_text("Another text", id="same-id")
    customer.socket.refused("id_reused", id="same-id")
    assert shop.owner.texts(conversation, "customer") == ["Only once, please"]
    assert shop.owner.texts(conversation, "operator") == ["Only once, of course"]


def test_messages_in_flight_at_the_kill_are_stored_in_their_order_or_not_at_all(start_server: Callable[..., Server]) -> None:
    """What was sent without an ack may be there or not; what is there has no holes."""
    server = start_server()
    shop = Organization(server)
    customer = shop.customer(shop.silent_bot())
    conversation = customer.begin("Number 0")
    with RawSocket(server.address) as wire:
        wire.hello(customer.token)
        for number in range(1, 301):
            wire.send({"type": "send", "id": f"n{number}", "text": f"Number {number}"})
        wire.until("ack", id="n20")
        server.kill()
    server.start()
    stored = shop.owner.texts(conversation, "customer")
    assert len(stored) > 20, "what was acknowledged is there"
    assert stored == [f"Number {number}" for number in range(len(stored))]


# --- an answer that was being written ---------------------------------------------------------------


def test_an_answer_cut_off_by_a_kill_is_given_once_after_the_restart(
    start_server: Callable[..., Server], model: ScriptedModel
) -> None:
    server = start_server(env=model.env)
    shop = Organization(server)
    customer = shop.customer(shop.informed_bot())
    gate = Gate()
    model.script(streams("Half of ", "an answer ", gate, "and its end."))
    conversation = customer.begin("How long may I keep it?")
    half = customer.socket.expect("draft", where=lambda draft: draft["text"].startswith("Half"))
    gate.wait_reached()
    last = max(item["seq"] for item in customer.socket.items())
    model.default = streams("Thirty days, ", "unopened.")
    server.kill()
    gate.open()
    ready_at_once(server, 5)
    customer.leave_page()
    customer.connect(after={conversation: last}, epoch=customer.session["epoch"])
    answer = customer.hears("bot", 15)
    assert answer["text"] == "Thirty days, unopened.", "nothing of the half answer is left"
    assert half["draft"] != "" and answer["seq"] == last + 1
    customer.socket.never("item", 2.0, where=lambda found: found["item"]["role"] == "bot")
    assert only(bot_messages(shop.owner.items(conversation)))["id"] == answer["id"]


def test_an_answer_stored_before_the_kill_is_not_given_again(
    start_server: Callable[..., Server], model: ScriptedModel
) -> None:
    server = start_server(env=model.env)
    shop = Organization(server)
    customer = shop.customer(shop.informed_bot())
    conversation = customer.begin("How long may I keep it?")
    answer = customer.hears("bot")
    server.kill()
    asked = len(model.requests)
    server.start()
    time.sleep(1.5)  # an unfinished job would be leased and carried out by now
    assert only(bot_messages(shop.owner.items(conversation)))["id"] == answer["id"]
    assert len(model.requests) == asked


@pytest.mark.slow
def test_ten_kills_while_ten_answers_are_written_still_give_each_question_one_answer(
    start_server: Callable[..., Server], model: ScriptedModel
) -> None:
    server = start_server(env=model.env)
    shop = Organization(server)
    bot = shop.informed_bot()
    model.default = streams("One ", "answer ", "written ", "slowly.", delay=0.05)
    customers: list[Customer] = []
    for round in range(10):
        customer = shop.customer(bot)
        customer.begin(f"Question {round}?")
        customers.append(customer)
        if round % 3:
            time.sleep(0.06 * (round % 4))
        server.kill()
        server.start()
    for customer in customers:
        eventually(
            lambda: bot_messages(shop.owner.items(customer.conversation)), 20, what="the question is answered after all"
        )
    time.sleep(1.0)
    for customer in customers:
        assert [item["text"] for item in bot_messages(shop.owner.items(customer.conversation))] == [
            "One answer written slowly."
        ]


# --- a power cut ------------------------------------------------------------------------------------


class Promises:
    """Everything that was promised over HTTP, to be compared with what is left."""

    def __init__(self, shop: Organization, bot: dict[str, Any]) -> None:
        self.shop, self.bot = shop, bot
        self.handled: dict[str, str] = {}
        self.rated: dict[tuple[str, int], str] = {}
        self.said: list[tuple[str, int, str]] = []
        self.ended: list[str] = []

    def make(self, round: int) -> None:
        """One conversation that is answered and rated, taken over and written in, and one that is ended."""
        owner = self.shop.owner
        customer = self.shop.customer(self.bot)
        conversation = customer.begin(f"Is it safe? Round {round}")
        answer = customer.hears("bot")
        thumb = "up" if round % 2 else "down"
        owner.api.put(
            f"/conversations/{conversation}/items/{answer['seq']}/rating", {"thumb": thumb, "note": "seen"}
        ).ok(200, 201, 204)
        self.rated[conversation, answer["seq"]] = thumb
        owner.take_over(conversation).ok()
        self.handled[conversation] = owner.id
        said = owner.say(conversation, f"I am with you. Round {round}").ok(201)
        self.said.append((conversation, said["seq"], said["text"]))
        other = self.shop.customer(self.bot)
        over = other.begin("And this one is over")
        owner.end(over).ok()
        self.ended.append(over)
        customer.leave_page()
        other.leave_page()

    def check(self) -> None:
        owner = self.shop.owner
        for conversation, handler in self.handled.items():
            summary = owner.summary(conversation)
            assert (summary["handling"], summary["handler"]["id"]) == ("assisted", handler)
            assert owner.events(conversation).count("taken_over") == 1
        for (conversation, seq), thumb in self.rated.items():
            rated = only(item for item in owner.items(conversation) if item["seq"] == seq)
            assert (rated["rating"]["thumb"], rated["rating"]["note"]) == (thumb, "seen")
        for conversation, seq, text in self.said:
            assert only(item for item in owner.items(conversation) if item["seq"] == seq)["text"] == text
        for conversation in self.ended:
            assert owner.summary(conversation)["mode"] == "past"


@pytest.mark.slow
def test_power_cuts_take_nothing_that_was_acknowledged(tmp_path: Path, senders: list[StubbornSender]) -> None:
    power = Power(tmp_path)
    server = Server(tmp_path / "server", env=power.env, database=power.database, preload=power.preload)
    with server:
        shop = Organization(server)
        bot = shop.bot()
        promises = Promises(shop, bot)
        tokens = [shop.customer(bot).token for _ in range(3)]
        senders += [StubbornSender(server.address, token, f"p{index}", 3, 0.01).start() for index, token in enumerate(tokens)]
        for round in range(4):
            acked = sum(len(sender.acks) for sender in senders)
            promises.make(round)
            eventually(lambda: sum(len(sender.acks) for sender in senders) > acked + 20, 15, 0.005)
            server.kill()
            power.cut()
            server.start()
            promises.check()
        for sender in senders:
            sender.finish()
            check_log(sender, shop.owner.items(sender.conversation))
    assert (power.synced / "whisper.db").exists(), "the shim was there to the end"


def test_the_power_shim_would_notice_a_commit_that_is_not_synced(tmp_path: Path) -> None:
    """The test above is worth something only if an unsynced commit is really lost by it."""
    power = Power(tmp_path)
    script = (
        "import sqlite3, sys, os, signal\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('PRAGMA journal_mode=WAL'); db.execute('PRAGMA synchronous=FULL')\n"
        "db.execute('CREATE TABLE kept (n)'); db.execute('INSERT INTO kept VALUES (1)')\n"
        "db.execute('PRAGMA synchronous=' + sys.argv[2])\n"
        "db.execute('INSERT INTO kept VALUES (2)')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = {**os.environ, "LD_PRELOAD": power.preload, "POWER_SHIM_DIR": str(power.folder)}
    counted = {}
    for synchronous in ("NORMAL", "FULL"):
        for file in [*power.folder.iterdir(), *(power.synced.iterdir() if power.synced.exists() else ())]:
            if file.is_file():
                file.unlink()
        done = subprocess.run([sys.executable, "-c", script, str(power.database), synchronous], env=environment, timeout=30)
        assert done.returncode == -signal.SIGKILL
        power.cut()
        read = "import sqlite3, sys, json; print(json.dumps(sqlite3.connect(sys.argv[1]).execute('SELECT n FROM kept').fetchall()))"
        said = subprocess.run([sys.executable, "-c", read, str(power.database)], capture_output=True, text=True, check=True)
        counted[synchronous] = [row[0] for row in json.loads(said.stdout)]
    assert counted == {"NORMAL": [1], "FULL": [1, 2]}
