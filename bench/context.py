"""What the rows of a bench share: where things are, the servers that run, and the load."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plaza.failure import Failure
from plaza.progress import Progress
from plaza.settings import Settings

from bench.fleet import Fleet, web_groups
from bench.machine import Watch
from bench.peers import Peers
from bench.server import Server
from bench.web import start_nginx


@dataclass(frozen=True)
class LoadResult:
    """What the load said, and what the servers used for it."""

    report: Mapping[str, Any]
    cpu_s: float
    foreign: float

    @property
    def cpu_us(self) -> float:
        """CPU microseconds per answer, all server processes together."""
        return self.cpu_s / max(1, int(self.report["answered_total"])) * 1e6

    @property
    def served(self) -> int:
        return sum(int(count) for status, count in self.report["statuses"].items() if status.startswith("2"))

    @property
    def failed(self) -> int:
        losses = ("broken", "timed_out", "not_sent", "connect_failures")
        refused = sum(int(count) for count in self.report["statuses"].values()) - self.served
        return refused + sum(int(self.report[name]) for name in losses)

    @property
    def per_second(self) -> float:
        return self.served / float(self.report["seconds"])

    @property
    def p50_ms(self) -> float:
        return float(self.report["served_ms"]["p50"])

    @property
    def p99_ms(self) -> float:
        return float(self.report["served_ms"]["p99"])


class Bench:
    """Servers are started when a row first asks for them, and stopped by close()."""

    def __init__(self, settings: Settings, reps: int, seconds: float, progress: Progress) -> None:
        self.settings = settings
        self.reps = reps
        self.seconds = seconds
        self.progress = progress
        self.folder = settings.root / ".plaza/bench"
        self.programs = settings.build / "bin"
        self._servers: dict[str, Server] = {}
        self._peers = Peers(self.folder, settings.root)
        (self.folder / "requests").mkdir(parents=True, exist_ok=True)

    def close(self) -> None:
        for server in reversed(self._servers.values()):
            server.stop()
        self._servers.clear()

    def fleet(
        self,
        name: str = "shipped",
        overrides: Mapping[str, str] | None = None,
        feed: Path | None = None,
        groups: Collection[str] = web_groups,
    ) -> Fleet:
        """Ours, as `./plaza up` configures it, but for the overrides (PLAZA_SECTION__KEY) and another feed file; of
        all processes those of these groups."""
        made = self._once(
            f"fleet-{name}", lambda: Fleet.start(self.settings, self.folder, name, overrides or {}, feed, groups)
        )
        assert isinstance(made, Fleet)
        return made

    def unlogged(self) -> Fleet:
        """Ours without its access log, beside those that write none."""
        return self.fleet("unlogged", {"PLAZA_LOG__ACCESS_LOG": "false"})

    def nginx(self, files: Mapping[str, bytes]) -> tuple[Server, Server]:
        """Debian's nginx that serves these bytes as files, and a second server of it, a proxy before the first."""
        server = self._once("nginx", lambda: start_nginx(self.folder / "nginx"))
        for path, content in files.items():
            (self.folder / "nginx/files" / path).write_bytes(content)
        return server, server.on(server.port + 1)

    def peer(self, name: str) -> Server:
        """One of the servers of the peers' folder; Unavailable where that cannot be had."""
        return self._once(f"peer-{name}", lambda: self._peers.start(name))

    def proxy_peer(self, name: str, before: Server) -> Server:
        """A peer that is a proxy; what stands behind it counts as well."""
        proxy = self._once(f"peer-{name}", lambda: self._peers.start(name, {"NGINX_PORT": str(before.port)}))
        return dataclasses.replace(proxy, roots=lambda: proxy.roots() | before.roots())

    def load(
        self,
        server: Server,
        requests: Sequence[str],
        *,
        seconds: float | None = None,
        cpu: int | None = None,
        **options: float,
    ) -> LoadResult:
        """Sends the requests (`GET /path`, `POST /path BODY`) in turn; the options are those of bench-load."""
        file = self.folder / "requests/now"
        file.write_text("\n".join(requests) + "\n")
        command = [str(self.programs / "plaza-bench-load"), "--port", str(server.port), "--requests", str(file)]
        command += ["--seconds", str(seconds or self.seconds)]
        for option, value in options.items():
            command += [f"--{option}", str(value)]
        if cpu is not None:
            command = ["taskset", "--cpu-list", str(cpu), *command]
        with Watch(server.pids, self._all_pids) as watch:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        server.trim_logs()
        if done.returncode != 0:
            raise Failure(f"the load failed: {done.stderr.strip()}")
        return LoadResult(json.loads(done.stdout), watch.cpu_s, watch.foreign)

    def watch(self, server: Server) -> Watch:
        """What a server uses, and what neighbours use, during a block."""
        return Watch(server.pids, self._all_pids)

    def run(self, program: str, *arguments: str) -> tuple[dict[str, Any], float]:
        """What one of our timing programs printed, and the cores that neighbours used meanwhile."""
        with Watch(set, self._all_pids) as watch:
            done = subprocess.run(
                [str(self.programs / program), *arguments], capture_output=True, text=True, check=False
            )
        if done.returncode != 0:
            raise Failure(f"{program} failed: {done.stderr.strip()}")
        return dict(json.loads(done.stdout)), watch.foreign

    def _all_pids(self) -> set[int]:
        return {pid for server in self._servers.values() for pid in server.pids()}

    def _once(self, name: str, make: Callable[[], Server]) -> Server:
        if name not in self._servers:
            self.progress.moving(f"bench      starting {name}")
            self._servers[name] = make()
        return self._servers[name]


@contextmanager
def only_on(cpu: int) -> Iterator[None]:
    """What is started meanwhile has one processor, and sees no other."""
    every = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {cpu})
    try:
        yield
    finally:
        os.sched_setaffinity(0, every)
