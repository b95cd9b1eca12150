"""Signing in, cookies, and which pages may use them."""

from __future__ import annotations

from typing import Any

import pytest

from harness import PASSWORD, Api, Organization, Server

EVIL = "https://evil.example"
PUBLIC = "https://chat.shop.example"


def attributes(set_cookie: str) -> set[str]:
    return {part.strip().lower() for part in set_cookie.split(";")[1:]}


def test_an_operator_signs_in_is_known_and_signs_out(fresh_shop: Organization) -> None:
    answer = Api(fresh_shop.server).post("/session", {"email": fresh_shop.owner.email, "password": PASSWORD})
    answer.ok(204)
    assert answer.raw == b""
    marks = attributes(answer.headers["Set-Cookie"])
    assert {"httponly", "samesite=lax", "path=/"} <= marks
    assert "secure" not in marks, "plain http: a browser would drop it"
    browser = Api(fresh_shop.server, cookie=answer.cookie(), origin=fresh_shop.server.url)
    session = browser.get("/session").ok()
    assert session["operator"].items() >= {
        "id": fresh_shop.owner.id,
        "name": fresh_shop.owner.name,
        "email": fresh_shop.owner.email,
        "role": "owner",
    }.items()
    assert session["organization"] == {"id": fresh_shop.id, "name": fresh_shop.name}
    browser.delete("/session").ok(204)
    browser.get("/session").refused(401, "unauthenticated")
    browser.get("/conversations").refused(401, "unauthenticated")


def test_an_address_is_known_in_any_case_and_a_password_in_its_own(shop: Organization) -> None:
    api = Api(shop.server)
    api.post("/session", {"email": shop.owner.email.upper(), "password": PASSWORD}).ok(204)
    api.post("/session", {"email": shop.owner.email, "password": PASSWORD.upper()}).refused(401, "unauthenticated")


def test_a_wrong_password_and_an_unknown_address_look_the_same(shop: Organization) -> None:
    api = Api(shop.server)
    wrong = api.post("/session", {"email": shop.owner.email, "password": "wrong"})
    unknown = api.post("/session", {"email": "nobody@example.com", "password": "wrong"})
    wrong.refused(401, "unauthenticated")
    assert (wrong.status, wrong.json) == (unknown.status, unknown.json)
    assert "Set-Cookie" not in wrong.headers
    api.post("/session", {"email": shop.owner.email}).invalid("password")
    api.post("/session", {"email": 5, "password": "x"}).invalid("email")


def test_every_sign_in_makes_another_session(shop: Organization) -> None:
    one, two = shop.owner.sign_in(), shop.owner.sign_in()
    assert one.headers["Cookie"] != two.headers["Cookie"]
    one.delete("/session").ok(204)
    two.get("/session").ok()


def test_signing_in_may_lack_an_origin_but_not_name_another(shop: Organization) -> None:
    body = {"email": shop.owner.email, "password": PASSWORD}
    Api(shop.server).post("/session", body).ok(204)
    Api(shop.server, origin=shop.server.url).post("/session", body).ok(204)
    for origin in (EVIL, "null", f"https://{shop.server.address}", shop.server.url + "0"):
        Api(shop.server, origin=origin).post("/session", body).refused(403, "forbidden")


@pytest.mark.parametrize("origin", [None, EVIL, "null", "PORT", "SCHEME"])
def test_with_a_cookie_only_our_own_pages_change_anything(fresh_shop: Organization, origin: str | None) -> None:
    named = {"PORT": "http://127.0.0.1:1", "SCHEME": f"https://{fresh_shop.server.address}"}.get(origin or "", origin)
    browser = fresh_shop.owner.sign_in(origin=named)
    for method, path, body in [
        ("POST", "/bots", {"name": "Forged"}),
        ("DELETE", "/session", None),
        ("POST", "/operators", {"email": "x@example.com", "name": "X", "role": "owner", "password": "long enough 1"}),
    ]:
        browser.request(method, path, body).refused(403, "forbidden")
    assert browser.get("/bots").ok()["data"] == [], "reading is safe, the browser itself keeps the answer away"
    own = Api(fresh_shop.server, cookie=browser.headers["Cookie"], origin=fresh_shop.server.url)
    own.post("/bots", {"name": "Ours"}).ok(201)


def test_a_bearer_token_needs_no_origin_and_beats_the_cookie(shop: Organization) -> None:
    second = shop.operator()
    browser = shop.owner.sign_in(origin=EVIL)
    bearer = {"Authorization": f"Bearer {second.token}"}
    assert browser.get("/session", headers=bearer).ok()["operator"]["id"] == second.id
    shop.owner.api.post("/bots", {"name": "By token"}, headers={"Origin": EVIL}).ok(201)
    browser.get("/session", headers={"Authorization": "Bearer nonsense"}).refused(401, "unauthenticated")


def test_a_changed_password_ends_all_other_sessions_and_tokens(shop: Organization) -> None:
    operator = shop.operator()
    staying, ending = operator.sign_in(), operator.sign_in()
    staying.post("/session/password", {"current": "wrong", "password": "a wholly new one"})
    ending.get("/session").ok()
    staying.post("/session/password", {"current": PASSWORD, "password": "a wholly new one"}).ok(204)
    staying.get("/session").ok()
    ending.get("/session").refused(401, "unauthenticated")
    api = Api(shop.server)
    api.post("/session", {"email": operator.email, "password": PASSWORD}).refused(401, "unauthenticated")
    api.post("/session", {"email": operator.email, "password": "a wholly new one"}).ok(204)


def test_a_wrong_current_password_changes_nothing(shop: Organization) -> None:
    operator = shop.operator()
    browser = operator.sign_in()
    answer = browser.post("/session/password", {"current": "wrong", "password": "a wholly new one"})
    assert answer.status in (401, 403, 422), answer
    browser.post("/session/password", {"current": PASSWORD, "password": ""}).refused(422, "invalid")
    Api(shop.server).post("/session", {"email": operator.email, "password": PASSWORD}).ok(204)


def test_a_removed_operator_is_out_at_once(shop: Organization) -> None:
    operator = shop.operator()
    browser = operator.sign_in()
    shop.owner.api.delete(f"/operators/{operator.id}").ok(204)
    browser.get("/session").refused(401, "unauthenticated")
    operator.api.get("/session").refused(401, "unauthenticated")


def test_under_https_the_cookie_is_secure_and_bound_to_the_host(start_server: Any) -> None:
    server: Server = start_server(env={"WHISPER_PUBLIC_URL": PUBLIC})
    shop = Organization(server)
    body = {"email": shop.owner.email, "password": PASSWORD}
    answer = Api(server, origin=PUBLIC).post("/session", body)
    answer.ok(204)
    set_cookie = answer.headers["Set-Cookie"]
    assert set_cookie.startswith("__Host-")
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= attributes(set_cookie)
    assert not any(mark.startswith("domain") for mark in attributes(set_cookie))
    Api(server, origin=server.url).post("/session", body).refused(403, "forbidden")
    for origin, allowed in ((PUBLIC, True), (server.url, False), (EVIL, False), (PUBLIC + ":444", False)):
        made = Api(server, cookie=answer.cookie(), origin=origin).post("/bots", {"name": "Made"})
        made.ok(201) if allowed else made.refused(403, "forbidden")


def test_only_a_trusted_proxy_says_which_address_was_called(start_server: Any) -> None:
    forwarded = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "chat.shop.example",
        "X-Forwarded-For": "203.0.113.9",
    }
    server: Server = start_server("trusted", env={"WHISPER_TRUSTED_PROXIES": "127.0.0.0/8, ::1/128"})
    shop = Organization(server)
    body = {"email": shop.owner.email, "password": PASSWORD}
    answer = Api(server, origin=PUBLIC).post("/session", body, headers=forwarded)
    answer.ok(204)
    assert answer.headers["Set-Cookie"].startswith("__Host-") and "secure" in attributes(answer.headers["Set-Cookie"])
    browser = Api(server, cookie=answer.cookie(), origin=PUBLIC)
    browser.post("/bots", {"name": "Through the proxy"}, headers=forwarded).ok(201)

    untrusting: Server = start_server("untrusting")
    shop = Organization(untrusting)
    body = {"email": shop.owner.email, "password": PASSWORD}
    Api(untrusting, origin=PUBLIC).post("/session", body, headers=forwarded).refused(403, "forbidden")
    plain = Api(untrusting).post("/session", body, headers=forwarded)
    plain.ok(204)
    assert not plain.headers["Set-Cookie"].startswith("__Host-")


@pytest.mark.slow
def test_guessing_passwords_is_slowed_down(shop: Organization) -> None:
    victim, api = shop.operator(), Api(shop.server)
    for _ in range(40):
        answer = api.post("/session", {"email": victim.email, "password": "a guess"})
        if answer.status == 429:
            answer.refused(429, "rate_limited")
            assert int(answer.headers["Retry-After"]) > 0
            break
        answer.refused(401, "unauthenticated")
    else:
        raise AssertionError("forty guesses in a row were all answered")


def test_tokens_and_passwords_never_come_back(shop: Organization) -> None:
    told = "".join(
        shop.owner.api.get(path).raw.decode() for path in ("/session", "/operators", "/bots", "/conversations")
    )
    assert shop.owner.token not in told and PASSWORD not in told and "password" not in told.lower()
    log = shop.server.log(tail=10_000_000)
    assert shop.owner.token not in log and PASSWORD not in log
