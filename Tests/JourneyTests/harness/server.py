"""A real server: its process, its address, its database file, its log."""

from __future__ import annotations

import atexit
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import requests

REPOSITORY = Path(__file__).resolve().parents[3]

# What a test may count on unless it says otherwise: no rate limits, since fixtures write quickly.
QUIET: dict[str, str] = {
    "WHISPER_CUSTOMER_RATE": "off",
    "WHISPER_SOCKET_RATE": "off",
    "WHISPER_ADDRESS_CONNECTIONS": "off",
    "WHISPER_WEB": str(REPOSITORY / "Web"),
    "SWIFT_BACKTRACE": "enable=no",
}

# Passed to `env` in place of a value: the variable is not set, the server's own default holds.
DEFAULT = None


def binary() -> Path:
    """The binary under test. A missing one is a failure of the run, never a skipped test."""
    given = os.environ.get("WHISPER_BIN")
    path = Path(given).resolve() if given else REPOSITORY / ".build/debug/whisperdesk"
    if not (path.is_file() and os.access(path, os.X_OK)):
        raise FileNotFoundError(f"no server binary at {path}: build it, or name it in WHISPER_BIN")
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(database: Path, env: dict[str, str | None] | None = None) -> dict[str, str]:
    """The caller's environment without its own WHISPER_ variables, then the quiet ones, then `env`."""
    merged = {key: value for key, value in os.environ.items() if not key.startswith("WHISPER_")}
    chosen: dict[str, str | None] = {**QUIET, "WHISPER_DATABASE": f"sqlite:{database}", **(env or {})}
    for key, value in chosen.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = value
    return merged


class Server:
    """One `whisperdesk serve` on a free loopback port with its own database file in `folder`.

    `env` adds to (or with `DEFAULT` removes from) the quiet environment, `args` follow `serve`,
    `preload` is put into LD_PRELOAD. Use it as a context manager: leaving it stops the process.
    """

    all: list["Server"] = []  # every server of this run, for the logs of a failed test

    def __init__(
        self,
        folder: Path,
        env: dict[str, str | None] | None = None,
        args: tuple[str, ...] = (),
        database: Path | None = None,
        preload: str | None = None,
    ) -> None:
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.env = dict(env or {})
        self.args = tuple(args)
        self.database = database or self.folder / "whisper.db"
        self.preload = preload
        self.port = free_port()
        self.log_path = self.folder / f"server-{self.port}.log"
        self.process: subprocess.Popen[bytes] | None = None
        Server.all.append(self)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.address}"

    @property
    def socket_url(self) -> str:
        return f"ws://{self.address}/api/v1/socket"

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self, ready_within: float = 30.0) -> "Server":
        assert not self.running, "this server is running already"
        variables = environment(self.database, {"WHISPER_ADDRESS": self.address, **self.env})
        if self.preload:
            variables["LD_PRELOAD"] = self.preload
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [str(binary()), "serve", *self.args],
                env=variables,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        if ready_within:
            self.wait_ready(ready_within)
        return self

    def wait_ready(self, within: float = 30.0) -> None:
        limit = time.monotonic() + within
        while time.monotonic() < limit:
            if not self.running:
                raise AssertionError(f"the server ended with {self.exit_status} at its start:\n{self.log()}")
            if self.ready():
                return
            time.sleep(0.03)
        raise AssertionError(f"the server was not ready within {within} s:\n{self.log()}")

    def ready(self) -> bool:
        try:
            return requests.get(f"{self.url}/readyz", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    @property
    def exit_status(self) -> int | None:
        return None if self.process is None else self.process.poll()

    def terminate(self) -> None:
        """SIGTERM without waiting."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)

    def wait(self, within: float = 35.0) -> int:
        """The exit status, once the process has ended."""
        assert self.process is not None
        try:
            return self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the server did not end within {within} s:\n{self.log()}") from None

    def stop(self, within: float = 35.0) -> None:
        """SIGTERM, then the exit status has to be 0."""
        self.terminate()
        status = self.wait(within)
        assert status == 0, f"the server ended with {status} after SIGTERM:\n{self.log()}"

    def kill(self) -> None:
        """SIGKILL: no goodbye, as with a crash."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
        if self.process is not None:
            self.process.wait(10)

    def restart(self, env: dict[str, str | None] | None = None) -> "Server":
        """Stops what runs (exit status 0) and starts again on the same port and database."""
        if self.running:
            self.stop()
        self.env.update(env or {})
        return self.start()

    def log(self, tail: int = 12_000) -> str:
        try:
            return self.log_path.read_text(errors="replace")[-tail:]
        except FileNotFoundError:
            return ""

    def __enter__(self) -> "Server":
        return self if self.running else self.start()

    def __exit__(self, kind: object, *_: object) -> None:
        if not self.running:
            return
        if kind is None:
            self.stop()
        else:
            self.kill()


@atexit.register
def _leave_nothing_running() -> None:
    for server in Server.all:
        server.kill()
