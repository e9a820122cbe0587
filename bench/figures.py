"""The rules by which runs become figures: what counts as disturbed, which runs are used, and when a bar holds."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

# Cores used by neighbours from which on a run says as much about them as about the server.
foreign_max = 0.25
# A side gets so many times the wanted number of runs before disturbed ones are taken.
attempts_factor = 2


@dataclass(frozen=True)
class Sample:
    """One run of one side. `value` is the figure of the row, the smaller the better unless its bar says otherwise."""

    value: float
    foreign: float = 0.0
    extra: Mapping[str, float] = field(default_factory=dict)  # throughput, percentiles, memory: what goes along

    @property
    def disturbed(self) -> bool:
        return self.foreign > foreign_max


@dataclass(frozen=True)
class Runs:
    """The runs of one side that are used, and how many were left out."""

    used: Sequence[Sample]
    left_out: int = 0

    @property
    def value(self) -> float:
        return statistics.median(sample.value for sample in self.used)

    @property
    def disturbed(self) -> int:
        """Of those used: there were not enough others."""
        return sum(sample.disturbed for sample in self.used)

    def extra(self, name: str) -> float | None:
        values = [sample.extra[name] for sample in self.used if name in sample.extra]
        return statistics.median(values) if values else None


def interleaved(sides: Sequence[Callable[[], Sample]], reps: int) -> list[Runs]:
    """Runs the sides in turn until each has `reps` undisturbed runs, or has had its attempts."""
    taken: list[list[Sample]] = [[] for _ in sides]
    for _ in range(reps * attempts_factor):
        for side, samples in zip(sides, taken, strict=True):
            if sum(not sample.disturbed for sample in samples) < reps:
                samples.append(side())
    return [chosen(samples, reps) for samples in taken]


def chosen(samples: Sequence[Sample], reps: int) -> Runs:
    """The undisturbed ones, filled up with the least disturbed."""
    used = sorted(samples, key=lambda sample: (sample.disturbed, sample.foreign if sample.disturbed else 0))[:reps]
    return Runs(used, len(samples) - len(used))


@dataclass(frozen=True)
class Bar:
    """What must hold; of several limits, all."""

    at_most: float | None = None
    speed: float = 1.0  # how many times as long this machine takes as the one that `at_most` was stated for
    at_least: float | None = None
    ratio_at_least: float | None = None  # theirs / ours

    def holds(self, ours: float, ratio: float | None) -> bool | None:
        """None: there is nothing that could fail."""
        checks = []
        if self.at_most is not None:
            checks.append(ours <= self.at_most * self.speed)
        if self.at_least is not None:
            checks.append(ours >= self.at_least)
        if self.ratio_at_least is not None and ratio is not None:
            checks.append(ratio >= self.ratio_at_least)
        return all(checks) if checks else None

    def __str__(self) -> str:
        said = []
        if self.at_most is not None:
            scaled = "" if self.speed == 1 else f" · {number(self.speed)} = {number(self.at_most * self.speed)}"
            said.append(f"≤ {number(self.at_most)}{scaled}")
        if self.at_least is not None:
            said.append(f"≥ {number(self.at_least)}")
        if self.ratio_at_least is not None:
            said.append(f"≥ {number(self.ratio_at_least)} ×")
        return ", ".join(said)


def number(value: float) -> str:
    """Three digits that count: 1,234 · 123 · 12.3 · 1.23."""
    size = abs(value)
    if size >= 100:
        return f"{value:,.0f}"
    return f"{value:.{1 if size >= 10 else 2}f}".rstrip("0").rstrip(".") or "0"


@dataclass(frozen=True)
class Result:
    """A line of the table."""

    row: str
    work: str
    unit: str
    ours: Runs
    bar: Bar
    other: str = ""  # who they are; empty where there is nobody
    theirs: Runs | None = None

    @property
    def ratio(self) -> float | None:
        return self.theirs.value / self.ours.value if self.theirs and self.ours.value else None

    @property
    def holds(self) -> bool | None:
        return self.bar.holds(self.ours.value, self.ratio)
