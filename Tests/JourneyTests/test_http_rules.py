"""Statuses, codes and their order; problem documents; limits; text kept exactly as it came."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness import (
    Api,
    Organization,
    assisted,
    automated,
    field_names,
    fresh_id,
    past,
    quiet,
)

UNKNOWN = "01h455vb4pex5vsknk084sn02q"
NUL = "a\u0000b"
SURROGATE = "a\ud800b"


def test_without_a_valid_token_everything_is_unauthenticated(fresh_shop: Organization) -> None:
    _, conversation = quiet(fresh_shop)
    calls = [
        ("GET", "/bots"),
        ("POST", "/bots"),
        ("GET", f"/bots/bot_{UNKNOWN}"),
        ("PATCH", f"/bots/bot_{UNKNOWN}"),
        ("DELETE", f"/bots/bot_{UNKNOWN}"),
        ("GET", f"/bots/bot_{UNKNOWN}/knowledge"),
        ("POST", f"/bots/bot_{UNKNOWN}/knowledge"),
        ("POST", f"/bots/bot_{UNKNOWN}/ask"),
        ("GET", "/conversations"),
        ("GET", f"/conversations/{conversation}"),
        ("GET", f"/conversations/{conversation}/items"),
        ("POST", f"/conversations/{conversation}/take-over"),
        ("POST", f"/conversations/{conversation}/leave"),
        ("POST", f"/conversations/{conversation}/return-to-ai"),
        ("POST", f"/conversations/{conversation}/request-human"),
        ("POST", f"/conversations/{conversation}/end"),
        ("POST", f"/conversations/{conversation}/messages"),
        ("PUT", f"/conversations/{conversation}/items/2/rating"),
        ("DELETE", f"/conversations/{conversation}/items/2/rating"),
        ("GET", "/operators"),
        ("POST", "/operators"),
        ("GET", "/session"),
        ("GET", "/widget/conversations"),
        ("GET", f"/widget/conversations/{conversation}/items"),
    ]
    callers = [
        Api(fresh_shop.server),
        Api(fresh_shop.server, token="nonsense"),
        Api(fresh_shop.server, token=f"tok_{UNKNOWN}"),
    ]
    for api in callers:
        for method, path in calls:
            api.request(method, path, {} if method in ("POST", "PUT", "PATCH") else None).refused(
                401, "unauthenticated"
            )
    basic = Api(fresh_shop.server)
    basic.headers["Authorization"] = "Basic b3duZXI6b3duZXI="
    basic.get("/bots").refused(401, "unauthenticated")


def test_unauthenticated_comes_before_everything_else(shop: Organization) -> None:
    api = Api(shop.server)
    api.post("/bots", data=b"{not json").refused(401, "unauthenticated")
    api.post(f"/conversations/conv_{UNKNOWN}/messages", {"id": "", "text": NUL}).refused(401, "unauthenticated")


def test_not_found_comes_before_forbidden_and_invalid(shop: Organization) -> None:
    operator = shop.operator()
    operator.api.patch(f"/bots/bot_{UNKNOWN}", {"name": 5}).refused(404, "not_found")
    operator.api.post(f"/bots/bot_{UNKNOWN}/knowledge", {"kind": "??"}).refused(404, "not_found")
    operator.api.delete(f"/operators/oper_{UNKNOWN}").refused(404, "not_found")
    operator.api.post(f"/conversations/conv_{UNKNOWN}/messages", {"text": 5}).refused(404, "not_found")
    operator.api.post(f"/conversations/conv_{UNKNOWN}/take-over", data=b"{").refused(404, "not_found")
    operator.api.put(f"/conversations/conv_{UNKNOWN}/items/1/rating", {"thumb": "?"}).refused(404, "not_found")
    shop.owner.api.delete(f"/bots/{shop.bot()['id']}/knowledge/know_{UNKNOWN}").refused(404, "not_found")


def test_forbidden_comes_before_invalid(shop: Organization) -> None:
    operator = shop.operator()
    operator.api.post("/bots", {"name": ""}).refused(403, "forbidden")
    operator.api.patch(f"/bots/{shop.bot()['id']}", {"name": NUL}).refused(403, "forbidden")
    operator.api.post("/operators", {"email": "?"}).refused(403, "forbidden")


def test_invalid_comes_before_too_long_and_both_before_the_state(shop: Organization) -> None:
    _, conversation = past(shop)
    owner = shop.owner
    owner.say(conversation, NUL + "x" * 5001).refused(422, "invalid")
    owner.say(conversation, "").refused(422, "invalid")
    owner.say(conversation, "x" * 5001).refused(413, "too_long")
    owner.say(conversation, "fine").refused(409, "ended")
    owner.api.post(f"/conversations/{conversation}/take-over", {"again": "yes"}).refused(422, "invalid")


def test_a_repeated_id_comes_before_the_state_of_the_conversation(shop: Organization) -> None:
    _, conversation = assisted(shop)
    id = fresh_id()
    item = shop.owner.say(conversation, "first", id).ok(201)
    shop.owner.end(conversation).ok()
    assert shop.owner.say(conversation, "first", id).ok(200)["seq"] == item["seq"]
    shop.owner.say(conversation, "other", id).refused(409, "id_reused")
    shop.owner.say(conversation, "other").refused(409, "ended")


def test_ended_comes_before_live_chat_and_the_handler(shop: Organization) -> None:
    second = shop.operator()
    _, over = past(shop, liveChat=False)
    second.take_over(over).refused(409, "ended")
    second.request_human(over).refused(409, "ended")
    _, conversation = assisted(shop)
    second.end(conversation).ok()
    second.take_over(conversation).refused(409, "ended")
    second.leave(conversation).refused(409, "ended")
    second.return_to_ai(conversation).refused(409, "ended")


def test_a_rating_is_checked_field_by_field_before_the_item_is(shop: Organization) -> None:
    _, conversation = automated(shop)
    path = f"/conversations/{conversation}/items"
    shop.owner.api.put(f"{path}/2/rating", {"thumb": "sideways"}).refused(422, "invalid")
    shop.owner.api.put(f"{path}/2/rating", {"thumb": "up", "note": "x" * 2001}).refused(413, "too_long")
    shop.owner.api.put(f"{path}/2/rating", {"thumb": "up"}).refused(409, "not_an_assistant_message")
    shop.owner.api.put(f"{path}/999/rating", {"thumb": "up"}).refused(404, "not_found")


@pytest.mark.parametrize("path", ["/nothing-here", "/bots/x/y/z", "/conversations/1/2/3", "/sessio"])
def test_an_unknown_address_is_a_problem_document_too(shop: Organization, path: str) -> None:
    shop.owner.api.get(path).refused(404, "not_found")


@pytest.mark.parametrize("id", ["x", "conv_", f"bot_{UNKNOWN}", "conv_ZZZZ", f"conv_{UNKNOWN}x", "%00", "..%2f", "'--"])
def test_an_id_that_cannot_be_is_not_found(fresh_shop: Organization, id: str) -> None:
    fresh_shop.owner.api.get(f"/conversations/{id}").refused(404, "not_found")
    fresh_shop.owner.api.get(f"/conversations/{id}/items").refused(404, "not_found")


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"null", b'"x"', b"{'a':1}", b"\xff\xfe", b'{"name":"\xff"}', b'{"name":"a"']
)
def test_malformed_json_is_invalid(shop: Organization, body: bytes) -> None:
    before = len(shop.owner.api.every("/bots"))
    shop.owner.api.post("/bots", data=body).refused(422, "invalid")
    assert len(shop.owner.api.every("/bots")) == before


def test_errors_about_fields_name_every_field(shop: Organization) -> None:
    problem = shop.owner.api.post("/bots", {"name": 5, "liveChat": "yes", "whileWaiting": "sing"}).invalid()
    assert field_names(problem) == {"name", "liveChat", "whileWaiting"}
    shop.owner.api.post("/bots", {}).invalid("name")
    _, conversation = assisted(shop)
    shop.owner.say(conversation, "  \n\t ").invalid("text")
    shop.owner.api.post(f"/conversations/{conversation}/messages", {"text": "no id"}).invalid("id")
    problem = shop.owner.api.post(f"/conversations/{conversation}/messages", {}).invalid()
    assert field_names(problem) == {"id", "text"}


def test_a_message_is_one_to_five_thousand_characters_and_not_only_white_space(shop: Organization) -> None:
    _, conversation = assisted(shop)
    owner = shop.owner
    for text in ("x", "🐢" * 5000, " leading and trailing \n"):
        assert owner.say(conversation, text).ok(201)["text"] == text
    for text in ("", " ", "\n\t\r ", "\u00a0\u2003", NUL, SURROGATE):
        owner.say(conversation, text).refused(422, "invalid")
    owner.say(conversation, "x" * 5001).refused(413, "too_long")
    owner.say(conversation, "🐢" * 5001).refused(413, "too_long")
    for id in ("", "i" * 65, NUL, 5, None):
        body = {"id": id, "text": "Hello"}
        answer = owner.api.post(f"/conversations/{conversation}/messages", body)
        assert answer.status in (413, 422), f"id {id!r}: {answer!r}"


ODD_TEXTS = [
    "Straße, naïve, Ελληνικά, Привет, 你好, こんにちは, 안녕하세요",
    "שלום עולם مرحبا بالعالم \u202eoverridden\u202c",
    "👩‍👩‍👧‍👦 🏳️‍🌈 🇨🇿 e\u0301 é \u212b Å",
    "<script>alert('x')</script> & &amp; \"quotes\" \\ back\\slash",
    "line\nbreak\r\nwindows\ttab \u2028 separator \u2029 \u0085",
    "\ufeffbom \u200bzero\u200dwidth \uffff noncharacter \U0010ffff last",
    "control \u0001 \u001b[31m \u007f end",
    "   spaces kept   ",
    "'; DROP TABLE items; -- %s %d {0} ${x} {{y}}",
    '{"type":"hello"}',
]


@pytest.mark.parametrize("text", ODD_TEXTS, ids=range(len(ODD_TEXTS)))
def test_every_text_is_kept_exactly_as_it_came(shop: Organization, text: str) -> None:
    customer, conversation = quiet(shop, text)
    assert customer.hears("customer")["text"] == text
    shop.owner.take_over(conversation).ok()
    assert shop.owner.say(conversation, text).ok(201)["text"] == text
    assert customer.hears("operator")["text"] == text
    shop.owner.leave(conversation, note=text).ok()
    texts = [item["text"] for item in shop.owner.items(conversation) if item["kind"] != "event"]
    assert texts == [text, text, text]
    assert customer.items()[1]["text"] == text
    assert customer.connect(after={conversation: 1}).expect("item")["item"]["text"] == text


def test_a_body_of_more_than_one_mebibyte_is_too_long(shop: Organization) -> None:
    bot = shop.bot()
    body = json.dumps({"kind": "text", "title": "t", "text": "x" * (1024 * 1024)}).encode()
    shop.owner.api.post(f"/bots/{bot['id']}/knowledge", data=body).refused(413, "too_long")
    largest = {"kind": "text", "title": "t" * 200, "text": "ü" * 200_000}
    shop.owner.api.post(f"/bots/{bot['id']}/knowledge", largest).ok(201)


BOT_LIMITS: list[tuple[dict[str, Any], int, str]] = [
    ({"name": "n" * 201}, 413, "too_long"),
    ({"name": ""}, 422, "invalid"),
    ({"name": "  "}, 422, "invalid"),
    ({"name": NUL}, 422, "invalid"),
    ({"name": SURROGATE}, 422, "invalid"),
    ({"instructions": "i" * 8001}, 413, "too_long"),
    ({"instructions": NUL}, 422, "invalid"),
    ({"greeting": NUL}, 422, "invalid"),
    ({"whileWaiting": "dance"}, 422, "invalid"),
    ({"liveChat": "true"}, 422, "invalid"),
    ({"answering": 1}, 422, "invalid"),
    ({"allowedOrigins": "https://shop.example"}, 422, "invalid"),
    ({"allowedOrigins": ["shop.example"]}, 422, "invalid"),
    ({"allowedOrigins": ["https://shop.example/path"]}, 422, "invalid"),
    ({"allowedOrigins": ["javascript:alert(1)"]}, 422, "invalid"),
    ({"allowedOrigins": ["https://shop.example; script-src *"]}, 422, "invalid"),
]


@pytest.mark.parametrize("change,status,code", BOT_LIMITS, ids=[str(change)[:40] for change, _, _ in BOT_LIMITS])
def test_a_bots_settings_have_limits(shop: Organization, change: dict[str, Any], status: int, code: str) -> None:
    bot = shop.bot()
    shop.owner.api.patch(f"/bots/{bot['id']}", change).refused(status, code)
    assert shop.owner.api.get(f"/bots/{bot['id']}").ok() == bot
    shop.owner.api.post("/bots", {"name": "Fine", **change}).refused(status, code)


KNOWLEDGE_LIMITS: list[tuple[dict[str, Any], int, str]] = [
    ({"kind": "text", "title": "t", "text": "x" * 200_001}, 413, "too_long"),
    ({"kind": "text", "title": "t" * 201, "text": "x"}, 413, "too_long"),
    ({"kind": "text", "title": "t", "text": ""}, 422, "invalid"),
    ({"kind": "text", "title": "t"}, 422, "invalid"),
    ({"kind": "text", "title": NUL, "text": "x"}, 422, "invalid"),
    ({"kind": "faq", "question": "q"}, 422, "invalid"),
    ({"kind": "faq", "question": "q", "answer": NUL}, 422, "invalid"),
    ({"kind": "faq", "question": "q", "answer": "a", "alternatives": "b"}, 422, "invalid"),
    ({"kind": "faq", "question": "q", "answer": "a", "alternatives": [5]}, 422, "invalid"),
    ({"kind": "poem", "text": "x"}, 422, "invalid"),
    ({"text": "x"}, 422, "invalid"),
    ({"kind": "note"}, 422, "invalid"),
    ({"kind": "url", "url": "not an address"}, 422, "invalid"),
    ({"kind": "url", "url": "file:///etc/passwd"}, 422, "invalid"),
]


@pytest.mark.parametrize("entry,status,code", KNOWLEDGE_LIMITS, ids=[str(e)[:40] for e, _, _ in KNOWLEDGE_LIMITS])
def test_knowledge_has_limits(shop: Organization, entry: dict[str, Any], status: int, code: str) -> None:
    bot = shop.bot()
    shop.owner.api.post(f"/bots/{bot['id']}/knowledge", entry).refused(status, code)
    assert shop.owner.api.get(f"/bots/{bot['id']}/knowledge").ok()["data"] == []


def test_a_question_to_the_bot_has_limits(shop: Organization) -> None:
    path = f"/bots/{shop.bot()['id']}/ask"
    shop.owner.api.post(path, {"text": ""}).refused(422, "invalid")
    shop.owner.api.post(path, {}).refused(422, "invalid")
    shop.owner.api.post(path, {"text": NUL}).refused(422, "invalid")
    shop.owner.api.post(path, {"text": "x" * 5001}).refused(413, "too_long")
    shop.owner.api.post(path, {"text": "x", "history": [{"role": "king", "text": "x"}]}).refused(422, "invalid")
    shop.owner.api.post(path, {"text": "x", "history": "none"}).refused(422, "invalid")


def test_notes_of_a_leave_have_limits_and_a_refused_one_changes_nothing(shop: Organization) -> None:
    _, conversation = assisted(shop)
    before = shop.owner.items(conversation)
    shop.owner.leave(conversation, note=NUL).refused(422, "invalid")
    shop.owner.leave(conversation, note="n" * 5001).refused(413, "too_long")
    shop.owner.return_to_ai(conversation, note=SURROGATE).refused(422, "invalid")
    assert shop.owner.items(conversation) == before


def test_answers_to_calls_are_json_that_nobody_keeps_or_guesses(fresh_shop: Organization) -> None:
    answer = fresh_shop.owner.api.get("/bots")
    assert answer.headers["Content-Type"].split(";")[0] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "server" not in {key.lower() for key in answer.headers}


def test_a_summary_and_an_item_have_the_documented_shape(fresh_shop: Organization) -> None:
    customer, conversation = automated(fresh_shop)
    summary = fresh_shop.owner.summary(conversation)
    assert set(summary) >= {
        "id",
        "bot",
        "customer",
        "mode",
        "section",
        "handling",
        "handler",
        "lastItem",
        "lastSeq",
        "unread",
        "lastCustomerMessageAt",
        "customerInactive",
        "startedAt",
        "endedAt",
    }
    assert set(summary["customer"]) >= {"id", "name", "email", "online", "lastSeenAt"}
    assert set(summary["bot"]) >= {"id", "name"} and summary["bot"]["id"] == customer.bot
    assert set(summary["lastItem"]) >= {"seq", "kind", "role", "text", "at"}
    assert (summary["mode"], summary["section"], summary["endedAt"]) == ("active", "automated", None)
    assert summary["customerInactive"] is False and summary["customer"]["id"] == customer.id
    items = fresh_shop.owner.items(conversation)
    for item in items:
        assert {"seq", "kind", "id", "role", "author", "text", "at"} <= set(item)
    assert [(item["kind"], item["role"]) for item in items] == [
        ("event", "customer"),
        ("message", "customer"),
        ("message", "bot"),
    ]
    assert summary["lastItem"]["seq"] == summary["lastSeq"] == items[-1]["seq"]
    assert summary["lastCustomerMessageAt"] == items[1]["at"]
    assert all({"id", "title", "passage", "score"} <= set(source) for source in items[2]["sources"])
    rows = fresh_shop.owner.api.get("/conversations").ok()
    assert rows["next"] is None and [row["id"] for row in rows["data"]] == [conversation]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_told_to_anybody(shop: Organization, path: str) -> None:
    Api(shop.server).get(path, root=True).ok()
