"""Waiting until a process is ready, and saying why when it is not."""

from __future__ import annotations

import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from plaza.failure import Failure
from plaza.process import Process
from plaza.supervisor import Supervisor, log_file

ready_timeout_s = 180.0
# A command has to start before it can look.
command_timeout_s = 10.0
# So many failed starts in a row are enough to give up.
starts_max = 3
log_lines_shown = 15


def is_ready(process: Process, timeout_s: float = 1.0) -> bool:
    if process.ready_command:
        return _says_yes(process.ready_command, command_timeout_s)
    # No proxy of the environment stands between us and the loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(process.ready_url, timeout=timeout_s) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def _says_yes(command: list[str], timeout_s: float) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=timeout_s + 1).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def wait_ready(process: Process, supervisor: Supervisor, state: Path, timeout_s: float = ready_timeout_s) -> None:
    """Returns when the process says that it is ready; a Failure carries the end of its log."""
    deadline = time.monotonic() + timeout_s
    log = log_file(state, process.name)
    failed_starts = 0
    last = ""
    while not is_ready(process):
        now = supervisor.state(process.name).state
        if now == "BACKOFF" and last != "BACKOFF":
            failed_starts += 1
        last = now
        if now in ("FATAL", "EXITED", "STOPPED") or failed_starts >= starts_max:
            raise Failure(f"{process.name} does not stay up. The end of its log ({log}):\n{tail(log)}")
        if time.monotonic() > deadline:
            raise Failure(
                f"{process.name} is not ready after {timeout_s:.0f} s. The end of its log ({log}):\n{tail(log)}"
            )
        time.sleep(0.02)


def tail(log: Path, lines: int = log_lines_shown) -> str:
    """The last lines of a log, indented."""
    try:
        with log.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - 64 * 1024))
            said = file.read().decode(errors="replace").splitlines()[-lines:]
    except OSError:
        said = []
    return "\n".join(f"  {line}" for line in said) or "  (it wrote nothing)"
