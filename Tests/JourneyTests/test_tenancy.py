"""Nothing is ever visible across two organizations, two customers, or beyond a role."""

from __future__ import annotations

from typing import Any

import pytest

from harness import Api, Organization, automated, eventually, fresh_id, knowing_bot, quiet


def everything_of(shop: Organization) -> tuple[dict[str, Any], dict[str, Any], str, int]:
    """A bot, a knowledge entry, a conversation and the number of a bot message in it."""
    bot = knowing_bot(shop)
    entry = shop.faq(bot, "A question of ours", "An answer of ours")
    _, conversation = automated(shop, bot)
    return bot, entry, conversation, shop.owner.items(conversation)[-1]["seq"]


def test_to_another_organization_everything_of_ours_is_not_found(fresh_shop: Organization) -> None:
    bot, entry, conversation, seq = everything_of(fresh_shop)
    colleague = fresh_shop.operator()
    before = (fresh_shop.owner.items(conversation), fresh_shop.owner.api.get(f"/bots/{bot['id']}").ok())
    stranger = Organization(fresh_shop.server).owner.api
    chat = f"/conversations/{conversation}"
    for method, path, body in [
        ("GET", f"/bots/{bot['id']}", None),
        ("PATCH", f"/bots/{bot['id']}", {"name": "Stolen"}),
        ("DELETE", f"/bots/{bot['id']}", None),
        ("GET", f"/bots/{bot['id']}/knowledge", None),
        ("POST", f"/bots/{bot['id']}/knowledge", {"kind": "faq", "question": "q", "answer": "a"}),
        ("PATCH", f"/bots/{bot['id']}/knowledge/{entry['id']}", {"answer": "Poisoned"}),
        ("DELETE", f"/bots/{bot['id']}/knowledge/{entry['id']}", None),
        ("POST", f"/bots/{bot['id']}/ask", {"text": "A question of ours"}),
        ("GET", chat, None),
        ("GET", f"{chat}/items", None),
        ("POST", f"{chat}/take-over", {}),
        ("POST", f"{chat}/take-over", {"again": True}),
        ("POST", f"{chat}/leave", {}),
        ("POST", f"{chat}/return-to-ai", {"again": True}),
        ("POST", f"{chat}/request-human", None),
        ("POST", f"{chat}/end", None),
        ("POST", f"{chat}/messages", {"id": fresh_id(), "text": "intruding"}),
        ("PUT", f"{chat}/items/{seq}/rating", {"thumb": "up"}),
        ("DELETE", f"{chat}/items/{seq}/rating", None),
        ("PATCH", f"/operators/{colleague.id}", {"role": "owner"}),
        ("DELETE", f"/operators/{colleague.id}", None),
    ]:
        stranger.request(method, path, body).refused(404, "not_found")
    assert (fresh_shop.owner.items(conversation), fresh_shop.owner.api.get(f"/bots/{bot['id']}").ok()) == before
    assert colleague.api.get("/session").ok()["operator"]["id"] == colleague.id
    assert bot["id"] in [one["id"] for one in fresh_shop.owner.api.get("/bots").ok()["data"]]


def test_our_lists_hold_nothing_of_theirs(fresh_shop: Organization) -> None:
    bot, _, conversation, _ = everything_of(fresh_shop)
    other = Organization(fresh_shop.server)
    theirs, _, their_conversation, _ = everything_of(other)
    for owner, own_bot, own_chat in (
        (fresh_shop.owner, bot["id"], conversation),
        (other.owner, theirs["id"], their_conversation),
    ):
        assert [row["id"] for row in owner.api.get("/conversations").ok()["data"]] == [own_chat]
        assert [row["id"] for row in owner.api.get("/bots").ok()["data"]] == [own_bot]
        assert [row["id"] for row in owner.api.get("/operators").ok()["data"]] == [owner.id]
        found = eventually(lambda owner=owner: owner.api.get("/conversations", q="opening hours").ok()["data"], 2)
        assert [row["id"] for row in found] == [own_chat]
    assert other.owner.api.get("/session").ok()["organization"] == {"id": other.id, "name": other.name}


def test_an_inbox_hears_only_of_its_own_organization(shop: Organization) -> None:
    inbox = Organization(shop.server).owner.inbox()
    customer, conversation = quiet(shop)
    shop.owner.take_over(conversation).ok()
    customer.say("Hello?")
    inbox.sync()
    assert [frame["type"] for frame in inbox.drain()] == []


def test_an_id_of_a_bot_is_not_enough_to_reach_anothers_knowledge(shop: Organization) -> None:
    one, two = shop.bot(), shop.bot()
    entry = shop.faq(one, "Whose?", "Of one")
    path = f"/bots/{two['id']}/knowledge/{entry['id']}"
    shop.owner.api.patch(path, {"answer": "Of two"}).refused(404, "not_found")
    shop.owner.api.delete(path).refused(404, "not_found")
    assert shop.owner.api.get(f"/bots/{two['id']}/knowledge").ok()["data"] == []
    assert shop.owner.api.get(f"/bots/{one['id']}/knowledge").ok()["data"][0]["answer"] == "Of one"


def test_a_customer_reads_only_its_own_conversations(shop: Organization) -> None:
    mine, conversation = quiet(shop, "My own words")
    neighbour = shop.customer(mine.bot)
    stranger, _ = quiet(Organization(shop.server))
    assert [row["id"] for row in mine.api.get("/widget/conversations").ok()["data"]] == [conversation]
    assert [item["text"] for item in mine.items()][1] == "My own words"
    for other in (neighbour, stranger):
        assert conversation not in [row["id"] for row in other.api.get("/widget/conversations").ok()["data"]]
        other.api.get(f"/widget/conversations/{conversation}/items").refused(404, "not_found")


def test_a_customers_token_opens_nothing_of_the_operators(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    for method, path in [
        ("GET", "/bots"),
        ("GET", "/conversations"),
        ("GET", f"/conversations/{conversation}"),
        ("GET", f"/conversations/{conversation}/items"),
        ("POST", f"/conversations/{conversation}/take-over"),
        ("POST", f"/conversations/{conversation}/end"),
        ("GET", "/operators"),
        ("GET", "/session"),
    ]:
        customer.api.request(method, path, {} if method == "POST" else None).refused(401, "unauthenticated")
    assert shop.owner.summary(conversation)["handling"] == "requested"


def test_an_operators_token_is_no_customers(shop: Organization) -> None:
    _, conversation = quiet(shop)
    shop.owner.api.get("/widget/conversations").refused(401, "unauthenticated")
    shop.owner.api.get(f"/widget/conversations/{conversation}/items").refused(401, "unauthenticated")


def test_an_operator_helps_customers_but_does_not_change_bots(fresh_shop: Organization) -> None:
    bot = knowing_bot(fresh_shop)
    entry = fresh_shop.owner.api.get(f"/bots/{bot['id']}/knowledge").ok()["data"][0]
    operator = fresh_shop.operator("operator")
    for method, path, body in [
        ("POST", "/bots", {"name": "Mine"}),
        ("PATCH", f"/bots/{bot['id']}", {"liveChat": False}),
        ("DELETE", f"/bots/{bot['id']}", None),
        ("POST", f"/bots/{bot['id']}/knowledge", {"kind": "faq", "question": "q", "answer": "a"}),
        ("PATCH", f"/bots/{bot['id']}/knowledge/{entry['id']}", {"answer": "b"}),
        ("DELETE", f"/bots/{bot['id']}/knowledge/{entry['id']}", None),
        ("POST", "/operators", {"email": "new@example.com", "name": "N", "role": "owner", "password": "long enough 1"}),
        ("PATCH", f"/operators/{fresh_shop.owner.id}", {"role": "operator"}),
        ("DELETE", f"/operators/{fresh_shop.owner.id}", None),
    ]:
        operator.api.request(method, path, body).refused(403, "forbidden")
    assert operator.api.get("/bots").ok()["data"][0]["liveChat"] is True
    operator.api.get("/operators").ok()
    customer, conversation = automated(fresh_shop, bot)
    operator.take_over(conversation).ok()
    operator.say(conversation, "Hello").ok(201)


def test_an_admin_keeps_bots_and_knowledge_but_not_people(shop: Organization) -> None:
    admin = shop.operator("admin")
    bot = admin.api.post("/bots", {"name": "Made by an admin"}).ok(201)
    admin.api.patch(f"/bots/{bot['id']}", {"greeting": "Hello!"}).ok()
    entry = admin.api.post(f"/bots/{bot['id']}/knowledge", {"kind": "faq", "question": "q", "answer": "a"}).ok(201)
    admin.api.delete(f"/bots/{bot['id']}/knowledge/{entry['id']}").ok(204)
    person = {"email": "another@example.com", "name": "N", "role": "operator", "password": "long enough 1"}
    admin.api.post("/operators", person).refused(403, "forbidden")
    admin.api.patch(f"/operators/{shop.owner.id}", {"name": "Renamed"}).refused(403, "forbidden")
    admin.api.delete(f"/operators/{shop.owner.id}").refused(403, "forbidden")
    admin.api.delete(f"/bots/{bot['id']}").ok(204)


def test_an_owner_adds_changes_and_removes_operators(fresh_shop: Organization) -> None:
    email = f"{fresh_id()}@example.com"
    person = {"email": email, "name": "Nina New", "role": "operator", "password": "long enough 1"}
    made = fresh_shop.owner.api.post("/operators", person).ok(201)
    assert (made["name"], made["role"], made["email"]) == ("Nina New", "operator", email)
    assert "password" not in made
    assert made["id"] in [row["id"] for row in fresh_shop.owner.api.get("/operators").ok()["data"]]
    Api(fresh_shop.server).post("/session", {"email": email, "password": "long enough 1"}).ok(204)
    changed = fresh_shop.owner.api.patch(f"/operators/{made['id']}", {"role": "admin", "name": "Nina Newer"}).ok()
    assert (changed["role"], changed["name"]) == ("admin", "Nina Newer")
    taken = fresh_shop.owner.api.post("/operators", {**person, "name": "Twin"})
    assert taken.status in (409, 422), "an e-mail address belongs to one operator"
    elsewhere = Organization(fresh_shop.server).owner.api.post("/operators", person)
    assert elsewhere.status in (409, 422), "of one organization"
    fresh_shop.owner.api.delete(f"/operators/{made['id']}").ok(204)
    Api(fresh_shop.server).post("/session", {"email": email, "password": "long enough 1"}).refused(
        401, "unauthenticated"
    )


@pytest.mark.parametrize("change", [{"role": "king"}, {"name": ""}, {"name": 5}, {"password": ""}])
def test_what_an_operator_cannot_be_is_invalid(shop: Organization, change: dict[str, Any]) -> None:
    operator = shop.operator()
    shop.owner.api.patch(f"/operators/{operator.id}", change).invalid(*change)
    person = {"email": f"{fresh_id()}@example.com", "name": "N", "role": "operator", "password": "long enough 1"}
    shop.owner.api.post("/operators", {**person, **change}).invalid(*change)
    shop.owner.api.post("/operators", {**person, "email": "no address"}).invalid("email")
