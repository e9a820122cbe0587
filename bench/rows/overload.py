"""More requests than the fleet can serve: what it still gets done, how fast, and how soon all is normal again.

The load is open: it asks at its rate whatever comes back. It runs on a processor of its own, the fleet on the other,
with a worker each, as on a machine that has one. The work is a search through the text of 150,000 pharmacies. A refusal
costs too, most of it the kernel's: what refuses 29 of 30 requests can only do the thirtieth as well as before when that
is some hundred times as much work.
"""

from __future__ import annotations

from dataclasses import dataclass

from bench.context import Bench, LoadResult, only_on
from bench.figures import Bar, Result
from bench.row import Row, check
from bench.rows.pharmacies import longer_feed
from bench.server import Server

rows_heavy = 150_000
factors = (2, 5, 10, 30)
# Many clients, so that requests wait in the fleet rather than in the load.
connections = 1000
unloaded_share = 0.3
normal_share = 0.5
peak_s, unloaded_s, overload_s, after_s = 3.0, 3.0, 4.0, 7.0
timeout_s = 5.0
goodput_share_min = 0.85
recovery_s_max = 5
fleet_cpu, load_cpu = 0, 1

# Nobody's name or address has these signs together: every one of them is looked at. No two requests within seconds are
# the same, or what answers one would answer another.
distinct_requests = 100_000
requests = [f"GET /api/v1/pharmacies?q=%E6%9F%A5%E7%84%A1{n}&first=20" for n in range(distinct_requests)]


@dataclass(frozen=True)
class Normal:
    """How the fleet is without overload."""

    peak: float  # served per second when asked for all it has
    p99_ms: float  # at a rate that it serves with ease

    @property
    def p99_max_ms(self) -> float:
        return 3 * self.p99_ms + 50


def recovery_seconds(after: LoadResult, p99_max_ms: float) -> float:
    """The first second from which on everything is served, and in time."""
    seconds = after.report["by_second"]
    good = [s["refused"] == 0 and s["lost"] == 0 and s["p99_ms"] <= p99_max_ms for s in seconds]
    bad = [number for number, is_good in enumerate(good) if not is_good]
    return float(bad[-1] + 1 if bad else 0)


def measure(bench: Bench) -> list[Result]:
    feed = bench.folder / f"feed-{rows_heavy}.csv"
    if not feed.exists():
        feed.write_text(longer_feed(bench.settings.root, rows_heavy), encoding="utf-8")
    with only_on(fleet_cpu):
        fleet = bench.fleet("heavy", feed=feed)
    normal = _normal(bench, fleet)
    return [result for factor in factors for result in _overloaded(bench, fleet, factor, normal)]


def _send(bench: Bench, fleet: Server, seconds: float, **options: float) -> LoadResult:
    return bench.load(fleet, requests, seconds=seconds, cpu=load_cpu, timeout=timeout_s, **options)


def _normal(bench: Bench, fleet: Server) -> Normal:
    bench.progress.moving("bench      overload: what is normal")
    peak = _send(bench, fleet, peak_s, connections=16).per_second
    unloaded = _send(bench, fleet, unloaded_s, connections=connections, rate=unloaded_share * peak)
    return Normal(peak, unloaded.p99_ms)


def _overloaded(bench: Bench, fleet: Server, factor: int, normal: Normal) -> list[Result]:
    bench.progress.moving(f"bench      overload: {factor} times the sustainable rate")
    during = _send(bench, fleet, overload_s, connections=connections, rate=factor * normal.peak)
    after = _send(bench, fleet, after_s, connections=connections, rate=normal_share * normal.peak, warmup=0)
    work = f"{factor} × the sustainable {normal.peak:.0f}/s"
    p99_ms = during.p99_ms if during.served else 1000 * timeout_s
    foreign = max(during.foreign, after.foreign)
    return [
        check("overload", f"{work}: served, of the peak", "share", during.per_second / normal.peak,
              Bar(at_least=goodput_share_min), foreign, per_second=during.per_second),
        check("overload", f"{work}: p99 of what is served", "ms", p99_ms, Bar(at_most=normal.p99_max_ms),
              foreign, unloaded_p99_ms=normal.p99_ms),
        check("overload", f"{work}: normal again after", "s", recovery_seconds(after, normal.p99_max_ms),
              Bar(at_most=recovery_s_max), foreign),
    ]  # fmt: skip


rows = [Row("overload", measure)]
