"""What the widget of a customer's browser relies on."""

from __future__ import annotations

from typing import Any

import pytest

from harness import Api, Organization, automated, fill, knowing_bot, past, quiet

EVIL = "https://evil.example"
UNKNOWN = "01h455vb4pex5vsknk084sn02q"


def open_session(shop: Organization, body: Any, origin: str | None = None) -> Any:
    return Api(shop.server, origin=origin).post("/widget/sessions", body)


def test_a_customers_session_tells_what_the_widget_needs(shop: Organization) -> None:
    bot = shop.bot(name="Parcel Bot", greeting="How can I help?", appearance={"color": "#aa3300"})
    session = open_session(shop, {"bot": bot["id"]}).ok(200, 201)
    assert set(session) >= {"token", "epoch", "customer", "bot", "conversation"}
    assert {key: session["bot"][key] for key in ("id", "name", "greeting", "liveChat")} == {
        "id": bot["id"],
        "name": "Parcel Bot",
        "greeting": "How can I help?",
        "liveChat": True,
    }
    assert session["bot"]["appearance"]["color"] == "#aa3300"
    assert session["conversation"] is None
    assert session["customer"]["id"].startswith("cust_")
    assert "instructions" not in session["bot"] and "allowedOrigins" not in session["bot"]


def test_a_token_given_again_resumes_the_same_customer(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    again = open_session(shop, {"bot": customer.bot, "token": customer.token}).ok(200, 201)
    assert again["customer"]["id"] == customer.id
    assert again["conversation"]["id"] == conversation
    fresh = open_session(shop, {"bot": customer.bot}).ok(200, 201)
    assert fresh["customer"]["id"] != customer.id and fresh["token"] != customer.token
    assert fresh["conversation"] is None
    shop.owner.end(conversation).ok()
    ended = open_session(shop, {"bot": customer.bot, "token": customer.token}).ok(200, 201)
    assert ended["conversation"] is None or ended["conversation"]["mode"] == "past"


def test_a_dead_token_or_one_of_another_bot_is_refused(shop: Organization) -> None:
    bot, other = shop.silent_bot(), shop.silent_bot()
    customer = shop.customer(bot)
    for token in ("nonsense", "", customer.token[:-1], customer.token + "x", shop.owner.token):
        open_session(shop, {"bot": bot["id"], "token": token}).refused(401, "unauthenticated")
    open_session(shop, {"bot": other["id"], "token": customer.token}).refused(401, "unauthenticated")
    foreign = Organization(shop.server).silent_bot()
    open_session(shop, {"bot": foreign["id"], "token": customer.token}).refused(401, "unauthenticated")
    forged = customer.token[:-1] + ("1" if customer.token.endswith("0") else "0")
    Api(shop.server, token=forged).get("/widget/conversations").refused(401, "unauthenticated")


def test_a_session_names_a_bot_that_exists(shop: Organization) -> None:
    open_session(shop, {"bot": f"bot_{UNKNOWN}"}).refused(404, "not_found")
    open_session(shop, {}).refused(422, "invalid")
    open_session(shop, {"bot": 5}).refused(422, "invalid")
    bot = shop.silent_bot()
    customer = shop.customer(bot)
    shop.owner.api.delete(f"/bots/{bot['id']}").ok(204)
    open_session(shop, {"bot": bot["id"]}).refused(404, "not_found")
    assert open_session(shop, {"bot": bot["id"], "token": customer.token}).status in (401, 404)


@pytest.mark.parametrize(
    "identity", ["eyJhbGciOiJub25lIn0.eyJzdWIiOiJvd25lciJ9.", "nonsense", {"email": "a@b.example"}, 5]
)
def test_an_identity_that_nobody_signed_is_refused(shop: Organization, identity: Any) -> None:
    bot = shop.silent_bot()
    open_session(shop, {"bot": bot["id"], "identity": identity}).refused(422, "invalid")


def test_sessions_are_bound_to_the_bots_websites(shop: Organization) -> None:
    bot = shop.silent_bot(allowedOrigins=["https://shop.example", "http://localhost:3000"])
    for origin in (None, shop.server.url, "https://shop.example", "http://localhost:3000"):
        open_session(shop, {"bot": bot["id"]}, origin).ok(200, 201)
    for origin in (
        EVIL,
        "null",
        "http://shop.example",
        "https://shop.example:444",
        "https://www.shop.example",
        "https://shop.example.evil.example",
        "http://localhost:3001",
    ):
        open_session(shop, {"bot": bot["id"]}, origin).refused(403, "forbidden")
    everywhere = shop.silent_bot()
    open_session(shop, {"bot": everywhere["id"]}, EVIL).ok(200, 201)


def test_the_launchers_settings_are_public_and_cacheable(shop: Organization) -> None:
    bot = shop.bot(name="Public Bot", instructions="SECRET", appearance={"color": "#112233", "position": "left"})
    shop.faq(bot, "SECRET question", "SECRET answer")
    answer = Api(shop.server, origin=EVIL).get(f"/widget/bots/{bot['id']}")
    told = answer.ok()
    assert (told["id"], told["name"], told["liveChat"]) == (bot["id"], "Public Bot", True)
    assert told["appearance"] == {**told["appearance"], "color": "#112233", "position": "left"}
    assert b"SECRET" not in answer.raw
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "no-store" not in answer.headers["Cache-Control"] and "max-age" in answer.headers["Cache-Control"]
    Api(shop.server).get(f"/widget/bots/bot_{UNKNOWN}").refused(404, "not_found")


def test_a_customer_reads_its_past_and_its_present(shop: Organization) -> None:
    customer, first = past(shop)
    second = customer.begin("A second conversation")
    rows = customer.api.get("/widget/conversations").ok()["data"]
    assert [row["id"] for row in rows] == [second, first]
    assert [row["mode"] for row in rows] == ["active", "past"]
    assert customer.items(first)[-1]["event"] == "ended"
    fill(customer, 10)
    page = customer.items(second, after=3, limit=4)
    assert len(page) == 4 and page[0]["seq"] == 4
    customer.api.get("/widget/conversations", limit=0).refused(422, "invalid")
    assert len(customer.api.every("/widget/conversations", limit=1)) == 2


def test_a_customer_sees_sources_by_their_titles_alone(shop: Organization) -> None:
    bot = knowing_bot(shop)
    customer, conversation = automated(shop, bot)
    item = next(item for item in customer.items() if item["role"] == "bot" and item["kind"] == "message")
    for source in item.get("sources") or []:
        assert set(source) <= {"id", "title"}
    operators = next(item for item in shop.owner.items(conversation) if item["role"] == "bot")
    assert operators["sources"] and all({"id", "title", "passage", "score"} <= set(s) for s in operators["sources"])


def test_a_customer_cannot_write_by_plain_calls(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    before = shop.owner.items(conversation)
    customer.api.post(f"/conversations/{conversation}/messages", {"id": "x", "text": "x"}).refused(
        401, "unauthenticated"
    )
    answer = customer.api.post(f"/widget/conversations/{conversation}/items", {"id": "x", "text": "x"})
    assert 400 <= answer.status < 500
    assert shop.owner.items(conversation) == before


def test_the_frame_may_stand_only_on_the_bots_websites(shop: Organization) -> None:
    bot = shop.silent_bot(allowedOrigins=["https://shop.example"])
    answer = Api(shop.server).get("/widget/frame", root=True, bot=bot["id"])
    answer_ok(answer)
    ancestors = directive(answer.headers["Content-Security-Policy"], "frame-ancestors")
    assert "https://shop.example" in ancestors and "*" not in ancestors
    anywhere = Api(shop.server).get("/widget/frame", root=True, bot=shop.silent_bot()["id"])
    assert EVIL not in directive(anywhere.headers["Content-Security-Policy"], "frame-ancestors")
    assert "X-Frame-Options" not in anywhere.headers, "it would forbid every shop"
    unknown = Api(shop.server).get("/widget/frame", root=True, bot=f"bot_{UNKNOWN}")
    assert unknown.status == 404


def directive(policy: str, name: str) -> list[str]:
    """The values of one directive of a content security policy."""
    for part in policy.split(";"):
        words = part.split()
        if words and words[0] == name:
            return words[1:]
    raise AssertionError(f"no {name} in {policy!r}")


def answer_ok(answer: Any) -> None:
    assert answer.status == 200, answer
    assert answer.headers["Content-Type"].startswith("text/html")
