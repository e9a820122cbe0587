"""Ending what a test has started."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Sequence

stop_timeout_s = 20.0


def end(process: subprocess.Popen[bytes], timeout_s: float = stop_timeout_s) -> None:
    """In order, and by force when it takes too long."""
    process.terminate()
    try:
        process.wait(timeout_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Together:
    """Threads that run until they are told to stop: each is given an event that says so."""

    def __init__(self, runs: Sequence[Callable[[threading.Event], None]]) -> None:
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=run, args=(self._stopping,), daemon=True) for run in runs]
        for thread in self._threads:
            thread.start()

    def stop(self, timeout_s: float) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(timeout_s)
            assert not thread.is_alive(), "a client of the load hangs"
