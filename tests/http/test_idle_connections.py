"""Many connections that do nothing: others are served as ever, and memory stays small."""

import os
import time
from pathlib import Path

from tests.http.conftest import Server
from tests.http.rules import rule
from tests.http.wire import get, many
from tests.support.fleet import Fleet

# All of them with --all.
idle_connections = 10_000 if os.environ.get("PLAZA_TEST_ALL") else 2_000
resident_mb_max = 150
p99_ms_max = 500
requests = 2_000


def resident_mb(pid: int) -> float:
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


@rule("RFC 9112 §9.5")
def test_others_are_served_beside_idle_connections(gateway: Server, fleet: Fleet) -> None:
    with many(gateway.port, idle_connections) as idle:
        # Half of them have had an answer, the other half never said a word.
        for client in idle[::2]:
            client.send(get())
        for client in idle[::2]:
            assert client.receive().status == 200
        took = []
        with gateway.client() as client:
            for _ in range(requests):
                begun = time.monotonic()
                assert client.exchange(get("/api/v1/pharmacies?near=25.0478,121.5170&first=5")).status == 200
                took.append(time.monotonic() - begun)
        p99_ms = sorted(took)[len(took) * 99 // 100] * 1000
        resident = resident_mb(fleet.pid("gateway"))
        print(f"{idle_connections} idle connections: p99 {p99_ms:.1f} ms, {resident:.0f} MB resident")
        assert p99_ms < p99_ms_max
        assert resident < resident_mb_max
        # They have not been forgotten.
        for client in (idle[0], idle[1], idle[-1]):
            assert client.exchange(get()).status == 200
