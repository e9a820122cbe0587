"""What processes hold: descriptors, threads, connections, requests. After a fault they hold what they held before."""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support.fleet import Fleet
from tests.support.waiting import eventually

# Connections come and go a little: what is kept ready, what health checks use.
descriptors_slack = 12
# A thread looks names up for each loop, once one has to.
threads_slack = 3
# Nothing takes that long when all is well.
request_age_max_s = 5.0

_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Held:
    descriptors: int
    threads: int


def held(pid: int) -> Held:
    return Held(len(os.listdir(f"/proc/{pid}/fd")), len(os.listdir(f"/proc/{pid}/task")))


class Baseline:
    """What each process of ours held when all was well."""

    def __init__(self, fleet: Fleet, names: list[str], pid: Callable[[str], int]) -> None:
        self._fleet = fleet
        self._pid = pid
        self._held = {name: held(pid(name)) for name in names}

    def check(self, settle_s: float) -> None:
        """Fails when a process goes on holding more."""
        for name, before in self._held.items():
            eventually(lambda n=name, b=before: self._is_back(n, b), settle_s, f"{name} to let go")

    def _is_back(self, name: str, before: Held) -> bool:
        now = held(self._pid(name))
        assert now.descriptors <= before.descriptors + descriptors_slack, f"{name} has {now}, had {before}"
        assert now.threads <= before.threads + threads_slack, f"{name} has {now}, had {before}"
        old = old_requests(self._fleet, name)
        assert not old, f"{name} still has {old}"
        return True


def old_requests(fleet: Fleet, name: str) -> list[dict]:
    """Those in flight for longer than any is when all is well."""
    with _opener.open(f"{fleet.operations_url(name)}/requests", timeout=5) as answer:
        listed = json.loads(answer.read())
    return [request for request in listed["requests"] if request["ageMs"] > request_age_max_s * 1000]


def crashes(log: Path) -> list[str]:
    """Ends of processes that the supervisor did not ask for, by its log."""
    words = ("terminated by SIGSEGV", "terminated by SIGABRT", "terminated by SIGBUS", "terminated by SIGILL")
    return [line for line in log.read_text(errors="replace").splitlines() if any(word in line for word in words)]
