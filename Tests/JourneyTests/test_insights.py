"""What is counted of the chats, and what owners and admins look after: people, tokens, the organization."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from harness import HOURS, Api, Operator, Organization, Socket, assisted, automated, eventually, knowing_bot, past, requested

HEADER = [
    "date", "bot_id", "bot", "conversations", "still_running", "handled_by_bot_alone", "handled_by_operators",
    "human_asked_for_in_vain", "without_answer", "human_requested", "first_answers", "first_answer_median_seconds",
    "first_answer_p90_seconds", "human_answers", "human_answer_median_seconds", "human_answer_p90_seconds", "ratings_up",
    "ratings_down", "unanswered_questions",
]


def counted(owner: Operator, conversations: int, **params: Any) -> dict[str, Any]:
    """The insights, once that many conversations are in them and nothing is left to be counted."""

    def probe() -> dict[str, Any]:
        found = owner.api.get("/insights", **params).ok()
        assert found["upTo"] is not None and found["total"]["conversations"] == conversations, found["total"]
        return found

    return eventually(probe, within=10)


def held(id: str, day: str, *texts: tuple[str, str, str]) -> str:
    messages = [{"role": role, "text": text, "at": f"{day}T{at}Z"} for role, at, text in texts]
    return json.dumps({"id": id, "customer": {"name": id}, "startedAt": messages[0]["at"], "messages": messages})


def test_chats_are_counted_by_day_bot_and_operator(fresh_shop: Organization, tmp_path: Path) -> None:
    bot = knowing_bot(fresh_shop, name="=1+1")
    operator = fresh_shop.operator(name="Oskar Operator")
    automated(fresh_shop, bot)
    _, ended = past(fresh_shop, bot)
    fresh_shop.owner.api.put(f"/conversations/{ended}/items/3/rating", {"thumb": "up"}).ok()
    requested(fresh_shop, bot)
    customer, conversation = assisted(fresh_shop, by=operator, bot=bot)
    assert operator.say(conversation, "Good morning!").status == 201
    fresh_shop.customer(fresh_shop.bot(liveChat=False, answering=False)).begin("Is nobody there?")

    today = counted(fresh_shop.owner, 5)
    total = today["total"]
    assert total["handledBy"] == {"bot": 2, "operators": 1, "missed": 1, "nobody": 1}
    assert (total["running"], total["botShare"], total["humanRequested"]) == (4, 0.4, 1)
    assert total["firstAnswer"]["count"] == 4 and total["humanAnswer"]["count"] == 1
    assert 0 <= total["firstAnswer"]["medianMilliseconds"] <= total["firstAnswer"]["p90Milliseconds"] < 60_000
    assert (total["ratings"], total["unansweredQuestions"]) == ({"up": 1, "down": 0}, 0)
    assert len(today["days"]) == 30 and today["days"][-1]["date"] == today["to"] == str(datetime.now(timezone.utc).date())
    assert sum(day["conversations"] for day in today["days"]) == sum(one["conversations"] for one in today["bots"]) == 5
    (person,) = today["operators"]
    assert (person["id"], person["name"], person["conversations"], person["messages"]) == (operator.id, "Oskar Operator", 1, 1)
    customer.say("What does Neptune weigh?")
    fresh_shop.owner.end(conversation).ok()
    eventually(lambda: operator.api.get("/insights").ok()["total"]["running"] == 3)
    assert counted(operator, 4, bot=bot["id"])["bots"][0]["name"] == "=1+1"

    # In Berlin the second of these begins a day later, on the day whose clocks are set back.
    lines = [
        held("a", "2023-10-28", ("customer", "21:59:00", HOURS), ("bot", "21:59:02", "From nine.")),
        held("b", "2023-10-28", ("customer", "22:00:00", HOURS), ("operator", "22:01:30", "From nine.")),
        held("c", "2023-10-29", ("customer", "22:59:00", HOURS), ("bot", "22:59:04", "From nine.")),
        held("d", "2023-10-29", ("customer", "23:00:00", HOURS)),
    ]
    file = tmp_path / "held.jsonl"
    file.write_text("\n".join(lines))
    fresh_shop.desk.ok("import", str(file), "--bot", bot["id"])
    days = {"from_": "2023-10-28", "to": "2023-10-30", "bot": bot["id"]}
    berlin = counted(fresh_shop.owner, 4, timeZone="Europe/Berlin", **days)
    assert [day["conversations"] for day in berlin["days"]] == [1, 2, 1]
    assert berlin["days"][1]["handledBy"] == {"bot": 1, "operators": 1, "missed": 0, "nobody": 0}
    assert berlin["days"][1]["humanAnswer"] == {"count": 1, "medianMilliseconds": 90_000, "p90Milliseconds": 90_000}
    assert berlin["days"][2]["handledBy"]["nobody"] == 1 and berlin["operators"] == []
    assert [day["conversations"] for day in counted(fresh_shop.owner, 4, **days)["days"]] == [2, 2, 0]

    answer = fresh_shop.owner.api.get("/insights.csv", timeZone="Europe/Berlin", **days)
    assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="insights-2023-10-28-2023-10-30.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.raw.decode(), newline="")))
    assert list(rows[0]) == HEADER and [row["date"] for row in rows] == ["2023-10-28", "2023-10-29", "2023-10-30"]
    assert (rows[1]["bot"], rows[1]["bot_id"], rows[1]["conversations"]) == ("'=1+1", bot["id"], "2")
    assert (rows[0]["first_answer_median_seconds"], rows[0]["human_answer_median_seconds"]) == ("2.000", "")
    assert fresh_shop.owner.api.get("/insights.csv", bom="true").raw.startswith(b"\xef\xbb\xbfdate,")

    refuse(fresh_shop, bot, customer.token)


def refuse(shop: Organization, bot: dict[str, Any], customer: str) -> None:
    api = shop.owner.api
    for params, field in (
        ({"from_": "2023-10-30", "to": "2023-10-28"}, "from"),
        ({"from_": "2022-01-01", "to": "2023-10-28"}, "from"),
        ({"to": "yesterday"}, "to"),
        ({"timeZone": "Mars/Olympus"}, "timeZone"),
    ):
        api.get("/insights", **params).invalid(field)
        api.get("/insights.csv", **params).invalid(field)
    stranger = Organization(shop.server).owner
    for path in ("/insights", "/insights.csv"):
        Api(shop.server).get(path).refused(401, "unauthenticated")
        Api(shop.server, token=customer).get(path).refused(401, "unauthenticated")
        stranger.api.get(path, bot=bot["id"]).refused(404, "not_found")
    theirs = counted(stranger, 0, from_="2023-10-28", to="2023-10-30")
    assert theirs["bots"] == theirs["operators"] == [] and theirs["total"]["botShare"] is None


def test_what_was_counted_survives_a_kill_and_is_swept_after_the_start(start_server: Any) -> None:
    server = start_server()
    shop = Organization(server)
    bot = knowing_bot(shop)
    for _ in range(3):
        automated(shop, bot)
    server.kill()
    server.start()
    found = counted(shop.owner, 3)
    assert found["total"]["handledBy"]["bot"] == 3 and found["progress"] == 1


def test_tokens_are_made_shown_once_listed_and_revoked(fresh_shop: Organization) -> None:
    admin, operator = fresh_shop.operator("admin", "Ada Admin"), fresh_shop.operator()
    made = admin.api.post("/tokens", {"name": "Export"}).ok(201)
    assert (made["name"], made["operator"]) == ("Export", {"id": admin.id, "name": "Ada Admin"})
    program = Api(fresh_shop.server, token=made["token"])
    assert program.get("/session").ok()["operator"]["id"] == admin.id
    listed = fresh_shop.owner.api.every("/tokens", limit=2)
    assert len(listed) == 4 and all("token" not in one for one in listed)
    assert [one["name"] for one in listed if one["id"] == made["id"]] == ["Export"]
    admin.api.post("/tokens", {"name": " "}).invalid("name")
    for method, path in (("GET", "/tokens"), ("POST", "/tokens"), ("DELETE", f"/tokens/{made['id']}")):
        operator.api.request(method, path, {"name": "x"} if method == "POST" else None).refused(403, "forbidden")
    stranger = Organization(fresh_shop.server).owner
    stranger.api.delete(f"/tokens/{made['id']}").refused(404, "not_found")
    assert made["id"] not in [one["id"] for one in stranger.api.every("/tokens")]
    socket = Socket(fresh_shop.server)
    socket.hello(made["token"])
    admin.api.delete(f"/tokens/{made['id']}").ok(204)
    assert socket.closed(within=5) == 4001
    program.get("/session").refused(401, "unauthenticated")
    admin.api.delete(f"/tokens/{made['id']}").refused(404, "not_found")


def test_the_organization_and_oneself_are_renamed_and_it_is_seen_who_is_there(fresh_shop: Organization) -> None:
    owner, admin = fresh_shop.owner, fresh_shop.operator("admin")
    assert admin.api.get("/organization").ok() == {"id": fresh_shop.id, "name": fresh_shop.name}
    admin.api.patch("/organization", {"name": "Mine"}).refused(403, "forbidden")
    owner.api.patch("/organization", {"name": ""}).invalid("name")
    assert owner.api.patch("/organization", {"name": "Acme & Söhne"}).ok()["name"] == "Acme & Söhne"
    assert admin.api.get("/session").ok()["organization"]["name"] == "Acme & Söhne"
    # One's own name alone: role and address are not one's own to change.
    changed = admin.api.patch("/session", {"name": "Ada Lovelace", "role": "owner", "email": "x@example.com"}).ok()
    assert (changed["operator"]["name"], changed["operator"]["role"]) == ("Ada Lovelace", "admin")
    admin.api.patch("/session", {"name": "x" * 201}).refused(413, "too_long")
    admin.sign_in(origin="https://evil.example").patch("/session", {"name": "Eve"}).refused(403, "forbidden")
    socket = admin.connect()
    online = {one["name"]: one["online"] for one in owner.api.get("/operators").ok()["data"]}
    assert online == {"Olga Owner": False, "Ada Lovelace": True}
    socket.close()
    eventually(lambda: not any(one["online"] for one in owner.api.get("/operators").ok()["data"]))
