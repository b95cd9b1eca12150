"""Why this answer: what is kept with every message of the bot, for operators."""

from __future__ import annotations

from typing import Any

from harness import DONE, Organization, ScriptedModel, delta, only, refuses, says


def why(shop: Organization, conversation: str, role: str = "bot") -> dict[str, Any]:
    """Of the last message of the role."""
    seq = [item["seq"] for item in shop.owner.items(conversation) if item["role"] == role and item["kind"] == "message"][-1]
    return dict(shop.owner.api.get(f"/conversations/{conversation}/items/{seq}/why").ok())


def test_a_built_in_answer_says_what_it_rests_on_even_after_the_knowledge_is_gone(shop: Organization) -> None:
    bot = shop.bot(instructions="Be brief.")
    api = shop.owner.api
    entry = shop.faq(bot, "How much is shipping?", "Shipping costs seven crowns.")
    api.post(f"/bots/{bot['id']}/knowledge", {"kind": "note", "text": "Never promise a date."}).ok(201)
    customer = shop.customer(bot)
    conversation = customer.begin("How much is shipping?")
    customer.hears("bot")
    told = why(shop, conversation)
    assert (told["answerer"], told["model"], told["band"]) == ("builtin", None, "answer")
    assert told["question"] == "How much is shipping?"
    passage = only(told["passages"])
    assert (passage["id"], passage["cited"]) == (entry["id"], True) and "seven crowns" in passage["text"]
    assert isinstance(passage["score"], (int, float)) and isinstance(told["milliseconds"], int)
    assert told["settings"] == {
        "instructions": "Be brief.", "notes": ["Never promise a date."], "whispers": [], "agreements": [],
        "language": "english",
    }
    assert (told["tokens"], told["cost"], told["faults"]) == (None, None, [])
    api.delete(f"/bots/{bot['id']}/knowledge/{entry['id']}").ok(204)
    api.patch(f"/bots/{bot['id']}", {"instructions": "Be verbose."}).ok()
    assert why(shop, conversation) == told
    customer.say("Do penguins dream?")
    customer.hears("bot")
    assert why(shop, conversation)["band"] == "unknown"


def test_only_operators_ask_why_and_only_about_messages_of_the_bot(shop: Organization) -> None:
    bot = shop.bot()
    shop.faq(bot, "How much is shipping?", "Shipping costs seven crowns.")
    customer = shop.customer(bot)
    conversation = customer.begin("How much is shipping?")
    answer = customer.hears("bot")
    path = f"/conversations/{conversation}/items"
    for seq in (1, 2):
        shop.owner.api.get(f"{path}/{seq}/why").refused(409, "not_an_assistant_message")
    for seq in (0, 99, "x"):
        shop.owner.api.get(f"{path}/{seq}/why").refused(404, "not_found")
    shop.operator().api.get(f"{path}/{answer['seq']}/why").ok()
    Organization(shop.server).owner.api.get(f"{path}/{answer['seq']}/why").refused(404, "not_found")
    customer.api.get(f"{path}/{answer['seq']}/why").refused(401, "unauthenticated")
    assert "score" not in str(customer.items()), "what operators may know is not the customer's"


def test_a_models_answer_says_what_it_cost_and_what_went_wrong(model_shop: Organization, model: ScriptedModel) -> None:
    own = {"url": model.url, "model": "own", "key": "sk-own-4711", "promptPrice": 2, "completionPrice": 10.5}
    bot = model_shop.bot(languageModel=own)
    model_shop.faq(bot, "How much is shipping?", "Shipping costs 7 crowns.")
    usage = b'data: {"choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":100}}\n\n'
    model.script(says(delta("It costs 7 crowns [1]. ") + delta("It costs 8 with wrapping.") + delta(None, "stop") + usage + DONE))
    customer = model_shop.customer(bot)
    conversation = customer.begin("How much is shipping?")
    answer = customer.hears("bot")
    assert answer["text"] == "It costs 7 crowns."
    told = why(model_shop, conversation)
    assert (told["answerer"], told["model"], told["band"]) == ("model", "own", "answer")
    assert told["tokens"] == {"prompt": 1000, "completion": 100}
    assert abs(told["cost"] - 0.00305) < 1e-9
    assert told["faults"] == ["ungrounded_sentences_1"]
    assert [passage["cited"] for passage in told["passages"]] == [True]
    model.default = refuses(401)
    customer.say("How much is shipping now?")
    assert "7 crowns" in customer.hears("bot")["text"]
    told = why(model_shop, conversation)
    assert (told["answerer"], told["model"], told["faults"]) == ("builtin", "own", ["unauthorized"])
    assert "4711" not in str(told)
