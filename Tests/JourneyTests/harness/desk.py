"""The command line, as an administrator uses it: beside a running server or without one."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from .server import binary, environment


class Desk:
    """`whisperdesk …` on one database file."""

    def __init__(self, database: Path, env: dict[str, str | None] | None = None) -> None:
        self.database = Path(database)
        self.env = dict(env or {})

    def run(self, *args: str, stdin: str | None = None, within: float = 60.0) -> subprocess.CompletedProcess[str]:
        """Runs a command to its end, whatever its exit status."""
        return subprocess.run(
            [str(binary()), *args],
            env=environment(self.database, self.env),
            cwd=self.database.parent,
            input=stdin if stdin is not None else "",
            capture_output=True,
            text=True,
            timeout=within,
        )

    def ok(self, *args: str, stdin: str | None = None) -> str:
        """The output of a command that has to succeed."""
        done = self.run(*args, stdin=stdin)
        assert done.returncode == 0, f"whisperdesk {' '.join(args)} ended with {done.returncode}:\n{_said(done)}"
        return done.stdout

    def fails(self, *args: str, stdin: str | None = None, status: int | None = None) -> str:
        """What a command that has to fail says, on both outputs."""
        done = self.run(*args, stdin=stdin)
        assert done.returncode > 0, f"whisperdesk {' '.join(args)} ended with {done.returncode}:\n{_said(done)}"
        assert status is None or done.returncode == status, f"expected status {status}:\n{_said(done)}"
        return _said(done)

    def json(self, *args: str, stdin: str | None = None) -> dict[str, Any]:
        """The one JSON line of a command with `--json`."""
        lines = [line for line in self.ok(*args, "--json", stdin=stdin).splitlines() if line.strip()]
        assert len(lines) == 1, f"--json answers with exactly one line, not {lines}"
        return dict(json.loads(lines[0]))

    def organization(self, name: str) -> dict[str, Any]:
        return self.json("organization", "add", "--name", name)

    def operator(
        self,
        email: str,
        password: str,
        role: str = "owner",
        name: str | None = None,
        organization: str | None = None,
    ) -> dict[str, Any]:
        args = ["operator", "add", "--email", email, "--password-stdin", "--role", role]
        args += ["--name", name] if name else []
        return self.json(*args, *_of(organization), stdin=password + "\n")

    def bot(self, name: str, live_chat: bool = False, organization: str | None = None) -> dict[str, Any]:
        return self.json("bot", "add", "--name", name, *(["--live-chat"] if live_chat else []), *_of(organization))

    def token(self, operator: str, organization: str | None = None) -> dict[str, Any]:
        """An API token of the operator with this e-mail address."""
        return self.json("token", "add", "--operator", operator, *_of(organization))


def _of(organization: str | None) -> list[str]:
    return ["--organization", organization] if organization else []


def _said(done: subprocess.CompletedProcess[str]) -> str:
    return done.stdout + done.stderr
