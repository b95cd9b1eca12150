"""Operators teach the bot: thumbs down are listed, corrections win, and everything is asked again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from harness import Desk, Organization, Server, knowing_bot


def bot_message(shop: Organization, conversation: str) -> int:
    messages = [i for i in shop.owner.items(conversation) if (i["kind"], i["role"]) == ("message", "bot")]
    return int(messages[-1]["seq"])


def rated(shop: Organization, bot: dict[str, Any], question: str, thumb: str) -> tuple[str, int]:
    customer = shop.customer(bot)
    conversation = customer.begin(question)
    customer.hears("bot")
    shop.owner.end(conversation).ok()
    seq = bot_message(shop, conversation)
    shop.owner.api.put(f"/conversations/{conversation}/items/{seq}/rating", {"thumb": thumb, "note": "Please look."}).ok()
    return conversation, seq


def evaluated(shop: Organization, bot: dict[str, Any], **body: Any) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = shop.owner.api.post(f"/bots/{bot['id']}/evaluate", {**body, "cursor": cursor}).ok()
        cases += page["data"]
        cursor = page["next"]
        if not cursor:
            return cases


def test_a_wrong_answer_is_corrected_and_given_right_from_then_on(shop: Organization) -> None:
    bot = shop.bot()
    shop.faq(bot, "Do you deliver to islands?", "Yes, everywhere.")
    question = "Do you deliver to islands?"
    conversation, seq = rated(shop, bot, question, "down")
    path = f"/bots/{bot['id']}"
    line = shop.owner.api.get(f"{path}/feedback").ok()["data"][0]
    assert (line["conversation"], line["seq"], line["question"]) == (conversation, seq, question)
    assert line["item"]["rating"]["note"] == "Please look." and line["correction"] is None
    occasion = {"conversation": conversation, "seq": seq}
    draft = {"occasion": occasion, "lesson": "answer", "answer": "Only to islands with a ferry."}

    # Before it goes live: what would become of everything that was rated.
    assert [case["outcome"] for case in evaluated(shop, bot)] == ["unchanged"]
    tried = evaluated(shop, bot, draft=draft)
    assert [(case["outcome"], case["answer"]) for case in tried] == [("fixed", "Only to islands with a ferry.")]
    assert shop.owner.api.post(f"{path}/ask", {"text": question}).ok()["answer"] == "Yes, everywhere."

    made = shop.owner.api.post(f"{path}/corrections", draft).ok(201)
    assert made["question"] == question and made["occasion"] == occasion and not made["entryHasChanged"]
    assert shop.owner.api.get(f"{path}/feedback").ok()["data"][0]["correction"]["id"] == made["id"]
    customer = shop.customer(bot)
    customer.begin("do you deliver to an island")
    assert customer.hears("bot")["text"] == "Only to islands with a ferry."
    shop.owner.api.delete(f"{path}/corrections/{made['id']}").ok(204)
    assert shop.owner.api.post(f"{path}/ask", {"text": question}).ok()["answer"] == "Yes, everywhere."
    assert shop.owner.api.get(f"{path}/corrections/{made['id']}").refused(404, "not_found")


def test_what_was_right_and_is_no_more_is_said_to_be_broken(shop: Organization) -> None:
    bot = shop.bot()
    entry = shop.faq(bot, "When is the museum open?", "From ten to four.")
    conversation, seq = rated(shop, bot, "When is the museum open?", "up")
    assert [case["outcome"] for case in evaluated(shop, bot)] == ["unchanged"]
    shop.owner.api.delete(f"/bots/{bot['id']}/knowledge/{entry['id']}").ok(204)
    (case,) = evaluated(shop, bot)
    assert case["outcome"] == "broken" and case["expected"] == "From ten to four."
    assert case["occasion"] == {"conversation": conversation, "seq": seq}


def test_a_correction_says_when_its_entry_changed(shop: Organization) -> None:
    bot = shop.bot()
    entry = shop.faq(bot, "How high is the tower?", "Ninety metres.")
    path = f"/bots/{bot['id']}"
    made = shop.owner.api.post(
        f"{path}/corrections", {"question": "How tall is that tower of yours?", "lesson": "entry", "entry": entry["id"]}
    ).ok(201)
    answer = shop.owner.api.post(f"{path}/ask", {"text": "how tall is that tower of yours"}).ok()
    assert answer["answer"] == "Ninety metres." and answer["confident"]
    assert not shop.owner.api.get(f"{path}/corrections/{made['id']}").ok()["entryHasChanged"]
    shop.owner.api.patch(f"{path}/knowledge/{entry['id']}", {"answer": "Ninety-one metres."}).ok()
    assert shop.owner.api.get(f"{path}/corrections/{made['id']}").ok()["entryHasChanged"]
    shop.owner.api.patch(f"{path}/corrections/{made['id']}", {"lesson": "unknown"}).ok()
    answer = shop.owner.api.post(f"{path}/ask", {"text": "how tall is that tower of yours"}).ok()
    assert not answer["confident"] and not answer["handoff"]


def test_bad_corrections_are_refused_and_store_nothing(shop: Organization) -> None:
    bot = knowing_bot(shop)
    path = f"/bots/{bot['id']}/corrections"
    other = shop.bot()
    foreign = shop.faq(other, "Whose is it?", "Another bot's.")
    conversation, seq = rated(shop, other, "Whose is it?", "down")
    for body in [
        {}, {"question": "Why?"}, {"question": "Why?", "lesson": "guess"}, {"question": "Why?", "lesson": "answer"},
        {"question": "Why?", "lesson": "entry", "entry": "know_1"},
        {"question": "Why?", "lesson": "entry", "entry": foreign["id"]},
        {"question": " ", "lesson": "unknown"}, {"occasion": {"conversation": 1}, "lesson": "unknown"},
    ]:
        shop.owner.api.post(path, body).refused(422, "invalid")
    shop.owner.api.post(path, {"question": "x" * 5001, "lesson": "unknown"}).refused(413, "too_long")
    occasion = {"conversation": conversation, "seq": seq}
    shop.owner.api.post(path, {"occasion": occasion, "lesson": "unknown"}).refused(404, "not_found")
    shop.owner.api.post(f"/bots/{other['id']}/corrections", {"occasion": {**occasion, "seq": 2}, "lesson": "unknown"}).refused(409, "not_an_assistant_message")
    helper = shop.operator()
    helper.api.post(path, {"question": "Why?", "lesson": "unknown"}).refused(403, "forbidden")
    helper.api.post(f"/bots/{bot['id']}/evaluate", {}).refused(403, "forbidden")
    shop.owner.api.post(f"/bots/{bot['id']}/evaluate", {"limit": 99}).refused(422, "invalid")
    stranger = Organization(shop.server).owner
    for call in [stranger.api.get(path), stranger.api.get(f"/bots/{bot['id']}/feedback"),
                 stranger.api.post(path, {"question": "Why?", "lesson": "unknown"})]:
        call.refused(404, "not_found")
    assert shop.owner.api.get(path).ok() == {"data": [], "next": None}


def test_unanswered_questions_are_grouped_until_somebody_settles_them(shop: Organization) -> None:
    bot = knowing_bot(shop)
    path = f"/bots/{bot['id']}/unanswered"
    assert shop.owner.api.get(path).ok() == {"data": [], "next": None}
    asked = ["Do you ship to Malta?", "Is there a student discount?", "do you ship to malta", "Shipping to Malta"]
    for question in [*asked, "Thank you!", "I want to talk to a human"]:
        customer = shop.customer(bot)
        customer.begin(question)
        customer.hears("bot")
    malta, discount = shop.owner.api.get(path).ok()["data"]
    assert malta["question"].casefold().startswith("do you ship to malta") and malta["count"] == 3
    assert [line["text"] for line in malta["questions"]] == [asked[3], asked[2], asked[0]]
    assert malta["lastAskedAt"] == malta["questions"][0]["askedAt"]
    assert (discount["question"], discount["count"]) == (asked[1], 1)
    said = shop.owner.items(discount["questions"][0]["conversation"])[discount["questions"][0]["seq"] - 1]
    assert said["role"] == "bot"

    occasion = {key: malta["questions"][1][key] for key in ("conversation", "seq")}
    shop.operator().api.post(f"{path}/settle", occasion).refused(403, "forbidden")
    for body in [{}, {"conversation": occasion["conversation"]}, {**occasion, "seq": 0}, {**occasion, "conversation": 3}]:
        shop.owner.api.post(f"{path}/settle", body).refused(422, "invalid")
    assert shop.owner.api.post(f"{path}/settle", occasion).ok() == {"settled": 3}
    assert shop.owner.api.get(path).ok()["data"] == [discount]
    shop.owner.api.post(f"{path}/settle", occasion).refused(404, "not_found")
    shop.owner.api.post(f"{path}/settle", {**occasion, "conversation": "conv_1"}).refused(404, "not_found")
    Organization(shop.server).owner.api.get(path).refused(404, "not_found")


def test_the_command_asks_everything_again_beside_the_server_and_without_it(start_server: Callable[..., Server]) -> None:
    server = start_server()
    shop = Organization(server)
    bot = shop.bot()
    desk = Desk(server.database)
    again = ("evaluate", "--bot", bot["id"])
    assert desk.ok(*again).startswith("Nothing was rated or corrected yet.")
    entry = shop.faq(bot, "When is the museum open?", "From ten to four.")
    rated(shop, bot, "When is the museum open?", "up")
    shop.owner.api.post(f"/bots/{bot['id']}/corrections", {"question": "May I bring a dog along?", "lesson": "answer", "answer": "Only small ones."}).ok(201)
    said = desk.ok(*again)
    assert "fixed: May I bring a dog along?" in said
    assert said.splitlines()[-1] == "2 asked again: 0 broken, 0 changed, 1 fixed, 1 unchanged."

    shop.owner.api.delete(f"/bots/{bot['id']}/knowledge/{entry['id']}").ok(204)
    broken = desk.fails(*again, status=1)
    assert "broken: When is the museum open?" in broken and "expected From ten to four." in broken
    server.stop()
    assert "1 broken, 0 changed, 1 fixed, 0 unchanged" in desk.fails(*again, status=1)
    done = json.loads(desk.run(*again, "--json").stdout)
    assert (done["broken"], done["fixed"], [case["outcome"] for case in done["cases"]]) == (1, 1, ["fixed", "broken"])
    assert "there is no bot" in desk.fails("evaluate", "--bot", "bot_1")
