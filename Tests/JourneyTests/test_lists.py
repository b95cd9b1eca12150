"""Lists, filters and search, as operators use them to find a conversation again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness import (
    Organization,
    Server,
    assisted,
    automated,
    eventually,
    fill,
    knowing_bot,
    past,
    quiet,
    requested,
)


@pytest.fixture(scope="module")
def empty_shop(server: Server) -> Organization:
    """An organization without any conversation, beside others that have many."""
    return Organization(server)


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def listed(shop: Organization, **params: Any) -> set[str]:
    return set(ids(shop.owner.api.get("/conversations", **params).ok()["data"]))


def found(shop: Organization, q: str, **params: Any) -> set[str]:
    return listed(shop, q=q, **params)


def soon_found(shop: Organization, q: str, expected: set[str]) -> None:
    """Search follows the ack within 2 s."""

    def probe() -> bool:
        assert found(shop, q) == expected
        return True

    eventually(probe, within=2)


def import_lines(shop: Organization, folder: Path, bot: dict[str, Any], *lines: dict[str, Any]) -> None:
    file = folder / "past.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    shop.desk.ok("import", str(file), "--bot", bot["id"])


def past_line(name: str, *texts: str, email: str | None = None, day: int = 1) -> dict[str, Any]:
    at = f"2024-03-{day:02}T10:00:00.000Z"
    roles = ("customer", "bot")
    messages = [{"role": roles[n % 2], "text": text, "at": at} for n, text in enumerate(texts)]
    return {"customer": {"name": name, **({"email": email} if email else {})}, "startedAt": at, "messages": messages}


def test_lists_come_page_by_page_without_doubles(fresh_shop: Organization) -> None:
    bot = fresh_shop.silent_bot()
    conversations = [fresh_shop.customer(bot).begin(f"number {number}") for number in range(7)]
    newest_first = conversations[::-1]
    assert ids(fresh_shop.owner.api.every("/conversations", limit=3)) == newest_first
    assert ids(fresh_shop.owner.api.every("/conversations")) == newest_first
    first = fresh_shop.owner.api.get("/conversations", limit=3).ok()
    assert len(first["data"]) == 3 and isinstance(first["next"], str)
    assert fresh_shop.owner.api.get("/conversations", limit=7).ok()["next"] is None
    bots = [bot["id"]] + [fresh_shop.bot()["id"] for _ in range(4)]
    assert sorted(ids(fresh_shop.owner.api.every("/bots", limit=2))) == sorted(bots)
    for number in range(5):
        fresh_shop.faq(bot, f"question {number}", f"answer {number}")
    entries = fresh_shop.owner.api.every(f"/bots/{bot['id']}/knowledge", limit=2)
    assert {entry["question"] for entry in entries} == {f"question {number}" for number in range(5)}


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 0},
        {"limit": 101},
        {"limit": -1},
        {"limit": "many"},
        {"limit": "1.5"},
        {"cursor": "nonsense"},
        {"mode": "future"},
        {"section": "somewhere"},
        {"rated": "sideways"},
    ],
)
def test_a_list_refuses_what_it_does_not_understand(shop: Organization, params: dict[str, Any]) -> None:
    shop.owner.api.get("/conversations", **params).invalid(*params)


def test_the_newest_activity_comes_first(fresh_shop: Organization) -> None:
    bot = fresh_shop.silent_bot()
    customers = [fresh_shop.customer(bot) for _ in range(3)]
    first, second, third = (customer.begin("Hello") for customer in customers)
    assert ids(fresh_shop.owner.api.get("/conversations").ok()["data"]) == [third, second, first]
    customers[0].say("Me again")
    assert ids(fresh_shop.owner.api.get("/conversations").ok()["data"]) == [first, third, second]
    fresh_shop.owner.take_over(second).ok()
    assert ids(fresh_shop.owner.api.get("/conversations").ok()["data"])[0] == second


def test_every_filter_narrows_the_list_and_all_work_together(fresh_shop: Organization) -> None:
    bot, other = knowing_bot(fresh_shop), knowing_bot(fresh_shop)
    _, bots = automated(fresh_shop, bot)
    _, waiting = requested(fresh_shop, bot)
    _, helped = assisted(fresh_shop, bot=bot)
    _, over = past(fresh_shop, bot)
    _, elsewhere = automated(fresh_shop, other)
    everything = {bots, waiting, helped, over, elsewhere}
    assert listed(fresh_shop) == everything
    assert listed(fresh_shop, mode="active") == everything - {over}
    assert listed(fresh_shop, mode="past") == {over}
    assert listed(fresh_shop, section="automated") == {bots, elsewhere}
    assert listed(fresh_shop, section="assisted") == {waiting, helped}, "requested or assisted"
    assert listed(fresh_shop, mode="past", section="assisted") == set(), "past ones stand in no section"
    assert listed(fresh_shop, bot=other["id"]) == {elsewhere}
    assert listed(fresh_shop, bot=bot["id"], mode="active", section="automated") == {bots}
    assert listed(fresh_shop, bot=bot["id"], q="opening", section="assisted") <= {waiting, helped}


def test_conversations_are_found_by_their_ratings(fresh_shop: Organization) -> None:
    bot = knowing_bot(fresh_shop)
    chats = [automated(fresh_shop, bot)[1] for _ in range(4)]
    liked, disliked, both, unrated = chats

    def rate(conversation: str, thumb: str, seq: int | None = None) -> None:
        seq = seq or fresh_shop.owner.items(conversation)[-1]["seq"]
        fresh_shop.owner.api.put(f"/conversations/{conversation}/items/{seq}/rating", {"thumb": thumb}).ok()

    rate(liked, "up")
    rate(disliked, "down")
    customer = fresh_shop.customer(bot)
    fresh_shop.owner.end(both).ok()
    both = customer.begin("What are your opening hours?")
    customer.hears("bot")
    customer.say("What are your opening hours?")
    customer.hears("bot")
    seqs = [item["seq"] for item in fresh_shop.owner.items(both) if item["role"] == "bot" and item["kind"] == "message"]
    rate(both, "up", seqs[0])
    rate(both, "down", seqs[1])
    assert listed(fresh_shop, rated="up") == {liked, both}
    assert listed(fresh_shop, rated="down") == {disliked, both}
    assert listed(fresh_shop, rated="none") == {unrated, chats[2]}
    assert listed(fresh_shop, rated="none", mode="past") == {chats[2]}
    fresh_shop.owner.api.delete(f"/conversations/{liked}/items/{fresh_shop.owner.items(liked)[-1]['seq']}/rating").ok(
        200, 204
    )
    assert listed(fresh_shop, rated="up") == {both}
    assert listed(fresh_shop, rated="none") == {unrated, chats[2], liked}


def test_a_conversation_is_found_by_words_of_different_messages(fresh_shop: Organization) -> None:
    customer, conversation = quiet(fresh_shop, "My giraffe is ill")
    other, elsewhere = quiet(fresh_shop, "My giraffe is well")
    customer.say("It ate a telescope")
    fresh_shop.owner.take_over(conversation).ok()
    fresh_shop.owner.say(conversation, "Give it camomile").ok(201)
    soon_found(fresh_shop, "giraffe", {conversation, elsewhere})
    soon_found(fresh_shop, "telescope giraffe", {conversation})
    soon_found(fresh_shop, "camomile TELESCOPE Giraffe", {conversation})
    soon_found(fresh_shop, "giraffe elephant", set())
    assert found(fresh_shop, "giraffe", mode="past") == set()
    assert found(fresh_shop, "giraffe", bot=other.bot) == {elsewhere}
    fresh_shop.owner.end(elsewhere).ok()
    assert found(fresh_shop, "giraffe", mode="past") == {elsewhere}


def test_what_the_bot_said_is_found_too(fresh_shop: Organization) -> None:
    _, conversation = automated(fresh_shop)
    soon_found(fresh_shop, "nine five Monday", {conversation})


def test_a_conversation_is_found_by_name_email_and_id(fresh_shop: Organization, tmp_path: Path) -> None:
    bot = fresh_shop.silent_bot()
    import_lines(
        fresh_shop,
        tmp_path,
        bot,
        past_line("Žofie Kovářová", "Where is my order", "On its way", email="zofie@kovarova.example"),
        past_line("Bruno Braun", "Where is my order", "On its way", email="bruno@example.org", day=2),
    )
    rows = {row["customer"]["name"]: row["id"] for row in fresh_shop.owner.api.get("/conversations").ok()["data"]}
    zofie, bruno = rows["Žofie Kovářová"], rows["Bruno Braun"]
    soon_found(fresh_shop, "Žofie", {zofie})
    soon_found(fresh_shop, "bruno braun", {bruno})
    soon_found(fresh_shop, "zofie@kovarova.example", {zofie})
    soon_found(fresh_shop, "order Bruno", {bruno})
    soon_found(fresh_shop, "order way", {zofie, bruno})
    for conversation in (zofie, bruno):
        assert found(fresh_shop, conversation) == {conversation}
    customer, conversation = quiet(fresh_shop)
    assert found(fresh_shop, conversation) == {conversation}


def test_words_of_every_language_are_found(fresh_shop: Organization) -> None:
    texts = {
        "Русский вопрос о доставке": "ДОСТАВКЕ",
        "Die Straße ist gesperrt": "straße",
        "¿Dónde está mi pedido?": "dónde",
        "Ξεχάσαμε το δέμα": "δέμα",
    }
    for text, word in texts.items():
        _, conversation = quiet(fresh_shop, text)
        soon_found(fresh_shop, word, {conversation})


HARMLESS = [
    '"',
    '""',
    '"giraffe',
    "'",
    "''",
    "*",
    "giraffe*",
    "*giraffe",
    "(",
    ")",
    "()",
    "(giraffe",
    "AND",
    "OR",
    "NOT",
    "NEAR",
    "giraffe AND",
    "AND giraffe",
    "NOT giraffe",
    "giraffe OR zebra",
    "NEAR(giraffe zebra)",
    "NEAR(giraffe, 5)",
    "text:giraffe",
    "body : giraffe",
    "{text} : giraffe",
    "-giraffe",
    "^giraffe",
    "giraffe + zebra",
    "a\\b",
    "%",
    "_",
    "giraffe; DROP TABLE items",
    "' OR 1=1 --",
    '") OR ("1"="1',
    "\t",
    "!!!",
    "?",
    ":",
    "😀",
    "\u202e",
    "<b>",
    "{}",
    "[]",
    "a" * 200,
    "a " * 100,
]


@pytest.mark.parametrize("q", HARMLESS, ids=range(len(HARMLESS)))
def test_no_search_text_breaks_the_search_or_opens_other_shops(empty_shop: Organization, q: str) -> None:
    answer = empty_shop.owner.api.get("/conversations", q=q)
    assert answer.ok()["data"] == [], "this organization has no conversation at all"


def test_operators_of_a_query_language_are_mere_words(fresh_shop: Organization) -> None:
    _, giraffe = quiet(fresh_shop, "giraffe")
    _, zebra = quiet(fresh_shop, "zebra")
    soon_found(fresh_shop, "zebra", {zebra})
    soon_found(fresh_shop, "giraffe", {giraffe})
    assert found(fresh_shop, "giraffe OR zebra") == set(), "no conversation holds all three words"
    assert found(fresh_shop, "zebra NOT giraffe") == set()
    assert giraffe not in found(fresh_shop, "-giraffe zebra")
    assert found(fresh_shop, "giraffe") == found(fresh_shop, '"giraffe"') == found(fresh_shop, "giraffe!") == {giraffe}


def test_search_finds_words_of_the_conversation_and_not_of_the_index(fresh_shop: Organization) -> None:
    customer, _ = quiet(fresh_shop, "Hello")
    soon_found(fresh_shop, "hello", {str(customer.conversation)})
    other = Organization(fresh_shop.server)
    for word in (
        "active",
        "past",
        "requested",
        "assisted",
        "automated",
        fresh_shop.id,
        other.id,
        customer.bot,
        fresh_shop.id.split("_")[1],
        customer.bot.split("_")[1],
    ):
        assert found(fresh_shop, word) == set(), word
        assert found(other, word) == set(), word


def test_a_query_has_at_most_two_hundred_characters(fresh_shop: Organization) -> None:
    fresh_shop.owner.api.get("/conversations", q="ü" * 200).ok()
    fresh_shop.owner.api.get("/conversations", q="x" * 201).refused(413, "too_long")
    fresh_shop.owner.api.get("/conversations", q="a\u0000b").refused(422, "invalid")


def test_found_conversations_come_page_by_page_too(fresh_shop: Organization, tmp_path: Path) -> None:
    bot = fresh_shop.silent_bot()
    lines = [past_line(f"Customer {day}", "The pelican question", "A pelican answer", day=day) for day in range(1, 13)]
    import_lines(fresh_shop, tmp_path, bot, *lines)
    eventually(lambda: len(found(fresh_shop, "pelican")) == 12, 2)
    rows = fresh_shop.owner.api.every("/conversations", limit=5, q="pelican", mode="past")
    assert [row["customer"]["name"] for row in rows] == [f"Customer {day}" for day in range(12, 0, -1)]


def test_items_are_read_forwards_and_backwards(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    fill(customer, 60)
    end = shop.owner.summary(conversation)["lastSeq"]

    def seqs(**params: Any) -> list[int]:
        return [item["seq"] for item in shop.owner.items(conversation, **params)]

    assert seqs(after=0, limit=3) == [1, 2, 3]
    assert seqs(after=3, limit=3) == [4, 5, 6]
    assert seqs(before=10, limit=3) == [7, 8, 9], "ascending, the ones just before"
    assert seqs(before=2) == [1]
    assert seqs(before=1) == []
    assert seqs(after=end) == []
    assert seqs(after=end + 1000) == []
    assert seqs(after=4, before=8) == [5, 6, 7]
    assert len(seqs(after=0)) == 50, "the default limit"
    assert seqs(after=0, limit=100) == list(range(1, end + 1))


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 101}, {"after": "x"}, {"before": "x"}, {"after": -1}])
def test_items_refuse_positions_that_cannot_be(shop: Organization, params: dict[str, Any]) -> None:
    _, conversation = quiet(shop)
    shop.owner.api.get(f"/conversations/{conversation}/items", **params).invalid(*params)


@pytest.mark.parametrize("caller", ["list", "items"])
def test_a_foreign_bot_or_conversation_lists_nothing(fresh_shop: Organization, caller: str) -> None:
    customer, conversation = quiet(fresh_shop)
    other = Organization(fresh_shop.server)
    probe: dict[str, Callable[[], Any]] = {
        "list": lambda: other.owner.api.get("/conversations", bot=customer.bot),
        "items": lambda: other.owner.api.get(f"/conversations/{conversation}/items"),
    }
    answer = probe[caller]()
    if caller == "list" and answer.status == 200:
        assert answer.json["data"] == []
    else:
        answer.refused(404, "not_found")
