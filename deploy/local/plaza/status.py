"""What runs, in a table."""

from __future__ import annotations

from pathlib import Path

from plaza.fleet import Fleet
from plaza.process import Process
from plaza.progress import Progress, duration
from plaza.ready import is_ready
from plaza.supervisor import ProcessState, Supervisor

heading = ("process", "state", "pid", "since", "memory", "ports")


def show(fleet: Fleet, supervisor: Supervisor, progress: Progress) -> bool:
    """Prints a line per process; true when all are ready."""
    states = {state.name: state for state in supervisor.states()}
    rows: list[tuple[str, ...]] = [heading]
    all_ready = True
    for process in fleet.processes:
        state = states.get(process.name)
        ready = state is not None and state.state in ("STARTING", "RUNNING") and is_ready(process)
        all_ready = all_ready and ready
        rows.append(_row(process, state, ready))
    widths = [max(len(row[column]) for row in rows) for column in range(len(heading))]
    for row in rows:
        progress.step("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return all_ready


def _row(process: Process, state: ProcessState | None, ready: bool) -> tuple[str, ...]:
    ports = " ".join(str(port) for port in process.ports)
    if state is None or not state.pid:
        return (process.name, _words(state), "-", "-", "-", ports)
    word = "ready" if ready else "not ready"
    return (process.name, word, str(state.pid), duration(state.uptime_s), _memory(state.pid), ports)


def _words(state: ProcessState | None) -> str:
    if state is None:
        return "not started"
    return {"BACKOFF": "fails to start", "FATAL": "given up", "STOPPED": "stopped"}.get(
        state.state, state.state.lower()
    )


def _memory(pid: int) -> str:
    """Resident memory of a process with its children (nginx's workers)."""
    kilobytes = 0
    for one in [pid, *_children(pid)]:
        try:
            lines = Path(f"/proc/{one}/status").read_text().splitlines()
        except OSError:
            continue
        kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    return f"{kilobytes / 1024:.0f} MB"


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
