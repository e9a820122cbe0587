"""What the kernel tells about the CPU and the memory of processes, and about the neighbours of a run."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType

from plaza.procfs import descendants

ticks_per_second = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pids: Iterable[int], proc: Path = Path("/proc")) -> float:
    """utime + stime of the processes with all their threads; those that are gone count nothing."""
    ticks = 0
    for pid in pids:
        try:
            fields = (proc / str(pid) / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / ticks_per_second


def busy_seconds(proc: Path = Path("/proc")) -> float:
    """CPU time that this machine has spent on anything."""
    fields = [int(field) for field in (proc / "stat").read_text().splitlines()[0].split()[1:9]]
    user, nice, system, _idle, _iowait, irq, softirq, steal = fields
    return (user + nice + system + irq + softirq + steal) / ticks_per_second


def resident_mb(pids: Iterable[int], proc: Path = Path("/proc")) -> float:
    """Memory that the processes hold, shared pages counted in each."""
    kilobytes = 0
    for pid in pids:
        try:
            status = (proc / str(pid) / "status").read_text()
        except OSError:
            continue
        kilobytes += sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
    return kilobytes / 1024


def own_cpu_seconds() -> float:
    """Of this process, and of its children that have ended: the load is one."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


class Watch:
    """Looks at the CPU during a block: `cpu_s` of the servers, and `foreign`, the cores that were used by anything but
    the processes of the bench."""

    def __init__(self, servers: Callable[[], set[int]], all_servers: Callable[[], set[int]] = set) -> None:
        self._servers = servers
        self._all_servers = all_servers  # those that only stand by are no neighbours
        self.cpu_s = 0.0
        self.foreign = 0.0

    def __enter__(self) -> Watch:
        self._before = self._look()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        servers, ours, busy, at = (after - before for after, before in zip(self._look(), self._before, strict=True))
        self.cpu_s = servers
        self.foreign = max(0.0, busy - ours) / max(at, 1e-3)

    def _look(self) -> tuple[float, float, float, float]:
        mine = (descendants(os.getpid()) | self._all_servers()) - {os.getpid()}
        return cpu_seconds(self._servers()), cpu_seconds(mine) + own_cpu_seconds(), busy_seconds(), time.monotonic()
