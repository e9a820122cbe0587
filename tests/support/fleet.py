"""The fleet under test: where it is, and starting, stopping, killing and pausing its processes.

`./plaza test` starts it and tells the tests by PLAZA_PORT_BASE and PLAZA_STATE which one it is; the same variables
make a test use any other fleet of this machine. A process is meant by its name (`gateway-2`), or by its kind
(`gateway`), which is the first of that kind.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import os
import re
import shutil
import signal as signals
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from plaza import operate, ready
from plaza.ports import Ports, free_base
from plaza.postgres import Postgres
from plaza.process import Process
from plaza.progress import Progress
from plaza.settings import Settings, from_environment
from plaza.supervisor import Supervisor, log_file

from tests.support.waiting import eventually

wait_timeout_s = 20.0

# No proxy of the environment stands between us and the loopback.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Fleet:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._supervisor = Supervisor(settings.state)

    @classmethod
    def under_test(cls) -> Fleet:
        """The one that the environment names; it must run."""
        settings = from_environment()
        operate.running(settings)
        return cls(settings)

    @classmethod
    @contextlib.contextmanager
    def another(
        cls, state: Path, replicas: Mapping[str, int] | None = None, overrides: Mapping[str, str] | None = None
    ) -> Iterator[Fleet]:
        """A fleet of its own beside the one under test, with its state in `state`, stopped at the end of the block.
        `overrides` are options as PLAZA_SECTION__KEY, or as PLAZA_GATEWAY_SECTION__KEY for one group."""
        settings = from_environment()
        base = free_base(settings.port_base + 1000)
        fleet = cls(dataclasses.replace(settings, port_base=base, state=state))
        try:
            fleet.up(replicas, overrides)
            yield fleet
        finally:
            fleet.discard()

    def up(self, replicas: Mapping[str, int] | None = None, overrides: Mapping[str, str] | None = None) -> str:
        """`./plaza up` without the build; what it said."""
        said = io.StringIO()
        operate.up(self.settings, replicas or {}, Progress(said), overrides or {})
        return said.getvalue()

    def discard(self) -> None:
        """Stops it, and throws away what stands outside of its folder."""
        operate.down(self.settings, Progress(io.StringIO()))
        shutil.rmtree(Postgres(self.settings, self.ports.postgres).folder, ignore_errors=True)

    # Where things are.

    @property
    def url(self) -> str:
        return self.settings.url

    @property
    def ports(self) -> Ports:
        return Ports(self.settings.port_base)

    @property
    def feed_file(self) -> Path:
        """What the feed server serves."""
        return self.settings.state / "feed/maskdata.csv"

    def addresses(self, group: str) -> list[str]:
        """Where the processes of a group serve."""
        return [f"127.0.0.1:{process.ports[0]}" for process in operate.current(self.settings).named(group)]

    def data(self, name: str) -> Path:
        """The folder in which a process keeps what survives its restart."""
        return self.settings.state / "data" / self.process(name).name

    def operations_url(self, name: str) -> str:
        return self.process(name).ready_url.removesuffix("/readyz")

    def log(self, name: str) -> str:
        return log_file(self.settings.state, self.process(name).name).read_text(errors="replace")

    def supervisor_log(self) -> str:
        return (self.settings.state / "logs/supervisord.log").read_text(errors="replace")

    def process(self, name: str) -> Process:
        return operate.current(self.settings).named(name)[0]

    # The feed.

    def write_feed(self, content: bytes) -> None:
        """Puts another file in place, whole: no sync sees half of it."""
        beside = self.feed_file.with_suffix(".new")
        beside.write_bytes(content)
        beside.replace(self.feed_file)

    # Configuration that is followed while a process runs.

    def dynamic_file(self, name: str) -> Path:
        file = self.process(name).dynamic_file
        assert file is not None, f"{name} follows no file"
        return file

    @contextlib.contextmanager
    def dynamic(self, name: str) -> Iterator[Callable[[str], None]]:
        """Gives a function that puts a text in place, whole; the file is as it was at the end of the block."""
        file = self.dynamic_file(name)
        before = file.read_text()

        def put(text: str) -> None:
            beside = file.with_suffix(".new")
            beside.write_text(text)
            beside.replace(file)

        try:
            yield put
        finally:
            put(before)

    # What processes are doing.

    def pid(self, name: str) -> int:
        """0 when it does not run."""
        return self._supervisor.state(self.process(name).name).pid

    def readiness(self, name: str) -> int:
        """The status of its /readyz; 0 when nobody answers."""
        try:
            with _opener.open(self.process(name).ready_url, timeout=2) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            return refusal.code
        except OSError:
            return 0

    def wait_ready(self, name: str, timeout_s: float = wait_timeout_s) -> None:
        ready.wait_ready(self.process(name), self._supervisor, self.settings.state, timeout_s)

    def metric(self, name: str, metric: str, **labels: str) -> float:
        """The sum of a metric over all series that carry these labels; 0 when there is none."""
        with _opener.open(self.operations_url(name) + "/metrics", timeout=5) as answer:
            text = answer.read().decode()
        total = 0.0
        for line in text.splitlines():
            series = re.fullmatch(rf"{re.escape(metric)}(?:\{{(.*)\}})? (\S+)(?: \d+)?", line)
            if series:
                carried = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', series[1] or ""))
                if labels.items() <= carried.items():
                    total += float(series[2])
        return total

    # What is done to them.

    def start(self, name: str) -> None:
        self._supervisor.start_process(self.process(name).name)

    def stop(self, name: str, signal: signals.Signals = signals.SIGTERM) -> None:
        """Ends it and keeps it ended; SIGKILL gives it no time for anything."""
        full_name = self.process(name).name
        if signal != signals.SIGTERM:
            self._kill(full_name, signal)
        self._supervisor.stop_process(full_name)

    def restart(self, name: str) -> None:
        """In order, as an operator does; returns when it is ready again."""
        self._supervisor.stop_process(self.process(name).name)
        self.start(name)
        self.wait_ready(name)

    def kill(self, name: str) -> None:
        """kill -9; the supervisor starts it again. Returns when the old process is gone."""
        self._kill(self.process(name).name, signals.SIGKILL)

    def signal(self, name: str, signal: signals.Signals) -> None:
        os.kill(self.pid(name), signal)

    @contextlib.contextmanager
    def paused(self, name: str) -> Iterator[None]:
        """Stands still (SIGSTOP) inside the block."""
        pid = self.pid(name)
        os.kill(pid, signals.SIGSTOP)
        try:
            # The signal is one thread's to take: until that has its turn, the others go on.
            eventually(lambda: _stands_still(pid), what=f"{name} to stand still")
            yield
        finally:
            os.kill(pid, signals.SIGCONT)

    def _kill(self, full_name: str, signal: signals.Signals) -> None:
        pid = self._supervisor.state(full_name).pid
        os.kill(pid, signal)
        deadline = time.monotonic() + wait_timeout_s
        while self._supervisor.state(full_name).pid == pid:
            assert time.monotonic() < deadline, f"{full_name} ({pid}) did not end on {signal.name}"
            time.sleep(0.01)  # between two looks


def _stands_still(pid: int) -> bool:
    """Whether all threads are stopped, as proc(5) tells it behind the name."""
    threads = Path(f"/proc/{pid}/task").glob("*/stat")
    try:
        return all(thread.read_text().rpartition(")")[2].split()[0] == "T" for thread in threads)
    except FileNotFoundError:  # one ended between the two: it was running
        return False
