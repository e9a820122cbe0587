"""`./plaza profile`: where a process of the running fleet spends its time under load, as a flame graph."""

from __future__ import annotations

import json
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from plaza import operate
from plaza.failure import Failure
from plaza.fleet import Fleet
from plaza.progress import Progress
from plaza.settings import Settings

from bench import flame_graph
from bench.rows.pharmacies import nearest

targets = ["bin/plaza-bench-load"]
samples_per_second = 997  # no multiple of what timers like
connections = 50
hottest_shown = 10
stop_timeout_s = 30


def run(settings: Settings, name: str, seconds: float, url: str | None, progress: Progress) -> int:
    supervisor = operate.running(settings)
    process = operate.current(settings).named(name)[0]
    pid = supervisor.state(process.name).pid
    if not pid:
        raise Failure(f"{process.name} does not run; ./plaza status tells why")
    folder = settings.root / ".plaza/profile"
    folder.mkdir(parents=True, exist_ok=True)
    port, requests = _load_of(operate.current(settings), url)
    progress.step(f"profile    {process.name} ({pid}), {seconds:.0f} s under load: {requests[0]}")
    data = folder / f"{process.name}.perf"
    with ExitStack() as stack:
        load = stack.enter_context(_load(settings, folder, port, requests, seconds))
        _record(pid, seconds, data)
        answered = json.loads(load.communicate(timeout=stop_timeout_s)[0])
    counted = flame_graph.stacks(_script(data))
    if not counted:
        raise Failure(f"{process.name} did nothing in these {seconds:.0f} s")
    graph = folder / f"{process.name}.svg"
    title = f"{process.name}, {time.strftime('%Y-%m-%d %H:%M')}, {requests[0]}"
    graph.write_text(flame_graph.svg(counted, title))
    progress.step(f"answered   {sum(answered['statuses'].values()):,} requests: {answered['statuses']}")
    progress.step("hottest    (share of the samples in the function itself)")
    for function, share in flame_graph.hottest(counted, hottest_shown):
        progress.step(f"  {100 * share:5.1f} %  {function}")
    progress.step(f"written    {_short(settings, graph)}, for a browser")
    return 0


def _load_of(fleet: Fleet, url: str | None) -> tuple[int, list[str]]:
    """Port and requests: of the URL, or the 20 nearest pharmacies of another place every time."""
    if url is None:
        return fleet.settings.port_base, nearest(20)
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in ("localhost", "127.0.0.1"):
        raise Failure(f"--load wants an address on this machine, {fleet.settings.url}/…; not {url}")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.port or 80, [f"GET {path}"]


def _load(settings: Settings, folder: Path, port: int, requests: list[str], seconds: float) -> subprocess.Popen[str]:
    """Begins before the recording and ends after it."""
    file = folder / "requests"
    file.write_text("\n".join(requests) + "\n")
    options = {"port": port, "requests": file, "connections": connections, "seconds": seconds + 1, "warmup": 0.5}
    command = [str(settings.build / "bin/plaza-bench-load")]
    for option, value in options.items():
        command += [f"--{option}", str(value)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _record(pid: int, seconds: float, data: Path) -> None:
    """perf's clock works everywhere, in virtual machines as well; frame pointers are in every build of ours."""
    # The recording stops with `sleep`, which perf starts for that.
    command = ["perf", "record", "--event", "cpu-clock", "--freq", str(samples_per_second), "--call-graph", "fp"]
    command += ["--pid", str(pid), "--output", str(data), "--", "sleep", str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"perf cannot record here:\n{done.stderr.strip()[-2000:]}")


def _script(data: Path) -> list[str]:
    command = ["perf", "script", "--input", str(data), "--fields", "comm,ip,sym,dso", "--no-inline"]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode != 0:
        raise Failure(f"perf cannot read what it recorded:\n{done.stderr.strip()[-2000:]}")
    # perf knows no names of concepts; what undoes the rest of a name is Clang's own.
    named = subprocess.run(["llvm-cxxfilt-19"], input=done.stdout, capture_output=True, text=True, check=False)
    return named.stdout.splitlines()


def _short(settings: Settings, path: Path) -> str:
    return str(path.relative_to(settings.root))
