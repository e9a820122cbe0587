"""Waiting for a condition with a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(condition: Callable[[], T], timeout_seconds: float = 15.0, what: str = "") -> T:
    """The first true value of `condition`, looked at every 20 ms; fails after the timeout."""
    deadline = time.monotonic() + timeout_seconds
    last: object = None
    while True:
        try:
            value = condition()
            if value:
                return value
            last = value
        except (AssertionError, OSError, KeyError) as error:
            last = error
        assert time.monotonic() < deadline, f"waited {timeout_seconds} s for {what or condition}; last seen: {last!r}"
        time.sleep(0.02)  # between two looks at the condition
