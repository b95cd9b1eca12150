"""Lists, filters and search, as operators use them to find a conversation again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness import (
    Organization,
    assisted,
    automated,
    eventually,
    fill,
    knowing_bot,
    past,
    quiet,
    requested,
)


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


def test_lists_come_page_by_page_without_doubles(shop: Organization) -> None:
    bot = shop.silent_bot()
    conversations = [shop.customer(bot).begin(f"number {number}") for number in range(7)]
    newest_first = conversations[::-1]
    assert ids(shop.owner.api.every("/conversations", limit=3)) == newest_first
    assert ids(shop.owner.api.every("/conversations")) == newest_first
    first = shop.owner.api.get("/conversations", limit=3).ok()
    assert len(first["data"]) == 3 and isinstance(first["next"], str)
    assert shop.owner.api.get("/conversations", limit=7).ok()["next"] is None
    bots = [bot["id"]] + [shop.bot()["id"] for _ in range(4)]
    assert sorted(ids(shop.owner.api.every("/bots", limit=2))) == sorted(bots)
    for number in range(5):
        shop.faq(bot, f"question {number}", f"answer {number}")
    entries = shop.owner.api.every(f"/bots/{bot['id']}/knowledge", limit=2)
    assert {entry["question"] for entry in entries} == {f"question {number}" for number in range(5)}


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 101}, {"limit": -1}, {"limit": "many"}, {"limit": "1.5"},
                                    {"cursor": "nonsense"}, {"mode": "future"}, {"section": "somewhere"},
                                    {"rated": "sideways"}])
def test_a_list_refuses_what_it_does_not_understand(module_shop: Organization, params: dict[str, Any]) -> None:
    module_shop.owner.api.get("/conversations", **params).invalid(*params)


def test_the_newest_activity_comes_first(shop: Organization) -> None:
    bot = shop.silent_bot()
    customers = [shop.customer(bot) for _ in range(3)]
    first, second, third = (customer.begin("Hello") for customer in customers)
    assert ids(shop.owner.api.get("/conversations").ok()["data"]) == [third, second, first]
    customers[0].say("Me again")
    assert ids(shop.owner.api.get("/conversations").ok()["data"]) == [first, third, second]
    shop.owner.take_over(second).ok()
    assert ids(shop.owner.api.get("/conversations").ok()["data"])[0] == second


def test_every_filter_narrows_the_list_and_all_work_together(shop: Organization) -> None:
    bot, other = knowing_bot(shop), knowing_bot(shop)
    _, bots = automated(shop, bot)
    _, waiting = requested(shop, bot)
    _, helped = assisted(shop, bot=bot)
    _, over = past(shop, bot)
    _, elsewhere = automated(shop, other)
    everything = {bots, waiting, helped, over, elsewhere}
    assert listed(shop) == everything
    assert listed(shop, mode="active") == everything - {over}
    assert listed(shop, mode="past") == {over}
    assert listed(shop, section="automated") == {bots, elsewhere}
    assert listed(shop, section="assisted") == {waiting, helped}, "requested or assisted"
    assert listed(shop, mode="past", section="assisted") == set(), "past ones stand in no section"
    assert listed(shop, bot=other["id"]) == {elsewhere}
    assert listed(shop, bot=bot["id"], mode="active", section="automated") == {bots}
    assert listed(shop, bot=bot["id"], q="opening", section="assisted") <= {waiting, helped}


def test_conversations_are_found_by_their_ratings(shop: Organization) -> None:
    bot = knowing_bot(shop)
    chats = [automated(shop, bot)[1] for _ in range(4)]
    liked, disliked, both, unrated = chats

    def rate(conversation: str, thumb: str, seq: int | None = None) -> None:
        seq = seq or shop.owner.items(conversation)[-1]["seq"]
        shop.owner.api.put(f"/conversations/{conversation}/items/{seq}/rating", {"thumb": thumb}).ok()

    rate(liked, "up")
    rate(disliked, "down")
    customer = shop.customer(bot)
    shop.owner.end(both).ok()
    both = customer.begin("What are your opening hours?")
    customer.hears("bot")
    customer.say("What are your opening hours?")
    customer.hears("bot")
    seqs = [item["seq"] for item in shop.owner.items(both) if item["role"] == "bot" and item["kind"] == "message"]
    rate(both, "up", seqs[0])
    rate(both, "down", seqs[1])
    assert listed(shop, rated="up") == {liked, both}
    assert listed(shop, rated="down") == {disliked, both}
    assert listed(shop, rated="none") == {unrated, chats[2]}
    assert listed(shop, rated="none", mode="past") == {chats[2]}
    shop.owner.api.delete(f"/conversations/{liked}/items/{shop.owner.items(liked)[-1]['seq']}/rating").ok(200, 204)
    assert listed(shop, rated="up") == {both}
    assert listed(shop, rated="none") == {unrated, chats[2], liked}


def test_a_conversation_is_found_by_words_of_different_messages(shop: Organization) -> None:
    customer, conversation = quiet(shop, "My giraffe is ill")
    other, elsewhere = quiet(shop, "My giraffe is well")
    customer.say("It ate a telescope")
    shop.owner.take_over(conversation).ok()
    shop.owner.say(conversation, "Give it camomile").ok(201)
    soon_found(shop, "giraffe", {conversation, elsewhere})
    soon_found(shop, "telescope giraffe", {conversation})
    soon_found(shop, "camomile TELESCOPE Giraffe", {conversation})
    soon_found(shop, "giraffe elephant", set())
    assert found(shop, "giraffe", mode="past") == set()
    assert found(shop, "giraffe", bot=other.bot) == {elsewhere}
    shop.owner.end(elsewhere).ok()
    assert found(shop, "giraffe", mode="past") == {elsewhere}


def test_what_the_bot_said_is_found_too(shop: Organization) -> None:
    _, conversation = automated(shop)
    soon_found(shop, "nine five Monday", {conversation})


def test_a_conversation_is_found_by_name_email_and_id(shop: Organization, tmp_path: Path) -> None:
    bot = shop.silent_bot()
    import_lines(
        shop, tmp_path, bot,
        past_line("Žofie Kovářová", "Where is my order", "On its way", email="zofie@kovarova.example"),
        past_line("Bruno Braun", "Where is my order", "On its way", email="bruno@example.org", day=2),
    )
    rows = {row["customer"]["name"]: row["id"] for row in shop.owner.api.get("/conversations").ok()["data"]}
    zofie, bruno = rows["Žofie Kovářová"], rows["Bruno Braun"]
    soon_found(shop, "Žofie", {zofie})
    soon_found(shop, "bruno braun", {bruno})
    soon_found(shop, "zofie@kovarova.example", {zofie})
    soon_found(shop, "order Bruno", {bruno})
    soon_found(shop, "order way", {zofie, bruno})
    for conversation in (zofie, bruno):
        assert found(shop, conversation) == {conversation}
    customer, conversation = quiet(shop)
    assert found(shop, conversation) == {conversation}


def test_words_of_every_language_are_found(shop: Organization) -> None:
    texts = {"Русский вопрос о доставке": "ДОСТАВКЕ", "Die Straße ist gesperrt": "straße",
             "¿Dónde está mi pedido?": "dónde", "Ξεχάσαμε το δέμα": "δέμα"}
    for text, word in texts.items():
        _, conversation = quiet(shop, text)
        soon_found(shop, word, {conversation})


HARMLESS = [
    '"', '""', '"giraffe', "'", "''", "*", "giraffe*", "*giraffe", "(", ")", "()", "(giraffe", "AND", "OR", "NOT", "NEAR",
    "giraffe AND", "AND giraffe", "NOT giraffe", "giraffe OR zebra", "NEAR(giraffe zebra)", "NEAR(giraffe, 5)",
    "text:giraffe", "body : giraffe", "{text} : giraffe", "-giraffe", "^giraffe", "giraffe + zebra", "a\\b", "%", "_",
    "giraffe; DROP TABLE items", "' OR 1=1 --", '") OR ("1"="1', "\t", "!!!", "?", ":", "😀", "\u202e", "<b>", "{}", "[]",
    "a" * 200, "a " * 100,
]


@pytest.mark.parametrize("q", HARMLESS, ids=range(len(HARMLESS)))
def test_no_search_text_breaks_the_search_or_opens_other_shops(module_shop: Organization, q: str) -> None:
    answer = module_shop.owner.api.get("/conversations", q=q)
    assert answer.ok()["data"] == [], "this organization has no conversation at all"


def test_operators_of_a_query_language_are_mere_words(shop: Organization) -> None:
    _, giraffe = quiet(shop, "giraffe")
    _, zebra = quiet(shop, "zebra")
    soon_found(shop, "zebra", {zebra})
    soon_found(shop, "giraffe", {giraffe})
    assert found(shop, "giraffe OR zebra") == set(), "no conversation holds all three words"
    assert found(shop, "zebra NOT giraffe") == set()
    assert giraffe not in found(shop, "-giraffe zebra")
    assert found(shop, "giraffe") == found(shop, '"giraffe"') == found(shop, "giraffe!") == {giraffe}


def test_search_finds_words_of_the_conversation_and_not_of_the_index(shop: Organization) -> None:
    customer, _ = quiet(shop, "Hello")
    soon_found(shop, "hello", {str(customer.conversation)})
    other = Organization(shop.server)
    for word in ("active", "past", "requested", "assisted", "automated", shop.id, other.id, customer.bot,
                 shop.id.split("_")[1], customer.bot.split("_")[1]):
        assert found(shop, word) == set(), word
        assert found(other, word) == set(), word


def test_a_query_has_at_most_two_hundred_characters(shop: Organization) -> None:
    shop.owner.api.get("/conversations", q="ü" * 200).ok()
    shop.owner.api.get("/conversations", q="x" * 201).refused(413, "too_long")
    shop.owner.api.get("/conversations", q="a\u0000b").refused(422, "invalid")


def test_found_conversations_come_page_by_page_too(shop: Organization, tmp_path: Path) -> None:
    bot = shop.silent_bot()
    lines = [past_line(f"Customer {day}", "The pelican question", "A pelican answer", day=day) for day in range(1, 13)]
    import_lines(shop, tmp_path, bot, *lines)
    eventually(lambda: len(found(shop, "pelican")) == 12, 2)
    rows = shop.owner.api.every("/conversations", limit=5, q="pelican", mode="past")
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
def test_a_foreign_bot_or_conversation_lists_nothing(shop: Organization, caller: str) -> None:
    customer, conversation = quiet(shop)
    other = Organization(shop.server)
    probe: dict[str, Callable[[], Any]] = {
        "list": lambda: other.owner.api.get("/conversations", bot=customer.bot),
        "items": lambda: other.owner.api.get(f"/conversations/{conversation}/items"),
    }
    answer = probe[caller]()
    if caller == "list" and answer.status == 200:
        assert answer.json["data"] == []
    else:
        answer.refused(404, "not_found")
