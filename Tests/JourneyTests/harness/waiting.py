"""Waiting for something to become true, with a limit."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def eventually(probe: Callable[[], T], within: float = 5.0, every: float = 0.05, what: str = "") -> T:
    """Calls `probe` until it answers something true, and returns that.

    An AssertionError inside the probe counts as *not yet*; the last one is raised when time is up,
    so that the report says what was still wrong.
    """
    limit = time.monotonic() + within
    last: AssertionError | None = None
    while True:
        try:
            answer = probe()
            last = None
            if answer:
                return answer
        except AssertionError as error:
            last = error
        if time.monotonic() >= limit:
            if last is not None:
                raise last
            raise AssertionError(f"not true within {within} s: {what or probe}")
        time.sleep(every)


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Runs the calls at the same moment, each in a thread, and returns their results in order."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait(10)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, call) for call in calls]]


def matches(value: Any, pattern: Any) -> bool:
    """Whether `value` has at least what `pattern` names: dictionaries are compared key by key."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            key in value and matches(value[key], part) for key, part in pattern.items()
        )
    return bool(value == pattern)


def only(values: Iterable[T]) -> T:
    """The single element; anything else is a failure of the test."""
    found = list(values)
    assert len(found) == 1, f"expected exactly one, got {len(found)}: {found!r}"
    return found[0]
