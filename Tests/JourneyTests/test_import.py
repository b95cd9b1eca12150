"""Past conversations of another system are taken over from a file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from harness import Api, Desk, Organization, Server, eventually, only


def line(id: str | None, name: str, *texts: str, **extra: Any) -> dict[str, Any]:
    roles = ("customer", "bot", "operator")
    made: dict[str, Any] = {
        "customer": {"name": name, "email": f"{name.lower()}@example.com"},
        "startedAt": "2023-11-05T09:30:00.000Z",
        "messages": [
            {"role": roles[n % 3], "text": text, "at": f"2023-11-05T09:3{n}:00.000Z"} for n, text in enumerate(texts)
        ],
        **extra,
    }
    if id is not None:
        made["id"] = id
    return made


def written(folder: Path, *lines: Any) -> str:
    file = folder / "past.jsonl"
    file.write_text(
        "".join((text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)) + "\n" for text in lines)
    )
    return str(file)


def names(shop: Organization, **params: Any) -> list[str]:
    return sorted(row["customer"]["name"] for row in shop.owner.api.every("/conversations", **params))


def test_imported_conversations_are_past_readable_searchable_and_ratable(
    fresh_shop: Organization, tmp_path: Path
) -> None:
    bot = fresh_shop.silent_bot()
    file = written(
        tmp_path,
        line("a-1", "Anna", "Where is my umbrella?", "In the post.", "I have looked: it arrives today."),
        line("a-2", "Bert", "Grüße aus Köln ☂"),
    )
    fresh_shop.desk.ok("import", file, "--bot", bot["id"])
    rows = {
        row["customer"]["name"]: row for row in fresh_shop.owner.api.get("/conversations", mode="past").ok()["data"]
    }
    anna = rows["Anna"]
    assert set(rows) == {"Anna", "Bert"}
    assert (anna["mode"], anna["section"], anna["bot"]["id"]) == ("past", None, bot["id"])
    assert anna["customer"]["email"] == "anna@example.com"
    assert anna["startedAt"] == "2023-11-05T09:30:00.000Z"
    items = fresh_shop.owner.items(anna["id"])
    assert [item["seq"] for item in items] == list(range(1, len(items) + 1))
    messages = [(item["role"], item["text"], item["at"]) for item in items if item["kind"] == "message"]
    assert messages == [
        ("customer", "Where is my umbrella?", "2023-11-05T09:30:00.000Z"),
        ("bot", "In the post.", "2023-11-05T09:31:00.000Z"),
        ("operator", "I have looked: it arrives today.", "2023-11-05T09:32:00.000Z"),
    ]
    eventually(lambda: fresh_shop.owner.api.get("/conversations", q="umbrella today").ok()["data"], 2)
    seq = next(item["seq"] for item in items if item["role"] == "bot")
    fresh_shop.owner.api.put(f"/conversations/{anna['id']}/items/{seq}/rating", {"thumb": "up"}).ok()
    fresh_shop.owner.take_over(anna["id"]).refused(409, "ended")


def test_a_line_that_was_imported_before_is_skipped(fresh_shop: Organization, tmp_path: Path) -> None:
    bot = fresh_shop.silent_bot()
    fresh_shop.desk.ok(
        "import", written(tmp_path, line("b-1", "Anna", "One"), line("b-2", "Bert", "Two")), "--bot", bot["id"]
    )
    file = written(tmp_path, line("b-2", "Bert", "Two"), line("b-3", "Cora", "Three"), line("b-3", "Cora", "Three"))
    fresh_shop.desk.ok("import", file, "--bot", bot["id"])
    assert names(fresh_shop) == ["Anna", "Bert", "Cora"]
    other = Organization(fresh_shop.server)
    other.desk.ok("import", written(tmp_path, line("b-1", "Anna", "One")), "--bot", other.silent_bot()["id"])
    assert names(other) == ["Anna"], "another organization's ids are its own"


def test_bad_lines_are_named_by_number_and_the_others_are_taken(fresh_shop: Organization, tmp_path: Path) -> None:
    bad: list[Any] = [
        "{not json",
        {"customer": {"name": "No messages"}, "startedAt": "2023-11-05T09:30:00.000Z"},
        line(None, "Long", "x" * 5001),
        line(None, "Nul", "a\u0000b"),
        line(None, "When", "Hello", startedAt="yesterday"),
        line(None, "Who", "Hello", messages=[{"role": "king", "text": "x", "at": "2023-11-05T09:30:00.000Z"}]),
    ]
    lines: list[Any] = []
    for number, one in enumerate(bad):
        lines += [line(f"c-{number}", f"Good{number}", f"Hello {number}"), one]
    bot = fresh_shop.silent_bot()
    file = written(tmp_path, *lines)
    said = fresh_shop.desk.fails("import", file, "--bot", bot["id"], status=1)
    for number in range(2, len(lines) + 1, 2):
        assert re.search(rf"(?m)^\D*\b{number}\b", said.replace(file, "")), f"line {number} is not named:\n{said}"
    assert names(fresh_shop) == [f"Good{number}" for number in range(len(bad))]


def test_an_import_works_without_a_server_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "whisper.db")
    owner = "import@example.com"
    desk.operator(owner, "correct horse battery staple")
    bot = desk.bot("Importer")["id"]
    file = written(tmp_path, line("d-1", "Anna", "A lonely kangaroo", "Yes."), "", line("d-2", "Bert", "Two"))
    desk.run("import", file, "--bot", bot)
    desk.fails("import", file, "--bot", "bot_01h455vb4pex5vsknk084sn02q")
    token = desk.token(owner)["token"]
    with Server(tmp_path, database=desk.database) as server:
        api = Api(server, token=token)
        rows = api.get("/conversations").ok()["data"]
        assert sorted(row["customer"]["name"] for row in rows) == ["Anna", "Bert"]
        found = eventually(lambda: api.get("/conversations", q="kangaroo").ok()["data"], 3)
        assert only(found)["customer"]["name"] == "Anna"


def test_a_bot_of_several_organizations_is_found_by_its_id(fresh_shop: Organization, tmp_path: Path) -> None:
    bot = fresh_shop.silent_bot()
    file = written(tmp_path, line(None, "Anna", "Hello"), line(None, "Anna", "Hello"))
    fresh_shop.desk.ok("import", file, "--bot", bot["id"])
    assert names(fresh_shop) == ["Anna", "Anna"], "lines without an id are never taken for the same"
    fresh_shop.desk.fails("import", file, "--bot", "bot_nonsense")
