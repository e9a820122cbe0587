"""What a row is: something that is measured, ours beside others, and what must hold."""

from __future__ import annotations

import functools
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
class Load:
    """Ours under a load, and others under the same: CPU per request in a closed loop, then percentiles at a rate that
    all of them can serve."""

    name: str
    work: str  # as the table says it
    ours: Work
    bar: Bar
    others: Sequence[tuple[str, Work, Bar]] = ()
    connections: int = 50
    pipeline: int = 1
    rate: float = 0  # requests a second for the percentiles; 0: none

    def row(self) -> Row:
        return Row(self.name, self.measure)

    def measure(self, bench: Bench) -> list[Result]:
        sides = [("", self.ours, self.bar)]
        for name, work, bar in self.others:
            try:
                work.server(bench)
                sides.append((name, work, bar))
            except Unavailable as reason:
                bench.progress.step(f"left out   {self.name}: {reason}")
        for _, work, _ in sides:
            self._warm(bench, work)
        runs = interleaved([functools.partial(self._once, bench, work) for _, work, _ in sides], bench.reps)
        ours, results = runs[0], []
        if len(sides) == 1:
            return [Result(self.name, self.work, cpu_unit, ours, self.bar)]
        for number, ((name, _, bar), theirs) in enumerate(zip(sides[1:], runs[1:], strict=True)):
            # What must hold of ours alone stands beside the first.
            both = Bar(self.bar.at_most, self.bar.at_least, bar.ratio_at_least) if number == 0 else bar
            results.append(Result(self.name, self.work, cpu_unit, ours, both, name, theirs))
        return results

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


def check(row: str, work: str, unit: str, value: float, bar: Bar, foreign: float = 0.0, **extra: float) -> Result:
    """A result of ours alone, from one run."""
    return Result(row, work, unit, Runs([Sample(value, foreign, extra)]), bar)
