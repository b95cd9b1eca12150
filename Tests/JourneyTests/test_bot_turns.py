"""When the bot speaks and when it must not, with a language model that the test plays itself."""

from __future__ import annotations

import time
from typing import Any

import pytest

from harness import (
    Customer,
    Frame,
    Gate,
    Organization,
    ScriptedModel,
    Server,
    Socket,
    eventually,
    fill,
    only,
    streams,
)


def joined(frames: list[Frame], draft: str) -> str:
    """The text of a draft from its pieces: each starts at character `from`."""
    text = ""
    for frame in frames:
        if frame["type"] == "draft" and frame["draft"] == draft:
            assert frame["from"] <= len(text), f"a hole in the draft: {frame} after {text!r}"
            text = text[: frame["from"]] + frame["text"]
    return text


def asked_about(model: ScriptedModel, number: int) -> str:
    """All text of the numbered request, whatever its roles."""
    return "\n".join(str(message.get("content")) for message in model.requests[number]["messages"])


def spoken(shop: Organization, conversation: str) -> list[str]:
    return shop.owner.texts(conversation, "bot")


def slow_turn(shop: Organization, model: ScriptedModel, **settings: Any) -> tuple[Customer, str, Gate, Frame]:
    """The customer has asked, half an answer is on the screen, and the model waits at the gate."""
    gate = Gate()
    model.script(streams("Half an answer ", gate, "and its end."))
    customer = shop.customer(shop.informed_bot(**settings))
    conversation = customer.begin("Tell me everything")
    draft = customer.socket.expect("draft", 10)
    gate.wait_reached()
    return customer, conversation, gate, draft


def nothing_comes_of(shop: Organization, conversation: str, gate: Gate, answers: list[str]) -> None:
    """Lets the model finish, and finds that its answer was never stored."""
    gate.open()
    time.sleep(0.7)
    assert spoken(shop, conversation) == answers


def test_the_customer_reads_the_answer_while_it_is_written(model_shop: Organization, model: ScriptedModel) -> None:
    gate = Gate()
    model.script(streams("Grüße, ", "your parcel ", gate, "is on its way 📦", " today."))
    customer = model_shop.customer(model_shop.informed_bot())
    conversation = customer.begin("Where is my parcel?")
    watcher = model_shop.owner.watching(conversation)
    gate.wait_reached()
    first = customer.socket.expect("draft", conversation=conversation)
    assert first["from"] == 0
    gate.open()
    item = customer.hears("bot")
    assert item["text"] == "Grüße, your parcel is on its way 📦 today."
    assert item["id"] == first["draft"], "the finished draft is followed by its item, whose id is the draft's"
    assert joined(customer.socket.received, first["draft"]) == item["text"]
    watcher.expect("item", item={"id": first["draft"]})
    assert joined(watcher.received, first["draft"]) == item["text"], "an operator reads along"
    customer.socket.never("draft_withdrawn", during=0.2)
    assert spoken(model_shop, conversation) == [item["text"]]


def test_who_joins_late_gets_the_draft_whole(model_shop: Organization, model: ScriptedModel) -> None:
    customer, conversation, gate, draft = slow_turn(model_shop, model)
    watcher = model_shop.owner.watching(conversation)
    assert watcher.expect("draft", draft=draft["draft"]).items() >= {"from": 0, "text": "Half an answer "}.items()
    second = customer.connect()
    assert second.expect("draft", draft=draft["draft"]).items() >= {"from": 0, "text": "Half an answer "}.items()
    gate.open()
    for socket in (watcher, second):
        item = socket.expect("item", item={"kind": "message", "role": "bot"})["item"]
        assert joined(socket.received, draft["draft"]) == item["text"] == "Half an answer and its end."


def test_an_answer_begun_before_a_take_over_is_withdrawn(model_shop: Organization, model: ScriptedModel) -> None:
    customer, conversation, gate, draft = slow_turn(model_shop, model)
    watcher = model_shop.owner.watching(conversation)
    model_shop.owner.take_over(conversation).ok()
    for socket in (customer.socket, watcher):
        socket.expect("draft_withdrawn", within=2, conversation=conversation, draft=draft["draft"])
    nothing_comes_of(model_shop, conversation, gate, [])
    model_shop.owner.say(conversation, "I answer myself").ok(201)
    customer.say("Thank you, and what about tomorrow?")
    time.sleep(0.7)
    assert spoken(model_shop, conversation) == [], "while a person handles the chat, no bot message is stored"
    assert len(model.requests) == 1, "nor is the model asked"


def test_an_old_answer_is_not_stored_even_after_the_bot_has_resumed(
    model_shop: Organization, model: ScriptedModel
) -> None:
    customer, conversation, gate, draft = slow_turn(model_shop, model)
    model.script(streams("The second, valid answer."))
    model_shop.owner.take_over(conversation).ok()
    model_shop.owner.leave(conversation).ok()
    item = customer.hears("bot")
    assert item["text"] == "The second, valid answer."
    assert item["id"] != draft["draft"]
    customer.socket.expect("draft_withdrawn", draft=draft["draft"])
    nothing_comes_of(model_shop, conversation, gate, ["The second, valid answer."])


def test_returning_to_ai_withdraws_an_answer_begun_before(model_shop: Organization, model: ScriptedModel) -> None:
    customer, conversation, gate, draft = slow_turn(model_shop, model)
    model_shop.owner.request_human(conversation).ok()
    model.script(streams("A fresh answer."))
    model_shop.owner.return_to_ai(conversation).ok()
    customer.socket.expect("draft_withdrawn", draft=draft["draft"])
    assert customer.hears("bot")["text"] == "A fresh answer."
    nothing_comes_of(model_shop, conversation, gate, ["A fresh answer."])


def test_an_answer_begun_before_the_end_is_withdrawn(model_shop: Organization, model: ScriptedModel) -> None:
    customer, conversation, gate, draft = slow_turn(model_shop, model)
    model_shop.owner.end(conversation).ok()
    customer.socket.expect("draft_withdrawn", draft=draft["draft"])
    nothing_comes_of(model_shop, conversation, gate, [])
    model.script(streams("Answer in the new conversation."))
    fresh = customer.say("A new question")["conversation"]
    assert customer.hears("bot")["text"] == "Answer in the new conversation."
    assert fresh != conversation and spoken(model_shop, conversation) == []


def test_deleting_the_bot_withdraws_what_it_was_writing(model_shop: Organization, model: ScriptedModel) -> None:
    customer, conversation, gate, draft = slow_turn(model_shop, model)
    model_shop.owner.api.delete(f"/bots/{customer.bot}").ok(204)
    customer.socket.expect("draft_withdrawn", draft=draft["draft"])
    nothing_comes_of(model_shop, conversation, gate, [])


def test_the_bot_answers_after_leave_when_the_customers_message_is_the_last(
    model_shop: Organization, model: ScriptedModel
) -> None:
    customer = model_shop.customer(model_shop.informed_bot())
    model.script(streams("First answer."), streams("Answer after leave."))
    conversation = customer.begin("First question")
    customer.hears("bot")
    model_shop.owner.take_over(conversation).ok()
    customer.say("A question to the operator")
    model_shop.owner.leave(conversation, note="Offer a refund of 12 euros.").ok()
    assert customer.hears("bot")["text"] == "Answer after leave."
    assert "A question to the operator" in asked_about(model, 1)
    assert "Offer a refund of 12 euros." in asked_about(model, 1), "the note tells the bot what was agreed"
    assert spoken(model_shop, conversation) == ["First answer.", "Answer after leave."]


def test_the_bot_waits_after_leave_when_the_operator_had_the_last_word(
    model_shop: Organization, model: ScriptedModel
) -> None:
    customer = model_shop.customer(model_shop.informed_bot())
    conversation = customer.begin("First question")
    customer.hears("bot")
    model_shop.owner.take_over(conversation).ok()
    customer.say("A question")
    model_shop.owner.say(conversation, "All settled.").ok(201)
    model_shop.owner.leave(conversation, note="Settled.").ok()
    customer.socket.never("item", during=1, item={"kind": "message", "role": "bot"})
    assert len(model.requests) == 1, "notes and events aside, the last message is the operator's"
    model.script(streams("Here again."))
    customer.say("One more thing")
    assert customer.hears("bot")["text"] == "Here again."


def test_while_a_human_is_awaited_the_bot_answers_or_waits_as_the_bot_is_set(
    model_shop: Organization, model: ScriptedModel
) -> None:
    answering = model_shop.customer(model_shop.informed_bot(whileWaiting="answer"))
    conversation = answering.begin("Tell me everything")
    answering.hears("bot")
    answering.socket.ask("request_human", conversation=conversation)
    model.script(streams("While you wait: it left yesterday."))
    answering.say("Where is my parcel?")
    assert answering.hears("bot")["text"] == "While you wait: it left yesterday."
    assert model_shop.owner.summary(conversation)["handling"] == "requested"

    waiting = model_shop.customer(model_shop.informed_bot(whileWaiting="wait"))
    conversation = waiting.begin("Tell me everything")
    waiting.hears("bot")
    waiting.socket.ask("request_human", conversation=conversation)
    asked = len(model.requests)
    waiting.say("Where is my parcel?")
    waiting.socket.never("item", during=1, item={"kind": "message", "role": "bot"})
    assert len(model.requests) == asked
    model.script(streams("It left yesterday."))
    model_shop.owner.return_to_ai(conversation).ok()
    assert waiting.hears("bot")["text"] == "It left yesterday.", "the bot resumes, and the question is still open"


def test_a_bot_that_is_told_not_to_answer_asks_no_model(model_shop: Organization, model: ScriptedModel) -> None:
    customer = model_shop.customer(model_shop.silent_bot())
    conversation = customer.begin("Hello")
    model_shop.wait_handling(conversation, "requested")
    customer.say("Anybody?")
    time.sleep(0.7)
    assert model.requests == [] and spoken(model_shop, conversation) == []


def test_a_bot_set_to_answer_again_answers_the_next_message(model_shop: Organization, model: ScriptedModel) -> None:
    bot = model_shop.informed_bot(answering=False, liveChat=False)
    customer = model_shop.customer(bot)
    conversation = customer.begin("Hello")
    customer.socket.never("item", during=0.5, item={"role": "bot", "kind": "message"})
    model_shop.owner.api.patch(f"/bots/{bot['id']}", {"answering": True}).ok()
    model.script(streams("Now I am here."))
    customer.say("Where is my parcel?")
    assert customer.hears("bot")["text"] == "Now I am here."
    assert spoken(model_shop, conversation) == ["Now I am here."]


def test_five_messages_during_an_answer_get_whole_answers_in_order(
    model_shop: Organization, model: ScriptedModel
) -> None:
    customer, conversation, gate, _ = slow_turn(model_shop, model)
    model.default = streams("All of that: ", "answered.")
    fill(customer, 5, "quickly")
    gate.open()
    eventually(lambda: model_shop.owner.items(conversation)[-1]["role"] == "bot", 10)
    eventually(lambda: "quickly 5" in asked_about(model, -1), 10)
    time.sleep(0.5)
    texts = spoken(model_shop, conversation)
    assert set(texts) <= {"Half an answer and its end.", "All of that: answered."}, texts
    assert 1 <= len(texts) <= 6
    items = [item for item in model_shop.owner.items(conversation) if item["kind"] == "message"]
    assert items[-1]["role"] == "bot", "the last question is not left open"


def test_the_model_is_given_this_conversation_and_this_bots_settings_and_no_more(
    model_shop: Organization, model: ScriptedModel
) -> None:
    bot = model_shop.informed_bot(instructions="Always mention the blue lighthouse.")
    api = model_shop.owner.api
    api.post(f"/bots/{bot['id']}/knowledge", {"kind": "note", "text": "Never promise a delivery date."}).ok(201)
    model_shop.faq(bot, "How much is shipping?", "Shipping costs seven crowns.")
    model_shop.faq(model_shop.bot(), "How much is shipping?", "Shipping costs ninety-nine dollars.")
    stranger = model_shop.customer(bot)
    stranger.begin("My secret word is xylophone")
    stranger.hears("bot")
    customer = model_shop.customer(bot)
    customer.begin("How much is shipping?")
    customer.hears("bot")
    assert model.requests[-1]["model"] == "scripted"
    assert model.headers[-1].get("Authorization") == "Bearer sk-scripted"
    told = asked_about(model, -1)
    for part in ("How much is shipping?", "seven crowns", "blue lighthouse", "Never promise a delivery date."):
        assert part in told, f"{part!r} is missing"
    assert "xylophone" not in told and "ninety-nine" not in told


def test_a_question_to_try_a_bot_is_answered_by_the_model_and_stores_nothing(
    model_shop: Organization, model: ScriptedModel
) -> None:
    bot = model_shop.bot()
    model_shop.faq(bot, "How much is shipping?", "Shipping costs seven crowns.")
    model.script(streams("Seven crowns, I would say."))
    history = [{"role": "customer", "text": "Hello there"}, {"role": "bot", "text": "Hello!"}]
    ask = {"text": "How much is shipping?", "history": history}
    answer = model_shop.owner.api.post(f"/bots/{bot['id']}/ask", ask).ok()
    assert answer["answer"] == "Seven crowns, I would say."
    assert "Hello there" in asked_about(model, -1)
    assert model_shop.owner.api.get("/conversations", bot=bot["id"]).ok()["data"] == []


def test_what_a_model_writes_cannot_take_over_end_or_rate_anything(
    model_shop: Organization, model: ScriptedModel
) -> None:
    hostile = '{"type":"end"} </s> [[end]] <script>alert(1)</script>'
    model.script(streams(hostile))
    customer = model_shop.customer(model_shop.informed_bot())
    conversation = customer.begin("Tell me everything")
    assert customer.hears("bot")["text"] == hostile, "stored as it was written"
    summary = model_shop.owner.summary(conversation)
    assert (summary["mode"], summary["handling"]) == ("active", "automated")


def test_many_waiting_conversations_slow_nobody_elses_chat(model_shop: Organization, model: ScriptedModel) -> None:
    gate = Gate()
    model.default = streams("slow", gate, " end")
    bot, people = model_shop.informed_bot(), model_shop.silent_bot()
    waiting: list[Socket] = []
    for _ in range(20):
        customer = model_shop.customer(bot)
        customer.begin("Tell me everything")
        waiting.append(customer.socket)
    model.wait_asked(1)
    customer = model_shop.customer(people)
    conversation = customer.begin("A person, please")
    model_shop.owner.take_over(conversation).ok()
    for number in range(10):
        start = time.monotonic()
        model_shop.owner.say(conversation, f"answer {number}").ok(201)
        customer.hears("operator", within=2, text=f"answer {number}")
        assert time.monotonic() - start < 2
    gate.open()
    for socket in waiting:
        socket.expect("item", 20, item={"kind": "message", "role": "bot", "text": "slow end"})


@pytest.mark.slow
def test_a_restart_during_an_answer_answers_once(start_server: Any, model: ScriptedModel) -> None:
    server: Server = start_server(env=model.env)
    shop = Organization(server)
    customer, conversation, gate, _ = slow_turn(shop, model)
    model.default = streams("After the restart.")
    gate.open()
    server.restart()
    eventually(lambda: spoken(shop, conversation), 15)
    time.sleep(1)
    assert only(spoken(shop, conversation)) in ("Half an answer and its end.", "After the restart.")
