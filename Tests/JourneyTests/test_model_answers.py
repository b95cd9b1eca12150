"""Answering with a model: what it may say, whom it may cost, and where its address may lead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from harness import Organization, ScriptedModel, Server, answers, only, refuses, streams
from test_why import why

SHIPPING = "How much is shipping?"


def shipping_bot(shop: Organization, **settings: Any) -> dict[str, Any]:
    bot = shop.bot(**settings)
    shop.faq(bot, SHIPPING, "Shipping costs 7 crowns.")
    return bot


def asked(shop: Organization, bot: dict[str, Any], text: str = SHIPPING) -> tuple[Any, str, dict[str, Any]]:
    customer = shop.customer(bot)
    conversation = customer.begin(text)
    return customer, conversation, customer.hears("bot")


@pytest.mark.parametrize("size", [None, 1, 7])
def test_marks_are_taken_out_and_become_the_sources(model_shop: Organization, model: ScriptedModel, size: int | None) -> None:
    bot = shipping_bot(model_shop)
    model.script(streams("It costs 7 crowns [", "1", "][9]. ", "Glad", "ly[1", "]!", chunk=size))
    customer, _, answer = asked(model_shop, bot)
    assert answer["text"] == "It costs 7 crowns. Gladly!"
    assert [source["title"] for source in answer["sources"]] == [SHIPPING]
    drafts = [frame for frame in customer.socket.received if frame["type"] == "draft"]
    assert drafts and not [frame for frame in drafts if "[" in frame["text"]]
    model.script(streams("It costs 7 crowns."))
    assert not asked(model_shop, bot)[2].get("sources"), "what was not cited is no source"


def test_what_stands_in_no_passage_is_not_said(model_shop: Organization, model: ScriptedModel) -> None:
    bot = shipping_bot(model_shop)
    model.script(streams("Shipping is easy. ", "It costs 9 crowns [1]. ", "Pay at https://evil.example/pay. ", "It costs 7 crowns."))
    assert asked(model_shop, bot)[2]["text"] == "Shipping is easy. It costs 7 crowns."
    model.script(streams("It costs ", "9 crowns. ", "Call +1 555 0100."))
    customer, _, answer = asked(model_shop, bot)
    assert answer["text"] == "Shipping costs 7 crowns.", "of nothing left the stored answer remains"
    assert [frame for frame in customer.socket.received if frame["type"] == "draft_withdrawn"]


def test_no_passage_no_call_and_a_model_that_does_not_know_offers_a_person(
    model_shop: Organization, model: ScriptedModel
) -> None:
    bot = shipping_bot(model_shop)
    _, conversation, builtin = asked(model_shop, bot, "Do penguins dream?")
    assert model.requests == [] and why(model_shop, conversation)["answerer"] == "builtin"
    model.script(streams("UNK", "NOWN"))
    customer, conversation, answer = asked(model_shop, bot, "Is shipping insured?")
    assert answer["text"] == builtin["text"] and not answer.get("sources")
    assert not [frame for frame in customer.socket.received if frame["type"] == "draft"]
    assert (why(model_shop, conversation)["band"], why(model_shop, conversation)["answerer"]) == ("unknown", "model")
    assert model_shop.owner.summary(conversation)["handling"] == "automated"


def test_a_follow_up_is_looked_up_as_the_model_wrote_it_out(model_shop: Organization, model: ScriptedModel) -> None:
    bot = shipping_bot(model_shop)
    model_shop.faq(bot, "How long does gift wrapping take?", "Gift wrapping takes a day.")
    customer, conversation, _ = asked(model_shop, bot)
    model.rewrites = answers("How long does gift wrapping take?")
    model.script(streams("A day [1]."))
    customer.say("and how long does that take?")
    assert [source["title"] for source in customer.hears("bot")["sources"]] == ["How long does gift wrapping take?"]
    assert why(model_shop, conversation)["question"] == "How long does gift wrapping take?"
    assert SHIPPING in str(only(model.rewritings)), "it is written out from the lines before it"


def test_a_bots_own_model_is_set_by_admins_and_its_key_is_never_seen_again(
    model_shop: Organization, model: ScriptedModel
) -> None:
    api, key = model_shop.owner.api, "sk-own-4711-never-seen"
    bot = shipping_bot(model_shop)
    path = f"/bots/{bot['id']}"
    assert bot["languageModel"] is None
    own = {"url": model.url + "/", "model": "own-1", "key": key, "promptPrice": 1.5}
    shown = api.patch(path, {"languageModel": own}).ok()["languageModel"]
    assert shown == {"url": model.url, "model": "own-1", "hasKey": True, "promptPrice": 1.5, "completionPrice": None}
    model.default = streams("It costs 7 crowns.")
    asked(model_shop, bot)
    assert (model.requests[-1]["model"], model.headers[-1]["Authorization"]) == ("own-1", f"Bearer {key}")
    api.patch(path, {"languageModel": {"url": model.url, "model": "own-2"}}).ok()
    asked(model_shop, bot)
    assert (model.requests[-1]["model"], model.headers[-1]["Authorization"]) == ("own-2", f"Bearer {key}"), "the key stays"
    api.patch(path, {"name": "Renamed"}).ok()
    moved = {"url": model.url.replace("/v1", "/other/v1"), "model": "own-2"}
    assert api.patch(path, {"languageModel": moved}).ok()["languageModel"]["hasKey"] is False, "it goes to no other address"
    asked(model_shop, bot)
    assert "Authorization" not in model.headers[-1]
    assert key not in str(api.get(path).ok()) + str(api.get("/bots").ok()) + model_shop.server.log(tail=50_000_000)
    for bad, field in (
        ({"model": "m"}, "url"), ({"url": "ftp://x.example", "model": "m"}, "url"), ({"url": "http://u:p@x.example", "model": "m"}, "url"),
        ({"url": "https://x.example/v1?key=1", "model": "m"}, "url"), ({"url": "https://x.example/v1"}, "model"),
        ({"url": "https://x.example/v1", "model": "m", "key": "a\r\nb"}, "key"),
        ({"url": "https://x.example/v1", "model": "m", "promptPrice": -1}, "promptPrice"),
    ):
        api.patch(path, {"languageModel": bad}).invalid(f"languageModel.{field}")
    model_shop.operator().api.patch(path, {"languageModel": None}).refused(403, "forbidden")
    assert api.patch(path, {"languageModel": None}).ok()["languageModel"] is None
    asked(model_shop, bot)
    assert (model.requests[-1]["model"], model.headers[-1]["Authorization"]) == ("scripted", "Bearer sk-scripted")


def test_a_bots_own_address_leads_into_no_private_network(model_shop: Organization, model: ScriptedModel) -> None:
    with ScriptedModel() as inside:
        port = inside.url.split(":")[2].split("/")[0]
        for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "127.1"):
            bot = shipping_bot(model_shop, languageModel={"url": f"http://{host}:{port}/v1", "model": "m"})
            _, conversation, answer = asked(model_shop, bot)
            assert answer["text"] == "Shipping costs 7 crowns."
            assert only(why(model_shop, conversation)["faults"]) in ("forbidden_address", "unreachable"), host
        assert inside.requests == [] and model.requests == []


def test_budgets_are_kept_over_a_restart_and_spent_means_the_built_in_answer(
    start_server: Callable[..., Server], model: ScriptedModel
) -> None:
    model.default = streams("The model says 7 crowns.")
    server = start_server(env={**model.env, "WHISPER_LLM_BOT_BUDGET": "4", "WHISPER_LLM_CONVERSATION_BUDGET": "2",
                               "WHISPER_LLM_ADDRESS_BUDGET": "off"})
    shop = Organization(server)
    bot = shipping_bot(shop)
    customer, conversation, answer = asked(shop, bot)
    customer.say("How much is shipping today?")
    assert customer.hears("bot")["text"] == answer["text"] == "The model says 7 crowns."
    customer.say("How much is shipping tomorrow?")
    assert customer.hears("bot")["text"] == "Shipping costs 7 crowns."
    assert why(shop, conversation)["faults"] == ["conversation_budget_spent"]
    server.restart({"WHISPER_LLM_ADDRESS_BUDGET": "3"})
    assert asked(shop, bot)[2]["text"] == "The model says 7 crowns."
    asked(shop, bot)
    _, conversation, answer = asked(shop, bot)
    assert answer["text"] == "Shipping costs 7 crowns."
    assert why(shop, conversation)["faults"] == ["bot_budget_spent"]
    other = shipping_bot(shop)
    asked(shop, other)
    _, conversation, _ = asked(shop, other)
    assert why(shop, conversation)["faults"] == ["address_budget_spent"], "all bots of this address together"
    assert len(model.requests) == 5


def test_a_provider_that_is_down_is_soon_left_alone(start_server: Callable[..., Server], model: ScriptedModel) -> None:
    model.default = refuses(401)
    shop = Organization(start_server(env=model.env))
    bot = shipping_bot(shop)
    for _ in range(5):
        assert asked(shop, bot)[2]["text"] == "Shipping costs 7 crowns."
    _, conversation, answer = asked(shop, bot)
    assert answer["text"] == "Shipping costs 7 crowns." and why(shop, conversation)["faults"] == ["resting"]
    assert len(model.requests) == 5
