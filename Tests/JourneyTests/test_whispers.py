"""Whispers: a private line from an operator that steers the bot's next answers without taking over."""

from __future__ import annotations

from harness import HOURS, Api, Organization, ScriptedModel, assisted, automated, past, requested, streams


def whisper(operator: object, conversation: str, text: str, id: str = "w-1"):  # type: ignore[no-untyped-def]
    return operator.api.post(f"/conversations/{conversation}/whispers", {"id": id, "text": text})  # type: ignore[attr-defined]


def test_any_operator_whispers_and_the_customer_never_sees_it(shop: Organization) -> None:
    second = shop.operator()
    for begin in (automated, requested, assisted):
        customer, conversation = begin(shop)
        watcher = shop.owner.watching(conversation)
        before = second.summary(conversation)
        item = whisper(second, conversation, "Offer 10 %, do not mention stock").ok(201)
        assert (item["kind"], item["role"], item["data"]) == ("note", "operator", {"whisper": True})
        assert (item["id"], item["text"]) == ("w-1", "Offer 10 %, do not mention stock")
        assert item["author"]["id"] == second.id
        assert watcher.expect("item", item={"seq": item["seq"]})["item"]["data"] == {"whisper": True}
        after = second.summary(conversation)
        assert (after["handling"], after["handler"], after["lastItem"]) == (
            before["handling"],
            before["handler"],
            before["lastItem"],
        )
        customer.socket.never("item", during=0.3, item={"kind": "note"})
        assert all(item["kind"] != "note" for item in customer.items())


def test_a_repeat_is_recognised_and_another_text_is_not(shop: Organization) -> None:
    _, conversation = automated(shop)
    first = whisper(shop.owner, conversation, "Be brief").ok(201)
    assert whisper(shop.owner, conversation, "Be brief").ok(200) == first
    whisper(shop.owner, conversation, "Be long").refused(409, "id_reused")
    assert whisper(shop.operator(), conversation, "Be long").ok(201)["seq"] == first["seq"] + 1, "another author's id"


def test_who_may_not_whisper_and_where(shop: Organization) -> None:
    customer, conversation = automated(shop)
    Api(shop.server).post(f"/conversations/{conversation}/whispers", {"id": "w", "text": "x"}).refused(
        401, "unauthenticated"
    )
    customer.api.post(f"/conversations/{conversation}/whispers", {"id": "w", "text": "x"}).refused(
        401, "unauthenticated"
    )
    whisper(Organization(shop.server).owner, conversation, "x").refused(404, "not_found")
    for body in ({"id": "w"}, {"id": "w", "text": " \n"}, {"text": "x"}, {"id": "w" * 65, "text": "x"}):
        shop.owner.api.post(f"/conversations/{conversation}/whispers", body).refused(422, "invalid")
    shop.owner.api.post(f"/conversations/{conversation}/whispers", {"id": "w", "text": "x" * 5001}).refused(
        413, "too_long"
    )
    _, ended = past(shop)
    whisper(shop.owner, ended, "Too late").refused(409, "ended")
    assert all(item["kind"] != "note" for item in shop.owner.items(ended))


def test_the_built_in_answerer_leaves_out_what_it_is_told_not_to_mention(shop: Organization) -> None:
    bot = shop.bot()
    shop.faq(bot, HOURS, "We open at nine. The stock is low on Mondays.")
    customer = shop.customer(bot)
    conversation = customer.begin("Hello")
    customer.hears("bot")
    whisper(shop.owner, conversation, "Do not mention the stock").ok(201)
    customer.say(HOURS)
    assert customer.hears("bot")["text"] == "We open at nine."


def test_what_was_agreed_is_not_undone_by_what_the_articles_say(shop: Organization) -> None:
    bot = shop.bot()
    shop.faq(bot, "What does the blue umbrella cost?", "Twelve crowns.")
    customer, conversation = assisted(shop, bot=bot)
    shop.owner.leave(conversation, "The blue umbrella for ten crowns.").ok()
    customer.say("So what does the blue umbrella cost?")
    said = customer.hears("bot", seq=8)
    assert "ten crowns" in said["text"] and "Twelve" not in said["text"]


def test_several_quick_messages_get_one_answer(shop: Organization) -> None:
    bot = shop.bot()
    shop.faq(bot, HOURS, "From nine to five.")
    customer = shop.customer(bot)
    customer.socket.send_text("Hello, one question")
    customer.socket.send_text(HOURS)
    said = customer.hears("bot")
    assert said["text"] == "From nine to five."
    customer.socket.never("item", during=1.0, item={"kind": "message", "role": "bot"})


def test_who_is_still_typing_is_waited_for(shop: Organization) -> None:
    customer, conversation = automated(shop)
    customer.say("Wait, there is more")
    customer.socket.ask("typing", conversation=conversation, on=True)
    customer.socket.never("item", during=1.2, item={"kind": "message", "role": "bot"})
    customer.say("That was all")
    customer.hears("bot", within=3)
    texts = [item["role"] for item in shop.owner.items(conversation) if item["kind"] == "message"]
    assert texts == ["customer", "bot", "customer", "customer", "bot"]


def test_a_message_before_anything_of_the_answer_is_seen_begins_it_anew(model_shop: Organization, model: ScriptedModel) -> None:
    from harness import Gate

    gate = Gate()
    model.script(streams(gate, "To the first."), streams("To both."))
    bot = model_shop.bot()
    model_shop.faq(bot, "Which ships and boats are there?", "Many of both.")
    customer = model_shop.customer(bot)
    conversation = customer.begin("First question about ships")
    gate.wait_reached()
    customer.say("And a second about boats")
    assert customer.hears("bot")["text"] == "To both."
    gate.open()
    assert model_shop.owner.texts(conversation, "bot") == ["To both."]
    asked = str(model.requests[-1]["messages"])
    assert "ships" in asked and "boats" in asked
