"""More requests than can be served: the load generator of the bench, and what it saw."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plaza.settings import Settings

from tests.support.searches import another_search

paths = 2000
connections_max = 500
end_timeout_s = 30


@dataclass(frozen=True)
class Seen:
    """`goodput` are answers of 200 a second, `p99_ms` how long they took."""

    goodput: float
    p99_ms: float
    statuses: dict[str, int]
    lost: int  # without an answer


class Flood:
    def __init__(self, settings: Settings, folder: Path) -> None:
        self._program = settings.build / "bin/plaza-bench-load"
        self._port = settings.port_base
        self._requests = folder / "searches"
        self._requests.write_text("".join(f"GET {another_search()}\n" for _ in range(paths)))

    def run(self, rate: float, seconds: float, connections: int = connections_max) -> Seen:
        """At this rate whatever the server does; 0: each connection asks again when it was answered."""
        command = [str(self._program), "--port", str(self._port), "--requests", str(self._requests)]
        command += ["--rate", str(rate), "--seconds", str(seconds), "--connections", str(connections)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds + end_timeout_s)
        assert done.returncode == 0, done.stderr
        return _seen(json.loads(done.stdout), seconds)


def _seen(told: dict[str, Any], seconds: float) -> Seen:
    statuses = told["statuses"]
    lost = told["broken"] + told["timed_out"] + told["connect_failures"]
    return Seen(statuses.get("200", 0) / seconds, told["served_ms"]["p99"], statuses, lost)
