"""What a row is: something that is measured, ours beside others, and what must hold."""

from __future__ import annotations

import dataclasses
import functools
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.context import Bench
from bench.figures import Bar, Result, Runs, Sample, interleaved
from bench.machine import resident_mb
from bench.server import Server, Unavailable

cpu_unit = "CPU µs/request"
warm_s = 2.0


@dataclass(frozen=True)
class Row:
    """`./plaza bench NAME` measures it. `measure` gives one result or several that come from the same runs."""

    name: str
    measure: Callable[[Bench], list[Result]]


@dataclass(frozen=True)
class Work:
    """What is sent to one side: the server, and its requests in turn."""

    server: Callable[[Bench], Server]
    requests: Callable[[Bench, Server], Sequence[str]]


@dataclass(frozen=True)
class Other:
    """Somebody that we are measured against. `quiet_us` is what it took per request on the quiet machine that our bars
    were stated for: what it takes here says how fast this machine is now."""

    name: str
    work: Work
    bar: Bar = Bar()
    quiet_us: float | None = None


@dataclass(frozen=True)
class Load:
    """Ours under a load, and others under the same: CPU per request in a closed loop, then percentiles at a rate that
    all of them can serve."""

    name: str
    work: str  # as the table says it
    ours: Work
    bar: Bar
    others: Sequence[Other] = ()
    connections: int = 50
    pipeline: int = 1
    rate: float = 0  # requests a second for the percentiles; 0: none

    def row(self) -> Row:
        return Row(self.name, self.measure)

    def measure(self, bench: Bench) -> list[Result]:
        others = [other for other in self.others if self._is_there(bench, other)]
        works = [self.ours, *(other.work for other in others)]
        for work in works:
            self._warm(bench, work)
        ours, *theirs = interleaved([functools.partial(self._once, bench, work) for work in works], bench.reps)
        if not others:
            return [Result(self.name, self.work, cpu_unit, ours, self.bar)]
        alone = dataclasses.replace(self.bar, speed=machine_speed(others, theirs))
        results: list[Result] = []
        for other, runs in zip(others, theirs, strict=True):
            # What must hold of ours alone stands beside the first.
            bar = other.bar if results else dataclasses.replace(alone, ratio_at_least=other.bar.ratio_at_least)
            results.append(Result(self.name, self.work, cpu_unit, ours, bar, other.name, runs))
        return results

    def _is_there(self, bench: Bench, other: Other) -> bool:
        try:
            other.work.server(bench)
        except Unavailable as reason:
            bench.progress.step(f"left out   {self.name}: {reason}")
            return False
        return True

    def _warm(self, bench: Bench, work: Work) -> None:
        """Compilers that look first at what is hot get the time that they want, once."""
        server = work.server(bench)
        bench.progress.moving(f"bench      {self.name}: warming {server.name}")
        bench.load(server, work.requests(bench, server), seconds=warm_s, connections=self.connections)

    def _once(self, bench: Bench, work: Work) -> Sample:
        server = work.server(bench)
        requests = work.requests(bench, server)
        bench.progress.moving(f"bench      {self.name}: {server.name}")
        closed = bench.load(server, requests, connections=self.connections, pipeline=self.pipeline)
        extra = {
            "per_second": closed.per_second,
            "failed": float(closed.failed),
            "rss_mb": resident_mb(server.pids()),
        }
        foreign = closed.foreign
        if self.rate:
            paced = bench.load(server, requests, connections=self.connections, rate=self.rate)
            extra |= {"rate": self.rate, "p50_ms": paced.p50_ms, "p99_ms": paced.p99_ms}
            foreign = max(foreign, paced.foreign)
        return Sample(closed.cpu_us, foreign, extra)


def machine_speed(others: Sequence[Other], theirs: Sequence[Runs]) -> float:
    """How many times as long this machine takes as the quiet one: the median over those that were measured on both."""
    known = [
        runs.value / other.quiet_us for other, runs in zip(others, theirs, strict=True) if other.quiet_us is not None
    ]
    return statistics.median(known) if known else 1.0


def check(row: str, work: str, unit: str, value: float, bar: Bar, foreign: float = 0.0, **extra: float) -> Result:
    """A result of ours alone, from one run."""
    return Result(row, work, unit, Runs([Sample(value, foreign, extra)]), bar)
