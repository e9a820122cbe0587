"""Memory, connections, and how soon a process is ready."""

from __future__ import annotations

import contextlib
import socket
import statistics

from bench.context import Bench
from bench.figures import Bar, Result, Runs, Sample
from bench.machine import resident_mb
from bench.row import Row, check
from bench.rows.pharmacies import nearest
from bench.server import raise_descriptor_limit

idle_connections = 10_000


def measure_idle_connections(bench: Bench) -> list[Result]:
    """Each has had one answer, so that it holds all that a used connection holds."""
    raise_descriptor_limit()
    fleet = bench.fleet("idle")
    before = resident_mb([fleet.of("gateway-1")])
    request = b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    answered = 0
    with contextlib.ExitStack() as open_ones:
        for count in range(idle_connections):
            connection = open_ones.enter_context(socket.create_connection(("127.0.0.1", fleet.port), timeout=10))
            connection.sendall(request)
            answered += connection.recv(4096).startswith(b"HTTP/1.1 200")
            if count % 1000 == 0:
                bench.progress.moving(f"bench      idle-connections: {count}")
        memory = resident_mb([fleet.of("gateway-1")])
    work = f"{answered:,} idle connections, memory of the gateway"
    bar = Bar(at_most=150 if answered == idle_connections else 0)
    return [check("idle-connections", work, "MB", memory, bar, mb_before=before)]


def measure_sizes(bench: Bench) -> list[Result]:
    ready: dict[str, list[float]] = {}
    for start in range(bench.reps):
        fleet = bench.fleet(f"size-{start}")
        for name in ("gateway-1", "pharmacy-1"):
            ready.setdefault(name, []).append(fleet.ready_ms[name])
    idle = {name: resident_mb([fleet.of(name)]) for name in ready}
    bench.load(fleet, nearest(100), connections=100)
    loaded = {name: resident_mb([fleet.of(name)]) for name in ready}
    results = []
    for name, starts in ready.items():
        # The pharmacy service holds its 6,000 stores.
        limits = (60, 60) if name.startswith("pharmacy") else (30, 100)
        results += [
            check("size", f"{name}: memory when idle", "MB", idle[name], Bar(at_most=limits[0])),
            check("size", f"{name}: memory after load", "MB", loaded[name], Bar(at_most=limits[1])),
            Result(
                "size",
                f"{name}: ready after its start",
                "ms",
                Runs([Sample(statistics.median(starts))]),
                Bar(at_most=300),
            ),
        ]
    total = sum(loaded.values())
    results.append(check("size", "the fleet without stores, after load", "MB", total, Bar(at_most=256)))
    return results


rows = [Row("idle-connections", measure_idle_connections), Row("size", measure_sizes)]
