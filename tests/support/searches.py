"""Searches that no cache can answer, for tests that look at what happens behind the gateway."""

from __future__ import annotations

import itertools

_numbers = itertools.count()


def another_search() -> str:
    """The path of one near a place that nobody asked for before."""
    number = next(_numbers)
    return (
        f"/api/v1/pharmacies?near={25 + number // 1_000 % 1_000 / 1e4:.4f},{121.5 + number % 1_000 / 1e4:.4f}&first=5"
    )
