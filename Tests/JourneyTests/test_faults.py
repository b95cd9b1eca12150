"""Storage that fails, files that are not ours, clocks that jump, wires with holes, backups."""

from __future__ import annotations

import hashlib
import random
import re
import shutil
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import Api, Customer, Desk, Operator, Organization, Server, eventually, only
from harness_extra import Ended, RawSocket, StubbornSender, check_log
from shims import Clock, Disk
from shims.faulty_wire import FaultyWire

FAULTS = ["ENOSPC", "EIO", "EROFS", "SYNC"]


# --- storage full, broken, read-only ----------------------------------------------------------------


class Stricken:
    """A server whose disk can be made to fail, with one assisted and one automated conversation."""

    def __init__(self, folder: Path) -> None:
        self.disk = Disk(folder)
        self.server = Server(
            folder / "server", env=self.disk.env, database=self.disk.database, preload=self.disk.preload
        ).start()
        self.shop = Organization(self.server)
        self.owner: Operator = self.shop.owner
        self.customer: Customer = self.shop.customer(self.shop.silent_bot())
        self.conversation = self.customer.begin("Before the fault")
        self.owner.take_over(self.conversation).ok()
        self.owner.say(self.conversation, "Stored before the fault").ok(201)


@pytest.fixture(scope="module")
def stricken_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stricken]:
    made = Stricken(tmp_path_factory.mktemp("stricken"))
    yield made
    made.disk.heal()
    made.server.stop()


@pytest.fixture
def stricken(stricken_server: Stricken) -> Stricken:
    """With a sound disk, and a customer whose socket is this test's own."""
    stricken_server.disk.heal()
    stricken_server.customer.leave_page()
    return stricken_server


def within_two_seconds(call: Callable[[], Any]) -> Any:
    began = time.monotonic()
    answer = call()
    assert time.monotonic() - began < 2.0, f"answered only after {time.monotonic() - began:.1f} s"
    return answer


@pytest.mark.parametrize("fault", FAULTS)
def test_while_nothing_can_be_stored_senders_are_told_and_reading_and_signing_in_go_on(
    stricken: Stricken, fault: str
) -> None:
    owner, customer, conversation = stricken.owner, stricken.customer, stricken.conversation
    before = owner.items(conversation)
    with stricken.disk.failing(fault):
        refusal = within_two_seconds(lambda: owner.say(conversation, f"During {fault}", id=f"o-{fault}"))
        refusal.refused(503, "unavailable")
        customer.socket.send_text(f"During {fault}", id=f"c-{fault}")
        customer.socket.refused("unavailable", within=2.0, id=f"c-{fault}")
        with owner.connect() as wire:
            wire.ask("send", id=f"s-{fault}", text="By socket", conversation=conversation)
            wire.refused("unavailable", within=2.0, id=f"s-{fault}")
        within_two_seconds(lambda: owner.leave(conversation)).refused(503, "unavailable")
        assert owner.summary(conversation)["handler"]["id"] == owner.id, "a refused command changes nothing"
        assert owner.items(conversation) == before, "reading goes on, and nothing half-stored is shown"
        assert conversation in [row["id"] for row in owner.api.get("/conversations").ok()["data"]]
        signed_in = within_two_seconds(owner.sign_in)
        assert signed_in.get("/session").ok()["operator"]["id"] == owner.id
        customer.leave_page()
        customer.connect(after={conversation: 1})
        assert customer.socket.expect("item")["item"]["seq"] == 2, "a customer who comes back can read"
        health = Api(stricken.server).get("/healthz", root=True)
        ready = within_two_seconds(lambda: Api(stricken.server).get("/readyz", root=True))
        assert (health.status, ready.status in (200, 503)) == (200, True)
    assert stricken.server.running
    eventually(stricken.server.ready, 5, what="ready again without a restart")

    def sent() -> dict[str, Any]:
        answer = owner.say(conversation, f"During {fault}", id=f"o-{fault}")
        assert answer.status in (200, 201), answer
        return dict(answer.json)

    item = eventually(sent, 5, what="sending works again without a restart")
    ack = customer.say(f"During {fault}", id=f"c-{fault}")
    assert owner.say(conversation, f"During {fault}", id=f"o-{fault}").ok(200)["seq"] == item["seq"]
    assert customer.say(f"During {fault}", id=f"c-{fault}")["seq"] == ack["seq"]
    after = owner.items(conversation)
    assert [stored["seq"] for stored in after] == list(range(1, len(before) + 3)), "no number was used up by a failure"
    assert after[: len(before)] == before
    assert [stored["text"] for stored in after[len(before) :]] == [f"During {fault}"] * 2


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_call_of_a_commit_stores_the_message_once_or_not_at_all(stricken: Stricken, fault: str) -> None:
    owner, conversation = stricken.owner, stricken.conversation
    acknowledged = 0
    for call in range(8):
        known = owner.items(conversation)
        id = f"{fault}-at-{call}"
        with stricken.disk.failing(fault, after=call):
            answer = within_two_seconds(lambda: owner.say(conversation, f"{fault} at {call}", id=id))
        if answer.status == 201:
            acknowledged += 1
        else:
            answer.refused(503, "unavailable")
            assert owner.items(conversation) == known, "refused, so not stored"

        def again() -> bool:
            assert (repeated := owner.say(conversation, f"{fault} at {call}", id=id)).status in (200, 201), repeated
            return True

        eventually(again, 5)
        assert owner.texts(conversation, "operator").count(f"{fault} at {call}") == 1
    seqs = [item["seq"] for item in owner.items(conversation)]
    assert seqs == list(range(1, len(seqs) + 1))
    assert acknowledged < 8, "the fault has hit at least one commit"


def test_while_another_process_holds_the_file_senders_are_told_within_two_seconds(stricken: Stricken) -> None:
    owner, conversation = stricken.owner, stricken.conversation
    intruder = sqlite3.connect(stricken.disk.database, isolation_level=None, timeout=1)
    try:
        intruder.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as refusal:
        assert "locked" in str(refusal), "either nobody else can hold the file at all, or the server copes with it"
        return
    try:
        within_two_seconds(lambda: owner.say(conversation, "Busy", id="busy")).refused(503, "unavailable")
        assert owner.items(conversation), "reading goes on"
        owner.sign_in()
    finally:
        intruder.execute("ROLLBACK")
        intruder.close()
    assert eventually(lambda: owner.say(conversation, "Busy", id="busy").status in (200, 201), 5)
    assert owner.texts(conversation, "operator").count("Busy") == 1


@pytest.mark.slow
def test_disk_faults_under_load_and_a_kill_lose_nothing_acknowledged(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    server = Server(tmp_path / "server", env=disk.env, database=disk.database, preload=disk.preload).start()
    try:
        shop = Organization(server)
        customer = shop.customer(shop.silent_bot())
        conversation = customer.begin("Number 0")
        chance = random.Random(4)
        acked: dict[str, int] = {}
        for round in range(12):
            with RawSocket(server.address) as wire:
                wire.hello(customer.token, after={conversation: 1_000_000})
                for number in range(40):
                    wire.send({"type": "send", "id": f"{round}-{number}", "text": f"{round}-{number}"})
                    if number == 15:
                        disk.fail(FAULTS[round % 4], after=chance.randrange(6))
                answered = 0
                while answered < 40:
                    message = wire.read(5.0)
                    if message["type"] == "ack":
                        acked[message["id"]] = message["seq"]
                    elif message["type"] == "error":
                        assert message["code"] == "unavailable", message
                    answered += message["type"] in ("ack", "error")
            if round % 3 == 2:
                server.kill()
                disk.heal()
                server.start()
            disk.heal()
            eventually(server.ready, 5)
        stored = shop.owner.items(conversation)
        assert [item["seq"] for item in stored] == list(range(1, len(stored) + 1))
        texts = {item["seq"]: item["text"] for item in stored}
        lost = {id: seq for id, seq in acked.items() if texts.get(seq) != id}
        assert not lost, f"acknowledged, but not there: {lost}"
        said = [item["text"] for item in stored if item["kind"] == "message"]
        assert len(said) == len(set(said)), "a message twice"
        assert 0 < len(acked) < 12 * 40, "some got through and some met the fault"
        customer.leave_page()
        assert customer.say("Number 1")["seq"] == len(stored) + 1
    finally:
        server.kill()


# --- files that are not ours ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def good_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with a conversation in it, closed in good order."""
    folder = tmp_path_factory.mktemp("good")
    with Server(folder) as server:
        shop = Organization(server)
        customer = shop.customer(shop.silent_bot())
        for number in range(20):
            customer.say(f"{number}: " + "padding " * 400)
    return server.database


def truncated(good: Path, bad: Path) -> None:
    data = good.read_bytes()
    bad.write_bytes(data[: len(data) // 2 // 4096 * 4096])


def cut_in_its_header(good: Path, bad: Path) -> None:
    bad.write_bytes(good.read_bytes()[:60])


def random_bytes(good: Path, bad: Path) -> None:
    bad.write_bytes(random.Random(1).randbytes(100_000))


def overwritten_header(good: Path, bad: Path) -> None:
    bad.write_bytes(bytes(4096) + good.read_bytes()[4096:])


def another_programs(good: Path, bad: Path) -> None:
    with sqlite3.connect(bad) as file:
        file.execute("CREATE TABLE recipes (title TEXT, steps TEXT)")
        file.execute("INSERT INTO recipes VALUES ('Goulash', 'Fry the onions')")
    file.close()


def of_a_newer_version(good: Path, bad: Path) -> None:
    """Newer in each way in which a schema may carry its version: the pragma, and GRDB's own table."""
    shutil.copy(good, bad)
    with sqlite3.connect(bad) as file:
        file.execute("PRAGMA user_version = 1000000")
        if file.execute("SELECT 1 FROM sqlite_master WHERE name = 'grdb_migrations'").fetchone():
            file.execute("INSERT INTO grdb_migrations VALUES ('999999 from the future')")
    file.close()
    assert not bad.with_name(bad.name + "-wal").exists(), "all of it is in the file itself"


DAMAGED = r"damaged|corrupt|malformed|truncated|incomplete|shorter|not (a|an) .*database"
NEXT_STEP = r"restore|backup|upgrade|update|newer version|WHISPER_DATABASE|another (file|path)|choose|move"


@pytest.mark.parametrize(
    ("make", "cause"),
    [
        (truncated, DAMAGED),
        (cut_in_its_header, DAMAGED),
        (random_bytes, DAMAGED),
        (overwritten_header, DAMAGED),
        (another_programs, r"not (a|an|made by) .*|another program|foreign|unknown|other"),
        (of_a_newer_version, r"newer"),
    ],
)
def test_a_file_that_is_not_ours_or_not_whole_is_refused_and_left_as_it_is(
    good_file: Path, tmp_path: Path, make: Callable[[Path, Path], None], cause: str
) -> None:
    bad = tmp_path / "whisper.db"
    make(good_file, bad)
    before = hashlib.sha256(bad.read_bytes()).hexdigest()
    for attempt in ("serve", "operator add"):
        server = Server(tmp_path, database=bad)
        if attempt == "serve":
            server.start(ready_within=0)
            status, said = server.wait(15), server.log()
            assert status > 0, f"refused with an exit status, not {status}: {said}"
        else:
            said = Desk(bad).fails("operator", "add", "--email", "a@example.com", "--password-stdin", "--role", "owner",
                                   stdin="correct horse battery staple\n")
        assert "whisper.db" in said, f"the file is named: {said}"
        assert re.search(cause, said, re.I), f"the cause is named: {said}"
        assert re.search(NEXT_STEP, said, re.I), f"what to do next is named: {said}"
        assert "Fatal error" not in said and "Stack dump" not in said
        assert hashlib.sha256(bad.read_bytes()).hexdigest() == before, f"{attempt} has changed the file"


def test_a_database_path_that_cannot_be_made_is_refused_by_its_name(tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("not a folder")
    server = Server(tmp_path / "server", database=blocked / "whisper.db")
    server.start(ready_within=0)
    assert server.wait(15) > 0
    assert "a-file" in server.log() and "Fatal error" not in server.log()


# --- clocks that jump -------------------------------------------------------------------------------

HOUR, DAY = 3600, 86_400


@pytest.mark.slow
def test_a_clock_moved_by_an_hour_or_a_day_disconnects_no_one_ends_nothing_and_reorders_nothing(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock")
    limits = {"WHISPER_IDLE_END_SECONDS": "25", "WHISPER_HANDLER_AWAY_SECONDS": "25", "WHISPER_INACTIVE_SECONDS": "25"}
    server = Server(tmp_path / "server", env={**clock.env, **limits}, preload=clock.preload).start()
    try:
        shop = Organization(server)
        bot = shop.silent_bot()
        present, absent, helped = (shop.customer(bot) for _ in range(3))
        colleague = shop.operator()  # never opens a socket: only the time since the take-over counts
        for customer in (present, absent, helped):
            customer.begin()
        watcher = shop.owner.watching(str(present.conversation))
        colleague.take_over(str(helped.conversation)).ok()
        helped.say("Are you there?")
        absent.leave_page()
        began = time.monotonic()
        acks = [present.say("Before")]
        for moved in (HOUR, DAY, HOUR, 0, -HOUR, -DAY, -HOUR, DAY, 0):
            clock.move(moved)
            time.sleep(1.0)
            acks.append(present.say(f"The clock is off by {moved} s"))
            present.socket.sync()
            watcher.sync()
        assert time.monotonic() - began < 20, "the checks below are about less than the limits"
        for customer in (present, absent):
            assert shop.owner.summary(str(customer.conversation))["mode"] == "active"
        assert shop.owner.summary(str(helped.conversation))["handler"]["id"] == colleague.id
        assert "handler_away" not in shop.owner.events(str(helped.conversation))
        assert not shop.owner.summary(str(present.conversation))["customerInactive"]
        stored = shop.owner.items(str(present.conversation))
        assert [item["seq"] for item in stored] == list(range(1, len(stored) + 1))
        assert [ack["seq"] for ack in acks] == [item["seq"] for item in stored][-len(acks) :]
        times = [item["at"] for item in stored]
        assert times == sorted(times), f"time went backwards in a conversation: {times}"
        order = [row["id"] for row in shop.owner.api.get("/conversations", mode="active").ok()["data"]]
        assert order[0] == present.conversation, "the newest activity is first, whatever the clock says"
        # The limits themselves still work, by the time that really passed.
        eventually(lambda: shop.owner.summary(str(absent.conversation))["mode"] == "past", 45, 0.5, "the idle rule")
        eventually(lambda: "handler_away" in shop.owner.events(str(helped.conversation)), 30, 0.5, "the handler is away")
        assert time.monotonic() - began > 22
        assert shop.owner.summary(str(present.conversation))["mode"] == "active"
        server.stop()
    finally:
        server.kill()


def test_the_clock_shim_moves_the_servers_clock(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock")
    clock.move(10 * 365 * DAY)
    with Server(tmp_path / "server", env=clock.env, preload=clock.preload) as server:
        shop = Organization(server)
        ack = shop.customer(shop.silent_bot()).say()
        assert int(ack["at"][:4]) >= time.gmtime().tm_year + 9


# --- slow readers and holes in the wire -------------------------------------------------------------


def resume(server: Server, customer: Customer, conversation: str, last: int) -> list[dict[str, Any]]:
    """What a customer gets who comes back with this position."""
    with RawSocket(server.address) as wire:
        wire.hello(customer.token, after={conversation: last})
        wire.send({"type": "ping"})
        items = []
        while (message := wire.read())["type"] != "pong":
            assert message["type"] != "resync", "fewer than 1,000 items were missed"
            if message["type"] == "item":
                items.append(message["item"])
        return items


@pytest.mark.slow
def test_a_reader_that_is_too_slow_is_closed_with_4008_and_misses_nothing(server: Server, shop: Organization) -> None:
    customer = shop.customer(shop.silent_bot())
    conversation = customer.begin()
    shop.owner.take_over(conversation).ok()
    customer.leave_page()
    start = len(shop.owner.items(conversation))
    count, text = 460, "𝄞" * 5000  # 20 kB each: 9 MB, far above the limit and the kernel's buffers
    with RawSocket(server.address, receive_buffer=4096) as slow:
        slow.hello(customer.token, after={conversation: start})
        with RawSocket(server.address) as operator:
            operator.hello(shop.owner.token)
            for number in range(count):
                operator.send({"type": "send", "id": f"n{number}", "text": f"{number}: {text}"[:5000], "conversation": conversation})
                if number % 20 == 19:  # the last one included
                    operator.until("ack", 10, id=f"n{number}")
        got: list[dict[str, Any]] = []
        with pytest.raises(Ended) as end:
            while True:
                message = slow.read(10)
                if message["type"] == "item":
                    got.append(message["item"])
        assert end.value.code == 4008
    assert len(got) < count, "it was closed before everything was sent"
    last = got[-1]["seq"] if got else start
    missed = resume(server, customer, conversation, last)
    assert [item["seq"] for item in got + missed] == list(range(start + 1, start + count + 1))


def test_a_slow_reader_holds_up_no_one_else(server: Server, shop: Organization) -> None:
    bot = shop.silent_bot()
    slow_customer, other = shop.customer(bot), shop.customer(bot)
    conversation = slow_customer.begin()
    shop.owner.take_over(conversation).ok()
    slow_customer.leave_page()
    other.begin()
    with RawSocket(server.address, receive_buffer=4096) as slow, shop.owner.connect() as operator:
        slow.hello(slow_customer.token)
        for number in range(150):
            operator.send_text("𝄞" * 5000, conversation, id=f"n{number}")
        for number in range(5):
            began = time.monotonic()
            other.say(f"And me? {number}")
            assert time.monotonic() - began < 1.0
        operator.expect("ack", 20, id="n149")


def test_messages_swallowed_by_the_wire_arrive_once_after_the_reconnect(server: Server, shop: Organization) -> None:
    customer = shop.customer(shop.silent_bot())
    with FaultyWire(server.address) as wire:
        through = RawSocket(wire.address)
        through.hello(customer.token)
        through.send({"type": "send", "id": "first", "text": "Hello"})
        conversation = through.until("ack")["conversation"]
        shop.owner.take_over(conversation).ok()
        taken = through.until("item", within=5)
        while taken["item"].get("event") != "taken_over":
            taken = through.until("item", within=5)
        last = taken["item"]["seq"]
        with pytest.raises(TimeoutError):
            while True:  # what else the take-over told the customer
                through.read(0.5)
        wire.hole = True
        through.send({"type": "send", "id": "lost", "text": "Can you hear me?"})
        for number in range(5):
            shop.owner.say(conversation, f"Answer {number}").ok(201)
        with pytest.raises(TimeoutError):
            through.read(0.5)
        wire.reset()
        through.close()
        wire.hole = False
        with RawSocket(wire.address) as back:
            back.hello(customer.token, after={conversation: last})
            back.send({"type": "send", "id": "lost", "text": "Can you hear me?"})
            back.until("ack", id="lost")
            back.send({"type": "send", "id": "lost", "text": "Can you hear me?"})
            back.until("ack", id="lost")
    items = resume(server, customer, conversation, last)
    assert [item["text"] for item in items] == [f"Answer {number}" for number in range(5)] + ["Can you hear me?"]


def test_an_ack_that_got_lost_makes_no_second_message(server: Server, shop: Organization) -> None:
    """The message arrives, the answer does not: the wire goes dead towards the customer only."""
    customer = shop.customer(shop.silent_bot())
    with RawSocket(server.address, receive_buffer=4096) as deaf:
        deaf.hello(customer.token)
        deaf.send({"type": "send", "id": "one", "text": "One"})
        eventually(lambda: shop.owner.api.get("/conversations", bot=customer.bot).ok()["data"], 5)
        deaf.wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    ack = customer.say("One", id="one")
    assert shop.owner.texts(ack["conversation"], "customer") == ["One"]


@pytest.mark.slow
def test_a_wire_that_breaks_again_and_again_loses_and_doubles_nothing(server: Server, shop: Organization) -> None:
    customer = shop.customer(shop.bot())
    with FaultyWire(server.address) as wire:
        sender = StubbornSender(wire.address, customer.token, "shaky").start()
        try:
            for round in range(15):
                count = len(sender.acks)
                eventually(lambda: len(sender.acks) > count + 5, 10, 0.005)
                wire.latency = 0.005 * (round % 3)
                wire.hole = round % 2 == 0
                time.sleep(0.1)
                wire.reset()
                wire.hole = False
            wire.latency = 0.0
            sender.finish()
        finally:
            sender.abandon()
    check_log(sender, shop.owner.items(str(sender.conversation)))


# --- backups ----------------------------------------------------------------------------------------


def test_a_backup_under_load_starts_answers_and_has_a_new_epoch(start_server: Callable[..., Server], tmp_path: Path) -> None:
    server = start_server()
    shop = Organization(server)
    bot = shop.bot()
    customers = [shop.customer(bot) for _ in range(3)]
    senders = [StubbornSender(server.address, who.token, f"b{index}", pause=0.002).start() for index, who in enumerate(customers)]
    try:
        eventually(lambda: all(len(sender.acks) > 30 for sender in senders), 15, what="messages flow")
        promised = {sender.name: dict(sender.acks) for sender in senders}
        copy = tmp_path / "backup" / "copy.db"
        copy.parent.mkdir()
        Desk(server.database).ok("backup", str(copy))
        counted = [len(sender.acks) for sender in senders]
        eventually(lambda: all(len(s.acks) > n for s, n in zip(senders, counted)), 10, what="messages flow on")
        for sender in senders:
            sender.finish()
    finally:
        for sender in senders:
            sender.abandon()
    check = sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)
    assert check.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    check.close()
    with Server(tmp_path / "restored", database=copy) as restored:
        for sender, customer in zip(senders, customers):
            operator = Operator(restored, {"id": shop.owner.id, "name": shop.owner.name}, shop.owner.email, shop.owner.token)
            kept = {item["seq"]: item["text"] for item in operator.items(str(sender.conversation))}
            assert sorted(kept) == list(range(1, len(kept) + 1)), "the copy is of one moment"
            for id, (_, seq, _) in promised[sender.name].items():
                assert kept.get(seq) == f"{sender.name} says {id}", "what was acknowledged before the backup is in it"
            with RawSocket(restored.address) as wire:
                welcome = wire.hello(customer.token, epoch=sender.epoch, after={sender.conversation: 3})
                assert welcome["epoch"] != sender.epoch
                assert wire.until("resync")["conversation"]["id"] == sender.conversation
                wire.send({"type": "send", "id": "after the restore", "text": "Still there?"})
                assert wire.until("ack", id="after the restore")["seq"] > len(kept)
        first = Api(restored).post("/widget/sessions", {"bot": bot["id"], "token": customers[0].token}).ok(200, 201)["epoch"]
        restored.restart()
        second = Api(restored).post("/widget/sessions", {"bot": bot["id"], "token": customers[0].token}).ok(200, 201)["epoch"]
        assert first == second, "only the first start of a copy makes a new epoch"
    assert server.running


def test_a_backup_never_overwrites_a_file_and_works_without_a_server(start_server: Callable[..., Server], tmp_path: Path) -> None:
    server = start_server()
    shop = Organization(server)
    conversation = shop.customer(shop.silent_bot()).begin("Keep me")
    server.stop()
    there = tmp_path / "there.db"
    there.write_text("mine")
    Desk(server.database).fails("backup", str(there))
    assert there.read_text() == "mine"
    Desk(server.database).ok("backup", str(tmp_path / "offline.db"))
    with Server(tmp_path / "offline", database=tmp_path / "offline.db") as restored:
        items = Api(restored, token=shop.owner.token).get(f"/conversations/{conversation}/items").ok()["data"]
        assert only(item["text"] for item in items if item["kind"] == "message") == "Keep me"


def test_a_plain_copy_started_with_new_epoch_is_recognised_by_clients(start_server: Callable[..., Server], tmp_path: Path) -> None:
    server = start_server()
    shop = Organization(server)
    customer = shop.customer(shop.silent_bot())
    conversation = customer.begin()
    epoch = customer.socket.welcome["epoch"]
    server.restart()
    with RawSocket(server.address) as wire:
        assert wire.hello(customer.token, epoch=epoch, after={conversation: 1})["epoch"] == epoch, "a restart keeps the epoch"
        assert wire.until("item")["item"]["seq"] == 2
    server.stop()
    copy = tmp_path / "copied.db"
    shutil.copy(server.database, copy)
    with Server(tmp_path / "copied", database=copy, args=("--new-epoch",)) as copied:
        with RawSocket(copied.address) as wire:
            assert wire.hello(customer.token, epoch=epoch, after={conversation: 1})["epoch"] != epoch
            assert wire.until("resync")["conversation"]["id"] == conversation
