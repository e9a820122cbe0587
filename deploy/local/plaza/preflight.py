"""What is looked at before anything is started: left-over processes, taken ports, refused configuration."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

from plaza import ports
from plaza.failure import Failure
from plaza.fleet import Fleet
from plaza.postgres import Postgres
from plaza.process import inherited
from plaza.procfs import command_line, descendants
from plaza.progress import Progress
from plaza.settings import Settings, port_block_size
from plaza.supervisor import Supervisor

check_timeout_s = 20
leftover_timeout_s = 15


def end_leftovers(settings: Settings, progress: Progress) -> int:
    """Ends processes of this very fleet whose supervisor is gone: those that were started with its configuration files.
    Returns how many there were."""
    # `--config FILE` of our processes, `-c FILE` of nginx, the only argument of Kafka, `-D FOLDER` of PostgreSQL.
    markers = [f" {option} {settings.state}/config/" for option in ("--config", "-c", "kafka.Kafka")]
    markers.append(f" -D {Postgres(settings, 0).folder} ")
    left = [
        pid
        for pid in (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
        if any(marker in command_line(pid) for marker in markers)
    ]
    for pid in left:
        progress.step(
            f"left over  {command_line(pid)[:60]}… ({pid}) of this fleet, whose supervisor is gone: ending it"
        )
        _signal(pid, signal.SIGTERM)
    deadline = time.monotonic() + leftover_timeout_s
    while any(Path(f"/proc/{pid}").exists() for pid in left):
        if time.monotonic() > deadline:
            for pid in left:
                _signal(pid, signal.SIGKILL)
            break
        time.sleep(0.05)
    return len(left)


def check_ports(fleet: Fleet, supervisor: Supervisor) -> None:
    """Raises Failure when somebody else has a port of the fleet."""
    ours = descendants(supervisor.pid()) if supervisor.runs() else set()
    for process in fleet.processes:
        for port in process.ports:
            holder = ports.holder(port)
            if holder is None or holder.pid in ours:
                continue
            other = fleet.settings.port_base + port_block_size
            raise Failure(
                f"port {port}, which {process.name} needs, is taken by {holder}.\n"
                f"End that one, or move this fleet elsewhere: PLAZA_PORT_BASE={other} ./plaza up"
            )


def check_configuration(fleet: Fleet) -> None:
    """Asks each program whether it takes its configuration, before anything is stopped."""
    for process in fleet.processes:
        if not process.check:
            continue
        environment = {**inherited(os.environ), **process.environment}
        try:
            done = subprocess.run(
                process.check, env=environment, capture_output=True, text=True, check=False, timeout=check_timeout_s
            )
        except FileNotFoundError:
            raise Failure(f"{process.name}: {process.check[0]} is not there; ./plaza build makes it")
        except subprocess.TimeoutExpired:
            raise Failure(f"{process.name} took more than {check_timeout_s} s to check its configuration")
        if done.returncode != 0:
            said = (done.stdout + done.stderr).strip()
            raise Failure(f"{process.name} refuses its configuration ({process.config_file}):\n{said}")


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
