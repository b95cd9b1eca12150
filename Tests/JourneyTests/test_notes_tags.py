"""Working fast: notes for colleagues, saved replies, tags, suggestions, summaries, and who is away."""

from __future__ import annotations

from harness import HOURS, HOURS_ANSWER, Api, Organization, Server, assisted, automated, eventually, knowing_bot, past


def test_a_note_is_for_operators_alone_in_running_and_in_past_chats(shop: Organization) -> None:
    second = shop.operator()
    customer, conversation = automated(shop)
    watcher = shop.owner.watching(conversation)
    before = second.summary(conversation)
    path = f"/conversations/{conversation}/notes"
    note = second.api.post(path, {"id": "n1", "text": "Zanzibar: he called twice"}).ok(201)
    assert (note["kind"], note["role"], note["data"]) == ("note", "operator", {"internal": True})
    assert note["author"]["id"] == second.id
    assert second.api.post(path, {"id": "n1", "text": "Zanzibar: he called twice"}).ok(200) == note
    second.api.post(path, {"id": "n1", "text": "Another"}).refused(409, "id_reused")
    second.api.post(f"/conversations/{conversation}/whispers", {"id": "n1", "text": note["text"]}).refused(409, "id_reused")
    assert watcher.expect("item", item={"seq": note["seq"]})["item"]["text"] == note["text"]
    after = second.summary(conversation)
    assert (after["lastItem"], after["handling"], after["unread"]) == (before["lastItem"], before["handling"], before["unread"])
    customer.socket.never("item", during=0.3, item={"kind": "note"})
    assert all(item["kind"] != "note" for item in customer.items())
    # Nor is it found as if it had been said.
    assert shop.owner.api.get("/conversations", q="zanzibar").ok()["data"] == []
    shop.owner.end(conversation).ok()
    late = shop.owner.api.post(path, {"id": "n2", "text": "Refunded by hand"}).ok(201)
    assert late["seq"] == second.summary(conversation)["lastSeq"]
    resumed = customer.connect({conversation: 0})
    resumed.sync()
    assert all(frame.get("item", {}).get("kind") != "note" for frame in resumed.received)
    assert customer.begin("I am back") != conversation
    # What is written into the past one does not end the one that runs now.
    shop.owner.api.post(path, {"id": "n3", "text": "And again"}).ok(201)
    shop.owner.api.put(f"/conversations/{conversation}/tags", {"tags": ["done"]}).ok()
    assert customer.say("Still there?")["conversation"] == customer.conversation
    customer.api.post(path, {"id": "n", "text": "x"}).refused(401, "unauthenticated")
    Organization(shop.server).owner.api.post(path, {"id": "n", "text": "x"}).refused(404, "not_found")


def test_tags_are_live_counted_and_listed(fresh_shop: Organization) -> None:
    second = fresh_shop.operator()
    first, conversation = automated(fresh_shop)
    _, other = past(fresh_shop)
    inbox = second.inbox()

    def tag(conversation: str, *tags: str):  # type: ignore[no-untyped-def]
        return fresh_shop.owner.api.put(f"/conversations/{conversation}/tags", {"tags": list(tags)})

    assert tag(conversation, " VIP ", "vip", "Late  delivery").ok()["tags"] == ["VIP", "Late delivery"]
    heard = inbox.expect("conversation", conversation={"id": conversation, "tags": ["VIP", "Late delivery"]})
    assert heard["conversation"]["handling"] == "automated"
    tag(other, "vip").ok()
    assert second.api.get("/tags").ok()["data"] == [{"name": "vip", "count": 2}, {"name": "Late delivery", "count": 1}]
    assert [found["name"] for found in second.api.get("/tags", q="LATE").ok()["data"]] == ["Late delivery"]
    listed = lambda **filter: [row["id"] for row in second.api.get("/conversations", **filter).ok()["data"]]  # noqa: E731
    assert sorted(listed(tag="Vip")) == sorted([conversation, other])
    assert listed(tag="vip", mode="past") == [other] and listed(tag="nobody") == []
    assert listed(customer=first.id) == [conversation] and listed(customer="nobody") == []
    assert listed(customer=first.id, tag="vip", mode="past") == []
    tag(conversation, *(f"t{number}" for number in range(21))).refused(422, "invalid")
    tag(conversation, "x" * 51).refused(413, "too_long")
    tag(conversation, " ").refused(422, "invalid")
    fresh_shop.owner.api.put(f"/conversations/{conversation}/tags", {}).refused(422, "invalid")
    first.api.put(f"/conversations/{conversation}/tags", {"tags": []}).refused(401, "unauthenticated")
    stranger = Organization(fresh_shop.server).owner
    stranger.api.put(f"/conversations/{conversation}/tags", {"tags": []}).refused(404, "not_found")
    assert stranger.api.get("/tags").ok()["data"] == [] and stranger.api.get("/conversations", tag="vip").ok()["data"] == []
    assert "tags" not in first.api.get("/widget/conversations").ok()["data"][0]


def test_saved_replies_belong_to_the_organization(fresh_shop: Organization) -> None:
    api, bot = fresh_shop.operator().api, fresh_shop.bot()
    made = api.post("/saved-replies", {"shortcut": "/refund", "text": "Hi {{customer.name|there}}!"}).ok(201)
    assert (made["shortcut"], made["bot"], made["createdBy"]["name"]) == ("refund", None, "Oskar Operator")
    api.post("/saved-replies", {"shortcut": "REFUND", "text": "x"}).refused(422, "invalid")
    own = api.post("/saved-replies", {"shortcut": "refund", "text": "x", "bot": bot["id"]}).ok(201)
    assert own["bot"] == bot["id"]
    for body in (
        {"shortcut": "two words", "text": "x"}, {"shortcut": "", "text": "x"}, {"text": "x"}, {"shortcut": "a"},
        {"shortcut": "a", "text": "{{customer.frist_name}}"}, {"shortcut": "a", "text": "x", "bot": "bot_x"},
    ):
        api.post("/saved-replies", body).refused(422, "invalid")
    api.post("/saved-replies", {"shortcut": "a", "text": "x" * 5001}).refused(413, "too_long")
    changed = api.patch(f"/saved-replies/{own['id']}", {"shortcut": "money", "bot": None}).ok()
    assert (changed["shortcut"], changed["text"], changed["bot"]) == ("money", "x", None)
    assert [row["shortcut"] for row in api.get("/saved-replies").ok()["data"]] == ["money", "refund"]
    stranger = Organization(fresh_shop.server).owner.api
    assert stranger.get("/saved-replies").ok()["data"] == []
    stranger.patch(f"/saved-replies/{own['id']}", {"text": "y"}).refused(404, "not_found")
    stranger.delete(f"/saved-replies/{own['id']}").refused(404, "not_found")
    api.delete(f"/saved-replies/{own['id']}").ok(204)
    api.delete(f"/saved-replies/{own['id']}").refused(404, "not_found")
    Api(fresh_shop.server).get("/saved-replies").refused(401, "unauthenticated")


def test_the_bot_suggests_and_sums_up_and_stores_nothing(shop: Organization) -> None:
    bot = knowing_bot(shop)
    customer = shop.customer(bot)
    conversation = customer.begin(HOURS)
    customer.hears("bot")
    customer.say("I want to talk to a human")
    shop.wait_handling(conversation, "requested")
    customer.say("cleo@example.com")
    shop.owner.take_over(conversation).ok()
    before = shop.owner.summary(conversation)["lastSeq"]
    suggested = shop.owner.api.post(f"/conversations/{conversation}/suggestion").ok()
    assert (suggested["text"], suggested["confident"]) == (HOURS_ANSWER, True) and suggested["sources"]
    summary = shop.owner.api.get(f"/conversations/{conversation}/summary").ok()
    assert [line["kind"] for line in summary["lines"]] == ["wants", "answered", "reason", "address"]
    assert HOURS in summary["text"] and HOURS_ANSWER in summary["text"] and "cleo@example.com" in summary["text"]
    customer.say("Do penguins dream of electric fish?")
    nothing = shop.owner.api.post(f"/conversations/{conversation}/suggestion").ok()
    assert (nothing["text"], nothing["confident"]) == ("", False)
    assert shop.owner.summary(conversation)["lastSeq"] == before + 1
    stranger = Organization(shop.server).owner.api
    stranger.post(f"/conversations/{conversation}/suggestion").refused(404, "not_found")
    stranger.get(f"/conversations/{conversation}/summary").refused(404, "not_found")
    shop.owner.end(conversation).ok()
    shop.owner.api.post(f"/conversations/{conversation}/suggestion").refused(409, "ended")
    shop.owner.api.get(f"/conversations/{conversation}/summary").ok()


def test_who_is_away_takes_chats_over_but_does_not_count_as_there(start_server) -> None:  # type: ignore[no-untyped-def]
    server: Server = start_server()
    shop = Organization(server)
    bot = shop.bot()
    console = shop.owner.connect()
    assert shop.owner.api.get("/session").ok()["operator"]["available"] is True
    assert shop.owner.api.put("/session/availability", {"available": False}).ok() == {"available": False}
    shop.owner.api.put("/session/availability", {}).refused(422, "invalid")
    shop.owner.api.put("/session/availability", {"available": "no"}).refused(422, "invalid")
    customer = shop.customer(bot)
    conversation = customer.begin("I want to talk to a human")
    assert "address" in customer.hears("bot")["text"].lower()
    assert shop.owner.take_over(conversation).ok()["handling"] == "assisted"
    console.drop()
    server.kill()
    server.start()
    assert [person["available"] for person in shop.owner.api.get("/operators").ok()["data"]] == [False]
    shop.owner.connect()
    shop.owner.api.put("/session/availability", {"available": True}).ok()
    other = shop.customer(bot)
    other.begin("I want to talk to a human")
    assert "address" not in other.hears("bot")["text"].lower()
