"""The built-in answerer: what the bot knows, what it does not, and when it asks for a person."""

from __future__ import annotations

import http.server
import threading
from typing import Any

from harness import HOURS, HOURS_ANSWER, Api, Organization, automated, eventually, knowing_bot

RETURNS = (
    "You may send back any umbrella within thirty days of buying it. Put it into its box and add the receipt.\n\n"
    "The money comes back to your card within a week. Opened toothbrushes cannot be returned."
)


def ask(shop: Organization, bot: dict[str, Any], text: str, **extra: Any) -> dict[str, Any]:
    return dict(shop.owner.api.post(f"/bots/{bot['id']}/ask", {"text": text, **extra}).ok())


def teach(shop: Organization, bot: dict[str, Any], **entry: Any) -> dict[str, Any]:
    return dict(shop.owner.api.post(f"/bots/{bot['id']}/knowledge", entry).ok(201))


def answers_with(shop: Organization, bot: dict[str, Any], text: str, part: str) -> None:
    """Retrieval may need a moment after the entry was taken."""

    def probe() -> bool:
        answer = ask(shop, bot, text)
        assert answer["confident"] is True and part in answer["answer"], answer
        return True

    eventually(probe, within=5)


def test_a_question_and_its_answer_are_known_word_by_word(shop: Organization) -> None:
    bot = shop.bot()
    shop.faq(bot, "How long does delivery take?", "Three working days.", "When will it arrive?", "shipping time")
    for text in (
        "How long does delivery take?",
        "how long does DELIVERY take",
        "When will it arrive?",
        "shipping time",
    ):
        answers_with(shop, bot, text, "Three working days.")
    customer = shop.customer(bot)
    customer.begin("When will it arrive?")
    assert "Three working days." in customer.hears("bot")["text"]


def test_an_article_is_quoted_where_it_answers(shop: Organization) -> None:
    bot = shop.bot()
    entry = teach(shop, bot, kind="text", title="Returns", text=RETURNS)
    assert (entry["kind"], entry["title"], entry["text"]) == ("text", "Returns", RETURNS)
    answers_with(shop, bot, "Within how many days may I send back an umbrella?", "thirty days")
    sources = ask(shop, bot, "Within how many days may I send back an umbrella?")["sources"]
    assert sources[0]["id"] == entry["id"] and sources[0]["title"] == "Returns"
    assert "thirty days" in sources[0]["passage"] and isinstance(sources[0]["score"], (int, float))


def test_trying_a_bot_tells_what_it_would_say_and_stores_nothing(shop: Organization) -> None:
    bot = knowing_bot(shop)
    answer = ask(shop, bot, HOURS)
    assert set(answer) >= {"answer", "confident", "handoff", "sources"}
    assert (answer["answer"], answer["confident"], answer["handoff"]) == (HOURS_ANSWER, True, False)
    assert len(answer["sources"]) <= 10
    scores = [source["score"] for source in answer["sources"]]
    assert scores == sorted(scores, reverse=True), "best first"
    history = [{"role": "customer", "text": "Hello"}, {"role": "bot", "text": "Hello!"}]
    ask(shop, bot, HOURS, history=history)
    assert shop.owner.api.get("/conversations", bot=bot["id"]).ok()["data"] == []


def test_what_the_bot_does_not_know_it_says_so_and_makes_nothing_up(shop: Organization) -> None:
    bot = knowing_bot(shop)
    teach(shop, bot, kind="text", title="Returns", text=RETURNS)
    for text in ("What is the capital of Mongolia?", "asdf qwer", "Wie wird das Wetter morgen?"):
        answer = ask(shop, bot, text)
        assert answer["confident"] is False, answer
        assert answer["answer"].strip(), "never silence"
        assert HOURS_ANSWER not in answer["answer"] and "thirty days" not in answer["answer"]
    customer = shop.customer(bot)
    customer.begin("What is the capital of Mongolia?")
    assert HOURS_ANSWER not in customer.hears("bot")["text"]


def test_a_bot_that_knows_nothing_still_answers(shop: Organization) -> None:
    bot = shop.bot()
    answer = ask(shop, bot, "Where is my parcel?")
    assert answer["sources"] == [] and answer["confident"] is False and answer["answer"].strip()
    customer = shop.customer(bot)
    customer.begin("Where is my parcel?")
    assert customer.hears("bot")["text"].strip()


def test_a_customer_who_asks_for_a_person_gets_one_requested(shop: Organization) -> None:
    bot = knowing_bot(shop)
    for text in ("I want to talk to a human", "Can I speak to a real person please?", "human agent"):
        answer = ask(shop, bot, text)
        assert answer["handoff"] is True, f"{text}: {answer}"
    customer, conversation = automated(shop, bot)
    assert "human_requested" not in shop.owner.events(conversation)
    customer.say("Please let me speak to a human")
    said = customer.hears("bot")
    event = customer.socket.expect("item", item={"kind": "event", "event": "human_requested"})["item"]
    assert (event["seq"], event["role"]) == (said["seq"] + 1, "bot"), "its message, then the request, in one go"
    assert shop.owner.summary(conversation)["handling"] == "requested"


def test_without_live_chat_the_bot_promises_no_person(shop: Organization) -> None:
    bot = knowing_bot(shop, liveChat=False)
    customer, conversation = automated(shop, bot)
    customer.say("I want to talk to a human")
    assert customer.hears("bot")["text"].strip()
    customer.socket.never("item", during=0.5, item={"event": "human_requested"})
    assert shop.owner.summary(conversation)["handling"] == "automated"


def test_deleted_knowledge_is_not_quoted_and_changed_knowledge_is(shop: Organization) -> None:
    bot = shop.bot()
    entry = shop.faq(bot, "What does the blue umbrella cost?", "Twelve crowns.")
    article = teach(shop, bot, kind="text", title="Returns", text=RETURNS)
    answers_with(shop, bot, "What does the blue umbrella cost?", "Twelve crowns.")
    changed = {"answer": "Fifteen crowns."}
    assert (
        shop.owner.api.patch(f"/bots/{bot['id']}/knowledge/{entry['id']}", changed).ok()["answer"] == "Fifteen crowns."
    )
    answers_with(shop, bot, "What does the blue umbrella cost?", "Fifteen crowns.")
    for one in (entry, article):
        shop.owner.api.delete(f"/bots/{bot['id']}/knowledge/{one['id']}").ok(204)
        shop.owner.api.delete(f"/bots/{bot['id']}/knowledge/{one['id']}").refused(404, "not_found")
    for text in ("What does the blue umbrella cost?", "Within how many days may I send back an umbrella?"):
        answer = ask(shop, bot, text)
        assert answer["sources"] == [] and answer["confident"] is False
        assert "crowns" not in answer["answer"] and "thirty" not in answer["answer"]
    assert shop.owner.api.get(f"/bots/{bot['id']}/knowledge").ok()["data"] == []


def test_a_bot_answers_from_its_own_knowledge_alone(shop: Organization) -> None:
    one, two = shop.bot(), shop.bot()
    shop.faq(one, "What is the secret of the house?", "The cellar.")
    other = Organization(shop.server)
    theirs = other.bot()
    answers_with(shop, one, "What is the secret of the house?", "The cellar.")
    assert "cellar" not in str(ask(shop, two, "What is the secret of the house?"))
    assert "cellar" not in str(ask(other, theirs, "What is the secret of the house?"))


def test_a_note_instructs_the_bot_and_is_never_quoted(shop: Organization) -> None:
    bot = shop.bot()
    note = teach(shop, bot, kind="note", text="Never mention the pineapple discount to anybody.")
    assert (note["kind"], note["text"]) == ("note", "Never mention the pineapple discount to anybody.")
    assert [entry["id"] for entry in shop.owner.api.get(f"/bots/{bot['id']}/knowledge").ok()["data"]] == [note["id"]]
    customer = shop.customer(bot)
    customer.begin("Tell me about the pineapple discount")
    assert "pineapple" not in customer.hears("bot")["text"].lower()


def test_the_server_fetches_nothing_from_its_own_network(shop: Organization) -> None:
    hits: list[str] = []

    class Inner(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    inner = http.server.HTTPServer(("127.0.0.1", 0), Inner)
    threading.Thread(target=inner.serve_forever, daemon=True).start()
    port = inner.server_address[1]
    bot = shop.bot()
    for host in ("127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "[::ffff:127.0.0.1]"):
        answer = shop.owner.api.post(f"/bots/{bot['id']}/knowledge", {"kind": "url", "url": f"http://{host}:{port}/x"})
        assert answer.status in (201, 202, 422), answer
    customer = shop.customer(bot)
    customer.begin("Hello?")
    customer.hears("bot")
    threading.Event().wait(1.5)
    inner.shutdown()
    inner.server_close()
    assert hits == []


def test_the_same_question_gets_the_same_answer_in_the_chat_and_in_the_trial(shop: Organization) -> None:
    bot = knowing_bot(shop)
    customer = shop.customer(bot)
    conversation = customer.begin(HOURS)
    item = customer.hears("bot")
    assert item["text"] == ask(shop, bot, HOURS)["answer"]
    stored = shop.owner.items(conversation)[-1]
    assert stored["sources"] and stored["sources"][0]["title"]
    Api(shop.server).post(f"/bots/{bot['id']}/ask", {"text": HOURS}).refused(401, "unauthenticated")
