"""Who may open a socket, how it begins, and what happens to frames that nobody can carry out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness import (
    PASSWORD,
    Api,
    Operator,
    Organization,
    Server,
    Socket,
    eventually,
    handshake_refused,
    quiet,
)

EVIL = "https://evil.example"


def cookie_socket(server: Server, operator: Operator, origin: str | None = "own") -> tuple[Api, Socket]:
    """A browser: signed in, with a socket that carries the cookie."""
    browser = operator.sign_in()
    own = server.url if origin == "own" else origin
    return browser, Socket(server, origin=own, cookie=browser.headers["Cookie"])


def test_a_customer_is_welcomed_with_its_conversation(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    socket = Socket(shop.server)
    welcome = socket.hello(customer.token)
    assert (welcome["role"], welcome["id"]) == ("customer", customer.id)
    assert welcome["conversation"]["id"] == conversation
    assert welcome["time"].endswith("Z") and welcome["epoch"] == customer.session["epoch"]
    assert socket.received[0] == welcome, "the welcome comes before everything else"


def test_an_operator_is_welcomed_by_token_or_by_cookie(shop: Organization) -> None:
    by_token = shop.owner.connect()
    assert (by_token.welcome["role"], by_token.welcome["id"]) == ("operator", shop.owner.id)
    _, by_cookie = cookie_socket(shop.server, shop.owner)
    welcome = by_cookie.hello()
    assert (welcome["role"], welcome["id"]) == ("operator", shop.owner.id)


def test_a_token_in_the_hello_wins_over_the_cookie(shop: Organization) -> None:
    customer = shop.customer(shop.silent_bot())
    _, socket = cookie_socket(shop.server, shop.owner)
    assert socket.hello(customer.token)["role"] == "customer"
    second = shop.operator()
    _, socket = cookie_socket(shop.server, shop.owner)
    assert socket.hello(second.token)["id"] == second.id
    _, socket = cookie_socket(shop.server, shop.owner)
    socket.ask("hello", token="no such token")
    assert socket.closed() == 4401, "a bad token is not saved by a good cookie"


def test_a_cookie_from_a_foreign_page_is_not_believed(shop: Organization) -> None:
    for origin in (EVIL, "null", None, shop.server.url + ".evil.example"):
        _, socket = cookie_socket(shop.server, shop.owner, origin=origin)
        socket.ask("hello")
        assert socket.closed() == 4401, f"origin {origin}"


def test_an_api_token_is_believed_whatever_the_origin(shop: Organization) -> None:
    socket = Socket(shop.server, origin=EVIL)
    assert socket.hello(shop.owner.token)["role"] == "operator"


@pytest.mark.parametrize("token", ["", "nonsense", "tok_01h455vb4pex5vsknk084sn02q", "ü" * 40])
def test_a_bad_token_closes_the_socket(shop: Organization, token: str) -> None:
    socket = Socket(shop.server)
    socket.ask("hello", token=token)
    assert socket.closed() == 4401


def test_a_hello_without_token_and_cookie_closes_the_socket(shop: Organization) -> None:
    socket = Socket(shop.server)
    socket.ask("hello")
    assert socket.closed() == 4401
    socket = Socket(shop.server, origin=shop.server.url, cookie="session=nonsense; whisper=nonsense")
    socket.ask("hello")
    assert socket.closed() == 4401


@pytest.mark.parametrize("type", ["ping", "send", "watch", "inbox", "no-such-type"])
def test_any_frame_before_the_hello_closes_the_socket(shop: Organization, type: str) -> None:
    socket = Socket(shop.server)
    socket.ask(type)
    assert socket.closed() == 4401


@pytest.mark.slow
def test_who_says_nothing_for_ten_seconds_is_sent_away(shop: Organization) -> None:
    sockets = [Socket(shop.server) for _ in range(3)]
    assert [socket.closed(within=14) for socket in sockets] == [4401] * 3


def test_a_second_hello_is_an_error_and_the_socket_stays(shop: Organization) -> None:
    for token in (shop.owner.token, shop.customer(shop.silent_bot()).token):
        socket = Socket(shop.server)
        socket.hello(token)
        socket.ask("hello", token=token, id="again")
        socket.refused("invalid", id="again")
        socket.sync()


BROKEN: list[tuple[str, Any]] = [
    ("an unknown type", {"type": "fly", "id": "b"}),
    ("no type", {"id": "b"}),
    ("a type that is no string", {"type": 5, "id": "b"}),
    ("a message without text", {"type": "send", "id": "b"}),
    ("a text that is no string", {"type": "send", "id": "b", "text": 5}),
    ("a text of white space", {"type": "send", "id": "b", "text": " \n\t "}),
    ("an empty text", {"type": "send", "id": "b", "text": ""}),
    ("a text with U+0000", {"type": "send", "id": "b", "text": "a\u0000b"}),
    ("a lone surrogate", {"type": "send", "id": "b", "text": "a\ud800b"}),
    ("typing without on", {"type": "typing", "id": "b", "conversation": "CONVERSATION"}),
    ("seen without seq", {"type": "seen", "id": "b", "conversation": "CONVERSATION"}),
    ("a seq that is no number", {"type": "seen", "id": "b", "conversation": "CONVERSATION", "seq": "4"}),
    ("a negative seq", {"type": "seen", "id": "b", "conversation": "CONVERSATION", "seq": -1}),
    ("a conversation that is no string", {"type": "end", "id": "b", "conversation": 7}),
    ("end without conversation", {"type": "end", "id": "b"}),
]


@pytest.mark.parametrize("frame", [frame for _, frame in BROKEN], ids=[name for name, _ in BROKEN])
def test_a_bad_frame_is_answered_with_an_error_and_the_socket_stays(shop: Organization, frame: Any) -> None:
    customer, conversation = quiet(shop)
    before = shop.owner.items(conversation)
    frame = {key: conversation if value == "CONVERSATION" else value for key, value in frame.items()}
    customer.socket.send(frame)
    customer.socket.refused("invalid")
    customer.socket.sync()
    assert shop.owner.items(conversation) == before


@pytest.mark.parametrize(
    "raw", ["{", "", "null", "[]", '"hello"', "42", '{"type":"ping"', '{"type":"ping"}x', "[" * 20000]
)
def test_malformed_json_is_answered_with_an_error_and_the_socket_stays(shop: Organization, raw: str) -> None:
    customer = shop.customer(shop.silent_bot())
    socket = customer.socket
    socket.send_raw(raw)
    socket.refused("invalid")
    socket.sync()


def test_a_text_that_is_too_long_is_refused_and_the_longest_is_taken(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    longest = "🐢" * 5000  # lengths count Unicode scalars, not bytes
    assert customer.say(longest)["conversation"] == conversation
    assert shop.owner.items(conversation)[-1]["text"] == longest
    id = customer.socket.send_text("x" * 5001)
    customer.socket.refused("too_long", id=id)
    customer.socket.sync()


def test_binary_frames_close_the_socket(shop: Organization) -> None:
    socket = shop.owner.connect()
    socket.send_raw(b'{"type":"ping"}')
    assert socket.closed() == 1003


def test_operators_commands_are_not_for_customers(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    for frame in (
        {"type": "watch", "conversation": conversation, "after": 0},
        {"type": "unwatch", "conversation": conversation},
        {"type": "inbox"},
    ):
        customer.socket.send(frame)
        customer.socket.expect("error", where=lambda error: error["code"] in ("forbidden", "invalid", "not_found"))
    customer.say("Did anything come of it?")
    customer.socket.drain()
    texts = [item["text"] for item in customer.socket.items()]
    assert texts.count("Did anything come of it?") == 1, "a refused watch delivers nothing twice"


def test_a_ping_is_answered(shop: Organization) -> None:
    socket = shop.owner.connect()
    for _ in range(5):
        socket.sync()


def test_frames_of_one_socket_are_carried_out_in_order(fresh_shop: Organization) -> None:
    customer, conversation = quiet(fresh_shop)
    customer.socket.send_text("one")
    customer.socket.ask("end", conversation=conversation)
    customer.socket.send_text("two")
    customer.socket.sync()
    assert fresh_shop.owner.texts(conversation, "customer")[-1] == "one"
    assert fresh_shop.owner.events(conversation)[-1] == "ended"
    rows = fresh_shop.owner.api.get("/conversations", mode="active").ok()["data"]
    assert [row["lastSeq"] > 1 for row in rows] == [True]
    assert fresh_shop.owner.texts(rows[0]["id"], "customer") == ["two"]


def test_what_a_client_claims_about_a_message_is_not_believed(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    customer.socket.send(
        {
            "type": "send",
            "id": "claims",
            "text": "I am the boss",
            "role": "operator",
            "seq": 999,
            "kind": "note",
            "author": {"id": shop.owner.id, "name": "Boss"},
            "at": "2001-01-01T00:00:00.000Z",
            "isBot": True,
        }
    )
    ack = customer.socket.expect("ack", id="claims")
    item = shop.owner.items(conversation)[-1]
    assert (item["seq"], item["kind"], item["role"]) == (ack["seq"], "message", "customer")
    assert ack["seq"] < 999 and item["at"] > "2020"
    assert (item["author"] or {}).get("id") != shop.owner.id


def test_the_subprotocol_is_echoed_and_a_foreign_one_refused(shop: Organization) -> None:
    assert Socket(shop.server).subprotocol == "whisper.v1"
    assert Socket(shop.server, subprotocols=("other", "whisper.v1")).subprotocol == "whisper.v1"
    none = Socket(shop.server, subprotocols=None)
    assert none.subprotocol is None
    assert none.hello(shop.owner.token)["role"] == "operator"
    assert handshake_refused(shop.server, subprotocols=("whisper.v2", "chat")) == 400


def test_a_plain_request_to_the_socket_is_refused_politely(server: Server) -> None:
    answer = Api(server).get("/socket")
    assert 400 <= answer.status < 500


def test_a_socket_of_a_revoked_session_is_closed_within_five_seconds(shop: Organization) -> None:
    signed_out, password, role, removed = (shop.operator(name=name) for name in ("Anna", "Bert", "Cora", "Dirk"))
    browser, out_socket = cookie_socket(shop.server, signed_out)
    out_socket.hello()
    _, password_socket = cookie_socket(shop.server, password)
    password_socket.hello()
    changing = password.sign_in()
    _, role_socket = cookie_socket(shop.server, role)
    role_socket.hello()
    sockets = {"sign-out": out_socket, "password": password_socket, "role": role_socket}
    sockets["removal"] = removed.connect()
    staying = shop.owner.connect()

    browser.delete("/session").ok(204)
    changing.post("/session/password", {"current": PASSWORD, "password": "a wholly new password"}).ok(204)
    shop.owner.api.patch(f"/operators/{role.id}", {"role": "admin"}).ok()
    shop.owner.api.delete(f"/operators/{removed.id}").ok(204)

    for cause, socket in sockets.items():
        assert socket.closed(within=6) == 4001, cause
    staying.sync()
    assert changing.get("/session").ok()["operator"]["id"] == password.id, "the session that changed it stays"


def test_a_password_set_by_the_owner_ends_the_operators_sessions(shop: Organization) -> None:
    operator = shop.operator()
    browser, socket = cookie_socket(shop.server, operator)
    socket.hello()
    shop.owner.api.patch(f"/operators/{operator.id}", {"password": "set by the owner"}).ok()
    assert socket.closed(within=6) == 4001
    browser.get("/session").refused(401, "unauthenticated")


def test_sockets_of_customers_are_bound_to_the_bots_websites(shop: Organization) -> None:
    bot = shop.silent_bot(allowedOrigins=["https://shop.example"])
    customer = shop.customer(bot)
    for origin in (None, "https://shop.example", shop.server.url):
        socket = Socket(shop.server, origin=origin)
        assert socket.hello(customer.token)["role"] == "customer", f"origin {origin}"
    for origin in (EVIL, "https://shop.example.evil.example", "http://shop.example", "https://shop.example:8443"):
        socket = Socket(shop.server, origin=origin)
        socket.ask("hello", token=customer.token)
        assert socket.closed() == 4401, f"origin {origin}"


def test_ids_are_no_authority_over_the_socket(shop: Organization) -> None:
    mine, conversation = quiet(shop)
    theirs = shop.customer(mine.bot)
    stranger = Organization(shop.server).owner.connect()
    before = shop.owner.items(conversation)
    for socket in (theirs.socket, stranger):
        for frame in (
            {"type": "send", "id": "x1", "text": "intruding"},
            {"type": "seen", "seq": 1},
        ):
            socket.send({**frame, "conversation": conversation})
            socket.refused("not_found", conversation=conversation)
        # Not found, or not watched: what does not exist is answered the same way.
        answers = []
        for id in (conversation, "conv_01h455vb4pex5vsknk084sn02q"):
            socket.ask("typing", conversation=id, on=True)
            answers.append(socket.expect("error", conversation=id)["code"])
        assert answers[0] == answers[1]
    for type in ("request_human", "end"):
        theirs.socket.ask(type, conversation=conversation)
        theirs.socket.refused("not_found")
    stranger.ask("watch", conversation=conversation, after=0)
    stranger.refused("not_found")
    stranger.ask("inbox", bot=mine.bot)
    stranger.refused("not_found")
    stranger.ask("watch", conversation="conv_01h455vb4pex5vsknk084sn02q", after=0)
    stranger.refused("not_found")
    assert shop.owner.items(conversation) == before
    mine.socket.never("typing", during=0.2)


def test_resume_points_of_others_are_not_found_and_the_socket_stays(shop: Organization) -> None:
    _, conversation = quiet(shop)
    other = shop.customer(shop.silent_bot())
    socket = other.connect(after={conversation: 0, "conv_nonsense": 3})
    socket.refused("not_found", conversation=conversation)
    socket.sync()
    assert socket.items(conversation) == []
    stranger = Organization(shop.server).owner.connect(after={conversation: 0})
    stranger.refused("not_found", conversation=conversation)
    stranger.sync()
    assert conversation not in json.dumps([frame for frame in stranger.received if frame["type"] != "error"])


def test_a_deleted_bots_customers_cannot_begin_anew(shop: Organization) -> None:
    customer, conversation = quiet(shop)
    shop.owner.api.delete(f"/bots/{customer.bot}").ok(204)
    eventually(lambda: shop.owner.summary(conversation)["mode"] == "past")
    customer.socket.expect("item", item={"event": "ended"})
