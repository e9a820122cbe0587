"""Bookings: the days of a station, another person each time, and many who want the last places."""

from __future__ import annotations

import json
import random
import time
import urllib.request
from collections.abc import Iterator, Sequence

from plaza import token
from plaza.redis import Redis
from plaza.redis_wire import Redis as RedisClient

from bench.context import Bench
from bench.figures import Bar, Result, Runs, Sample, interleaved
from bench.fleet import Fleet, opener
from bench.row import Load, Other, Row, Work, cpu_unit, warm_s
from bench.server import Server, wait_until

at_once = 100
# More than a run sends: a person who comes twice is refused.
persons_per_second = 40_000
places_max = 1_000_000
last_places = 1_000
last_places_s = 5.0
drain_timeout_s = 60.0
station = "PWTC"
# Apart from the days that the fleet begins with.
day = "20400101"

booking_groups = frozenset({"redis", "kafka", "booking", "gateway"})


def fleet(bench: Bench) -> Fleet:
    return bench.fleet("booking", groups=booking_groups)


def readers(bench: Bench) -> Server:
    """What has a part in a read."""
    ours = fleet(bench)
    names = ("gateway-1", "booking-1", "redis-booking")
    return Server("gateway, booking and Redis", ours.port, lambda: {ours.of(name) for name in names}, lambda: None)


def nginx(bench: Bench) -> Server:
    server, _ = bench.nginx({"station": fleet(bench).get(f"/stations/{station}")})
    return server


def read_station(bench: Bench, server: Server) -> Sequence[str]:
    return [f"GET /stations/{station}"]


def read_file(bench: Bench, server: Server) -> Sequence[str]:
    return ["GET /station"]


class Persons:
    """Bookings for one person after the other; nobody comes twice in a bench."""

    def __init__(self) -> None:
        self._next = random.SystemRandom().randrange(10_000_000)

    def requests(self, date: str, count: int) -> list[str]:
        return list(self._make(date, count))

    def _make(self, date: str, count: int) -> Iterator[str]:
        for number in range(self._next, self._next + count):
            rest, serial = divmod(number, 10_000)
            rest, birthday = divmod(rest, 28)
            rest, month = divmod(rest, 12)
            born = f"{rest % 100:02}{month + 1:02}{birthday + 1:02}"
            body = {
                "address": "12, Jalan Tun Ismail, Kuala Lumpur",
                "date": date,
                "firstName": "Nur Aisyah",
                "lastName": "binti Ahmad",
                "location": station,
                "mysejahteraId": f"{born}14{serial:04}",
                "phoneNumber": "0123456789",
            }
            yield f"POST /booking {json.dumps(body, separators=(',', ':'))}"
        self._next += count


persons = Persons()


class Stock:
    """What the fleet's Redis holds."""

    def __init__(self, ours: Fleet) -> None:
        assert ours.settings
        place = Redis(ours.settings, ours.processes["redis-booking"].ports[0], "booking")
        self._ours = ours
        self._redis = RedisClient(place.port, place.password_file.read_text().strip())

    def fsync(self, when: str) -> None:
        self._redis.ask("CONFIG", "SET", "appendfsync", when)

    def told(self) -> bool:
        """Kafka has every event."""
        return self._redis.ask("XLEN", "{booking}:outbox") == 0

    def left(self, date: str) -> int:
        answer = self._redis.ask("HGET", f"{{booking}}:days:{station}", date)
        return int(answer) if isinstance(answer, bytes) else 0

    def begin(self, date: str, places: int) -> None:
        """No bookings, and a day with so many places."""
        for what in ("booking", "person"):
            keys = self._redis.scan(f"{{booking}}:{what}:*")
            self._redis.ask_all([("UNLINK", *keys[start : start + 1000]) for start in range(0, len(keys), 1000)])
        self._redis.ask("HDEL", f"{{booking}}:days:{station}", date, f"c{date}")
        assert self._ours.settings
        bearer = token.mint(self._ours.settings.state, "bench", ["operator"], 60, int(time.time()))
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._ours.port}/api/v1/stations/{station}/days/{date}",
            json.dumps({"capacity": places}).encode(),
            {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"},
            method="PUT",
        )
        opener.open(request, timeout=10).close()

    def wait_told(self) -> None:
        wait_until(self.told, "the events of the bookings", drain_timeout_s)


def measure_booking(bench: Bench) -> list[Result]:
    """A booking's whole way: answered when it is on the disk, its event acknowledged by the broker."""
    ours = fleet(bench)
    stock = Stock(ours)
    stock.begin(day, places_max)
    bench.load(ours, persons.requests(day, int(persons_per_second * warm_s)), seconds=warm_s, connections=at_once)
    stock.wait_told()

    def once(when: str) -> Sample:
        bench.progress.moving(f"bench      booking: {when}")
        stock.fsync(when)
        stock.begin(day, places_max)
        requests = persons.requests(day, int(persons_per_second * bench.seconds))
        with bench.watch(ours) as watch:
            sent = bench.load(ours, requests, connections=at_once)
            stock.wait_told()
        made = places_max - stock.left(day)
        extra = {"per_second": sent.per_second, "failed": float(sent.failed), "p50_ms": sent.p50_ms}
        return Sample(watch.cpu_s / max(1, made) * 1e6, watch.foreign, {**extra, "p99_ms": sent.p99_ms})

    try:
        always, every_second = interleaved([lambda: once("always"), lambda: once("everysec")], bench.reps)
    finally:
        stock.fsync("always")
    work = f"POST /booking, another person each time, {at_once} at once, with Redis and Kafka"
    results = []
    for when, runs, cpu, rate in (("always", always, 45, 12_000), ("everysec", every_second, 40, 16_000)):
        named = f"{work}, appendfsync {when}"
        results += [
            Result("booking", named, cpu_unit, runs, Bar(at_most=cpu)),
            Result("booking", f"{named}: made", "per second", _of(runs, "per_second"), Bar(at_least=rate)),
        ]
    results.append(Result("booking", f"{work}: p99", "ms", _of(always, "p99_ms"), Bar(at_most=20)))
    return results


def _of(runs: Runs, name: str) -> Runs:
    return Runs([Sample(sample.extra[name], sample.foreign) for sample in runs.used], runs.left_out)


def measure_last_places(bench: Bench) -> list[Result]:
    """Most are refused, and exactly as many as there are places are not."""
    ours = fleet(bench)
    stock = Stock(ours)
    surplus: list[Sample] = []

    def once() -> Sample:
        bench.progress.moving("bench      booking-last-places")
        stock.begin(day, last_places)
        requests = persons.requests(day, int(persons_per_second * last_places_s))
        with bench.watch(ours) as watch:
            # Without a warm-up: the places are gone within a tenth of a second.
            sent = bench.load(ours, requests, seconds=last_places_s, connections=at_once, warmup=0)
            stock.wait_told()
        surplus.append(Sample(abs(sent.served - last_places) + abs(stock.left(day)), watch.foreign))
        answered = int(sent.report["answered_total"])
        return Sample(watch.cpu_s / max(1, answered) * 1e6, watch.foreign, {"per_second": answered / last_places_s})

    runs = interleaved([once], bench.reps)[0]
    work = f"POST /booking, {last_places:,} places for all who come in {last_places_s:.0f} s, {at_once} at once"
    worst = Runs([max(surplus, key=lambda sample: sample.value)])
    return [
        Result("booking-last-places", work, cpu_unit, runs, Bar(at_most=35)),
        Result("booking-last-places", f"{work}: bookings too many or too few", "", worst, Bar(at_most=0)),
    ]


rows = [
    Load(
        name="booking-stations",
        work="GET /stations/PWTC, 1.7 KB, 50 connections",
        ours=Work(readers, read_station),
        bar=Bar(at_most=10),
        others=[Other("nginx, as a file", Work(nginx, read_file), Bar(ratio_at_least=1), quiet_us=11)],
        rate=5000,
    ).row(),
    Row("booking", measure_booking),
    Row("booking-last-places", measure_last_places),
]
