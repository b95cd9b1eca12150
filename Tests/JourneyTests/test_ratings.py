"""Operators rate what the bot said, so that it can be made better."""

from __future__ import annotations

from harness import Organization, assisted, automated, past, together


def rating_path(conversation: str, seq: int) -> str:
    return f"/conversations/{conversation}/items/{seq}/rating"


def bot_message(shop: Organization, conversation: str) -> int:
    return next(
        item["seq"] for item in shop.owner.items(conversation) if (item["kind"], item["role"]) == ("message", "bot")
    )


def rating(shop: Organization, conversation: str, seq: int) -> object:
    return shop.owner.items(conversation, after=seq - 1, limit=1)[0].get("rating")


def test_a_bot_message_of_a_past_conversation_is_rated_and_the_last_writer_wins(shop: Organization) -> None:
    second = shop.operator()
    _, conversation = past(shop)
    path = rating_path(conversation, seq := bot_message(shop, conversation))
    shop.owner.api.put(path, {"thumb": "up", "note": "Well said"}).ok()
    first = rating(shop, conversation, seq)
    assert isinstance(first, dict)
    assert (first["thumb"], first["note"]) == ("up", "Well said") and first["at"].endswith("Z")
    assert shop.owner.id in str(first["by"])
    second.api.put(path, {"thumb": "down"}).ok()
    now = rating(shop, conversation, seq)
    assert isinstance(now, dict)
    assert now["thumb"] == "down" and not now["note"] and second.id in str(now["by"])
    second.api.delete(path).ok(200, 204)
    assert rating(shop, conversation, seq) is None
    second.api.delete(path).ok(200, 204)


def test_rating_is_allowed_while_the_conversation_runs(shop: Organization) -> None:
    _, conversation = automated(shop)
    seq = bot_message(shop, conversation)
    before = shop.owner.summary(conversation)
    shop.owner.api.put(rating_path(conversation, seq), {"thumb": "up"}).ok()
    after = shop.owner.summary(conversation)
    assert after["lastSeq"] == before["lastSeq"], "a rating is no item"
    shop.owner.end(conversation).ok()
    assert rating(shop, conversation, seq)["thumb"] == "up"  # type: ignore[index]


def test_only_bot_messages_are_rated(shop: Organization) -> None:
    _, conversation = assisted(shop)
    shop.owner.say(conversation, "From a person").ok(201)
    shop.owner.leave(conversation, note="A note").ok()
    refused = 0
    for item in shop.owner.items(conversation):
        answer = shop.owner.api.put(rating_path(conversation, item["seq"]), {"thumb": "up"})
        if (item["kind"], item["role"]) == ("message", "bot"):
            answer.ok()
        else:
            answer.refused(409, "not_an_assistant_message")
            shop.owner.api.delete(rating_path(conversation, item["seq"])).refused(409, "not_an_assistant_message")
            refused += 1
    assert refused >= 5


def test_a_rating_names_an_item_that_exists(shop: Organization) -> None:
    _, conversation = automated(shop)
    for seq in ("0", "99", "-1", "x", "99999999999999999999"):
        answer = shop.owner.api.put(f"/conversations/{conversation}/items/{seq}/rating", {"thumb": "up"})
        assert (answer.status, answer.json["code"]) in ((404, "not_found"), (422, "invalid")), answer
    shop.owner.api.put(f"/conversations/{conversation}/items/99/rating", {"thumb": "up"}).refused(404, "not_found")


def test_a_rating_has_a_thumb_and_maybe_a_note(shop: Organization) -> None:
    _, conversation = automated(shop)
    path = rating_path(conversation, seq := bot_message(shop, conversation))
    shop.owner.api.put(path, {}).invalid("thumb")
    shop.owner.api.put(path, {"thumb": "UP"}).invalid("thumb")
    shop.owner.api.put(path, {"thumb": "up", "note": 5}).invalid("note")
    shop.owner.api.put(path, {"thumb": "up", "note": "a\u0000"}).invalid()
    shop.owner.api.put(path, {"thumb": "up", "note": "n" * 2001}).refused(413, "too_long")
    assert rating(shop, conversation, seq) is None
    shop.owner.api.put(path, {"thumb": "up", "note": "ü" * 2000}).ok()
    assert rating(shop, conversation, seq)["note"] == "ü" * 2000  # type: ignore[index]


def test_of_simultaneous_ratings_one_remains_whole(shop: Organization) -> None:
    second = shop.operator()
    _, conversation = automated(shop)
    path = rating_path(conversation, seq := bot_message(shop, conversation))
    for _ in range(5):
        together(
            lambda: shop.owner.api.put(path, {"thumb": "up", "note": "from the owner"}).ok(),
            lambda: second.api.put(path, {"thumb": "down", "note": "from the second"}).ok(),
        )
        last = rating(shop, conversation, seq)
        assert isinstance(last, dict)
        assert (last["thumb"], last["note"]) in (("up", "from the owner"), ("down", "from the second"))


def test_the_customer_never_hears_of_ratings(shop: Organization) -> None:
    customer, conversation = automated(shop)
    seq = bot_message(shop, conversation)
    shop.owner.api.put(rating_path(conversation, seq), {"thumb": "down", "note": "Poor"}).ok()
    assert all(not item.get("rating") for item in customer.items())
    assert "Poor" not in customer.api.get(f"/widget/conversations/{conversation}/items").raw.decode()
    customer.socket.never("rated", during=0.3)
    customer.api.put(rating_path(conversation, seq), {"thumb": "up"}).refused(401, "unauthenticated")
    assert rating(shop, conversation, seq)["thumb"] == "down"  # type: ignore[index]
