"""Which rules of RFC 9110 and RFC 9112 a test holds the server to; the table in README.md lists them all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., object])


def rule(*sections: str) -> Callable[[Test], Test]:
    """`@rule("RFC 9112 §3.2")`: the sections that the test is about."""

    def mark(test: Test) -> Test:
        test.rules = sections  # type: ignore[attr-defined]
        return test

    return mark
