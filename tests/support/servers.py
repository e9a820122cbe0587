"""Servers of other people, run for a test and ended with it."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx

from tests.support.waiting import eventually

start_seconds_max = 30
end_seconds_max = 20


@contextlib.contextmanager
def running(command: Sequence[str | Path], ready_url: str, log_file: Path) -> Iterator[None]:
    """From when `ready_url` is answered with success until the end of the block."""
    with log_file.open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        eventually(lambda: _answers(ready_url), start_seconds_max, f"{command[0]} to be ready")
        yield
    finally:
        process.terminate()
        process.wait(end_seconds_max)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url).is_success
    except httpx.TransportError:
        return False
