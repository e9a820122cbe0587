"""Progress that a person can follow: one line per step, and a line that moves on a terminal."""

from __future__ import annotations

import sys
import time
from typing import TextIO

# Without a terminal (in CI) a long step says this often how far it is.
quiet_interval_s = 15.0


class Progress:
    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._terminal = self._out.isatty()
        self._moving = False
        self._said_at = time.monotonic()

    def step(self, text: str) -> None:
        """A line that stays."""
        self._clear()
        print(text, file=self._out, flush=True)
        self._said_at = time.monotonic()

    def moving(self, text: str) -> None:
        """How far a step is: overwritten on a terminal, now and then a line elsewhere."""
        if self._terminal:
            print(f"\r\033[K{text[:110]}", end="", file=self._out, flush=True)
            self._moving = True
        elif time.monotonic() - self._said_at >= quiet_interval_s:
            self.step(text)

    def _clear(self) -> None:
        if self._moving:
            print("\r\033[K", end="", file=self._out)
            self._moving = False


def duration(seconds: float) -> str:
    """0.4 s, 12 s, 3 min 20 s, 2 h 5 min."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
