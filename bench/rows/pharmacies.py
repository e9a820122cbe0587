"""The mask map through gateway and service, another place every time, and its feed."""

from __future__ import annotations

import csv
import io
import json
import random
import statistics
from collections.abc import Sequence
from pathlib import Path

from bench.context import Bench
from bench.figures import Bar, Result, Sample, interleaved
from bench.python import timed_in_venv
from bench.row import Load, Other, Row, Work
from bench.server import Server, Unavailable

places_count = 2000
feed_rows = 6500
answer_bytes = 1700


def places() -> list[tuple[float, float]]:
    """Around the towns, the same on every run."""
    towns = [(25.04, 121.53), (24.15, 120.68), (22.63, 120.31), (22.99, 120.21), (24.81, 120.97), (23.48, 120.44)]
    chance = random.Random(20200206)
    around = [
        (towns[n % len(towns)], chance.uniform(-0.15, 0.15), chance.uniform(-0.15, 0.15)) for n in range(places_count)
    ]
    return [(town[0] + north, town[1] + east) for town, north, east in around]


def fleet(bench: Bench) -> Server:
    return bench.fleet()


def unlogged(bench: Bench) -> Server:
    return bench.unlogged()


def nearest(first: int) -> list[str]:
    return [f"GET /api/v1/pharmacies?near={lat:.5f},{lng:.5f}&first={first}" for lat, lng in places()]


def nearest_20(bench: Bench, server: Server) -> Sequence[str]:
    return nearest(20)


def nearest_in_bytes(bench: Bench, server: Server) -> Sequence[str]:
    """As many as make an answer of 1.7 KB."""
    twenty = len(server.get(nearest(20)[0].split()[1]))
    return nearest(round(answer_bytes / (twenty / 20)))


def graphql(path: str, bench: Bench, server: Server) -> Sequence[str]:
    query = (
        "query Near($lat: Float!, $lng: Float!, $first: Int) { pharmacies(near: {lat: $lat, lng: $lng}, first: $first)"
        " { id name address adultMasks childMasks location { lat lng } distance } }"
    )
    return [
        f"POST {path} " + json.dumps({"query": query, "variables": {"lat": lat, "lng": lng, "first": 20}})
        for lat, lng in places()
    ]


def node(name: str, path: str, bar: Bar, quiet_us: float) -> Other:
    work = Work(lambda bench: bench.peer(name), lambda bench, server: graphql(path, bench, server))
    return Other(f"{name} (GraphQL)", work, bar, quiet_us)


def same_bytes(bench: Bench) -> tuple[Server, Server]:
    body = bench.fleet().get(nearest_in_bytes(bench, bench.fleet())[0].split()[1])
    return bench.nginx({"answer": body})


def answer(bench: Bench, server: Server) -> Sequence[str]:
    return ["GET /answer"]


def station(bench: Bench, server: Server) -> Sequence[str]:
    return ["GET /stations/PWTC"]


def feed_file(bench: Bench) -> Path:
    """The shipped feed, with rows of more institutions to fill it up."""
    place = bench.folder / f"feed-{feed_rows}.csv"
    if not place.exists():
        place.write_text(longer_feed(bench.settings.root, feed_rows), encoding="utf-8")
    return place


def longer_feed(root: Path, rows: int) -> str:
    shipped = (root / "deploy/local/data/maskdata.csv").read_text(encoding="utf-8-sig")
    head, *lines = list(csv.reader(io.StringIO(shipped)))
    known = {line[0] for line in lines}
    ids = (f"{number:010}" for number in range(6_000_000_000, 7_000_000_000))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(lines[:rows])
    for number in range(len(lines), rows):
        fresh = next(id for id in ids if id not in known)
        writer.writerow([fresh, *lines[number % len(lines)][1:]])
    return out.getvalue()


def measure_feed(bench: Bench) -> list[Result]:
    file = feed_file(bench)

    def ours() -> Sample:
        said, foreign = bench.run("plaza-bench-pharmacy", "feed", str(file))
        return Sample(statistics.median(said["milliseconds"]), foreign)

    def pandas() -> Sample:
        said, foreign = timed_in_venv(bench, "read_csv.py", str(file))
        return Sample(statistics.median(said["milliseconds"]), foreign)

    work, bar = f"feed of {feed_rows:,} rows: parse, check, swap", Bar(at_most=3, ratio_at_least=5)
    try:
        pandas()
    except Unavailable as reason:
        bench.progress.step(f"left out   feed: {reason}")
        return [Result("feed", work, "ms", interleaved([ours], bench.reps)[0], bar)]
    mine, theirs = interleaved([ours, pandas], bench.reps)
    return [Result("feed", work, "ms", mine, bar, "pandas read_csv", theirs)]


rows = [
    Load(
        name="nearest-20",
        work="REST, 20 nearest pharmacies of 6,000, another place every time",
        ours=Work(fleet, nearest_20),
        bar=Bar(at_most=26),
        others=[
            node("mercurius", "/graphql", Bar(ratio_at_least=6), quiet_us=183),
            node("graphql-yoga", "/graphql", Bar(), quiet_us=403),
            node("Apollo Server", "/", Bar(), quiet_us=399),
        ],
        rate=1000,
    ).row(),
    Load(
        name="rest-thrift",
        work="REST → Thrift, 1.7 KB answer, nothing cached, no access log on any side",
        ours=Work(unlogged, nearest_in_bytes),
        bar=Bar(at_most=25),
        others=[
            Other("nginx proxy_pass", Work(lambda bench: same_bytes(bench)[1], answer), quiet_us=31),
            Other(
                "Caddy proxy",
                Work(lambda bench: bench.proxy_peer("Caddy", same_bytes(bench)[0]), answer),
                quiet_us=135,
            ),
            Other(
                "grpc-gateway (REST → gRPC)",
                Work(lambda bench: bench.peer("grpc-gateway"), station),
                Bar(ratio_at_least=7),
                quiet_us=170,
            ),
            Other("ours with its access log", Work(fleet, nearest_in_bytes)),
        ],
        rate=2000,
    ).row(),
    Row("feed", measure_feed),
]
