"""How often which value came: as precise for a microsecond as for a minute, and two can be added up. So percentiles of
several runners are those of all their requests, which an average of their percentiles is not."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

# Neighbouring buckets are so far apart: a percentile is off by half of it at most.
growth = 1.01
_log_growth = math.log(growth)
# What is not above zero has a bucket of its own.
_zero = -1_000_000


def bucket_of(value: float) -> int:
    return _zero if value <= 0 else math.floor(math.log(value) / _log_growth)


def value_of(bucket: int) -> float:
    """The middle of a bucket."""
    return 0.0 if bucket == _zero else float(math.exp((bucket + 0.5) * _log_growth))


@dataclass
class Histogram:
    buckets: Counter[int] = field(default_factory=Counter)
    total: float = 0.0
    least: float = math.inf
    most: float = -math.inf

    @property
    def count(self) -> int:
        return self.buckets.total()

    @property
    def mean(self) -> float:
        return self.total / self.count if self.count else 0.0

    def add(self, value: float) -> None:
        self.buckets[bucket_of(value)] += 1
        self.total += value
        self.least = min(self.least, value)
        self.most = max(self.most, value)

    def merge(self, other: Self) -> None:
        self.buckets.update(other.buckets)
        self.total += other.total
        self.least = min(self.least, other.least)
        self.most = max(self.most, other.most)

    def quantile(self, share: float) -> float:
        """The value that so many are not above, 0 to 1; 0 of nothing. The first and the last are exact."""
        if not self.count:
            return 0.0
        if share >= 1:
            return self.most
        wanted = max(1, math.ceil(share * self.count))
        for bucket, until in self._rising():
            if until >= wanted:
                return min(max(value_of(bucket), self.least), self.most)
        return self.most

    def _rising(self) -> Iterator[tuple[int, int]]:
        until = 0
        for bucket in sorted(self.buckets):
            until += self.buckets[bucket]
            yield bucket, until

    def to_json(self) -> dict[str, Any]:
        bounds = {"least": self.least, "most": self.most} if self.count else {}
        return {"buckets": {str(b): n for b, n in sorted(self.buckets.items())}, "total": self.total, **bounds}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        return cls(
            Counter({int(bucket): int(count) for bucket, count in told["buckets"].items()}),
            float(told["total"]),
            float(told.get("least", math.inf)),
            float(told.get("most", -math.inf)),
        )


def sum_of(histograms: Iterable[Histogram]) -> Histogram:
    result = Histogram()
    for one in histograms:
        result.merge(one)
    return result
