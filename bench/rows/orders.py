"""Orders from their acceptance to their shipment: what one costs everything that has a part in it, and how many a
second are shipped."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from plaza.failure import Failure

from bench.context import Bench
from bench.figures import Bar, Result, Runs, Sample, interleaved
from bench.fleet import Fleet
from bench.machine import resident_mb
from bench.row import Row, check, cpu_unit, warm_s
from bench.server import Server, Unavailable, wait_until

at_once = 100
shipped_per_second = 15_000
# At that rate: long enough that what cannot be held up shows.
sustained_s = 10.0
drain_timeout_s = 120.0
look_s = 0.1

garmin_name = "GARMIN2024"
garmin_request = 'POST /api/v1/orders {"customer_name":"caesar","total_price":27000}'
garmin_topics = {"v1.Created.Order": 3}
garmin_quiet_us = 71

orders_groups = frozenset({"postgres", "kafka", "orders", "shipping"})


def fleet(bench: Bench) -> Fleet:
    return bench.fleet("orders", groups=orders_groups)


@dataclass(frozen=True)
class Progress:
    """How many orders are how far, since the processes started."""

    accepted: int
    shipped: int
    told: int  # orders has heard of the shipment

    @classmethod
    def of(cls, fleet: Fleet) -> Progress:
        # In this order: what is counted later can only be further.
        told = fleet.metric("orders-1", 'kafka_consumer_records_total{group="orders",result="ok"')
        shipped = fleet.metric("shipping-1", 'shipments_total{what="requested"}')
        accepted = fleet.metric("orders-1", 'orders_total{what="created"}')
        return cls(int(accepted), int(shipped), int(told))

    @property
    def complete(self) -> bool:
        return self.accepted == self.shipped == self.told

    @property
    def behind(self) -> int:
        return self.accepted - self.shipped


@dataclass
class OrderLoad:
    """The load while it runs, and what it said when it was done."""

    process: subprocess.Popen[str]
    report: Mapping[str, Any] = field(default_factory=dict)

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    @property
    def per_second(self) -> float:
        return float(self.report["statuses"].get("200", 0)) / float(self.report["seconds"])

    @property
    def failed(self) -> float:
        refused = sum(count for status, count in self.report["statuses"].items() if status != "200")
        return float(refused + self.report["not_sent"])


@contextmanager
def load(bench: Bench, fleet: Fleet, seconds: float, **options: float) -> Iterator[OrderLoad]:
    """Sends orders during the block, and waits for the end."""
    endpoint = f"127.0.0.1:{fleet.processes['orders-1'].ports[0]}"
    command = [str(bench.programs / "plaza-bench-orders"), "--endpoint", endpoint, "--seconds", str(seconds)]
    for option, value in options.items():
        command += [f"--{option.replace('_', '-')}", str(value)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    started = OrderLoad(process)
    try:
        yield started
    except BaseException:
        process.kill()
        raise
    finally:
        said, complaint = process.communicate()
    if process.returncode != 0:
        raise Failure(f"the load failed: {complaint.strip()}")
    started.report = json.loads(said)


def drained(fleet: Fleet) -> None:
    wait_until(lambda: Progress.of(fleet).complete, "the way of the orders", drain_timeout_s, look_s)


def measure_accepted(bench: Bench) -> list[Result]:
    """An order's whole way: stored, its event acknowledged, its shipment stored, the order told."""
    ours = fleet(bench)
    with load(bench, ours, warm_s, at_once=at_once):
        pass
    drained(ours)
    theirs = garmin(bench)

    def once() -> Sample:
        bench.progress.moving("bench      orders: accepting")
        before = Progress.of(ours)
        with bench.watch(ours) as watch:
            with load(bench, ours, bench.seconds, at_once=at_once) as sent:
                pass
            drained(ours)
        ours.trim_logs()
        made = Progress.of(ours).accepted - before.accepted
        extra = {
            "per_second": sent.per_second,
            "failed": sent.failed,
            "p50_ms": float(sent.report["served_ms"]["p50"]),
            "p99_ms": float(sent.report["served_ms"]["p99"]),
        }
        return Sample(watch.cpu_s / max(1, made) * 1e6, watch.foreign, extra)

    def others() -> Sample:
        assert theirs
        bench.progress.moving(f"bench      orders: {garmin_name}")
        sent = bench.load(theirs, [garmin_request], connections=at_once)
        extra = {"per_second": sent.per_second, "failed": float(sent.failed), "p99_ms": sent.p99_ms}
        return Sample(sent.cpu_us, sent.foreign, extra)

    work = f"an order over gRPC, {at_once} at once: stored, told, shipped, with PostgreSQL and Kafka"
    if not theirs:
        return [Result("orders", work, cpu_unit, interleaved([once], bench.reps)[0], Bar(at_most=60))]
    mine, of_others = interleaved([once, others], bench.reps)
    bar = Bar(at_most=60, speed=of_others.value / garmin_quiet_us)
    return [Result("orders", work, cpu_unit, mine, bar, f"{garmin_name} (acks=0, nothing stored)", of_others)]


def garmin(bench: Bench) -> Server | None:
    """On the same broker."""
    ours = fleet(bench)
    broker = Server("kafka", ours.processes["kafka"].ports[0], lambda: {ours.of("kafka")}, lambda: None)
    try:
        found = bench.peer_on_broker(garmin_name, broker, garmin_topics)
    except Unavailable as reason:
        bench.progress.step(f"left out   orders: {reason}")
        return None
    bench.load(found, [garmin_request], seconds=warm_s, connections=at_once)
    return found


def measure_shipped(bench: Bench) -> list[Result]:
    """At a rate that should be held: how many have been shipped, and how far behind the last one was."""
    ours = fleet(bench)
    drained(ours)
    seconds = max(sustained_s, bench.seconds)

    def once() -> tuple[Sample, Sample]:
        bench.progress.moving("bench      orders: shipping")
        behind = 0
        with bench.watch(ours) as watch:
            with load(bench, ours, seconds, rate=shipped_per_second, warmup=warm_s) as sent:
                first, begun = Progress.of(ours), time.monotonic()
                while sent.running:
                    last, ended = Progress.of(ours), time.monotonic()
                    behind = max(behind, last.behind)
                    time.sleep(look_s)
            rate = (last.shipped - first.shipped) / (ended - begun)
            drained(ours)
        ours.trim_logs()
        extra = {"per_second": sent.per_second, "failed": sent.failed, "p99_ms": float(sent.report["served_ms"]["p99"])}
        return Sample(rate, watch.foreign, extra), Sample(behind / shipped_per_second, watch.foreign)

    pairs = [once() for _ in range(bench.reps)]
    work = f"orders shipped per second, {shipped_per_second:,} asked for, {seconds:.0f} s"
    # A load at a rate reaches it but for the last digit.
    return [
        Result("orders-shipped", work, "per second", Runs([rate for rate, _ in pairs]), Bar(at_least=14_900)),
        Result(
            "orders-shipped", f"{work}: the last one was behind", "s", Runs([lag for _, lag in pairs]), Bar(at_most=1)
        ),
    ]


def measure_size(bench: Bench) -> list[Result]:
    ours = bench.fleet("orders-size", groups=orders_groups)
    names = ("orders-1", "shipping-1")
    idle = {name: resident_mb([ours.of(name)]) for name in names}
    with load(bench, ours, bench.seconds, at_once=at_once):
        pass
    drained(ours)
    results = []
    for name in names:
        loaded = resident_mb([ours.of(name)])
        results += [
            check("orders-size", f"{name}: memory when idle", "MB", idle[name], Bar(at_most=30)),
            check("orders-size", f"{name}: memory after load", "MB", loaded, Bar(at_most=100)),
            check("orders-size", f"{name}: ready after its start", "ms", ours.ready_ms[name], Bar(at_most=300)),
        ]
    return results


rows = [Row("orders", measure_accepted), Row("orders-shipped", measure_shipped), Row("orders-size", measure_size)]
