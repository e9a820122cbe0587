"""Two runs side by side: what got better or worse, beyond what the same server does from minute to minute."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from loadtest.histogram import Histogram, sum_of
from loadtest.result import Result

# Of so many made-up runs, drawn from the seconds of the real ones, this share lies within the interval.
draws = 400
confidence = 0.95
# Less than that is nothing, however sure.
change_min = 0.03

_figures: dict[str, Callable[[Histogram], float]] = {
    "p50": lambda took: took.quantile(0.5),
    "p99": lambda took: took.quantile(0.99),
}


@dataclass(frozen=True)
class Change:
    step: str
    figure: str
    before: float
    after: float
    least: float  # of after / before, at the confidence
    most: float

    @property
    def word(self) -> str:
        if self.least > 1 + change_min:
            return "worse"
        return "better" if self.most < 1 - change_min else ""


def changes(before: Result, after: Result, seed: int = 1) -> list[Change]:
    """Of the latency of each step that both have, and of all requests."""
    steps = [None, *sorted(set(before.requests.steps) & set(after.requests.steps))]
    chance = random.Random(seed)
    return [change for step in steps for change in _of_step(step, _blocks(before, step), _blocks(after, step), chance)]


def _blocks(result: Result, step: str | None) -> list[Histogram]:
    return [one for one in result.requests.over_time(step).values() if one.count]


def _of_step(step: str | None, old: list[Histogram], new: list[Histogram], chance: random.Random) -> list[Change]:
    """Whole blocks of time are drawn: what disturbs a second disturbs all requests in it."""
    if not old or not new:
        return []
    pairs = [(_drawn(old, chance), _drawn(new, chance)) for _ in range(draws)]
    found = []
    for name, figure in _figures.items():
        ratios = sorted(_ratio(figure(a), figure(b)) for a, b in pairs)
        low, high = _interval(ratios)
        found.append(Change(step or "all", name, figure(sum_of(old)), figure(sum_of(new)), low, high))
    return found


def _drawn(blocks: list[Histogram], chance: random.Random) -> Histogram:
    return sum_of(chance.choices(blocks, k=len(blocks)))


def _ratio(before: float, after: float) -> float:
    return after / before if before else 1.0


def _interval(rising: Sequence[float]) -> tuple[float, float]:
    outside = round(len(rising) * (1 - confidence) / 2)
    return rising[outside], rising[-1 - outside]


columns = ["step", "", "before ms", "after ms", "after / before", f"{confidence:.0%} interval", ""]


def lines(found: Sequence[Change]) -> list[list[str]]:
    return [
        [
            one.step,
            one.figure,
            f"{one.before:,.2f}",
            f"{one.after:,.2f}",
            f"{_ratio(one.before, one.after):.2f}",
            f"{one.least:.2f} – {one.most:.2f}",
            one.word,
        ]
        for one in found
    ]
