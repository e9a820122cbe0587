"""Starting, stopping and looking at a fleet: what `up`, `down`, `restart` and `status` do."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from plaza.failure import Failure
from plaza.fleet import Fleet, assemble, place_data
from plaza.preflight import check_configuration, check_ports, end_leftovers
from plaza.process import Process
from plaza.progress import Progress, duration
from plaza.ready import is_ready, wait_ready
from plaza.settings import Settings
from plaza.supervisor import Changes, Supervisor, configuration


def up(
    settings: Settings, replicas: Mapping[str, int], progress: Progress, environment: Mapping[str, str] = os.environ
) -> Fleet:
    """Brings the fleet to what is described: starts what is missing, restarts what changed, stops what is in excess."""
    with _alone(settings):
        supervisor = Supervisor(settings.state)
        wanted = {**remembered_replicas(settings), **replicas} if supervisor.runs() else dict(replicas)
        fleet = assemble(settings, wanted, environment)
        for name in place_data(settings):
            progress.step(f"data       {name} copied to {_short(settings, settings.state)}")
        if not supervisor.runs():
            end_leftovers(settings, progress)
        check_ports(fleet, supervisor)
        _write_configuration(fleet, supervisor)
        check_configuration(fleet)
        _remember_replicas(settings, wanted)
        if supervisor.runs():
            _reconcile(fleet, supervisor.reload(), supervisor, progress)
        else:
            supervisor.start()
            for process in fleet.processes:
                _begin(process, "starting", supervisor, fleet, progress)
        return fleet


def _reconcile(fleet: Fleet, changes: Changes, supervisor: Supervisor, progress: Progress) -> None:
    for name in reversed(changes.removed):
        progress.moving(f"{name:<10} stopping, no longer wanted")
        supervisor.stop_process(name)
        supervisor.remove(name)
        progress.step(f"{name:<10} stopped, no longer wanted")
    # One after the other, so that with several of a group there is always one that serves.
    for process in fleet.processes:
        if process.name in changes.changed:
            progress.moving(f"{process.name:<10} stopping, it changed")
            supervisor.stop_process(process.name)
            supervisor.remove(process.name)
            supervisor.add(process.name)
            _begin(process, "restarting with what changed", supervisor, fleet, progress)
        elif process.name in changes.added:
            supervisor.add(process.name)
            _begin(process, "starting", supervisor, fleet, progress)
        elif supervisor.state(process.name).state in ("STARTING", "RUNNING") and is_ready(process):
            if process.when_ready:
                process.when_ready()
            progress.step(f"{process.name:<10} runs already")
        else:
            _begin(process, "starting", supervisor, fleet, progress)


def _begin(process: Process, doing: str, supervisor: Supervisor, fleet: Fleet, progress: Progress) -> None:
    begun = time.monotonic()
    progress.moving(f"{process.name:<10} {doing}")
    if process.before_start:
        process.before_start()
    supervisor.start_process(process.name)
    wait_ready(process, supervisor, fleet.settings.state)
    if process.when_ready:
        process.when_ready()
    progress.step(f"{process.name:<10} ready after {duration(time.monotonic() - begun)}")


def down(settings: Settings, progress: Progress) -> None:
    """Stops the fleet in reverse order; data, logs and configuration stay."""
    with _alone(settings):
        supervisor = Supervisor(settings.state)
        if not supervisor.runs():
            if not end_leftovers(settings, progress):
                progress.step(f"nothing runs on {settings.url}")
            return
        started = {state.name for state in supervisor.states()}
        fleet = assemble(settings, remembered_replicas(settings))
        known = [process.name for process in fleet.processes if process.name in started]
        for name in reversed([*known, *(started - set(known))]):
            progress.moving(f"{name:<10} stopping")
            supervisor.stop_process(name)
            progress.step(f"{name:<10} stopped")
        supervisor.shutdown()
        _replicas_file(settings).unlink(missing_ok=True)
        progress.step(f"stopped    logs and data stay in {_short(settings, settings.state)}")


def restart(settings: Settings, name: str, progress: Progress) -> None:
    """Stops and starts a process, or all of a group one after the other."""
    with _alone(settings):
        supervisor = running(settings)
        fleet = assemble(settings, remembered_replicas(settings))
        for process in fleet.named(name):
            progress.moving(f"{process.name:<10} stopping")
            supervisor.stop_process(process.name)
            _begin(process, "starting", supervisor, fleet, progress)


def running(settings: Settings) -> Supervisor:
    """The supervisor of a fleet that runs."""
    supervisor = Supervisor(settings.state)
    if not supervisor.runs():
        raise Failure(f"nothing runs on {settings.url}; ./plaza up starts it")
    return supervisor


def current(settings: Settings) -> Fleet:
    """The fleet as it was started last."""
    return assemble(settings, remembered_replicas(settings))


def _write_configuration(fleet: Fleet, supervisor: Supervisor) -> None:
    state = fleet.settings.state
    (state / "config").mkdir(parents=True, exist_ok=True)
    (state / "logs").mkdir(exist_ok=True)
    for process in fleet.processes:
        (state / "data" / process.name).mkdir(parents=True, exist_ok=True)
        if process.config_file:
            process.config_file.write_text(process.config_text)
        if process.dynamic_file and not process.dynamic_file.exists():
            process.dynamic_file.write_text(process.dynamic_text)
    supervisor.config_file.write_text(configuration(state, fleet.processes))


def remembered_replicas(settings: Settings) -> dict[str, int]:
    try:
        return {str(k): int(v) for k, v in json.loads(_replicas_file(settings).read_text()).items()}
    except (OSError, ValueError):
        return {}


def _remember_replicas(settings: Settings, replicas: Mapping[str, int]) -> None:
    _replicas_file(settings).write_text(json.dumps(dict(replicas)))


def _replicas_file(settings: Settings) -> Path:
    return settings.state / "replicas.json"


def _short(settings: Settings, path: Path) -> str:
    return str(path.relative_to(settings.root)) if path.is_relative_to(settings.root) else str(path)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Two commands on one fleet take turns."""
    settings.state.mkdir(parents=True, exist_ok=True)
    with open(settings.state / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
