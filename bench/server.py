"""A server that a row measures: the processes behind a port."""

from __future__ import annotations

import dataclasses
import http.client
import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from plaza.failure import Failure
from plaza.procfs import descendants

stop_timeout_s = 15
log_bytes_max = 8 * 1024 * 1024


class Unavailable(Exception):
    """Somebody to compare with cannot be had here; its text says why. Rows go on without them."""


@dataclass
class Server:
    name: str
    port: int
    roots: Callable[[], set[int]]  # the processes that were started; their children belong to them
    end: Callable[[], None]
    logs: list[Path] = field(default_factory=list)

    def pids(self) -> set[int]:
        return {pid for root in self.roots() for pid in descendants(root)}

    def on(self, port: int) -> Server:
        """The same processes, reached by another port."""
        return dataclasses.replace(self, port=port)

    def trim_logs(self) -> None:
        """A minute of load writes hundreds of megabytes of access log."""
        for log in self.logs:
            if log.exists() and log.stat().st_size > log_bytes_max:
                os.truncate(log, 0)

    def stop(self) -> None:
        self.end()

    def get(self, path: str) -> bytes:
        """The body of an answer, for a look at what is measured."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise Failure(f"{self.name} answers {answer.status} to {path}: {body[:200]!r}")
        return body


def spawn(
    command: Sequence[str | Path], log: Path, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Starts a server with what it writes in `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    # Appending, so that a log that is trimmed does not leave a hole.
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o644)
    try:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=descriptor,
            stderr=descriptor,
            env={**os.environ, **(environment or {})},
        )
    finally:
        os.close(descriptor)


def end(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    """Ends a process and waits for that; one that does not leave is killed."""
    process.send_signal(how)
    try:
        process.wait(stop_timeout_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until(condition: Callable[[], bool], what: str, timeout_s: float = 20.0, pause_s: float = 0.02) -> float:
    """Seconds until the condition held."""
    begun = time.monotonic()
    while not condition():
        if time.monotonic() - begun > timeout_s:
            raise Failure(f"{what} is not ready after {timeout_s:.0f} s")
        time.sleep(pause_s)
    return time.monotonic() - begun


def raise_descriptor_limit() -> None:
    """As many descriptors as the system allows; children inherit it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
