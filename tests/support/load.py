"""A small load for tests that look at what clients see while something stops or dies."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.support.ending import Together
from tests.support.kept_connection import KeptConnection
from tests.support.waiting import eventually


@dataclass
class Answer:
    """What became of one request. `status` is 0 when there was no answer at all."""

    begun: float
    seconds: float
    status: int
    problem: str = ""


@dataclass
class Load:
    """Clients that keep their connections and ask for a path after the other until the block ends."""

    url: str
    path: Callable[[], str]
    clients: int = 8
    timeout_seconds: float = 15.0
    headers: dict[str, str] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)

    def __enter__(self) -> Load:
        self._lock = threading.Lock()
        self._running = Together([self._run] * self.clients)
        return self

    def __exit__(self, *_: object) -> None:
        self._running.stop(self.timeout_seconds + 5)

    def wait_for(self, count: int, timeout_seconds: float = 30.0) -> None:
        """Waits until `count` more answers have come."""
        target = len(self.answers) + count
        eventually(lambda: len(self.answers) >= target, timeout_seconds, f"{count} more answers")

    def since(self, moment: float) -> list[Answer]:
        with self._lock:
            return [answer for answer in self.answers if answer.begun >= moment]

    def failed(self) -> list[Answer]:
        with self._lock:
            return [answer for answer in self.answers if answer.status != 200]

    def _run(self, stopping: threading.Event) -> None:
        connection = KeptConnection(self.url, self.timeout_seconds)
        while not stopping.is_set():
            begun = time.monotonic()
            reply = connection.ask("GET", self.path(), headers=self.headers)
            problem = reply.problem if reply.status in (0, 200) else reply.body.decode("utf-8", "replace")
            self._note(Answer(begun, time.monotonic() - begun, reply.status, problem))
            if reply.status == 0:
                # Nobody listens: do not spin.
                stopping.wait(0.01)
        connection.close()

    def _note(self, answer: Answer) -> None:
        with self._lock:
            self.answers.append(answer)
