"""Our fleet under measurement: the processes of `./plaza up`, without a supervisor between them and their logs."""

from __future__ import annotations

import dataclasses
import shutil
import signal
import subprocess
import urllib.request
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from plaza.fleet import assemble, place_data
from plaza.ports import Ports, free_base
from plaza.process import Process
from plaza.ready import is_ready
from plaza.settings import Settings

from bench.server import Server, end, spawn, wait_until

# A fleet of a bench begins to look for ports here.
first_port = 25_000

# What most rows are about; the others start more, and what that stands on.
web_groups = frozenset({"feed", "pharmacy", "gateway"})
store_groups = frozenset({"postgres", "kafka", "redis"})
start_timeout_s = 60.0

# How those are ended in order that are not ended by SIGTERM.
signals = {"feed": signal.SIGQUIT, "postgres": signal.SIGINT}

# No proxy of the environment stands between us and the loopback.
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Fleet(Server):
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    ready_ms: dict[str, float] = field(default_factory=dict)  # from its start until /readyz said so
    processes: dict[str, Process] = field(default_factory=dict)
    settings: Settings | None = None

    @classmethod
    def start(
        cls,
        settings: Settings,
        folder: Path,
        name: str,
        overrides: Mapping[str, str],
        feed: Path | None = None,
        groups: Collection[str] = web_groups,
    ) -> Fleet:
        state = folder / f"fleet-{name}"
        own = dataclasses.replace(settings, state=state, port_base=free_base(first_port))
        if feed:
            (state / "feed").mkdir(parents=True, exist_ok=True)
            shutil.copyfile(feed, state / "feed/maskdata.csv")
        wanted = [process for process in assemble(own, {}, overrides).processes if process.group in groups]
        place_data(own)
        fleet = cls(
            name=f"plaza ({name})",
            port=Ports(own.port_base).public,
            roots=lambda: fleet.serving(),
            end=lambda: fleet.end_all(),
            logs=[state / f"logs/{process.name}.log" for process in wanted],
            settings=own,
        )
        try:
            for process in wanted:
                fleet.begin(process)
        except BaseException:
            fleet.end_all()
            raise
        return fleet

    def begin(self, process: Process) -> None:
        assert self.settings
        state = self.settings.state
        (state / "data" / process.name).mkdir(parents=True, exist_ok=True)
        if process.config_file:
            process.config_file.parent.mkdir(parents=True, exist_ok=True)
            process.config_file.write_text(process.config_text)
        if process.before_start:
            process.before_start()
        self.running[process.name] = spawn(process.command, state / f"logs/{process.name}.log", process.environment)
        self.ready_ms[process.name] = 1000 * wait_until(
            lambda: is_ready(process), process.name, start_timeout_s, pause_s=0.002
        )
        if process.when_ready:
            process.when_ready()
        self.processes[process.name] = process

    def serving(self) -> set[int]:
        """All that is ours; the feed's server belongs to somebody else's data centre."""
        return {process.pid for name, process in self.running.items() if name != "feed"}

    def alone(self, name: str) -> Server:
        """One process of it, at the fleet's public port: for what no other has a part in."""
        return Server(name, self.port, lambda: {self.of(name)}, lambda: None, self.logs)

    def metric(self, name: str, line: str) -> float:
        """The sum over all series of a process whose lines begin so."""
        url = self.processes[name].ready_url.removesuffix("/readyz") + "/metrics"
        with opener.open(url, timeout=5) as answer:
            lines = answer.read().decode().splitlines()
        return sum(float(one.rsplit(" ", 1)[1]) for one in lines if one.startswith(line))

    def of(self, name: str) -> int:
        """The pid of a process by its name: gateway-1."""
        return self.running[name].pid

    def end_all(self) -> None:
        for name, process in reversed(self.running.items()):
            end(process, signals.get(name, signal.SIGTERM))
        self.running.clear()
        # What one run stored is no part of the next.
        for name, started in self.processes.items():
            if started.group in store_groups:
                assert self.settings
                shutil.rmtree(self.settings.state / "data" / name, ignore_errors=True)
