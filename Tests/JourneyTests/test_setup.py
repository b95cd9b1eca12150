"""A new server gets its owner; opening hours; and whether the widget is on a website."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from harness import PASSWORD, Api, Desk, Organization, Server, eventually
from harness.site import Site

OWNER = {"organization": "Lantern shop", "name": "Anna", "email": "anna@lantern.example", "password": PASSWORD}


def code_of(server: Server) -> str:
    """The code of the link that the server printed at its last start."""
    found = re.findall(re.escape(server.url) + r"/setup\?code=(\S+)", server.log())
    assert found, f"no link to set the server up in what it printed:\n{server.log()}"
    return str(found[-1])


def test_who_has_the_printed_link_owns_a_new_server_and_nobody_after(start_server: Callable[..., Server]) -> None:
    server = start_server()
    api = Api(server, origin=server.url)
    assert api.get("/setup").ok() == {"needed": True, "passwordMinimum": 8}
    assert b"wd-app" in api.get("/setup", root=True).raw
    old = code_of(server)
    server.restart()
    code = code_of(server)
    assert code != old, "each start makes another code"
    api.post("/setup", {**OWNER, "code": old}).refused(403, "forbidden")
    api.post("/setup", OWNER).refused(403, "forbidden")
    Api(server, origin="https://evil.example").post("/setup", {**OWNER, "code": code}).refused(403, "forbidden")
    api.post("/setup", {"code": code, "organization": " ", "email": "anna", "password": "short"}).invalid(
        "organization", "name", "email", "password")
    made = api.post("/setup", {**OWNER, "code": code})
    assert made.ok(201)["operator"]["role"] == "owner" and made.json["organization"]["name"] == "Lantern shop"
    browser = Api(server, cookie=made.cookie(), origin=server.url)
    assert browser.get("/session").ok()["operator"]["email"] == OWNER["email"]
    browser.post("/bots", {"name": "Bo"}).ok(201)
    # Once is enough, also for who has the code.
    assert api.get("/setup").ok()["needed"] is False
    api.post("/setup", {**OWNER, "email": "eve@evil.example", "code": code}).refused(404, "not_found")
    before = len(server.log(1 << 20))
    server.restart()
    assert "setup?code" not in server.log(1 << 20)[before:]


def test_codes_cannot_be_tried_out_and_the_command_line_ends_it_too(start_server: Callable[..., Server]) -> None:
    server = start_server()
    api = Api(server, origin=server.url)
    for _ in range(10):
        api.post("/setup", {**OWNER, "code": "wdset_guess"}).refused(403, "forbidden")
    limited = api.post("/setup", {**OWNER, "code": code_of(server)})
    limited.refused(429, "rate_limited")
    assert int(limited.headers["Retry-After"]) > 0
    Desk(server.database).operator("ben@lantern.example", PASSWORD, "owner", "Ben")
    assert api.get("/setup").ok()["needed"] is False
    api.post("/setup", {**OWNER, "code": code_of(server)}).refused(404, "not_found")


def hours(*spans: tuple[int, int], text: str = "We are back soon.") -> dict[str, Any]:
    """Hours that begin and end so many hours from now, on a clock without summer time."""
    week = []
    for start, end in spans:
        begin, close = (time.gmtime(time.time() + offset * 3600) for offset in (start, end))
        day = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][begin.tm_wday]
        week.append({"day": day, "from": time.strftime("%H:%M", begin), "to": time.strftime("%H:%M", close)})
    return {"timeZone": "UTC", "week": week, "closedText": text}


def test_outside_the_hours_a_wish_for_a_human_is_answered_in_the_bots_words_and_stands_in_the_list(
    shop: Organization,
) -> None:
    closed = hours((2, 5))
    bot = shop.bot(name="Nine to five", openingHours=closed)
    assert bot["openingHours"] == closed
    watching = shop.owner.connect()
    told = Api(shop.server).get(f"/widget/bots/{bot['id']}").ok()
    assert told["open"] is False and told["closedText"] == "We are back soon."
    assert told["opensAt"][11:16] == closed["week"][0]["from"]
    customer = shop.customer(bot)
    assert customer.session["bot"]["open"] is False and customer.session["bot"]["opensAt"] == told["opensAt"]
    conversation = customer.begin("I want to talk to a human")
    assert customer.hears("bot")["text"].startswith("We are back soon. Leave your question and your e-mail address")
    assert shop.wait_handling(conversation, "requested")["section"] == "assisted"
    customer.say("me@home.example")
    eventually(lambda: shop.owner.summary(conversation)["customer"]["email"] == "me@home.example" or None, 10)
    # Who is there all the same may take it over.
    shop.owner.take_over(conversation).ok()
    # Open now: somebody is asked to join; without hours it is the same.
    for settings in ({"openingHours": hours((-1, 2), (3, 4))}, {"openingHours": None}):
        changed = shop.owner.api.patch(f"/bots/{bot['id']}", settings).ok()
        assert changed["openingHours"] == settings["openingHours"]
        other = shop.customer(bot)
        assert other.session["bot"] == {**other.session["bot"], "open": True, "opensAt": None, "closedText": None}
        other.begin("I want to talk to a human")
        assert "colleague" in other.hears("bot")["text"]
    watching.drop()


def test_hours_and_looks_that_make_no_sense_are_refused_by_field(shop: Organization) -> None:
    api, bot = shop.owner.api, shop.bot()
    path = f"/bots/{bot['id']}"
    api.patch(path, {"openingHours": {"timeZone": "Mars/Base", "week": []}}).invalid(
        "openingHours.timeZone", "openingHours.week")
    api.patch(path, {"openingHours": {"timeZone": "UTC", "week": [{"day": "mon", "from": "9", "to": "10:00"}]}}).invalid(
        "openingHours.week[0]")
    api.patch(path, {"appearance": {"color": "red", "position": "top", "theme": 5}}).invalid(
        "appearance.color", "appearance.position", "appearance.theme")
    look = {"color": None, "position": "left", "theme": "dark", "corner": {"own": [1]}, "suggestions": ["When?"]}
    assert api.patch(path, {"appearance": look}).ok()["appearance"] == look
    assert api.get(path).ok()["openingHours"] is None


def test_the_widget_is_looked_for_on_a_page_and_who_saw_it_is_remembered(start_server: Callable[..., Server]) -> None:
    with Site() as site:
        server = start_server(env={"WHISPER_FETCH_HOSTS": site.host})
        is_found_or_not(site, Organization(server))


def is_found_or_not(site: Site, shop: Organization) -> None:
    bot, other = shop.bot(), shop.bot()
    path = f"/bots/{bot['id']}/installation"
    line = f'<script async src="{shop.server.url}/widget.js" data-bot="{bot["id"]}"></script>'
    site.pages.update({
        "/": f"<html><body><h1>Shop</h1>{line}</body></html>",
        "/moved": (302, {"Location": "/"}, b""),
        "/other": line.replace(bot["id"], other["id"]),
        "/none": "<p>Nothing but good things.</p>",
        "/bare": f'<script src="{shop.server.url}/widget.js"></script>',
        "/strict": (200, {"Content-Type": "text/html", "Content-Security-Policy": "default-src 'self'"}, line.encode()),
    })

    def check(page: str) -> dict[str, Any]:
        return dict(shop.owner.api.post(path, {"url": site.url(page)}).ok())

    good = check("/")
    assert good == {**good, "found": True, "problem": None, "problems": [], "url": site.url("/"), "lastSeen": None}
    moved = check("/moved")
    assert moved["found"] and moved["url"] == site.url("/")
    for page, problem in {
        "/other": "another_bot", "/none": "not_found", "/bare": "without_bot", "/missing": "unreachable",
    }.items():
        found = check(page)
        assert (found["found"], found["problem"]) == (False, problem) and found["detail"]
    strict = check("/strict")
    lines = strict["problems"][0]["lines"]
    assert strict["found"] and strict["problem"] == "policy"
    assert [line["directive"] for line in lines] == ["script-src", "frame-src", "connect-src"]
    assert lines[0]["line"] == f"script-src 'self' {shop.server.url}"
    shop.owner.api.patch(f"/bots/{bot['id']}", {"allowedOrigins": ["https://shop.example"]}).ok()
    assert check("/")["problems"] == [{
        "code": "not_allowed", "detail": f"{site.url('')} is not among the bot's allowed websites.", "origin": site.url(""),
    }]
    refused = shop.owner.api.post(path, {"url": "http://10.0.0.1/"}).ok()
    assert refused["problem"] == "unreachable" and "not a public address" in refused["detail"]
    shop.owner.api.post(path, {"url": "ftp://shop.example"}).invalid("url")
    shop.operator().api.post(path, {"url": "https://shop.example"}).refused(403, "forbidden")
    Organization(shop.server).owner.api.get(path).refused(404, "not_found")
    # A visitor's browser on a website; our own pages, the preview among them, do not count.
    Api(shop.server, origin=shop.server.url).get(f"/widget/bots/{bot['id']}").ok()
    assert shop.owner.api.get(path).ok() == {"lastSeen": None}
    Api(shop.server, origin="https://shop.example").get(f"/widget/bots/{bot['id']}").ok()
    seen = shop.owner.api.get(path).ok()["lastSeen"]
    assert seen["origin"] == "https://shop.example" and seen["at"]
