"""Faults from below: C shims that are preloaded into a server, and the test's hand on each of them."""

from __future__ import annotations

import hashlib
import os
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOURCES = Path(__file__).resolve().parent


def shim(name: str) -> str:
    """The path of a shim, compiled from `NAME_shim.c` when there is none of its present text."""
    source = SOURCES / f"{name}_shim.c"
    digest = hashlib.sha256(source.read_bytes()).hexdigest()[:16]
    made = Path(tempfile.gettempdir()) / f"whisperdesk-shims-{os.getuid()}" / f"{name}-{digest}.so"
    if not made.exists():
        made.parent.mkdir(mode=0o700, exist_ok=True)
        fresh = made.with_suffix(f".{os.getpid()}")
        subprocess.run(
            ["gcc", "-Wall", "-Werror", "-shared", "-fPIC", "-O2", str(source), "-o", str(fresh), "-ldl", "-lpthread"],
            check=True,
        )
        fresh.rename(made)
    return str(made)


class Clock:
    """The wall clock of a server under the clock shim."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "clock"
        self.path.write_bytes(bytes(8))
        self.preload = shim("clock")
        self.env: dict[str, str | None] = {"CLOCK_SHIM_FILE": str(self.path)}

    def move(self, seconds: float) -> None:
        """So far from the true time, not from the last move."""
        with self.path.open("r+b") as file:
            file.write(struct.pack("<q", int(seconds * 1e9)))


class Disk:
    """The folder of a database under the storage shim."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve() / "disk"
        self.folder.mkdir(parents=True)
        self.database = self.folder / "whisper.db"
        self.control = folder.resolve() / "disk-fault"
        self.preload = shim("storage")
        self.env: dict[str, str | None] = {
            "STORAGE_SHIM_DIR": str(self.folder),
            "STORAGE_SHIM_CONTROL": str(self.control),
        }

    def fail(self, how: str, after: int = 0) -> None:
        """`ENOSPC`, `EIO`, `EROFS` or `SYNC`; the first `after` calls still succeed."""
        fresh = self.control.with_suffix(".new")
        fresh.write_text(f"{how} {after}")
        fresh.rename(self.control)

    def heal(self) -> None:
        self.control.unlink(missing_ok=True)

    @contextmanager
    def failing(self, how: str, after: int = 0) -> Iterator[None]:
        self.fail(how, after)
        try:
            yield
        finally:
            self.heal()


class Power:
    """The folder of a database under the power shim."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve() / "powered"
        self.folder.mkdir(parents=True)
        self.database = self.folder / "whisper.db"
        self.synced = self.folder / ".synced"
        self.preload = shim("power")
        self.env: dict[str, str | None] = {"POWER_SHIM_DIR": str(self.folder)}

    def cut(self) -> None:
        """After `kill -9`: only what was synced is left. What is left counts as synced from now on."""
        assert (self.synced / self.database.name).exists(), "the shim saw no sync of the database file"
        for file in self.folder.iterdir():
            if file.is_file() or file.is_socket():
                file.unlink()
        for file in self.synced.iterdir():
            if file.name.endswith((".unfinished", "-shm")):
                file.unlink()
            else:
                shutil.copy2(file, self.folder / file.name)
