"""The first minute with the product: the demo, the console's pages, and the files they are made of."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import HOURS, Api, Customer, Server


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("demo"), args=("--demo",)) as server:
        yield server


def signed_in(server: Server) -> Api:
    """Signs in with what the demo prints."""
    said = server.log()
    email = re.search(r"[\w.+-]+@[\w.-]+\.\w+", said)
    assert email, f"the demo prints no address to sign in with:\n{said}"
    words = [word.strip("\"'`,;()") for word in said.split()]
    for password in dict.fromkeys(re.findall(r"(?i)password\W+(\S+)", said) + words):
        if len(password) >= 8 and not password.startswith("http") and "@" not in password:
            answer = Api(server).post("/session", {"email": email[0], "password": password})
            if answer.status == 204:
                return Api(server, cookie=answer.cookie(), origin=server.url)
    raise AssertionError(f"nobody can sign in with what the demo prints:\n{said}")


def test_the_demo_prints_where_it_is_and_how_to_sign_in(demo: Server) -> None:
    said = demo.log()
    assert f"{demo.url}/demo" in said
    assert re.search(re.escape(demo.url) + r"/?\s", said), "the console's address"
    api = signed_in(demo)
    assert api.get("/session").ok()["operator"]["role"] == "owner"
    bots = api.get("/bots").ok()["data"]
    assert len(bots) == 1 and bots[0]["liveChat"] is True
    assert api.get(f"/bots/{bots[0]['id']}/knowledge").ok()["data"], "sample knowledge"


def test_the_demo_page_carries_the_widget_of_the_demo_bot(demo: Server) -> None:
    answer = Api(demo).get("/demo", root=True)
    assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/html")
    found = re.search(r'data-bot="(bot_[0-9a-z]{26})"', answer.raw.decode())
    assert found and "{{" not in answer.raw.decode()
    assert "/widget.js" in answer.raw.decode()
    Api(demo).get(f"/widget/bots/{found[1]}").ok()
    customer = Customer(demo, found[1])
    customer.begin(HOURS)
    assert customer.hears("bot")["text"].strip()


def test_the_demo_starts_again_on_its_database_without_making_a_second_one(tmp_path: Path) -> None:
    with Server(tmp_path, args=("--demo",)) as server:
        first = re.search(r"bot_[0-9a-z]{26}", Api(server).get("/demo", root=True).raw.decode())
        server.restart()
        again = Api(server).get("/demo", root=True)
        assert again.status == 200
        second = re.search(r"bot_[0-9a-z]{26}", again.raw.decode())
        assert first and second and first[0] == second[0]


def test_without_the_demo_there_is_no_demo_page(server: Server) -> None:
    assert Api(server).get("/demo", root=True).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/chat",
        "/chat/conv_01h455vb4pex5vsknk084sn02q",
        "/bots",
        "/bots/bot_01h455vb4pex5vsknk084sn02q",
        "/sign-in",
    ],
)
def test_every_page_of_the_console_is_served_under_strict_rules(server: Server, path: str) -> None:
    answer = Api(server).get(path, root=True)
    assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/html")
    policy = answer.headers["Content-Security-Policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
    ):
        assert part in policy, policy
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy and "*" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"]
    assert "server" not in {key.lower() for key in answer.headers}
    text = answer.raw.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text), "no inline script"
    assert not re.search(r"\sstyle\s*=", text) and not re.search(r"\son\w+\s*=", text)


def test_files_are_recognised_when_they_have_not_changed(server: Server) -> None:
    answer = Api(server).get("/widget.js", root=True)
    assert answer.status == 200
    assert "javascript" in answer.headers["Content-Type"]
    tag = answer.headers["ETag"]
    again = Api(server).get("/widget.js", root=True, headers={"If-None-Match": tag})
    assert again.status == 304 and again.raw == b""
    other = Api(server).get("/widget.js", root=True, headers={"If-None-Match": '"other"'})
    assert other.status == 200 and other.raw == answer.raw
    plain = Api(server).get("/widget.js", root=True, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers and plain.raw == answer.raw
    zipped = Api(server).get("/widget.js", root=True, headers={"Accept-Encoding": "gzip"})
    assert zipped.headers.get("Content-Encoding") == "gzip" and zipped.raw == answer.raw


@pytest.mark.parametrize(
    "path",
    [
        "/console/../../Package.swift",
        "/console/%2e%2e/%2e%2e/Package.swift",
        "/console/..%2f..%2fPackage.swift",
        "/widget/....//....//etc/passwd",
        "/shared/%00",
        "/console//etc/passwd",
        "/console/nothing.js",
        "/Package.swift",
        "/.git/config",
        "/data/whisper.db",
        "/whisper.db",
        "/widget/",
        "/nothing.html",
    ],
)
def test_no_file_beyond_the_web_folder_is_served(server: Server, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", path)  # as written: requests would tidy the dots away
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status in (400, 404), f"{path}: {answer.status}"
    assert b"swift-tools-version" not in body and b"root:" not in body


def test_every_module_that_a_page_names_is_there(server: Server) -> None:
    html = Api(server).get("/", root=True).raw.decode()
    named = re.findall(r'(?:src|href)="(/[^"#?]+\.(?:js|css|svg|png))"', html)
    assert named, "the console loads no module"
    for path in named:
        answer = Api(server).get(path, root=True)
        assert answer.status == 200, path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
