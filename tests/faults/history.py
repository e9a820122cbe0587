"""What clients did and saw while something was wrong, and what was true afterwards: a list that can be kept and read
again, a JSON object per line. All times are seconds since the history began."""

from __future__ import annotations

import dataclasses
import json
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Request:
    """One request with its answer. `status` is 0 when there was none."""

    kind: str  # order, read, cancel, shipment, report, search
    client: int
    number: int  # of the client's wishes; a request that is sent again has the number of the first
    begun: float
    ended: float
    deadline: float  # how long the answer might take
    status: int
    asked: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)
    retry_after: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Fault:
    """What was done, and when it was over: `normal` is when clients and shipments were as before."""

    edge: str
    fault: str
    begun: float
    undone: float
    normal: float
    may_fail: tuple[str, ...] = ()  # kinds of requests that may be refused meanwhile
    statuses: tuple[int, ...] = (503, 504)  # how
    answers_may_be_wrong: bool = False  # bytes were changed under way, where nothing could have noticed


@dataclass(frozen=True)
class Order:
    """An order as `orders` has it afterwards."""

    id: str
    name: str
    total: int
    status: str
    version: int


@dataclass(frozen=True)
class Shipment:
    """A shipment as `shipping` has it afterwards."""

    id: str
    order: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """A record of a topic, in the order in which the broker has those of its key."""

    topic: str
    key: str
    id: str


Line = Request | Fault | Order | Shipment | Event
_kinds: dict[str, type[Line]] = {kind.__name__.lower(): kind for kind in (Request, Fault, Order, Shipment, Event)}


class History:
    def __init__(self, name: str, seed: int) -> None:
        self.name = name
        self.seed = seed
        self._lines: list[Line] = []
        self._lock = threading.Lock()
        self._began = time.monotonic()

    def now(self) -> float:
        return time.monotonic() - self._began

    def note(self, *lines: Line) -> None:
        with self._lock:
            self._lines += lines

    def lines(self) -> list[Line]:
        with self._lock:
            return list(self._lines)

    @property
    def requests(self) -> list[Request]:
        return [line for line in self.lines() if isinstance(line, Request)]

    @property
    def faults(self) -> list[Fault]:
        return [line for line in self.lines() if isinstance(line, Fault)]

    @property
    def orders(self) -> list[Order]:
        return [line for line in self.lines() if isinstance(line, Order)]

    @property
    def shipments(self) -> list[Shipment]:
        return [line for line in self.lines() if isinstance(line, Shipment)]

    @property
    def events(self) -> list[Event]:
        return [line for line in self.lines() if isinstance(line, Event)]

    def write(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w") as out:
            out.write(json.dumps({"history": self.name, "seed": self.seed}) + "\n")
            for line in self.lines():
                told = {"line": type(line).__name__.lower(), **dataclasses.asdict(line)}
                out.write(json.dumps(told, ensure_ascii=False) + "\n")

    @classmethod
    def read(cls, file: Path) -> History:
        with file.open() as kept:
            first = json.loads(kept.readline())
            history = cls(first["history"], first["seed"])
            history.note(*(_line(json.loads(text)) for text in kept))
        return history


def _line(told: dict[str, Any]) -> Line:
    kind = _kinds[told.pop("line")]
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in told.items()})
