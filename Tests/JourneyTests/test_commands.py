"""The command line: beside a running server and without one, and how `serve` starts and refuses to."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from harness import (
    DEFAULT,
    PASSWORD,
    Api,
    Desk,
    Organization,
    Server,
    binary,
    environment,
    eventually,
    free_port,
    fresh_id,
    quiet,
)


def email() -> str:
    return f"{fresh_id()}@example.com"


def desk_in(folder: Path) -> Desk:
    return Desk(folder / "whisper.db")


def test_everything_is_made_without_a_server_and_found_by_it(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    address = email()
    owner = desk.operator(address, PASSWORD, "owner", "Olga Owner")
    bot = desk.bot("Parcel Bot", live_chat=True)
    quiet_bot = desk.bot("Quiet Bot")
    token = desk.token(address)
    assert owner["id"].startswith("oper_") and bot["id"].startswith("bot_") and token["id"].startswith("tok_")
    with Server(tmp_path, database=desk.database) as server:
        api = Api(server, token=token["token"])
        session = api.get("/session").ok()
        promised = {"id": owner["id"], "name": "Olga Owner", "email": address, "role": "owner"}
        assert session["operator"].items() >= promised.items()
        bots = {row["id"]: row for row in api.get("/bots").ok()["data"]}
        assert (bots[bot["id"]]["name"], bots[bot["id"]]["liveChat"]) == ("Parcel Bot", True)
        assert bots[quiet_bot["id"]]["liveChat"] is False, "live chat is off unless asked for"
        Api(server).post("/session", {"email": address, "password": PASSWORD}).ok(204)


def test_everything_is_made_beside_a_running_server_and_works_at_once(server: Server) -> None:
    desk = Desk(server.database)
    organization = desk.organization("Beside the server")["id"]
    assert organization.startswith("org_")
    address = email()
    desk.operator(address, PASSWORD, "admin", "Adam Admin", organization)
    token = desk.token(address, organization)["token"]
    bot = desk.bot("Bot beside", live_chat=True, organization=organization)["id"]
    api = Api(server, token=token)
    assert api.get("/session").ok()["organization"] == {"id": organization, "name": "Beside the server"}
    assert [row["id"] for row in api.get("/bots").ok()["data"]] == [bot]


def test_without_json_a_command_speaks_to_people(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    said = desk.ok("organization", "add", "--name", "Plain words")
    assert "org_" in said
    address = email()
    said = desk.ok("operator", "add", "--email", address, "--password-stdin", "--role", "owner", stdin=PASSWORD)
    assert PASSWORD not in said
    token = desk.ok("token", "add", "--operator", address)
    assert token.strip()


def test_the_organization_is_named_where_there_are_several(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    first, second = desk.organization("First")["id"], desk.organization("Second")["id"]
    said = desk.fails("bot", "add", "--name", "Whose?")
    assert "--organization" in said
    desk.bot("Of the second", organization=second)
    desk.fails("bot", "add", "--name", "Nobody's", "--organization", "org_01h455vb4pex5vsknk084sn02q")
    assert first != second


def test_a_command_that_cannot_be_carried_out_says_why(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    address = email()
    desk.operator(address, PASSWORD)
    add = ("operator", "add", "--password-stdin")
    assert address in desk.fails(*add, "--email", address, "--role", "owner", stdin=PASSWORD)
    desk.fails(*add, "--email", "no address", "--role", "owner", stdin=PASSWORD)
    desk.fails(*add, "--email", email(), "--role", "king", stdin=PASSWORD)
    desk.fails(*add, "--email", email(), "--role", "owner", stdin="\n")
    desk.fails("token", "add", "--operator", "nobody@example.com")
    desk.fails("bot", "add", "--name", "")
    desk.fails("bot", "add")
    desk.fails("nonsense")
    desk.fails("import", str(tmp_path / "missing.jsonl"), "--bot", desk.bot("Bot")["id"])


def test_help_names_every_command(tmp_path: Path) -> None:
    said = desk_in(tmp_path).ok("--help")
    for command in ("serve", "organization", "operator", "bot", "token", "import", "evaluate", "backup"):
        assert command in said


def test_a_second_server_on_the_same_database_refuses_and_the_first_goes_on(server: Server) -> None:
    done = subprocess.run(
        [str(binary()), "serve"],
        env=environment(server.database, {"WHISPER_ADDRESS": "127.0.0.1:0"}),
        cwd=server.folder,
        capture_output=True,
        text=True,
        timeout=20,
    )
    said = (done.stdout + done.stderr).strip()
    assert done.returncode > 0
    assert len(said.splitlines()) == 1 and str(server.database) in said, said
    assert server.ready()


def test_a_taken_address_stops_the_start_with_a_clear_line(server: Server, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(binary()), "serve"],
        env=environment(tmp_path / "own.db", {"WHISPER_ADDRESS": server.address}),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert done.returncode > 0
    assert server.address in done.stdout + done.stderr


def test_the_database_is_free_again_after_a_crash(start_server: Any) -> None:
    server: Server = start_server()
    server.kill()
    Desk(server.database).organization("While nothing runs")
    server.start()
    Desk(server.database).organization("And beside it again")
    server.stop()
    Desk(server.database).organization("And after it")


BAD_VALUES = [
    ("WHISPER_ADDRESS", "nonsense"),
    ("WHISPER_ADDRESS", "127.0.0.1:99999"),
    ("WHISPER_ADDRESS", "127.0.0.1:http"),
    ("WHISPER_PUBLIC_URL", "chat.example.com"),
    ("WHISPER_PUBLIC_URL", "ftp://chat.example.com"),
    ("WHISPER_DATABASE", "mysql://localhost/whisper"),
    ("WHISPER_INACTIVE_SECONDS", "-1"),
    ("WHISPER_INACTIVE_SECONDS", "soon"),
    ("WHISPER_HANDLER_AWAY_SECONDS", "5m"),
    ("WHISPER_IDLE_END_SECONDS", "1.5x"),
    ("WHISPER_CUSTOMER_RATE", "20"),
    ("WHISPER_CUSTOMER_RATE", "0/10s"),
    ("WHISPER_CUSTOMER_RATE", "20/10"),
    ("WHISPER_SOCKET_RATE", "fast"),
    ("WHISPER_ADDRESS_CONNECTIONS", "many"),
    ("WHISPER_ADDRESS_CONNECTIONS", "-5"),
    ("WHISPER_TRUSTED_PROXIES", "300.0.0.0/8"),
    ("WHISPER_TRUSTED_PROXIES", "10.0.0.0/99"),
    ("WHISPER_LLM_URL", "not an address"),
    ("WHISPER_LLM_TIMEOUT_SECONDS", "later"),
    ("WHISPER_LLM_BOT_BUDGET", "-1"),
    ("WHISPER_LLM_CONVERSATION_BUDGET", "plenty"),
    ("WHISPER_LLM_ADDRESS_BUDGET", "1.5"),
    ("WHISPER_EMBEDDINGS_URL", "api.example.org/v1"),
    ("WHISPER_METRICS_ADDRESS", "nonsense"),
    ("WHISPER_LOG", "loud"),
]


@pytest.mark.parametrize("variable,value", BAD_VALUES, ids=[f"{name}={value}" for name, value in BAD_VALUES])
def test_a_bad_value_stops_the_start_with_one_line_that_names_it(tmp_path: Path, variable: str, value: str) -> None:
    chosen = {"WHISPER_ADDRESS": "127.0.0.1:0", variable: value}
    done = subprocess.run(
        [str(binary()), "serve"],
        env=environment(tmp_path / "whisper.db", chosen),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=20,
    )
    said = (done.stdout + done.stderr).strip()
    assert done.returncode > 0, said
    assert len(said.splitlines()) == 1, said
    assert variable in said and value in said, said
    assert len(said.replace(variable, "").replace(value, "").split()) >= 3, f"what does it take? {said}"
    assert not (tmp_path / "whisper.db").exists(), "a refused start leaves nothing behind"


def test_the_defaults_alone_are_enough_to_start(start_server: Any) -> None:
    server: Server = start_server(
        env=dict.fromkeys(
            ("WHISPER_CUSTOMER_RATE", "WHISPER_SOCKET_RATE", "WHISPER_ADDRESS_CONNECTIONS", "WHISPER_DATABASE"), DEFAULT
        )
    )
    assert (server.folder / "data/whisper.db").is_file(), "the database stands where the documentation says"
    server.stop()


def test_metrics_are_served_on_their_own_address_alone(start_server: Any) -> None:
    port = free_port()
    server: Server = start_server(env={"WHISPER_METRICS_ADDRESS": f"127.0.0.1:{port}"})
    assert Api(server).get("/metrics", root=True).status == 404

    class Metrics:
        url = f"http://127.0.0.1:{port}"

    answer = Api(Metrics()).get("/metrics", root=True)  # type: ignore[arg-type]
    assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/plain")
    lines = [line for line in answer.raw.decode().splitlines() if line and not line.startswith("#")]
    assert lines and all(len(line.rsplit(" ", 1)) == 2 and float(line.rsplit(" ", 1)[1]) >= 0 for line in lines)
    assert Api(Metrics()).get("/bots").status == 404  # type: ignore[arg-type]


def test_a_backup_is_made_beside_the_running_server_and_without_it(start_server: Any, tmp_path: Path) -> None:
    server: Server = start_server()
    desk = Desk(server.database)
    address = email()
    desk.operator(address, PASSWORD)
    token = desk.token(address)["token"]
    bot = desk.bot("Kept")["id"]
    beside, without = tmp_path / "beside.db", tmp_path / "without.db"
    desk.ok("backup", str(beside))
    server.stop()
    desk.ok("backup", str(without))
    for copy in (beside, without):
        with Server(tmp_path / copy.stem, database=copy) as restored:
            assert [row["id"] for row in Api(restored, token=token).get("/bots").ok()["data"]] == [bot]
    desk.fails("backup", str(tmp_path / "no such folder" / "x.db"))


def test_a_restored_backup_has_a_new_epoch_and_customers_are_resynced(start_server: Any, tmp_path: Path) -> None:
    server: Server = start_server()
    shop = Organization(server)
    customer, conversation = quiet(shop)
    epoch = customer.session["epoch"]
    copy = tmp_path / "backup.db"
    shop.desk.ok("backup", str(copy))
    lost = customer.say("Said after the backup")["seq"]
    server.stop()
    for leftover in server.database.parent.glob(server.database.name + "*"):
        leftover.unlink()
    shutil.copy(copy, server.database)
    server.start()
    customer.leave_page()
    socket = customer.connect(after={conversation: lost}, epoch=epoch)
    assert socket.welcome["epoch"] != epoch
    resync = socket.expect("resync", conversation={"id": conversation})
    assert [item["seq"] for item in resync["items"]] == list(range(1, lost))
    fresh = shop.customer(customer.bot).session["epoch"]
    assert fresh == socket.welcome["epoch"]
    server.restart()
    assert shop.customer(customer.bot).session["epoch"] == fresh, "only the first start makes a new one"
    assert shop.owner.summary(conversation)["lastSeq"] == lost - 1


def test_a_stopped_server_ends_with_zero_and_can_start_again(start_server: Any) -> None:
    server: Server = start_server()
    server.stop()
    assert server.exit_status == 0
    server.start()
    eventually(server.ready)
    server.stop()
