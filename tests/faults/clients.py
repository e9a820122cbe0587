"""Clients of the fleet that do what people do, by chance from a seed, and note all of it in a history."""

from __future__ import annotations

import json
import random
import threading
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.history import History, Request
from tests.support.ending import Together
from tests.support.kept_connection import KeptConnection, Reply
from tests.support.waiting import eventually

deadline_s = 2.0
# A client gives up on a server that says nothing.
patience_s = 6.0
# Between two requests of a client, so that the machine has time for the rest.
pause_s = 0.02
# A wish is sent again with its key, so often at most.
attempts_max = 3
known_max = 500

# Who does what, and how often. Those who wait for something sick do not keep others from what they do.
roles = [
    *[{"order": 60, "read": 30, "cancel": 6}] * 4,
    *[{"shipment": 60, "report": 40}] * 2,
    *[{"search": 100}] * 2,
]


@dataclass
class Crowd:
    """Runs inside the `with` block. `headers` carry a token: with it the orders of all belong to one person, who can
    list them, and may report as a carrier."""

    url: str
    history: History
    headers: dict[str, str]
    roles: list[dict[str, int]] = field(default_factory=lambda: list(roles))
    pause: float = pause_s
    # What one of them has made is known to all.
    orders: deque[str] = field(default_factory=lambda: deque(maxlen=known_max))
    shipments: deque[str] = field(default_factory=lambda: deque(maxlen=known_max))

    def __enter__(self) -> Crowd:
        self._running = Together([_Client(self, number, role).run for number, role in enumerate(self.roles)])
        return self

    def __exit__(self, *_: object) -> None:
        self._running.stop(patience_s * 2)

    def go_on(self, seconds: float, count: int = 0) -> None:
        """Until so much time has passed, and so many more requests were answered with success."""
        now = self.history.now
        begun, before = now(), self._successes()
        eventually(
            lambda: now() - begun >= seconds and self._successes() - before >= count,
            seconds + 60,
            f"{count} requests to succeed",
        )

    def _successes(self) -> int:
        return sum(200 <= request.status < 300 for request in self.history.requests)


class _Client:
    def __init__(self, crowd: Crowd, number: int, role: dict[str, int]) -> None:
        self._crowd = crowd
        self._role = role
        self._history = crowd.history
        self._number = number
        self._random = random.Random(f"{crowd.history.name} {crowd.history.seed} {number}")
        self._connection = KeptConnection(crowd.url, patience_s)
        self._stopping = threading.Event()
        self._wishes = 0
        self._do: dict[str, Callable[[], None]] = {
            "order": self._order,
            "read": self._read,
            "shipment": self._shipment,
            "report": self._report,
            "cancel": self._cancel,
            "search": self._search,
        }

    def run(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        kinds, weights = list(self._role), list(self._role.values())
        while not self._stopping.wait(self._crowd.pause):
            self._wishes += 1
            self._do[self._random.choices(kinds, weights)[0]]()
        self._connection.close()

    def _order(self) -> None:
        asked = {"name": f"{self._number}-{self._wishes}", "total": self._random.randrange(2**31)}
        body = {"customerName": asked["name"], "totalPrice": asked["total"]}
        made = self._wish("order", "POST", "/api/v1/orders", asked, body)
        if "id" in made:
            self._crowd.orders.append(str(made["id"]))

    def _read(self) -> None:
        if order := self._one_of(self._crowd.orders):
            self._once("read", "GET", f"/api/v1/orders/{order}", {"id": order})

    def _cancel(self) -> None:
        if order := self._one_of(self._crowd.orders):
            self._wish("cancel", "POST", f"/api/v1/orders/{order}/cancel", {"id": order})

    def _shipment(self) -> None:
        if order := self._one_of(self._crowd.orders):
            found = self._once("shipment", "GET", f"/api/v1/orders/{order}/shipment", {"id": order})
            if "id" in found:
                self._crowd.shipments.append(str(found["id"]))

    def _report(self) -> None:
        if shipment := self._one_of(self._crowd.shipments):
            path = f"/api/v1/shipments/{shipment}/events"
            self._wish("report", "POST", path, {"id": shipment, "step": "PACKED"}, {"status": "PACKED"})

    def _one_of(self, known: deque[str]) -> str:
        ids = list(known)
        return self._random.choice(ids) if ids else ""

    def _search(self) -> None:
        # Another place each time: no cache knows the answer.
        where = f"{self._random.uniform(22, 25):.5f},{self._random.uniform(120, 121.5):.5f}"
        self._once("search", "GET", f"/api/v1/pharmacies?near={where}&first=3", {})

    def _wish(
        self, kind: str, method: str, path: str, asked: dict[str, Any], body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Something that may be asked for again: the key says that it is the same."""
        key = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        for attempt in range(1, attempts_max + 1):
            answer = self._once(kind, method, path, asked, body, key)
            refused = self._last in (0, 409, 429, 502, 503, 504)
            if not refused or attempt == attempts_max or self._stopping.wait(self._random.uniform(0, 0.1 * 2**attempt)):
                break
        return answer

    def _once(
        self,
        kind: str,
        method: str,
        path: str,
        asked: dict[str, Any],
        body: dict[str, Any] | None = None,
        key: str = "",
    ) -> dict[str, Any]:
        headers = {**self._crowd.headers, "X-Request-Timeout": str(round(deadline_s * 1000))}
        if key:
            headers["Idempotency-Key"] = key
        if body is not None:
            headers["Content-Type"] = "application/json"
        begun = self._history.now()
        reply = self._connection.ask(method, path, json.dumps(body).encode() if body is not None else None, headers)
        answer = _told(kind, reply)
        self._last = reply.status
        good = 200 <= reply.status < 300
        self._history.note(
            Request(
                kind,
                self._number,
                self._wishes,
                begun,
                self._history.now(),
                deadline_s,
                reply.status,
                asked,
                answer,
                "retry-after" in reply.headers,
                reply.problem if good or not reply.status else reply.body.decode(errors="replace")[:300],
            )
        )
        return answer


def _told(kind: str, reply: Reply) -> dict[str, Any]:
    """What a history keeps of an answer."""
    if not 200 <= reply.status < 300 or kind == "search":
        return {}
    answer = json.loads(reply.body)
    return {name: answer[name] for name in ("id", "status", "version") if name in answer}
