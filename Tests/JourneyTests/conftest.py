"""Fixtures and reports of the journey tests. See harness/__init__.py for the parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import Organization, ScriptedModel, Server, Socket, binary


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="leave out the tests marked slow")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--quick"):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    items[:] = [item for item in items if item not in slow]
    config.hook.pytest_deselected(items=slow)


def pytest_sessionstart(session: pytest.Session) -> None:
    """A missing binary ends the run at once: no test may pass or be skipped without a server."""
    if session.config.getoption("collectonly"):
        return
    try:
        binary()
    except FileNotFoundError as missing:
        raise pytest.UsageError(str(missing)) from None


_log_starts: dict[int, int] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    _log_starts.clear()
    for server in Server.all:
        _log_starts[id(server)] = server.log_path.stat().st_size if server.log_path.exists() else 0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Iterator[Any]:
    """A failed test shows what every server logged while it ran."""
    report = yield
    if report.failed:
        for server in Server.all:
            start = _log_starts.get(id(server), 0)
            if server.log_path.exists() and server.log_path.stat().st_size > start:
                with server.log_path.open("rb") as log:
                    log.seek(start)
                    said = log.read()[-12_000:].decode(errors="replace")
                report.sections.append((f"log of the server at {server.address}", said))
    return report


@pytest.fixture(autouse=True)
def no_socket_outlives_its_test() -> Iterator[None]:
    yield
    while Socket.open:
        Socket.open.pop().drop()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Server]:
    """The module's own server. A module that sets `SERVER_ENV` starts it with these variables."""
    folder = tmp_path_factory.mktemp("server")
    with Server(folder, env=getattr(request.module, "SERVER_ENV", None)) as running:
        yield running


@pytest.fixture(scope="module")
def shop(server: Server) -> Organization:
    """One organization for all tests of the module that do not look at whole lists."""
    return Organization(server)


@pytest.fixture
def fresh_shop(server: Server) -> Organization:
    """An organization of this test's own: its lists hold what the test itself made."""
    return Organization(server)


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers that only this test uses; whatever still runs afterwards is stopped."""
    started: list[Server] = []

    def start(name: str = "server", **options: Any) -> Server:
        server = Server(tmp_path / name, **options)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.kill()


@pytest.fixture(scope="module")
def module_model() -> Iterator[ScriptedModel]:
    with ScriptedModel() as model:
        yield model


@pytest.fixture
def model(module_model: ScriptedModel) -> ScriptedModel:
    """The module's scripted model, with nothing scripted and nothing asked."""
    module_model.reset()
    return module_model


@pytest.fixture(scope="module")
def model_server(tmp_path_factory: pytest.TempPathFactory, module_model: ScriptedModel) -> Iterator[Server]:
    """A server whose bots answer with the scripted model."""
    with Server(tmp_path_factory.mktemp("model"), env=module_model.env) as running:
        yield running


@pytest.fixture(scope="module")
def model_shop(model_server: Server) -> Organization:
    """The organization of the tests whose bots ask the scripted model."""
    return Organization(model_server)
